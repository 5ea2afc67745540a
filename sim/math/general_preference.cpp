#include "sim/math/general_preference.h"

#include "sim/core/expects.h"
#include "sim/core/law.h"
#include "sim/math/softmax.h"

#include <cmath>

namespace paddock {

const GeneralPreferenceFit& GeneralPreferenceSolver::fit(const Eigen::Ref<const Eigen::MatrixXd>& wins,
                                                         const GeneralPreferenceOptions& o, Stream& start) {
  const Eigen::Index n = wins.rows(), half = o.dimension / 2;
  expects(n == wins.cols() && n > 0 && (wins.array() >= 0).all(), "square non-negative win counts");
  expects(half >= 1 && o.dimension % 2 == 0 && o.ridge > 0, "an even dimension and a positive ridge");
  if (fit_.even.rows() != n || fit_.even.cols() != half) {
    const Law normal = Law::make(Law::Kind::normal, 0, 0.1);
    fit_.even.resize(n, half), fit_.odd.resize(n, half);
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index l = 0; l < half; ++l) fit_.even(i, l) = normal.draw(start), fit_.odd(i, l) = normal.draw(start);
    for (auto& solver : half_) solver.reset();
  }
  pairs_.clear(), outcomes_.clear(), counts_.clear();
  for (Eigen::Index j = 1; j < n; ++j)
    for (Eigen::Index i = 0; i < j; ++i)
      if (const double count = wins(i, j) + wins(j, i); count > 0)
        pairs_.emplace_back(i, j), counts_.push_back(count), outcomes_.push_back(wins(i, j) / count);
  differences_.setZero(n * half, static_cast<Eigen::Index>(pairs_.size()));

  fit_.converged = false;
  double before = -kInf;
  for (fit_.sweeps = 1; fit_.sweeps <= o.max_sweeps; ++fit_.sweeps) {
    solve_half(fit_.even, fit_.odd, 1, o.ridge);
    solve_half(fit_.odd, fit_.even, -1, o.ridge);
    const double penalty = o.ridge / 2 * (fit_.even.squaredNorm() + fit_.odd.squaredNorm());
    fit_.objective = half_[1].last().log_likelihood - penalty;
    if (fit_.objective - before <= o.tolerance * (1 + std::abs(fit_.objective))) {
      fit_.converged = true;
      break;
    }
    before = fit_.objective;
  }
  fit_.scores.resize(n, n);
  for (Eigen::Index j = 0; j < n; ++j)
    for (Eigen::Index i = 0; i < n; ++i)
      fit_.scores(i, j) = fit_.even.row(i).dot(fit_.odd.row(j)) - fit_.odd.row(i).dot(fit_.even.row(j));
  return fit_;
}

/// s_ij = sign (half_i · other_j - half_j · other_i): linear in `half`.
void GeneralPreferenceSolver::solve_half(Eigen::MatrixXd& half, const Eigen::MatrixXd& other, double sign,
                                         double ridge) {
  const Eigen::Index n = half.rows(), k = half.cols();
  for (std::size_t p = 0; p < pairs_.size(); ++p) {
    const auto [i, j] = pairs_[p];
    auto column = differences_.col(static_cast<Eigen::Index>(p));
    column.setZero();
    for (Eigen::Index l = 0; l < k; ++l)
      column[l * n + i] = sign * other(j, l), column[l * n + j] = -sign * other(i, l);
  }
  const Eigen::VectorXd& weights =
      half_[sign < 0].fit({differences_, outcomes_, counts_}, {.ridge = ridge, .tolerance = 1e-8}).weights;
  half = Eigen::Map<const Eigen::MatrixXd>(weights.data(), n, k);
}

}  // namespace paddock
