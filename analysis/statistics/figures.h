// Numbers for people: as many digits as are known.
#pragma once
#include "analysis/statistics/estimate.h"

#include <cstdint>
#include <string>

namespace paddock {

/// Decimals that show two significant digits of a standard error, 0 … 6.
int decimals_for(double error);
/// 3, `.250`, `-.53`, `86.4`: fixed decimals, no zero before the point, no minus on zero.
std::string fixed(double value, int decimals);
/// The shortest of up to `digits` decimals, at least `least`: `.5`, `.333`.
std::string trimmed(double value, int digits, int least = 0);
/// `.0251 ±.0010`; `.050 exact` when it does not vary; without ± when one value is all there is; `–` for none.
/// `ascii`: `+-` and `-`.
std::string figure(const Estimate&, bool exact_if_single, bool ascii = false);
/// 1,400
std::string grouped(std::uint64_t);
/// 950, 20 k, 2.0 M
std::string magnitude(double count);
/// 0.8 s, 42 s, 3.5 min, 2.1 h, 4.0 days, 2.3 years
std::string duration(double seconds);

}  // namespace paddock
