// Curves drawn with characters.
#pragma once
#include "analysis/report/text_table.h"

#include <string>
#include <vector>

namespace paddock {

struct TextCurve {
  std::string name;
  std::vector<double> x, y;  ///< ascending x, finite y
};

/// Curves on a logarithmic x axis when x spans more than a factor of 30, with names at their right ends; later ones are
/// drawn over earlier ones. Empty when there is nothing to draw. `unit`: of x.
std::vector<std::string> text_plot(const std::vector<TextCurve>&, const std::string& unit, const Look&,
                                   std::size_t indent);

/// Round values that cover [low, high] in about `wanted` steps, ends included.
std::vector<double> ticks(double low, double high, int wanted);
/// Powers of ten (with 2 and 5 where there is room) inside [low, high].
std::vector<double> log_ticks(double low, double high);
/// 20, 2k, 1M; .05
std::string tick_label(double);
/// With the same number of decimals.
std::vector<std::string> tick_labels(const std::vector<double>&);

}  // namespace paddock
