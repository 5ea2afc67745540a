// The standard normal law with accurate tails, for Thurstone (probit) models.
#pragma once
#include <boost/math/distributions/normal.hpp>

#include <cmath>
#include <numbers>

namespace paddock {

/// Density exp(-z²/2) / sqrt(2 pi).
inline double normal_pdf(double z) { return std::exp(-z * z / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2; }

/// P(Z <= z), relative accuracy down to z = -37.
inline double normal_cdf(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

/// phi(z) / Phi(z) > 0: gradient of log Phi. Below -10 by the continued fraction of the tail,
/// Phi(-x) = phi(x) / (x + 1/(x + 2/(x + …))), where phi and Phi themselves would underflow.
inline double normal_hazard(double z) {
  if (z > -10) return normal_pdf(z) / normal_cdf(z);
  double tail = -z;
  for (int k = 40; k > 0; --k) tail = -z + k / tail;
  return tail;
}

/// log Phi(z) for every z.
inline double normal_log_cdf(double z) {
  if (z > 0) return std::log1p(-normal_cdf(-z));
  if (z > -10) return std::log(normal_cdf(z));
  return -z * z / 2 - std::log(2 * std::numbers::pi) / 2 - std::log(normal_hazard(z));
}

/// Inverse of normal_cdf, p strictly between 0 and 1 (Boost.Math throws std::domain_error at and beyond the ends).
inline double normal_quantile(double p) { return boost::math::quantile(boost::math::normal(), p); }

}  // namespace paddock
