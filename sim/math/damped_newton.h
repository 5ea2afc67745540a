// Step control shared by the logistic fits.
#pragma once
#include <cmath>

namespace paddock {

/// Step length that provably decreases a sum of logistic losses along a Newton direction whose largest change of a
/// loss's argument is `reach` = max |<d_n, direction>|: log(1 + reach) / reach, in (0, 1], -> 1 as reach -> 0.
/// Logistic losses satisfy |f'''| <= f'' (Bach 2010; Sun & Tran-Dinh 2019, damped Newton for nu = 2): global
/// convergence without a line search, quadratic at the end.
inline double damped_step(double reach) { return reach > 1e-12 ? std::log1p(reach) / reach : 1; }

/// The full step is taken when the slope along it has fallen to this share of the initial one or changed sign no
/// further than that; otherwise damped_step.
inline bool full_step_is_good(double slope_before, double slope_after) {
  return slope_after <= 0.1 * std::abs(slope_before);  // slopes of the loss: before < 0, after > 0 is an overshoot
}

}  // namespace paddock
