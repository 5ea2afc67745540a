#include "sim/math/newton_direction.h"

#include <cmath>

namespace paddock {
namespace {

constexpr Eigen::Index kCholeskyLimit = 200;

}  // namespace

// Jacobi-preconditioned; a comparison graph without bottlenecks needs about ten rounds.
bool NewtonDirection::conjugate_gradient(const Eigen::MatrixXd& information, const Eigen::VectorXd& gradient,
                                         Eigen::Index scores, Eigen::VectorXd& direction, double tolerance) {
  direction.setZero();
  residual_ = gradient;
  if (scores > 0) residual_.head(scores).array() -= gradient.head(scores).mean();  // rounding; no direction undoes it
  search_ = residual_.cwiseQuotient(information.diagonal());
  double rho = residual_.dot(search_);
  const double goal = tolerance * tolerance * rho;
  for (Eigen::Index round = 0; round < information.rows() / 8; ++round) {
    if (!(rho > goal)) return true;
    product_.noalias() = information.selfadjointView<Eigen::Lower>() * search_;
    const double step = rho / search_.dot(product_);
    if (!std::isfinite(step)) return false;
    direction += step * search_;
    residual_ -= step * product_;
    product_ = residual_.cwiseQuotient(information.diagonal());
    const double next = residual_.dot(product_);
    search_ = product_ + next / rho * search_;
    rho = next;
  }
  return !(rho > goal);
}

void NewtonDirection::solve(Eigen::MatrixXd& information, const Eigen::VectorXd& gradient, Eigen::Index scores,
                            Eigen::VectorXd& direction, double tolerance) {
  direction.resize(gradient.size());
  if (gradient.size() <= kCholeskyLimit || !conjugate_gradient(information, gradient, scores, direction, tolerance)) {
    if (scores > 0) {
      const double lift = information.diagonal().head(scores).mean() / static_cast<double>(scores);
      information.topLeftCorner(scores, scores).triangularView<Eigen::Lower>() +=
          Eigen::MatrixXd::Constant(scores, scores, lift);
    }
    factor_.compute(information);
    direction = gradient;
    factor_.solveInPlace(direction);
  }
  if (scores > 0) direction.head(scores).array() -= direction.head(scores).mean();
}

Eigen::MatrixXd gauged_inverse(Eigen::MatrixXd information, Eigen::Index scores, double ridge) {
  const Eigen::Index m = information.rows();
  const double n = static_cast<double>(scores);
  double lift = scores > 0 ? information.diagonal().head(scores).mean() : 0;  // taken away again below
  if (lift == 0) lift = 1;
  if (scores > 0)
    information.topLeftCorner(scores, scores).triangularView<Eigen::Lower>() +=
        Eigen::MatrixXd::Constant(scores, scores, lift / n);
  Eigen::MatrixXd inverse = information.selfadjointView<Eigen::Lower>().llt().solve(Eigen::MatrixXd::Identity(m, m));
  if (scores > 0) inverse.topLeftCorner(scores, scores).array() -= 1 / (n * (lift + ridge));
  return inverse;
}

}  // namespace paddock
