#include "analysis/report/text_table.h"

#include "analysis/report/words.h"

#include <algorithm>

namespace paddock {

namespace {

constexpr std::size_t kGap = 2;

std::size_t width_of(const TextTable::Column& c) {
  std::size_t w = 0;
  for (const auto& h : c.heading) w = std::max(w, display_width(h));
  for (const auto& cell : c.cells) w = std::max(w, display_width(cell.text));
  return w;
}

}  // namespace

std::string styled(const std::string& text, Emphasis style, const Look& look) {
  if (!look.color || style == Emphasis::plain || text.empty()) return text;
  return (style == Emphasis::strong ? "\x1b[1m" : "\x1b[2m") + text + "\x1b[0m";
}

std::vector<std::string> TextTable::lines(const Look& look, std::size_t indent,
                                          std::vector<std::string>& dropped) const {
  std::vector<const Column*> shown;
  std::vector<std::size_t> widths;
  std::size_t total = indent;
  for (const Column& c : columns) shown.push_back(&c), widths.push_back(width_of(c)), total += widths.back() + kGap;
  while (total > look.width + kGap) {
    std::size_t victim = shown.size();
    for (std::size_t i = shown.size(); i-- > 0;)
      if (shown[i]->keep < 9 && (victim == shown.size() || shown[i]->keep < shown[victim]->keep)) victim = i;
    if (victim == shown.size()) break;
    dropped.insert(dropped.begin(), shown[victim]->name);
    total -= widths[victim] + kGap;
    shown.erase(shown.begin() + static_cast<std::ptrdiff_t>(victim));
    widths.erase(widths.begin() + static_cast<std::ptrdiff_t>(victim));
  }

  std::size_t heading = 0, rows = 0;
  for (const Column* c : shown) heading = std::max(heading, c->heading.size()), rows = std::max(rows, c->cells.size());
  std::vector<std::string> out;
  for (std::size_t r = 0; r < heading + rows; ++r) {
    std::string line;
    std::size_t blanks = indent;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      const Column& c = *shown[i];
      Cell cell;
      if (r >= heading && r - heading < c.cells.size()) cell = c.cells[r - heading];
      if (r < heading && r + c.heading.size() >= heading)
        cell = {c.heading[r + c.heading.size() - heading], Emphasis::faint};
      const std::size_t spare = widths[i] - display_width(cell.text);
      if (c.right) blanks += spare;
      if (!cell.text.empty()) line += std::string(blanks, ' ') + styled(cell.text, cell.style, look), blanks = 0;
      if (cell.text.empty() && !c.right)
        blanks += widths[i];
      else if (!c.right)
        blanks += spare;
      blanks += kGap;
    }
    out.push_back(line);
  }
  return out;
}

}  // namespace paddock
