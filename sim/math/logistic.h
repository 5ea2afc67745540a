// Ridge logistic regression on feature differences: rewards linear in features, fitted to comparisons.
#pragma once
#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <span>

namespace paddock {

/// Comparisons in linear form. Column k of `differences` (d x N) is phi(left) - phi(right); outcomes[k] in [0, 1] is
/// the share of "left wins" (1, 0; ½ for a tie); counts[k] >= 0 is the multiplicity (empty: all 1).
struct LogisticData {
  Eigen::Ref<const Eigen::MatrixXd> differences;
  std::span<const double> outcomes;
  std::span<const double> counts = {};
};

struct LogisticOptions {
  double ridge = 1e-3;       // >= 0, relative to counts: the penalty is ridge/2 · |theta|²
  double tolerance = 1e-10;  // on the last Newton step, as max_k |<d_k, step>| and max_i |step_i|
  int max_iterations = 100;
};

struct LogisticFit {
  Eigen::VectorXd weights;    // theta, d
  double log_likelihood = 0;  // sum_k c_k [y log sigmoid(z) + (1-y) log sigmoid(-z)], z = <theta, d_k>; no ridge term
  bool converged = false;     // false: separable or rank-deficient data without a ridge, or too few iterations
  int iterations = 0;
  double last_step = 0;
};

/// Maximises the log-likelihood minus the ridge penalty by damped Newton with Cholesky, O(N d² + d³) a step. Reusable:
/// a refit starts from the last weights, and scratch does not grow with refits. Not shared between threads.
class LogisticSolver {
 public:
  /// Throws std::logic_error when sizes disagree or an outcome, count or feature is out of range. Valid until next fit.
  const LogisticFit& fit(const LogisticData& data, const LogisticOptions& options = {});
  const LogisticFit& last() const { return fit_; }
  /// Forgets the warm start.
  void reset() { fit_.weights.resize(0); }

  /// Observed Fisher information plus ridge at the last fit: sum_k c_k s(1-s) d_k d_kᵀ + ridge·I, d x d, symmetric.
  Eigen::MatrixXd information() const { return hessian_.selfadjointView<Eigen::Lower>(); }
  /// |x| in the norm of its inverse: the standard error of <theta, x>.
  double width(const Eigen::Ref<const Eigen::VectorXd>& x);

 private:
  void differentiate(const LogisticData& data, double ridge);

  LogisticFit fit_;
  Eigen::MatrixXd hessian_, block_;  // hessian_: lower triangle
  Eigen::VectorXd gradient_, direction_, trial_, arguments_;
  Eigen::LLT<Eigen::MatrixXd> factor_;
};

/// log-likelihood of given weights, nats.
double logistic_log_likelihood(const LogisticData& data, const Eigen::VectorXd& weights);

}  // namespace paddock
