#include "analysis/game/alpha_rank.h"

#include "sim/core/expects.h"

#include <cmath>

namespace paddock {
namespace {

// Probability that one mutant of `edge` = p(j, i) - ½ takes over.
double fixation(double edge, const AlphaRankOptions& o) {
  if (std::isinf(o.alpha)) return edge > kTie ? 1 : edge < -kTie ? 0 : 0.5;
  const double m = o.population, a = o.alpha * m / (m - 1) * edge;
  if (a == 0) return 1 / m;
  // expm1 of a negative argument only, so that nothing overflows
  return a > 0 ? std::expm1(-a) / std::expm1(-m * a) : std::exp((m - 1) * a) * std::expm1(a) / std::expm1(m * a);
}

bool all_pairs(const Eigen::Matrix<bool, Eigen::Dynamic, Eigen::Dynamic>& compared, const Preferences& p) {
  expects(p.rows() == p.cols() && p.rows() > 0, "a square preference matrix of at least one arm");
  expects(compared.size() == 0 || (compared.rows() == p.rows() && compared.cols() == p.cols()), "a mask of p's shape");
  return compared.size() == 0;
}

// Steps from i to j of the given size, the rest stays.
template <class Step>
Eigen::MatrixXd walk(Eigen::Index n, Step step) {
  Eigen::MatrixXd q(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    double moved = 0;
    for (Eigen::Index j = 0; j < n; ++j)
      if (j != i) moved += q(i, j) = step(i, j);
    q(i, i) = 1 - moved;
  }
  return q;
}

}  // namespace

LongRun alpha_rank(const Preferences& p, const AlphaRankOptions& options) {
  expects(options.alpha > 0 && options.population >= 2, "alpha > 0 and a population of at least two");
  all_pairs({}, p);
  const auto others = static_cast<double>(p.rows() - 1);
  return long_run(walk(p.rows(), [&](auto i, auto j) { return fixation(p(j, i) - 0.5, options) / others; }));
}

LongRun markov_walk(const Preferences& p, const Eigen::Matrix<bool, Eigen::Dynamic, Eigen::Dynamic>& compared) {
  const bool all = all_pairs(compared, p);
  const auto others = static_cast<double>(p.rows() - 1);
  return long_run(walk(p.rows(), [&](auto i, auto j) {
    if (!all && !compared(i, j)) return 0.0;
    return (beats(p, j, i) ? 1 : beats(p, i, j) ? 0 : 0.5) / others;
  }));
}

Eigen::VectorXd page_rank(const Preferences& p, const Eigen::Matrix<bool, Eigen::Dynamic, Eigen::Dynamic>& compared,
                          double damping) {
  const bool all = all_pairs(compared, p);
  expects(damping >= 0 && damping < 1, "a damping in [0, 1)");
  const Eigen::Index n = p.rows();
  const auto weight = [&](auto i, auto j) { return j == i || (!all && !compared(i, j)) ? 0.0 : p(j, i); };
  Eigen::MatrixXd q(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    double total = 0;
    for (Eigen::Index j = 0; j < n; ++j) total += q(i, j) = weight(i, j);
    const double random = 1 / static_cast<double>(n);
    for (Eigen::Index j = 0; j < n; ++j)
      q(i, j) = total > 0 ? damping * q(i, j) / total + (1 - damping) * random : random;
  }
  return long_run(q).law;
}

}  // namespace paddock
