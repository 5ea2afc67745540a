// Classic test functions as utilities of continuous arms: higher is better, 0 at the top, about -1 at the bottom.
#pragma once
#include <span>
#include <string_view>

namespace paddock {

struct TestFunction {
  std::string_view name;
  double low[2], high[2];  ///< the box it is usually seen on; coordinates from the third on are like the second
  std::size_t dimension;   ///< 0: any
  double span;             ///< largest minus smallest value on that box in two dimensions
  double (*value)(std::span<const double>);
  double (*top)(std::size_t);  ///< largest value in so many dimensions
  /// Value at a point of the unit cube, which stands for the box and is overwritten: (value - top) / span, at most 0.
  double at(std::span<double> unit, double top_value) const;
};

/// Null when there is none of that name.
const TestFunction* test_function(std::string_view name);
std::span<const TestFunction> test_functions();

}  // namespace paddock
