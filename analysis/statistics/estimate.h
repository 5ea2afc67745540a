// A number and how sure it is: means, medians, trimmed means, and their intervals.
#pragma once
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace paddock {

/// Sum with compensation (Neumaier 1974): correct to the last bits whatever the order of magnitudes. Add in run order,
/// so that equal studies give equal bytes.
class Sum {
 public:
  void add(double v);
  double value() const { return std::isfinite(sum_) ? sum_ + lost_ : sum_; }

 private:
  double sum_ = 0, lost_ = 0;
};

struct Interval {
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  bool holds(double v) const { return v >= low && v <= high; }
};

/// A mean over replications. With one value, or infinite ones, its standard error and interval are unknown (infinite).
struct Estimate {
  std::size_t n = 0;
  double mean = std::numeric_limits<double>::quiet_NaN();  ///< NaN when n is 0
  double error = std::numeric_limits<double>::infinity();  ///< standard error
  Interval interval;
  bool varies = false;  ///< not all values are equal
  double half_width() const { return (interval.high - interval.low) / 2; }
};

// Values are not NaN. The result is NaN for no values.

double mean(std::span<const double>);
/// Unbiased (n - 1). 0 when all values are equal, exactly.
double variance(std::span<const double>);
double median(std::span<const double>);
/// Mean of what is left after dropping floor(n / 4) values at each end (Agarwal et al. 2021, as in rliable).
double interquartile_mean(std::span<const double>);
/// Linear interpolation between order statistics (Hyndman and Fan's type 7). q in [0, 1].
double quantile(std::span<const double>, double q);

/// Mean with Student's t interval. Exact for normal values; see the tests for what skewness does to few seeds.
Estimate estimate(std::span<const double>, double confidence = 0.95);

/// Probability with Clopper and Pearson's interval (1934): covers at least as often as it says. successes <= trials.
Interval clopper_pearson(std::size_t successes, std::size_t trials, double confidence = 0.95);
/// Wilson's score interval (1927): covers about as often as it says, and is shorter.
Interval wilson(std::size_t successes, std::size_t trials, double confidence = 0.95);

/// First x from which the curve stays within `within` of its last value; nothing when only its last point does, or it
/// has less than two. x ascending, as long as y.
std::optional<double> settled(std::span<const double> x, std::span<const double> y, double within);

}  // namespace paddock
