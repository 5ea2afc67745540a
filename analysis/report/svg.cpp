#include "analysis/report/svg.h"

#include "analysis/report/text_plot.h"
#include "analysis/report/words.h"
#include "analysis/statistics/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

namespace paddock {

namespace {

constexpr std::size_t kColors = 8, kMostPoints = 400;
constexpr double kWidth = 560, kHeight = 300, kLeft = 56, kTop = 30, kBottom = 40, kLetter = 6.6, kLine = 14;

std::string color_of(std::size_t i) { return fmt::format("c{}{}", i % kColors, i / kColors % 2 == 1 ? " dashed" : ""); }

/// Every point of short curves; of long ones some, evenly spread over the axis, and both ends.
std::vector<std::size_t> thinned(const std::vector<double>& x, bool log) {
  std::vector<std::size_t> keep(x.size());
  std::iota(keep.begin(), keep.end(), 0u);
  if (x.size() <= kMostPoints) return keep;
  const auto scale = [&](double v) { return log ? std::log(v) : v; };
  const double step = (scale(x.back()) - scale(x.front())) / (kMostPoints - 2);
  double due = scale(x.front());
  std::erase_if(keep, [&](std::size_t i) {
    if (scale(x[i]) < due && i + 1 != x.size()) return true;
    while (due <= scale(x[i])) due += step;
    return false;
  });
  return keep;
}

struct Frame {
  double x0, x1, y0, y1, right;
  bool log;
  double x(double v) const {
    const double t = log ? std::log(v / x0) / std::log(x1 / x0) : (v - x0) / (x1 - x0);
    return kLeft + t * (kWidth - kLeft - right);
  }
  double y(double v) const { return kTop + (y1 - std::clamp(v, y0, y1)) / (y1 - y0) * (kHeight - kTop - kBottom); }
};

struct Label {
  double y, line;  // where it is written, where its curve ends
  const SvgCurve* curve;
};

/// Moves labels apart, as little as needed, without leaving the picture.
void spread(std::vector<Label>& labels) {
  std::ranges::stable_sort(labels, {}, &Label::line);
  for (std::size_t i = 1; i < labels.size(); ++i) labels[i].y = std::max(labels[i].y, labels[i - 1].y + kLine);
  double floor = kHeight - kBottom + 4;
  for (std::size_t i = labels.size(); i-- > 0;) labels[i].y = std::min(labels[i].y, floor), floor = labels[i].y - kLine;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  while (true) {
    const auto end = std::min(text.find('\n'), text.size());
    for (const char c : printable(text.substr(0, end))) {
      switch (c) {
        case '&':
          out += "&amp;";
          break;
        case '<':
          out += "&lt;";
          break;
        case '>':
          out += "&gt;";
          break;
        case '"':
          out += "&quot;";
          break;
        case '\'':
          out += "&#39;";
          break;
        default:
          out += c;
      }
    }
    if (end == text.size()) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string svg_chart(const SvgChart& chart) {
  double x0 = INFINITY, x1 = -INFINITY, positive = INFINITY, low = INFINITY, high = -INFINITY;
  std::size_t longest = 0;
  for (const auto& c : chart.curves)
    for (const double x : c.x) {
      x0 = std::min(x0, x), x1 = std::max(x1, x);
      if (x > 0) positive = std::min(positive, x);
    }
  const bool log = x1 > 0 && x1 / positive > 30;
  if (log) x0 = positive;
  if (!(x1 > x0)) return {};
  for (const auto& c : chart.curves) {
    for (std::size_t i = 0; i < c.x.size(); ++i) {
      if (c.x[i] < x0 || !std::isfinite(c.y[i])) continue;
      low = std::min({low, c.y[i], std::isfinite(c.low[i]) ? c.low[i] : c.y[i]});
      high = std::max({high, c.y[i], std::isfinite(c.high[i]) ? c.high[i] : c.y[i]});
    }
    longest = std::max(longest, std::min<std::size_t>(display_width(c.name), 24));
  }
  if (!(high >= low)) return {};
  const auto heights = ticks(low, high, 5);
  const Frame f{x0, x1, heights.front(), heights.back(), kLetter * static_cast<double>(longest) + 26, log};
  const double right = kWidth - f.right, bottom = kHeight - kBottom;

  fmt::memory_buffer b;
  const auto to = std::back_inserter(b);
  fmt::format_to(to, "<svg class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n", kWidth, kHeight,
                 escaped(chart.title));
  fmt::format_to(to, "<text class=\"title\" x=\"4\" y=\"16\">{}</text>\n", escaped(chart.title));
  const auto names = tick_labels(heights);
  for (std::size_t i = 0; i < heights.size(); ++i)
    fmt::format_to(to,
                   "<line class=\"grid\" x1=\"{}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/><text class=\"tick\" "
                   "text-anchor=\"end\" x=\"{}\" y=\"{:.1f}\">{}</text>\n",
                   kLeft, right, f.y(heights[i]), f.y(heights[i]), kLeft - 6, f.y(heights[i]) + 4, names[i]);
  for (const double x : log ? log_ticks(x0, x1) : ticks(x0, x1, 5))
    if (x >= x0 - 1e-9 * (x1 - x0) && x <= x1 + 1e-9 * (x1 - x0))
      fmt::format_to(to,
                     "<line class=\"axis\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/><text "
                     "class=\"tick\" text-anchor=\"middle\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
                     f.x(x), f.x(x), bottom, bottom + 4, f.x(x), bottom + 17, tick_label(x));
  fmt::format_to(to,
                 "<line class=\"axis\" x1=\"{}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/><text class=\"tick\" "
                 "text-anchor=\"end\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
                 kLeft, right, bottom, bottom, right, kHeight - 6, escaped(chart.x_name));

  std::vector<Label> labels;
  for (const auto& c : chart.curves) {
    std::vector<double> xs;
    std::vector<std::size_t> from;
    for (std::size_t i = 0; i < c.x.size(); ++i)
      if (c.x[i] >= x0 && std::isfinite(c.y[i])) xs.push_back(c.x[i]), from.push_back(i);
    if (xs.empty()) continue;
    std::string line, upper, lower, dots;
    for (const std::size_t k : thinned(xs, log)) {
      const std::size_t i = from[k];
      fmt::format_to(std::back_inserter(line), "{:.1f},{:.1f} ", f.x(c.x[i]), f.y(c.y[i]));
      if (chart.dots)
        fmt::format_to(std::back_inserter(dots), "<circle r=\"2.5\" cx=\"{:.1f}\" cy=\"{:.1f}\"/>", f.x(c.x[i]),
                       f.y(c.y[i]));
      if (!std::isfinite(c.low[i]) || !std::isfinite(c.high[i])) continue;
      fmt::format_to(std::back_inserter(upper), "{:.1f},{:.1f} ", f.x(c.x[i]), f.y(c.high[i]));
      lower.insert(0, fmt::format("{:.1f},{:.1f} ", f.x(c.x[i]), f.y(c.low[i])));
    }
    fmt::format_to(to,
                   "<g class=\"{}\"><title>{}</title><polygon class=\"band\" points=\"{}{}\"/><polyline class=\"line\" "
                   "points=\"{}\"/>{}</g>\n",
                   color_of(c.color), escaped(c.name), upper, lower, line, dots);
    labels.push_back({f.y(c.y[from.back()]) + 4, f.y(c.y[from.back()]) + 4, &c});
  }
  spread(labels);
  for (const Label& l : labels)
    fmt::format_to(to,
                   "<g class=\"{}\"><line class=\"leader\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" "
                   "y2=\"{:.1f}\"/><text class=\"name\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text></g>\n",
                   color_of(l.curve->color), right + 2, right + 14, l.line - 4, l.y - 4, right + 17, l.y,
                   escaped(clipped(l.curve->name, 24)));
  fmt::format_to(to, "</svg>\n");
  return fmt::to_string(b);
}

std::string svg_heat_map(const SvgHeatMap& map) {
  if (map.rows.empty() || map.columns.empty()) return {};
  std::size_t longest = 0;
  for (const auto& r : map.rows) longest = std::max(longest, std::min<std::size_t>(display_width(r), 24));
  for (const auto& c : map.columns) longest = std::max(longest, std::min<std::size_t>(display_width(c), 24));
  const double cell = 52, height = 30, left = kLetter * static_cast<double>(longest) + 16, top = 34 + left * 0.6;
  const double width = left + cell * static_cast<double>(map.columns.size()) + left * 0.8;
  fmt::memory_buffer b;
  const auto to = std::back_inserter(b);
  fmt::format_to(to,
                 "<svg class=\"heat\" viewBox=\"0 0 {:.1f} {:.1f}\" style=\"max-width:{:.0f}px\" role=\"img\" "
                 "aria-label=\"{}\">\n",
                 width, top + height * static_cast<double>(map.rows.size()) + 8, width, escaped(map.title));
  fmt::format_to(to, "<text class=\"title\" x=\"4\" y=\"16\">{}</text>\n", escaped(map.title));
  for (std::size_t c = 0; c < map.columns.size(); ++c) {
    const double x = left + cell * (static_cast<double>(c) + 0.5);
    fmt::format_to(to, "<text class=\"name\" transform=\"translate({:.1f} {:.1f}) rotate(-35)\">{}</text>\n", x,
                   top - 8, escaped(clipped(map.columns[c], 24)));
  }
  for (std::size_t r = 0; r < map.rows.size(); ++r) {
    const double y = top + height * static_cast<double>(r);
    fmt::format_to(to, "<text class=\"name\" text-anchor=\"end\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", left - 8,
                   y + height / 2 + 4, escaped(clipped(map.rows[r], 24)));
    for (std::size_t c = 0; c < map.columns.size(); ++c) {
      const double v = map.values[r][c];
      if (std::isnan(v)) continue;
      const double t = std::clamp((v - map.middle) / map.reach, -1.0, 1.0);
      const double x = left + cell * static_cast<double>(c);
      fmt::format_to(to,
                     "<g><title>{} against {}: {}</title><rect class=\"{}\" fill-opacity=\"{:.2f}\" x=\"{:.1f}\" "
                     "y=\"{:.1f}\" width=\"{}\" height=\"{}\"/><text class=\"cell\" text-anchor=\"middle\" "
                     "x=\"{:.1f}\" y=\"{:.1f}\">{}</text></g>\n",
                     escaped(map.rows[r]), escaped(map.columns[c]), fixed(v, 3), t >= 0 ? "more" : "less",
                     0.75 * std::abs(t), x + 1, y + 1, cell - 2, height - 2, x + cell / 2, y + height / 2 + 4,
                     fixed(v, map.reach < 0.1 ? 3 : 2));
    }
  }
  fmt::format_to(to, "</svg>\n");
  return fmt::to_string(b);
}

}  // namespace paddock
