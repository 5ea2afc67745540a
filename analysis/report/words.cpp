#include "analysis/report/words.h"

#include "analysis/statistics/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace paddock {

namespace {

/// Decodes one character; broken bytes come one by one as U+FFFD.
char32_t next(std::string_view text, std::size_t& i) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char first = byte(i++);
  if (first < 0x80) return first;
  const int more = first >= 0xf0 && first < 0xf5 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : -1;
  if (more < 0 || first >= 0xf5 || i + static_cast<std::size_t>(more) > text.size()) return 0xfffd;
  char32_t c = first & (0x3f >> more);
  for (int k = 0; k < more; ++k) {
    const unsigned char follow = byte(i + static_cast<std::size_t>(k));
    if ((follow & 0xc0) != 0x80) return 0xfffd;
    c = c << 6 | (follow & 0x3f);
  }
  const bool overlong = (more == 2 && c < 0x800) || (more == 3 && c < 0x10000);
  if (overlong || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) return 0xfffd;
  i += static_cast<std::size_t>(more);
  return c;
}

std::size_t columns(char32_t c) {
  const auto in = [c](char32_t a, char32_t b) { return c >= a && c <= b; };
  if (in(0x300, 0x36f) || in(0x200b, 0x200f) || in(0x20d0, 0x20ff) || in(0xfe00, 0xfe0f)) return 0;
  return in(0x1100, 0x115f) || in(0x2e80, 0xa4cf) || in(0xac00, 0xd7a3) || in(0xf900, 0xfaff) || in(0xfe30, 0xfe6f) ||
                 in(0xff00, 0xff60) || in(0xffe0, 0xffe6) || in(0x1f300, 0x1faff) || in(0x20000, 0x3fffd)
             ? 2
             : 1;
}

/// C0, C1 and those that turn the direction of writing.
bool control(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0x2028 || c == 0x2029;
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return out;
}

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

}  // namespace

std::string in_words(std::string_view metric) {
  struct Entry {
    std::string_view name, words;
  };
  static constexpr std::array kWords{Entry{"exploitability", "how much a clever rival can gain"},
                                     Entry{"winrate.reference", "wins against the reference"},
                                     Entry{"winrate.uniform", "wins against random answers"},
                                     Entry{"winrate.nash", "wins against the equilibrium"},
                                     Entry{"regret.average", "cumulative average regret"},
                                     Entry{"regret.strong", "cumulative strong regret"},
                                     Entry{"regret.weak", "cumulative weak regret"},
                                     Entry{"regret.copeland", "cumulative Copeland regret"},
                                     Entry{"regret.borda", "cumulative Borda regret"},
                                     Entry{"regret.simple", "regret of the answer recommended"},
                                     Entry{"reward.gold", "true reward"},
                                     Entry{"reward.error", "error of the fitted reward"},
                                     Entry{"welfare.min", "wins in the worst-off group"},
                                     Entry{"identified", "found the best answer"}};
  const auto at = metric.find('@');
  for (const Entry& e : kWords)
    if (e.name == metric.substr(0, at))
      return std::string(e.words) +
             (at == std::string_view::npos ? "" : " (" + std::string(metric.substr(at + 1)) + ")");
  return std::string(metric);
}

std::string point_name(const Findings& f, std::size_t point) {
  std::string out;
  for (std::size_t c = 0; c < f.columns.size(); ++c)
    out += (c == 0 ? "" : ", ") + printable(f.columns[c]) + " = " + printable(f.points[point].values[c]);
  return out;
}

std::string conclusion(const Findings& f, std::size_t point) {
  if (f.background.metrics.empty() || f.points.empty()) return {};
  const MetricNote& note = f.background.metrics.front();
  const Findings::Point& p = f.points[point];
  const Standing s = stand(p, 0, note.higher_is_better);
  if (s.order.size() < 2) return {};

  std::vector<std::string> best;
  for (const std::size_t a : s.order)
    if (s.among_best(a)) best.push_back(p.agents[a].name);
  const std::string by = " by " + in_words(note.name);
  const std::size_t last = s.order.back();
  std::string out = best.size() == s.order.size() ? "no agent can be told from the best" + by
                    : best.size() > 3
                        ? fmt::format("{} leads{}, {} others cannot be told from it", best.front(), by, best.size() - 1)
                        : listed(best) + (best.size() == 1 ? " is best" : " are best") + by;
  const Findings::Agent& worst = p.agents[last];
  if (s.differs(last)) {
    const Paired& d = *s.to_best[last];
    out += fmt::format("; {} comes last, {} {} {}", worst.name,
                       fixed(std::abs(d.difference.mean), d.difference.varies ? decimals_for(d.difference.error) : 3),
                       note.higher_is_better ? "below" : "above", p.agents[s.order.front()].name);
    out += d.difference.varies
               ? fmt::format(", and so on {} of {} seeds", note.higher_is_better ? d.below : d.above, d.difference.n)
               : "";
  }
  out += '.';
  const auto& names = f.background.responses;
  if (!worst.policy.empty() && names.size() == worst.policy.size()) {
    const auto favourite = std::ranges::max_element(worst.policy) - worst.policy.begin();
    out += fmt::format(" {} gives {} to {}", worst.name, percent(worst.policy[static_cast<std::size_t>(favourite)]),
                       printable(names[static_cast<std::size_t>(favourite)]));
    std::size_t rival = 0;
    double most = -1;
    for (std::size_t i = 0; i < f.background.truth.size(); ++i) {
      double wins = 0;
      for (std::size_t j = 0; j < worst.policy.size(); ++j) wins += f.background.truth[i][j] * worst.policy[j];
      if (wins > most) most = wins, rival = i;
    }
    out += most > 0.5 ? fmt::format("; whoever always answers {} beats it {} of the time.", printable(names[rival]),
                                    percent(most))
                      : ".";
  }
  return out;
}

