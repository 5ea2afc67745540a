// Euclidean projection on the probability simplex.
#pragma once
#include <algorithm>
#include <functional>
#include <span>

namespace paddock {

/// v <- argmin over the simplex of |p - v|², exactly: p_i = max(0, v_i - theta) with the theta that makes them sum
/// to 1. O(n log n). `scratch` has the size of v. Invariant to adding a constant to v. Source: Held, Wolfe & Crowder
/// 1974; Duchi et al. 2008, Figure 1.
inline void project_to_simplex(std::span<double> v, std::span<double> scratch) {
  std::ranges::copy(v, scratch.begin());
  std::ranges::sort(scratch, std::greater<>());
  double sum = 0, theta = 0;
  for (std::size_t k = 0; k < scratch.size(); ++k) {
    sum += scratch[k];
    const double candidate = (sum - 1) / static_cast<double>(k + 1);
    if (scratch[k] <= candidate) break;
    theta = candidate;
  }
  for (double& x : v) x = std::max(0.0, x - theta);
}

}  // namespace paddock
