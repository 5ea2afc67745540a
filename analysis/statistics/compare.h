// Who is better, on the same seeds, and how many comparisons were looked at.
#pragma once
#include "analysis/statistics/estimate.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace paddock {

/// A value a seed; nothing where it is undefined or has not been run.
struct SeedValue {
  std::uint32_t seed = 0;
  std::optional<double> value;
};

/// a - b over the seeds that have both.
struct Paired {
  Estimate difference;
  std::size_t above = 0, below = 0;  ///< seeds where a is larger, smaller
  double p = 1;                      ///< two-sided, of a mean difference of 0; 1 with less than two common seeds
};

/// Student's t test of paired differences. Both ascending by seed. When the differences do not vary at all, p is 0
/// or 1.
Paired paired(const std::vector<SeedValue>& a, const std::vector<SeedValue>& b, double confidence = 0.95);

/// Holm's step-down adjustment (1979): reject where the result is below the level, and the chance of any false
/// rejection stays below it too, whatever the dependence.
std::vector<double> holm(const std::vector<double>& p);

}  // namespace paddock
