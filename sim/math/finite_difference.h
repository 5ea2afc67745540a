// Checks a hand-written gradient against central differences (tests and development).
#pragma once
#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace paddock {

/// g_i = [f(x + h e_i) - f(x - h e_i)] / 2h with h = step · max(1, |x_i|); error O(h²). f: VectorXd -> double.
template <class Function>
Eigen::VectorXd central_gradient(const Function& f, Eigen::VectorXd x, double step = 1e-5) {
  Eigen::VectorXd gradient(x.size());
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const double at = x[i], h = step * std::max(1.0, std::abs(at));
    x[i] = at + h;
    const double above = f(x);
    x[i] = at - h;
    const double below = f(x);
    x[i] = at;
    gradient[i] = (above - below) / (2 * h);
  }
  return gradient;
}

/// Jacobian J_ki = d f_k / d x_i by central differences. f: VectorXd -> VectorXd.
template <class Function>
Eigen::MatrixXd central_jacobian(const Function& f, Eigen::VectorXd x, double step = 1e-5) {
  Eigen::MatrixXd jacobian(f(x).size(), x.size());
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const double at = x[i], h = step * std::max(1.0, std::abs(at));
    x[i] = at + h;
    jacobian.col(i) = f(x);
    x[i] = at - h;
    jacobian.col(i) = (jacobian.col(i) - Eigen::VectorXd(f(x))) / (2 * h);
    x[i] = at;
  }
  return jacobian;
}

/// max_i |g_i - numeric_i| / max(1, |g_i|, |numeric_i|): 1e-6 or less for a correct gradient of a smooth f.
template <class Function>
double gradient_error(const Function& f, const Eigen::VectorXd& x, const Eigen::VectorXd& gradient,
                      double step = 1e-5) {
  const Eigen::VectorXd numeric = central_gradient(f, x, step);
  double worst = 0;
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const double scale = std::max({1.0, std::abs(gradient[i]), std::abs(numeric[i])});
    worst = std::max(worst, std::abs(gradient[i] - numeric[i]) / scale);
  }
  return worst;
}

}  // namespace paddock
