#include "sim/math/logistic.h"

#include "sim/core/expects.h"
#include "sim/math/damped_newton.h"
#include "sim/math/softmax.h"

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

constexpr Eigen::Index kBlock = 128;  // observations per rank update of the Hessian

double count(const LogisticData& data, Eigen::Index k) { return data.counts.empty() ? 1 : data.counts[k]; }

void check(const LogisticData& data, const LogisticOptions& options) {
  const auto n = static_cast<std::size_t>(data.differences.cols());
  expects(data.outcomes.size() == n && (data.counts.empty() || data.counts.size() == n), "one outcome a comparison");
  expects(options.ridge >= 0 && std::isfinite(options.ridge), "a ridge >= 0");
  bool fine = data.differences.allFinite();
  for (double y : data.outcomes) fine = fine && y >= 0 && y <= 1;
  for (double c : data.counts) fine = fine && c >= 0 && std::isfinite(c);
  expects(fine, "finite features, outcomes in [0, 1] and counts >= 0");
}

}  // namespace

// Gradient of the penalised log-likelihood, and minus its Hessian (lower triangle), at trial_.
void LogisticSolver::differentiate(const LogisticData& data, double ridge) {
  const auto& x = data.differences;
  gradient_ = -ridge * trial_;
  hessian_.setZero();
  hessian_.diagonal().setConstant(ridge);
  for (Eigen::Index start = 0; start < x.cols(); start += kBlock) {
    const Eigen::Index size = std::min(kBlock, x.cols() - start);
    arguments_.head(size).noalias() = x.middleCols(start, size).transpose() * trial_;
    for (Eigen::Index k = 0; k < size; ++k) {
      const double z = arguments_[k], y = data.outcomes[start + k], c = count(data, start + k);
      const double up = sigmoid(z), down = sigmoid(-z);
      arguments_[k] = c * (y * down - (1 - y) * up);
      block_.col(k) = std::sqrt(c * up * down) * x.col(start + k);
    }
    gradient_.noalias() += x.middleCols(start, size) * arguments_.head(size);
    hessian_.selfadjointView<Eigen::Lower>().rankUpdate(block_.leftCols(size));
  }
}

const LogisticFit& LogisticSolver::fit(const LogisticData& data, const LogisticOptions& options) {
  check(data, options);
  const auto& x = data.differences;
  const Eigen::Index d = x.rows();
  if (fit_.weights.size() != d || !fit_.weights.allFinite()) fit_.weights.setZero(d);
  hessian_.resize(d, d);
  block_.resize(d, kBlock);
  arguments_.resize(kBlock);
  trial_ = fit_.weights;
  fit_.converged = d == 0, fit_.iterations = 0, fit_.last_step = 0;
  differentiate(data, options.ridge);
  while (!fit_.converged && fit_.iterations < options.max_iterations) {
    ++fit_.iterations;
    factor_.compute(hessian_);
    if (factor_.info() != Eigen::Success) break;
    direction_ = gradient_;
    factor_.solveInPlace(direction_);
    double reach = 0;  // largest change of an argument
    for (Eigen::Index k = 0; k < x.cols(); ++k) reach = std::max(reach, std::abs(x.col(k).dot(direction_)));
    const double step = std::max(reach, direction_.cwiseAbs().maxCoeff()), slope = -gradient_.dot(direction_);
    if (!std::isfinite(step)) break;
    trial_ = fit_.weights + direction_;
    differentiate(data, options.ridge);
    if (step > options.tolerance && !full_step_is_good(slope, -gradient_.dot(direction_))) {
      trial_ = fit_.weights + damped_step(reach) * direction_;
      differentiate(data, options.ridge);
    }
    fit_.weights = trial_;
    fit_.last_step = step;
    fit_.converged = step <= options.tolerance;
  }
  factor_.compute(hessian_);
  fit_.converged = fit_.converged && (d == 0 || factor_.info() == Eigen::Success);
  fit_.log_likelihood = logistic_log_likelihood(data, fit_.weights);
  return fit_;
}

double LogisticSolver::width(const Eigen::Ref<const Eigen::VectorXd>& x) {
  expects(x.size() == fit_.weights.size(), "as many features as weights");
  direction_ = x;
  factor_.matrixL().solveInPlace(direction_);
  return direction_.norm();
}

double logistic_log_likelihood(const LogisticData& data, const Eigen::VectorXd& weights) {
  double sum = 0;
  for (Eigen::Index k = 0; k < data.differences.cols(); ++k) {
    const double z = data.differences.col(k).dot(weights), y = data.outcomes[k];
    if (y != 0) sum += count(data, k) * y * log_sigmoid(z);
    if (y != 1) sum += count(data, k) * (1 - y) * log_sigmoid(-z);
  }
  return sum;
}

}  // namespace paddock
