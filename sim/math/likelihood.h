// Concave log-likelihoods and the one Newton method that maximises them.
#pragma once
#include <Eigen/Core>

namespace paddock {

/// A concave log-likelihood of m parameters, the first scores() of which are scores: adding a constant to all of them
/// changes nothing, so they are reported with mean 0.
class Likelihood {
 public:
  virtual ~Likelihood() = default;
  virtual Eigen::Index size() const = 0;    ///< m
  virtual Eigen::Index scores() const = 0;  ///< how many of them are scores
  /// Where to begin: inside the domain.
  virtual Eigen::VectorXd start() const { return Eigen::VectorXd::Zero(size()); }
  /// In nats; -inf outside the domain.
  virtual double value(const Eigen::VectorXd& x) const = 0;
  /// The gradient (m) and the information, minus the Hessian (m × m, lower triangle); both come sized, what they hold
  /// does not matter. False outside the domain.
  virtual bool differentiate(const Eigen::VectorXd& x, Eigen::VectorXd& gradient,
                             Eigen::MatrixXd& information) const = 0;
};

struct MaximiseOptions {
  double ridge = 0;         // >= 0, relative to counts: the penalty is ridge/2 · |scores|²
  double tolerance = 1e-6;  // on the last Newton step, as a difference of two parameters; the error left is its square
  int max_iterations = 60;  // where there is no maximum every step is about 1, for ever
};

struct Maximum {
  Eigen::VectorXd x;          // m; scores have mean 0
  double log_likelihood = 0;  // at x, without the penalty
  bool converged = false;     // false: no finite maximiser (separable data), or too few iterations
  int iterations = 0;
  double last_step = 0;
};

/// Maximises log-likelihood - penalty by Newton's method with exact Hessian. The full step is taken unless it
/// overshoots (slope of the objective along it, damped_newton.h) or leaves the domain, else it is halved: for concave
/// objectives globally convergent, quadratic at the end.
Maximum maximise(const Likelihood&, const MaximiseOptions& options = {});

/// Inverse observed information at x, penalty included, in the gauge of mean-zero scores, m × m. Standard errors are
/// the square roots of its diagonal.
Eigen::MatrixXd inverse_information(const Likelihood&, const Eigen::VectorXd& x, double ridge = 0);

}  // namespace paddock