std::string effort(const Findings& f) {
  const Findings::Agent& t = f.total;
  std::vector<std::string> price;
  if (t.cost > 0)
    price.push_back("cost " + (t.cost < 1e4 ? trimmed(t.cost, 2) : grouped(static_cast<std::uint64_t>(t.cost + 0.5))));
  if (t.time > 0) price.push_back("take " + duration(t.time) + ", one run after the other");
  std::string out = t.labels > 0 ? magnitude(t.labels) + " labels" : std::to_string(t.finished) + " runs";
  if (!price.empty()) out += " would " + listed(price);
  if (!price.empty()) out += ".";
  if (f.background.seconds > 0) out += (price.empty() ? " in " : " Here: ") + duration(f.background.seconds) + ".";
  return out;
}

std::vector<std::string> warnings(const Findings& f) {
  std::vector<std::string> out;
  const std::size_t seeds = f.most_seeds();
  if (f.background.random && seeds > 0 && seeds < 10)
    out.push_back(
        fmt::format("only {} seed{}: intervals from so few hold the truth less often than they say; --seeds 20", seeds,
                    seeds == 1 ? "" : "s"));
  const Findings::Agent& t = f.total;
  if (t.missing > 0)
    out.push_back(fmt::format("{} cells have not been run; the same command continues", grouped(t.missing)));
  if (!f.failures.empty())
    out.push_back(fmt::format("{} of {} cells failed and are left out (failures.csv): {} seed {}: {}",
                              f.failures.size(), t.finished + t.failed, f.failures.front().agent,
                              f.failures.front().seed, printable(f.failures.front().reason)));
  std::set<std::string> partial;
  for (const auto& p : f.points)
    for (const auto& a : p.agents)
      for (std::size_t m = 0; m < a.metrics.size(); ++m)
        if (a.metrics[m].end.n < a.metrics[m].ends.size()) partial.insert(f.background.metrics[m].name);
  for (const auto& m : partial) out.push_back(m + " is undefined for some seeds; n counts the others");
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) width += columns(next(text, i));
  return width;
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t from = i;
    const char32_t c = next(text, i);
    if (c == '\n' || c == '\t')
      out += ' ';
    else if (control(c) || (c == 0xfffd && i == from + 1))
      out += '?';
    else
      out += text.substr(from, i - from);
  }
  return out;
}

std::string clipped(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::string out;
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t from = i;
    used += columns(next(text, i));
    if (used + 2 > width) break;
    out += text.substr(from, i - from);
  }
  return out + "..";
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t used = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    const std::size_t wide = display_width(word);
    if (!word.empty()) {
      if (used > 0 && used + 1 + wide > width) lines.push_back(std::move(line)), line.clear(), used = 0;
      if (used > 0) line += ' ', ++used;
      line += word, used += wide;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (used > 0) lines.push_back(std::move(line));
  return lines;
}

std::string ascii(std::string_view text) {
  struct Pair {
    char32_t from;
    std::string_view to;
  };
  static constexpr Pair kPairs[] = {{U'±', "+-"},   {U'×', "x"},      {U'–', "-"},  {U'—', "-"},
                                    {U'…', "..."},  {U'≈', "="},      {U'≥', ">="}, {U'≤', "<="},
                                    {U'↑', "(up)"}, {U'↓', "(down)"}, {U'→', "->"}, {U'·', "|"},
                                    {U'’', "'"},    {U'“', "\""},     {U'”', "\""}, {U'½', "1/2"}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = next(text, i);
    const auto known = std::ranges::find(kPairs, c, &Pair::from);
    if (known != std::end(kPairs))
      out += known->to;
    else
      out += c < 0x80 ? static_cast<char>(c) : '?';
  }
  return out;
}

}  // namespace paddock
