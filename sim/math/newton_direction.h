// The linear system of a Newton step over scores of which only differences matter.
#pragma once
#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace paddock {

/// Solves information · direction = gradient where adding a constant to the first `scores` parameters changes nothing
/// (the null vector gets a harmless curvature; their part of the direction has sum 0; an added ridge does no harm).
/// Cholesky up to 200 parameters; conjugate gradients with Cholesky as fallback above. Allocates only when it grows.
class NewtonDirection {
 public:
  /// information: m × m, lower triangle, destroyed. tolerance: of the conjugate gradients, relative to the gradient.
  void solve(Eigen::MatrixXd& information, const Eigen::VectorXd& gradient, Eigen::Index scores,
             Eigen::VectorXd& direction, double tolerance = 1e-8);

 private:
  bool conjugate_gradient(const Eigen::MatrixXd& information, const Eigen::VectorXd& gradient, Eigen::Index scores,
                          Eigen::VectorXd& direction, double tolerance);
  Eigen::VectorXd residual_, search_, product_;
  Eigen::LLT<Eigen::MatrixXd> factor_;
};

/// Inverse of an information matrix (m × m, lower triangle) on the space where the first `scores` parameters have sum
/// 0: the covariance of a maximum-likelihood estimate in that gauge. `ridge`: what the diagonal of the scores already
/// holds of one.
Eigen::MatrixXd gauged_inverse(Eigen::MatrixXd information, Eigen::Index scores, double ridge = 0);

}  // namespace paddock
