// Static pictures as SVG elements, to be put into a page whose style sheet gives the colours (classes c0 … c7, ink, …).
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace paddock {

/// For text and attributes of HTML and XML: markup escaped, control characters and broken UTF-8 replaced, lines kept.
std::string escaped(std::string_view);

struct SvgCurve {
  std::string name;
  std::size_t color = 0;                ///< which of the page's colours; more than eight are drawn dashed
  std::vector<double> x, y, low, high;  ///< ascending x; an infinite band is not drawn
};

struct SvgChart {
  std::string title, x_name;
  std::vector<SvgCurve> curves;
  bool dots = false;  ///< mark the points, for few of them
};
/// Lines with bands and names at their ends; x logarithmic when it spans more than a factor of 30. Curves of more than
/// 400 points are thinned. Empty when there is nothing to draw.
std::string svg_chart(const SvgChart&);

/// A table of values in colours that turn at `middle`, with the values written in; NaN stays empty.
struct SvgHeatMap {
  std::string title;
  std::vector<std::string> rows, columns;
  std::vector<std::vector<double>> values;
  double middle = 0.5, reach = 0.5;  ///< full colour at middle ± reach
};
std::string svg_heat_map(const SvgHeatMap&);

}  // namespace paddock
