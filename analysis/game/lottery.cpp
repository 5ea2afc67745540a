#include "analysis/game/lottery.h"

#include "analysis/game/gaps.h"
#include "analysis/game/lottery_lp.h"
#include "analysis/game/max_entropy.h"
#include "analysis/game/tournament.h"
#include "sim/core/expects.h"
#include "sim/math/null_space.h"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <vector>

namespace paddock {
namespace {

constexpr double kZero = 1e-8;  // margins and singular values below count as 0; margins are scaled to at most 1

#pragma GCC diagnostic ignored \
    "-Wfree-nonheap-object"  // g++ 12 at -O3: a false alarm where Eigen copies a vector of indices

using Arms = std::vector<Eigen::Index>;

Arms arms_where(const Eigen::VectorXd& v, double above) {
  Arms arms;
  for (Eigen::Index i = 0; i < v.size(); ++i)
    if (v[i] > above) arms.push_back(i);
  return arms;
}

// The strategy x > 0 with xᵀa = 0, when there is certainly one only; by LU, much cheaper than singular values. With the
// bordered matrix b = [aᵀ 1; 1ᵀ 0] the second smallest singular value of a is at least the smallest of b (interlacing),
// which is at least rcond(b) · sqrt(k); the factor 10 is for the estimate of rcond.
std::optional<Eigen::VectorXd> lone_kernel(const Eigen::MatrixXd& a) {
  const Eigen::Index k = a.rows();
  Eigen::MatrixXd bordered(k + 1, k + 1);
  bordered << a.transpose(), Eigen::VectorXd::Ones(k), Eigen::RowVectorXd::Ones(k), 0;
  const Eigen::PartialPivLU<Eigen::MatrixXd> lu(bordered);
  if (!(lu.rcond() > 10 * kZero)) return std::nullopt;
  const Eigen::VectorXd x = lu.solve(Eigen::VectorXd::Unit(k + 1, k));
  if (!(std::abs(x[k]) < 1e-12) || x.head(k).minCoeff() <= 0) return std::nullopt;
  return x.head(k) / x.head(k).sum();
}

// The lottery of a skew game with max |a| = 1: policy, unique, converged.
Lottery solve(const Eigen::MatrixXd& a) {
  Lottery result{Eigen::VectorXd::Constant(a.rows(), 1 / static_cast<double>(a.rows()))};
  const std::optional<Eigen::VectorXd> vertex = lottery::vertex(a);
  if (!vertex) return result.converged = false, result;
  result.policy = *vertex;
  const Arms support = arms_where(*vertex, 1e-10);
  std::optional<Eigen::VectorXd> kernel = lone_kernel(a(support, support));
  if (!kernel) {
    const Eigen::MatrixXd vectors = null_space(a(support, support).transpose(), kZero);
    result.unique = vectors.cols() == 1;
    if (result.unique && vectors.col(0).minCoeff() * vectors.col(0).maxCoeff() > 0)
      kernel = vectors.col(0) / vectors.sum();
  }
  if (kernel) {  // the last digits
    Eigen::VectorXd polished = Eigen::VectorXd::Zero(a.rows());
    polished(support) = *kernel;
    if ((a * polished).maxCoeff() <= std::max((a * *vertex).maxCoeff(), 1e-15)) result.policy = polished;
  }
  const Eigen::VectorXd slack = a.transpose() * result.policy;
  for (Eigen::Index j = 0; j < a.rows(); ++j)
    if (!std::binary_search(support.begin(), support.end(), j)) result.unique = result.unique && slack[j] > kZero;
  if (result.unique) return result;

  const std::optional<lottery::Interior> interior = lottery::interior(a);
  if (!interior) return result.converged = false, result;
  const Eigen::VectorXd side = interior->policy - interior->slack;  // > 0: in some optimum; < 0: in none
  const Arms inside = arms_where(side, 0), outside = arms_where(-side, 0);
  const Eigen::MatrixXd basis = null_space(a(inside, inside).transpose(), kZero);
  const Eigen::MatrixXd inequalities = a(inside, outside).transpose();
  const Eigen::VectorXd start = interior->policy(inside);
  const std::optional<Eigen::VectorXd> even = max_entropy(basis, inequalities, start);
  result.converged = even.has_value();
  result.policy.setZero();
  result.policy(inside) = even ? *even : start;
  return result;
}

}  // namespace

Lottery maximal_lottery(const Preferences& p) {
  expects(p.rows() == p.cols() && p.rows() > 0, "a square preference matrix of at least one arm");
  // Every optimum lives on the Smith set: given the set's own lottery, mass outside only loses.
  const Arms arms = smith_set(p);
  Eigen::MatrixXd a = (p - p.transpose())(arms, arms) / 2;
  a = (a.array().abs() > kTie).select(a, 0);
  const double scale = a.cwiseAbs().maxCoeff();
  Lottery local;
  if (scale > 0)
    local = solve(a / scale);
  else  // all tie
    local = {Eigen::VectorXd::Constant(a.rows(), 1 / static_cast<double>(a.rows())), 0, a.rows() == 1, true};
  Lottery result{Eigen::VectorXd::Zero(p.rows()), 0, local.unique, local.converged};
  result.policy(arms) = local.policy;
  result.gap = exploitability(p, result.policy);
  result.converged = result.converged && result.gap <= 1e-9;
  return result;
}

Lottery margin_lottery(const Eigen::Ref<const Eigen::MatrixXd>& margins) {
  const double scale = margins.size() == 0 ? 0 : margins.cwiseAbs().maxCoeff();
  return maximal_lottery((scale > 0 ? Eigen::MatrixXd(margins / (2 * scale)) : Eigen::MatrixXd(0 * margins)).array() +
                         0.5);
}

}  // namespace paddock
