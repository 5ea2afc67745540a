// A growing information (design) matrix V = ridge·I + sum_k w_k x_k x_kᵀ with its Cholesky factor: confidence widths,
// D-optimal gains, least squares, one rank-one update a label.
#pragma once
#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace paddock {

/// inverse <- (A + weight·x xᵀ)⁻¹ given inverse = A⁻¹, symmetric positive definite (Sherman & Morrison 1950), O(d²).
/// Errors accumulate: for long runs prefer Information. weight > -1 / (xᵀ A⁻¹ x).
void sherman_morrison(Eigen::Ref<Eigen::MatrixXd> inverse, const Eigen::Ref<const Eigen::VectorXd>& x,
                      double weight = 1);

/// Positive definite V under rank-one additions; O(d²) each, no allocation after construction. The factor is rebuilt
/// from V every 1000 updates, so that rounding does not pile up.
class Information {
 public:
  /// V = ridge·I, ridge > 0.
  Information(Eigen::Index dimension, double ridge);
  /// V = matrix, symmetric positive definite (else std::logic_error).
  explicit Information(const Eigen::Ref<const Eigen::MatrixXd>& matrix);

  /// V += weight · x xᵀ, weight >= 0.
  void add(const Eigen::Ref<const Eigen::VectorXd>& x, double weight = 1);
  /// sqrt(xᵀ V⁻¹ x): multiply by the confidence radius for a confidence width.
  double width(const Eigen::Ref<const Eigen::VectorXd>& x);
  /// log det V(after adding weight·x xᵀ) - log det V, >= 0: the D-optimal gain, log(1 + weight·width²).
  double gain(const Eigen::Ref<const Eigen::VectorXd>& x, double weight = 1);
  double log_determinant() const;
  /// b <- V⁻¹ b.
  void solve_in_place(Eigen::Ref<Eigen::VectorXd> b) const { factor_.solveInPlace(b); }
  const Eigen::MatrixXd& matrix() const { return matrix_; }

 private:
  Eigen::MatrixXd matrix_;
  Eigen::LLT<Eigen::MatrixXd> factor_;
  Eigen::VectorXd scratch_;
  int updates_ = 0;
};

}  // namespace paddock
