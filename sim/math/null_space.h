// Kernel of a matrix by singular values.
#pragma once
#include <Eigen/SVD>

namespace paddock {

/// Orthonormal columns spanning {x : a x = 0}: right singular vectors whose singular value is at most `zero` (absolute;
/// scale a first). k x (k - rank) for a of k columns; a without rows has the identity.
inline Eigen::MatrixXd null_space(const Eigen::MatrixXd& a, double zero) {
  if (a.rows() == 0) return Eigen::MatrixXd::Identity(a.cols(), a.cols());
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(a, Eigen::ComputeFullV);
  const Eigen::Index rank = (svd.singularValues().array() > zero).count();
  return svd.matrixV().rightCols(a.cols() - rank);
}

}  // namespace paddock
