#include "sim/core/problem.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <set>
#include <tuple>

namespace paddock {
namespace {

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// The line and a caret below. A mark counts bytes, carets stand under characters; long lines show their neighbourhood.
void excerpt(std::ostream& out, const Mark& m) {
  constexpr std::size_t kWidth = 160, kBefore = 80;
  if (!m.source || m.line <= 0) return;
  std::string line(m.source->line(m.line));
  for (char& c : line)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) c = '?';  // nothing reaches the terminal raw
  auto upto = std::min(line.size(), static_cast<std::size_t>(std::max(0, m.column - 1)));
  if (line.size() > kWidth) {
    const auto inside = [&](std::size_t i) {
      return i < line.size() && (static_cast<unsigned char>(line[i]) & 0xc0) == 0x80;
    };
    std::size_t from = upto > kBefore ? upto - kBefore : 0;
    while (inside(from)) ++from;
    std::size_t end = std::min(line.size(), from + kWidth);
    while (inside(end)) ++end;
    line = (from > 0 ? "..." : "") + line.substr(from, end - from) + (end < line.size() ? "..." : "");
    upto = upto - from + (from > 0 ? 3 : 0);
  }
  const std::string number = std::to_string(m.line);
  out << std::string(number.size() < 5 ? 5 - number.size() : 0, ' ') << number << " | " << line << '\n';
  std::string pad;
  for (char c : line.substr(0, upto))
    if (c == '\t')
      pad += c;  // tabs stay tabs so that carets line up
    else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80)
      pad += ' ';
  const auto room = std::max<std::size_t>(1, characters(std::string_view(line).substr(upto)));
  const auto tail = std::min(static_cast<std::size_t>(std::max(1, m.length)), room) - 1;
  out << std::string(std::max<std::size_t>(5, number.size()), ' ') << " | " << pad << '^' << std::string(tail, '~')
      << '\n';
}

}  // namespace

std::string_view Source::line(int number) const {
  std::string_view rest = text;
  for (; number > 1; --number) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  auto line = rest.substr(0, rest.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void Problems::print(std::ostream& out) const {
  std::vector<std::size_t> order(list_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto place = [&](std::size_t i) {
    const Mark& m = list_[i].mark;
    return std::tuple(m.source ? m.source->name : std::string(), m.line, m.column);
  };
  std::ranges::stable_sort(order, [&](auto a, auto b) { return place(a) < place(b); });
  std::set<std::string> said;
  for (auto i : order) {
    const Problem& p = list_[i];
    std::string head = p.mark.source ? p.mark.source->name + ":" : "";
    if (p.mark.line > 0) head += std::to_string(p.mark.line) + ":" + std::to_string(p.mark.column) + ":";
    head += (head.empty() ? "" : " ") + p.text;
    if (!said.insert(head).second) continue;  // the same mistake seen at another sweep point
    out << head << '\n';
    excerpt(out, p.mark);
    for (const Mark& m : p.related) excerpt(out, m);
    if (!p.hint.empty()) out << "   hint: " << p.hint << '\n';
  }
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  if (word.size() > 64) return {};
  std::string lower(word);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::string_view pick;
  for (auto k : known)
    if (const auto n = edit_distance(lower, k); n < best) best = n, pick = k;
  return pick.empty() ? "" : "; did you mean '" + std::string(pick) + "'?";
}

std::string listing(std::span<const std::string_view> words) {
  std::string out;
  for (auto w : words) out += (out.empty() ? "" : ", ") + std::string(w);
  return out;
}

}  // namespace paddock
