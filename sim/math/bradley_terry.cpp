#include "sim/math/bradley_terry.h"

#include "sim/core/expects.h"
#include "sim/math/damped_newton.h"
#include "sim/math/softmax.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace paddock {
namespace {

using Table = Eigen::Ref<const Eigen::MatrixXd>;

// Tolerances of the linear systems: the square of the last step, since that is what the quadratic model of the next one
// is worth anyway.
constexpr double kFine = 1e-8, kCoarse = 0.05;

/// Of the pairs i > j: sum w_ij log sigmoid(d) + w_ji log sigmoid(-d), d = s_i - s_j; losses = winsᵀ.
double log_likelihood(const Table& wins, const Table& losses, const Eigen::VectorXd& scores) {
  double sum = 0;
  for (Eigen::Index j = 0; j < wins.cols(); ++j)
    for (Eigen::Index i = j + 1; i < wins.rows(); ++i) {
      const double won = wins(i, j), lost = losses(i, j);
      if (won == 0 && lost == 0) continue;
      const double d = scores[i] - scores[j], rest = std::log1p(std::exp(-std::abs(d)));
      sum -= d < 0 ? won * (rest - d) + lost * rest : won * rest + lost * (rest + d);
    }
  return sum;
}

double spread(const Eigen::VectorXd& v) { return v.size() == 0 ? 0 : v.maxCoeff() - v.minCoeff(); }

}  // namespace

void BradleyTerrySolver::prepare(const Table& wins) {
  const Eigen::Index n = wins.rows();
  expects(wins.cols() == n, "a square table of wins");
  losses_ = wins.transpose();
  hessian_.resize(n, n);
  for (Eigen::VectorXd* v : {&gradient_, &direction_, &trial_}) v->resize(n);
  for (Eigen::Index j = 0; j < n; ++j)
    for (Eigen::Index i = 0; i < n; ++i)
      expects(i == j || (wins(i, j) >= 0 && std::isfinite(wins(i, j))), "finite win counts >= 0");
  if (fit_.scores.size() != n || !fit_.scores.allFinite()) fit_.scores.setZero(n);
}

// Gradient of log-likelihood - ridge/2 |s|², and minus its Hessian (lower triangle), at trial_.
void BradleyTerrySolver::differentiate(const Table& wins, double ridge) {
  const Eigen::Index n = wins.rows();
  gradient_ = -ridge * trial_;
  diagonal_.setConstant(n, ridge);  // side by side instead of a row apart
  for (Eigen::Index j = 0; j < n; ++j) {
    double slope = gradient_[j], centre = diagonal_[j];
    for (Eigen::Index i = j + 1; i < n; ++i) {
      const double won = wins(i, j), lost = losses_(i, j);
      if (won == 0 && lost == 0) {
        hessian_(i, j) = 0;
        continue;
      }
      const double d = trial_[i] - trial_[j], e = std::exp(-std::abs(d));
      const double likely = 1 / (1 + e), unlikely = e * likely;  // of the pair's two outcomes
      const double up = d < 0 ? unlikely : likely;               // sigmoid(d)
      const double down = d < 0 ? likely : unlikely;             // sigmoid(-d)
      const double flow = won * down - lost * up, curvature = (won + lost) * likely * unlikely;
      gradient_[i] += flow, slope -= flow;
      hessian_(i, j) = -curvature;
      diagonal_[i] += curvature, centre += curvature;
    }
    gradient_[j] = slope, diagonal_[j] = centre;
  }
  hessian_.diagonal() = diagonal_;
}

const BradleyTerryFit& BradleyTerrySolver::fit(const Table& wins, const BradleyTerryOptions& options) {
  expects(options.ridge >= 0 && std::isfinite(options.ridge), "a ridge >= 0");
  prepare(wins);
  fit_.exists = options.ridge > 0 || connection_.holds(wins);
  fit_.converged = fit_.exists && wins.rows() <= 1;
  fit_.iterations = 0;
  fit_.last_step = fit_.exists && !fit_.converged ? std::numeric_limits<double>::infinity() : 0;
  if (!fit_.exists || wins.rows() <= 1) fit_.scores.setZero();
  fit_.scores.array() -= wins.rows() == 0 ? 0 : fit_.scores.mean();
  trial_ = fit_.scores;
  if (fit_.exists && !fit_.converged) differentiate(wins, options.ridge);
  while (fit_.exists && !fit_.converged && fit_.iterations < options.max_iterations) {
    ++fit_.iterations;
    const double tolerance = std::clamp(fit_.last_step * fit_.last_step / 10, kFine, kCoarse);
    newton_.solve(hessian_, gradient_, wins.rows(), direction_, tolerance);
    const double reach = spread(direction_), slope = -gradient_.dot(direction_);
    if (!std::isfinite(reach)) break;
    trial_ = fit_.scores + direction_;
    if (reach > options.tolerance) {
      differentiate(wins, options.ridge);
      if (!full_step_is_good(slope, -gradient_.dot(direction_))) {
        trial_ = fit_.scores + damped_step(reach) * direction_;
        differentiate(wins, options.ridge);
      }
    }
    fit_.scores = trial_;
    fit_.last_step = reach;
    fit_.converged = reach <= options.tolerance;
  }
  fit_.log_likelihood = log_likelihood(wins, losses_, fit_.scores);
  return fit_;
}

BradleyTerryFit fit_bradley_terry(const Table& wins, const BradleyTerryOptions& options) {
  return BradleyTerrySolver().fit(wins, options);
}

double bradley_terry_log_likelihood(const Table& wins, const Eigen::VectorXd& scores) {
  return log_likelihood(wins, wins.transpose(), scores);
}

Eigen::MatrixXd bradley_terry_covariance(const Table& wins, const Eigen::VectorXd& scores, double ridge) {
  const Eigen::Index n = wins.rows();
  Eigen::MatrixXd information = ridge * Eigen::MatrixXd::Identity(n, n);
  for (Eigen::Index j = 0; j < n; ++j)
    for (Eigen::Index i = j + 1; i < n; ++i) {
      const double d = scores[i] - scores[j];
      const double h = (wins(i, j) + wins(j, i)) * sigmoid(d) * sigmoid(-d);
      information(i, j) -= h, information(j, i) -= h;
      information(i, i) += h, information(j, j) += h;
    }
  return gauged_inverse(information, n, ridge);
}

}  // namespace paddock
