#include "analysis/report/text_plot.h"

#include "analysis/report/words.h"
#include "analysis/statistics/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace paddock {

namespace {

struct Strokes {
  const char *flat, *up, *from_below, *to_above, *from_above, *to_below, *tick, *corner, *axis, *mark;
};
// rising: ╯ at the old height, ╭ at the new one; falling: ╮ and ╰
constexpr Strokes kBoxes{"─", "│", "╭", "╯", "╰", "╮", "┤", "└", "─", "┬"};
constexpr Strokes kAscii{"-", "|", ".", "'", "'", ".", "|", "+", "-", "+"};

/// Value at x by straight lines between checkpoints, in the scale of the axis.
double at(const TextCurve& c, double x, bool log) {
  const auto next = std::ranges::lower_bound(c.x, x);
  const auto i = static_cast<std::size_t>(next - c.x.begin());
  if (next == c.x.end()) return c.y.back();
  if (i == 0 || *next == x) return c.y[i];
  const double a = c.x[i - 1], b = c.x[i];
  const double t = log && a > 0 ? std::log(x / a) / std::log(b / a) : (x - a) / (b - a);
  return c.y[i - 1] + t * (c.y[i] - c.y[i - 1]);
}

struct Canvas {
  std::vector<std::vector<std::string>> cells;
  void put(std::size_t row, std::size_t column, const char* what) { cells[row][column] = what; }
};

}  // namespace

std::vector<double> ticks(double low, double high, int wanted) {
  if (!(high > low)) {
    const double pad = low == 0 ? 1 : std::abs(low) * 0.1;
    low -= pad, high += pad;
  }
  const double raw = (high - low) / wanted, power = std::pow(10, std::floor(std::log10(raw)));
  const double unit = raw / power <= 1 ? 1 : raw / power <= 2 ? 2 : raw / power <= 5 ? 5 : 10;
  const double step = unit * power;
  std::vector<double> out;
  const double first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
  for (double k = first; k <= last; ++k) out.push_back(k == 0 ? 0 : k * step);
  return out;
}

std::vector<double> log_ticks(double low, double high) {
  std::vector<double> out;
  const double decades = std::log10(high / low);
  for (double power = std::pow(10, std::floor(std::log10(low))); power <= high * (1 + 1e-9); power *= 10)
    for (const double m : {1.0, 2.0, 5.0})
      if ((m == 1 || decades < 2.5) && power * m >= low * (1 - 1e-9) && power * m <= high * (1 + 1e-9))
        out.push_back(power * m);
  return out;
}

std::string tick_label(double v) {
  for (const auto& [scale, name] : {std::pair{1e9, "G"}, {1e6, "M"}, {1e3, "k"}})
    if (std::abs(v) >= scale) return trimmed(v / scale, 3) + name;
  return v != 0 && std::abs(v) < 1e-4 ? fmt::format("{:.0e}", v) : trimmed(v, 6);
}

std::vector<std::string> tick_labels(const std::vector<double>& values) {
  int decimals = 0;
  for (const double v : values) {
    const std::string t = trimmed(v, 6);
    if (const auto dot = t.find('.'); dot != std::string::npos)
      decimals = std::max(decimals, static_cast<int>(t.size() - dot - 1));
  }
  const bool plain =
      std::ranges::all_of(values, [](double v) { return v == 0 || (std::abs(v) < 1000 && std::abs(v) >= 1e-4); });
  std::vector<std::string> out;
  for (const double v : values) out.push_back(plain ? fixed(v, decimals) : tick_label(v));
  return out;
}

