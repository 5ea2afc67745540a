// Points of the probability simplex: checking, normalising, drawing an index.
#pragma once
#include "sim/core/expects.h"

#include <cmath>
#include <cstddef>
#include <span>

namespace paddock {

/// True when every entry is finite and >= 0 and they sum to 1 within `tolerance`.
inline bool is_distribution(std::span<const double> p, double tolerance = 1e-9) {
  double sum = 0;
  for (double x : p) {
    if (!(x >= 0) || !std::isfinite(x)) return false;
    sum += x;
  }
  return std::abs(sum - 1) <= tolerance;
}

/// Divides weights (finite, >= 0, not all 0) by their sum and returns the sum; otherwise leaves them and returns NaN.
inline double normalise(std::span<double> w) {
  double sum = 0;
  for (double x : w) {
    if (!(x >= 0)) return std::nan("");
    sum += x;
  }
  if (!(sum > 0) || !std::isfinite(sum)) return std::nan("");
  for (double& x : w) x /= sum;
  return sum;
}

/// Draw by inverse CDF: smallest i with w_0 + … + w_i > u · total. `u` in [0, 1). Weights are >= 0, not all 0.
/// Never returns an index of weight 0, also where rounding leaves u above the last partial sum. Throws if no weight is
/// positive.
inline std::size_t pick(std::span<const double> w, double u, double total = 1) {
  const double target = u * total;
  double sum = 0;
  std::size_t last = w.size();
  for (std::size_t i = 0; i < w.size(); ++i) {
    if (!(w[i] > 0)) continue;
    last = i;
    sum += w[i];
    if (sum > target) break;
  }
  expects(last < w.size(), "some positive weight to draw from");
  return last;
}

}  // namespace paddock
