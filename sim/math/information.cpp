#include "sim/math/information.h"

#include "sim/core/expects.h"

#include <cmath>

namespace paddock {

void sherman_morrison(Eigen::Ref<Eigen::MatrixXd> inverse, const Eigen::Ref<const Eigen::VectorXd>& x, double weight) {
  const Eigen::VectorXd column = inverse.selfadjointView<Eigen::Lower>() * x;
  const double scale = 1 + weight * x.dot(column);
  expects(scale > 0, "an update that keeps the matrix positive definite");
  inverse.noalias() -= (weight / scale) * column * column.transpose();
}

Information::Information(Eigen::Index dimension, double ridge)
    : Information(Eigen::MatrixXd(ridge * Eigen::MatrixXd::Identity(dimension, dimension))) {}

Information::Information(const Eigen::Ref<const Eigen::MatrixXd>& matrix)
    : matrix_(matrix), factor_(matrix), scratch_(matrix.rows()) {
  expects(matrix.rows() == matrix.cols() && factor_.info() == Eigen::Success, "a positive definite matrix");
}

void Information::add(const Eigen::Ref<const Eigen::VectorXd>& x, double weight) {
  expects(weight >= 0 && x.size() == scratch_.size(), "a weight >= 0 and one entry per dimension");
  matrix_.noalias() += weight * x * x.transpose();
  if (++updates_ % 1000 == 0)
    factor_.compute(matrix_);
  else
    factor_.rankUpdate(x, weight);
}

double Information::width(const Eigen::Ref<const Eigen::VectorXd>& x) {
  scratch_ = x;
  factor_.matrixL().solveInPlace(scratch_);
  return scratch_.norm();
}

double Information::gain(const Eigen::Ref<const Eigen::VectorXd>& x, double weight) {
  const double w = width(x);
  return std::log1p(weight * w * w);
}

double Information::log_determinant() const {
  double sum = 0;
  for (Eigen::Index i = 0; i < matrix_.rows(); ++i) sum += std::log(factor_.matrixLLT()(i, i));
  return 2 * sum;
}

}  // namespace paddock
