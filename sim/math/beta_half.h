// How likely a Beta variable exceeds one half, followed while its parameters grow.
#pragma once
#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace paddock {

/// X ~ Beta(a, b), the posterior of a coin's bias after a - 1 heads and b - 1 tails; starts at a = b = 1. With the mass
/// at the boundary m(a, b) = 2^-(a+b) / B(a, b),
///   P(Beta(a+1, b) > 1/2) = P(Beta(a, b) > 1/2) + m / a,   m(a+1, b) = m (a+b) / (2a),
/// and symmetrically in b: one exp and one log a step. Both tails are kept, in [0, 1], each within some 1e-15 of the
/// truth.
class BetaHalf {
 public:
  double above() const { return above_; }  ///< P(X > 1/2)
  double below() const { return below_; }  ///< P(X < 1/2)
  /// One more toss, `heads` of which (1 or 0) is heads; a fraction splits it, from the incomplete beta function.
  void add(double heads) {
    if (heads == 1) return grow(above_, below_, a_, b_);
    if (heads == 0) return grow(below_, above_, b_, a_);
    a_ += heads, b_ += 1 - heads;
    above_ = boost::math::ibetac(a_, b_, 0.5), below_ = boost::math::ibeta(a_, b_, 0.5);
    log_mass_ = std::log(boost::math::ibeta_derivative(a_, b_, 0.5)) - 2 * std::numbers::ln2;
  }

 private:
  void grow(double& up, double& down, double& a, double b) {
    const double step = std::exp(log_mass_) / a;
    up = std::min(1.0, up + step), down = std::max(0.0, down - step);
    log_mass_ += std::log(0.5 * (a + b) / a);
    a += 1;
  }
  double a_ = 1, b_ = 1, above_ = 0.5, below_ = 0.5;
  double log_mass_ = -2 * std::numbers::ln2;  // ln m
};

}  // namespace paddock