std::vector<std::string> text_plot(const std::vector<TextCurve>& curves, const std::string& unit, const Look& look,
                                   std::size_t indent) {
  double low = INFINITY, high = -INFINITY, x0 = INFINITY, x1 = -INFINITY, positive = INFINITY;
  for (const auto& c : curves) {
    if (c.x.empty()) continue;
    x0 = std::min(x0, c.x.front()), x1 = std::max(x1, c.x.back());
    for (const double x : c.x)
      if (x > 0) positive = std::min(positive, x);
  }
  const bool log = x1 > 0 && x1 / positive > 30;
  if (log) x0 = positive;  // the start lies infinitely far to the left
  if (!(x1 > x0)) return {};
  for (const auto& c : curves)
    for (std::size_t i = 0; i < c.x.size(); ++i)
      if (c.x[i] >= x0) low = std::min(low, c.y[i]), high = std::max(high, c.y[i]);
  if (!std::isfinite(low) || !std::isfinite(high)) return {};

  const auto heights = ticks(low, high, 4);
  const std::size_t gap = heights.size() < 5 ? 3 : 2, rows = gap * (heights.size() - 1) + 1;
  const auto row_of = [&](double y) {
    const double t = (heights.back() - y) / (heights.back() - heights.front());
    return static_cast<std::size_t>(std::lround(std::clamp(t, 0.0, 1.0) * static_cast<double>(rows - 1)));
  };
  std::map<std::size_t, std::vector<std::string>> ends;  // by row, the curve drawn last first
  for (const auto& c : curves)
    if (!c.x.empty())
      ends[row_of(c.y.back())].insert(ends[row_of(c.y.back())].begin(), look.unicode ? c.name : ascii(c.name));
  std::size_t names = 0;
  for (const auto& [row, all] : ends) {
    std::size_t wide = 2 * (all.size() - 1);
    for (const auto& n : all) wide += display_width(n);
    names = std::max(names, wide);
  }
  const auto labels = tick_labels(heights);
  std::size_t margin = 0;
  for (const auto& l : labels) margin = std::max(margin, l.size());
  names = std::min<std::size_t>(names, look.width / 3);
  const std::size_t used = indent + margin + 2 + 2 + names;
  if (look.width < used + 20) return {};
  const std::size_t width = std::min<std::size_t>(look.width - used, 100);

  const Strokes& s = look.unicode ? kBoxes : kAscii;
  Canvas canvas{std::vector(rows, std::vector<std::string>(width, " "))};
  const auto x_at = [&](std::size_t column) {
    const double t = static_cast<double>(column) / static_cast<double>(width - 1);
    return column == width - 1 ? x1 : log ? x0 * std::pow(x1 / x0, t) : x0 + t * (x1 - x0);
  };
  for (const auto& c : curves) {
    if (c.x.empty()) continue;
    std::size_t before = row_of(at(c, x_at(0), log));
    for (std::size_t column = 0; column < width; ++column) {
      const std::size_t row = row_of(at(c, x_at(column), log));
      if (row == before) {
        canvas.put(row, column, s.flat);
      } else {
        const bool rises = row < before;
        for (std::size_t r = std::min(row, before) + 1; r < std::max(row, before); ++r) canvas.put(r, column, s.up);
        canvas.put(before, column, rises ? s.to_above : s.to_below);
        canvas.put(row, column, rises ? s.from_below : s.from_above);
      }
      before = row;
    }
  }

  std::vector<std::string> out;
  for (std::size_t r = 0; r < rows; ++r) {
    const std::size_t from_bottom = rows - 1 - r;
    const std::string label = from_bottom % gap == 0 ? labels[from_bottom / gap] : "";
    std::string line =
        std::string(indent + margin - label.size(), ' ') + label + " " + (from_bottom % gap == 0 ? s.tick : s.up);
    for (const auto& cell : canvas.cells[r]) line += cell;
    if (const auto e = ends.find(r); e != ends.end()) {
      const auto& all = e->second;
      std::string text = clipped(all.front(), names);
      for (std::size_t i = 1; i < all.size(); ++i) {
        const std::string more = fmt::format(" +{}", all.size() - i);
        if (display_width(text) + 2 + display_width(all[i]) + (i + 1 < all.size() ? more.size() : 0) > names) {
          text = clipped(text, names - std::min(names, more.size())) + more;
          break;
        }
        text += ", " + all[i];
      }
      line += "  " + text;
    }
    while (line.ends_with(' ')) line.pop_back();
    out.push_back(line);
  }

  std::string axis = std::string(indent + margin + 1, ' ') + s.corner, marks = std::string(indent + margin + 2, ' ');
  std::map<std::size_t, std::string> at_column;
  const auto xs = log ? log_ticks(x0, x1) : ticks(x0, x1, 4);
  for (const double x : xs) {
    if (x < x0 - 1e-9 * (x1 - x0) || x > x1 + 1e-9 * (x1 - x0)) continue;
    const double t = log ? std::log(x / x0) / std::log(x1 / x0) : (x - x0) / (x1 - x0);
    at_column[static_cast<std::size_t>(std::lround(t * static_cast<double>(width - 1)))] = tick_label(x);
  }
  for (std::size_t column = 0; column < width; ++column) axis += at_column.contains(column) ? s.mark : s.axis;
  std::size_t written = 0;
  for (const auto& [column, label] : at_column) {
    const std::size_t from = column > label.size() / 2 ? column - label.size() / 2 : 0;
    if (written > 0 && from < written + 1) continue;
    marks += std::string(from - written, ' ') + label, written = from + label.size();
  }
  out.push_back(axis);
  out.push_back(unit.empty() ? marks : marks + " " + unit);
  return out;
}

}  // namespace paddock
