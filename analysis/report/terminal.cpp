#include "analysis/report/terminal.h"

#include "analysis/report/text_plot.h"
#include "analysis/report/words.h"
#include "analysis/statistics/figures.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace paddock {

namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kBlocks = 3;  // so many sweep points get a table each
constexpr std::size_t kRows = 40;   // so many lines a compact table has
constexpr std::size_t kSettle = 0;  // first to be dropped when the terminal is narrow, then metrics, …
constexpr int kMetric = 1, kLearned = 2, kFamily = 3, kAlways = 9;

/// Puts the texts of a column under each other by their decimal point.
void align(std::vector<TextTable::Cell>& cells) {
  const auto before = [](const std::string& s) {
    const auto n = s.find_first_not_of("-0123456789,");
    return n == std::string::npos ? s.size() : n;
  };
  std::size_t most = 0;
  for (const auto& c : cells) most = std::max(most, before(c.text));
  for (auto& c : cells)
    if (!c.text.empty()) c.text.insert(0, most - before(c.text), ' ');
}

class Summary {
 public:
  Summary(const Findings& f, const Look& look) : f_(f), look_(look) {}

  std::string text() {
    header();
    if (f_.background.metrics.empty() || f_.total.finished == 0) {
      blank(), add("nothing has been measured", 2);
    } else if (f_.points.size() <= kBlocks) {
      for (std::size_t p = 0; p < f_.points.size(); ++p) block(p);
    } else {
      compact();
    }
    closing();
    std::string out;
    for (const auto& line : lines_) out += line + "\n";
    return out;
  }

 private:
  const MetricNote& note(std::size_t m) const { return f_.background.metrics[m]; }
  /// In the characters the terminal has; before anything is measured, since ASCII takes more of them.
  std::string shown(const std::string& text) const { return look_.unicode ? text : ascii(text); }
  void table(TextTable& t, Lines& dropped) {
    for (auto& c : t.columns) {
      for (auto& h : c.heading) h = shown(h);
      for (auto& cell : c.cells) cell.text = shown(cell.text);
    }
    for (auto& line : t.lines(look_, 2, dropped)) lines_.push_back(std::move(line));
  }
  void blank() { lines_.emplace_back(); }
  void add(const std::string& text, std::size_t indent, Emphasis style = Emphasis::plain, std::size_t hang = 0) {
    bool first = true;
    for (const auto& line : wrapped(shown(text), look_.width - indent - hang)) {
      lines_.push_back(std::string(indent + (first ? 0 : hang), ' ') + styled(line, style, look_));
      first = false;
    }
  }

  void header() {
    const auto& b = f_.background;
    add(printable(b.title.empty() ? f_.name : b.title) + (b.about.empty() ? "" : ": " + printable(b.about)), 0,
        Emphasis::strong, 2);
    std::size_t wide = 0;
    for (const auto& [label, text] : b.header) wide = std::max(wide, display_width(label));
    for (const auto& [label, text] : b.header) {
      const std::string start = "  " + shown(printable(label)) + std::string(wide - display_width(label) + 3, ' ');
      Lines lines;
      for (std::size_t from = 0; from <= text.size();) {  // the caller's own line breaks stay
        const auto end = std::min(text.find('\n', from), text.size());
        for (auto& l : wrapped(spaced(shown(printable(text.substr(from, end - from)))), look_.width - start.size()))
          lines.push_back(l);
        from = end + 1;
      }
      for (std::size_t i = 0; i < lines.size(); ++i)
        lines_.push_back((i == 0 ? start : std::string(wide + 5, ' ')) + unspaced(lines[i]));
    }
  }
  // runs of blanks that a caller uses to set things apart survive the wrapping
  static std::string spaced(std::string s) {
    for (std::size_t i = 1; i < s.size(); ++i)
      if (s[i] == ' ' && (s[i - 1] == ' ' || s[i - 1] == '\1')) s[i] = '\1';
    return s;
  }
  static std::string unspaced(std::string s) {
    std::ranges::replace(s, '\1', ' ');
    while (s.ends_with(' ')) s.pop_back();
    const auto from = s.find_first_not_of(' ');
    return from == std::string::npos ? "" : s.substr(from);
  }

  /// One sweep point: table, notes, picture.
  void block(std::size_t p) {
    blank();
    if (!f_.columns.empty()) add(point_name(f_, p), 2, Emphasis::strong);
    const Findings::Point& point = f_.points[p];
    const Standing s = stand(point, 0, note(0).higher_is_better);
    std::vector<std::size_t> order = s.order;
    order.insert(order.end(), s.unknown.begin(), s.unknown.end());

    TextTable t;
    t.columns.push_back({"agent", {"agent"}, {}, false, kAlways});
    t.columns.push_back({"family", {"family"}, {}, false, kFamily});
    for (const std::size_t a : order) {
      t.columns[0].cells.push_back(
          {clipped(point.agents[a].name, 32), s.among_best(a) ? Emphasis::strong : Emphasis::plain});
      t.columns[1].cells.push_back({point.agents[a].family.empty() ? "–" : point.agents[a].family});
    }
    if (std::ranges::all_of(point.agents, [](const auto& a) { return a.family.empty(); })) t.columns.pop_back();
    if (std::ranges::any_of(point.agents, [](const auto& a) { return !a.policy.empty(); }))
      t.columns.push_back(learned(point, order));
    for (std::size_t m = 0; m < f_.background.metrics.size(); ++m) t.columns.push_back(metric(point, order, m));
    t.columns.push_back(settling(point, order));

    Lines dropped;
    table(t, dropped);
    notes(point, s, dropped);
    if (f_.points.size() == 1) picture(point, order);
  }

  TextTable::Column learned(const Findings::Point& point, const std::vector<std::size_t>& order) const {
    TextTable::Column c{"what it learned", {"what it learned", ""}, {}, false, kLearned};
    const auto& names = f_.background.responses;
    std::vector<std::size_t> wide;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string name = clipped(printable(names[i]), 8);
      wide.push_back(std::max<std::size_t>(display_width(name), 4) + (i + 1 < names.size() ? 1 : 0));
      c.heading[1] += name + std::string(wide.back() - display_width(name), ' ');
    }
    for (const std::size_t a : order) {
      std::string text;
      for (std::size_t i = 0; i < point.agents[a].policy.size(); ++i) {
        const std::string value = fixed(point.agents[a].policy[i], 2);
        text += value + std::string(wide[i] - std::min(wide[i], value.size()), ' ');
      }
      c.cells.push_back({text});
    }
    return c;
  }

  std::string value_of(const Findings::Series& s, std::size_t m) const {
    std::string text = figure(s.end, !f_.background.random, !look_.unicode);
    if (note(m).sampled && s.known()) text = "~" + text;
    if (s.known() && s.end.n < s.ends.size()) text += fmt::format(" (n={})", s.end.n);
    return text;
  }

  TextTable::Column metric(const Findings::Point& point, const std::vector<std::size_t>& order, std::size_t m) const {
    TextTable::Column c{note(m).name, {}, {}, false, m == 0 ? kAlways : kMetric};
    const Standing s = stand(point, m, note(m).higher_is_better);
    for (const std::size_t a : order)
      c.cells.push_back(
          {value_of(point.agents[a].metrics[m], m), s.among_best(a) ? Emphasis::strong : Emphasis::plain});
    align(c.cells);
    if (m == 0) {
      std::size_t wide = 0;
      for (const auto& cell : c.cells) wide = std::max(wide, display_width(cell.text));
      for (std::size_t i = 0; i < order.size(); ++i)
        if (const std::string mark = mark_of(s, order[i]); !mark.empty())
          c.cells[i].text += std::string(wide - display_width(c.cells[i].text) + 2, ' ') + mark;
    }
    std::size_t wide = 14;
    for (const auto& cell : c.cells) wide = std::max(wide, display_width(cell.text));
    c.heading = wrapped(in_words(note(m).name) + (note(m).higher_is_better ? " ↑" : " ↓"), wide);
    return c;
  }

  std::string mark_of(const Standing& s, std::size_t a) const {
    if (s.order.size() < 2) return {};
    if (a == s.order.front()) return "best";
    if (!s.to_best[a] || s.to_best[a]->difference.n < 2) return {};
    const Estimate& d = s.to_best[a]->difference;
    const std::string size = d.varies ? fixed(d.mean, decimals_for(d.error)) : trimmed(d.mean, 4, 3);
    return (d.mean >= 0 ? "+" : "") + size + (s.differs(a) ? "*" : "≈");
  }

  TextTable::Column settling(const Findings::Point& point, const std::vector<std::size_t>& order) const {
    const double step = settling_step(point, 0);
    TextTable::Column c{f_.background.unit + " until settled",
                        {f_.background.unit + " until", "within " + trimmed(step, 6), "of its end"},
                        {},
                        true,
                        kSettle};
    for (const std::size_t a : order) {
      const auto& series = point.agents[a].metrics[0];
      const auto x = settled(series.x, series.means(), step);
      const bool whole = x && std::floor(*x) == *x && *x < 1e15;
      c.cells.push_back({!x                             ? "–"
                         : f_.background.unit == "time" ? duration(*x)
                         : whole                        ? grouped(static_cast<std::uint64_t>(*x))
                                                        : trimmed(*x, 2)});
    }
    return c;
  }

  void notes(const Findings::Point& point, const Standing& s, const Lines& dropped) {
    std::size_t seeds = 0;
    bool star = false, same = false, interval = false;
    for (std::size_t a = 0; a < point.agents.size(); ++a) {
      seeds = std::max(seeds, point.agents[a].finished);
      star |= s.differs(a), same |= s.to_best[a] && s.among_best(a);
      for (const auto& m : point.agents[a].metrics) interval |= m.end.n > 1 && m.end.varies;
    }
    std::string text = interval ? fmt::format("± 95 % interval of the mean over {} seeds", seeds) : "";
    if (star || same) {
      text += (text.empty() ? "" : "; ");
      if (star) text += "* differs from the best in paired comparison, p < .01 (Holm)";
      if (same) text += star ? "; ≈ does not" : "≈ cannot be told from the best in paired comparison (Holm, p < .01)";
    }
    remark(text), remark(too_narrow(dropped));
  }
  static std::string too_narrow(const Lines& dropped) {
    std::string names;
    for (const auto& d : dropped) names += (names.empty() ? "too narrow to show: " : ", ") + d;
    return names.empty() ? names : names + " (see summary.csv and report.html)";
  }
  /// A footnote; the same one is not repeated under the next table.
  void remark(const std::string& text) {
    if (text.empty() || std::ranges::find(remarks_, text) != remarks_.end()) return;
    remarks_.push_back(text), add(text, 2, Emphasis::faint);
  }

  void picture(const Findings::Point& point, const std::vector<std::size_t>& order) {
    std::vector<TextCurve> curves;
    for (auto a = order.rbegin(); a != order.rend(); ++a) {  // the best is drawn last, over the others
      const auto& s = point.agents[*a].metrics[0];
      TextCurve c{point.agents[*a].name, {}, {}};
      for (std::size_t i = 0; i < s.x.size(); ++i)
        if (std::isfinite(s.curve[i].mean)) c.x.push_back(s.x[i]), c.y.push_back(s.curve[i].mean);
      curves.push_back(std::move(c));
    }
    draw(curves,
         in_words(note(0).name) + (in_words(note(0).name) == note(0).name ? "" : " (" + note(0).name + ")") + " over " +
             f_.background.unit,
         f_.background.unit);
  }

  void draw(const std::vector<TextCurve>& curves, const std::string& title, const std::string& unit) {
    auto plot = text_plot(curves, unit, look_, 2);
    if (plot.empty()) return;
    blank(), add(title, 2);
    for (auto& line : plot) lines_.push_back(std::move(line));
  }

  /// Many sweep points: a line each, the first metric of every agent.
  void compact() {
    blank();
    add(fmt::format("{} {} at the end", in_words(note(0).name), note(0).higher_is_better ? "↑" : "↓"), 2);
    TextTable t;
    const std::size_t rows = std::min(f_.points.size(), kRows);
    for (std::size_t c = 0; c < f_.columns.size(); ++c) {
      t.columns.push_back({f_.columns[c], wrapped(printable(f_.columns[c]), 24), {}, false, kAlways});
      for (std::size_t p = 0; p < rows; ++p)
        t.columns.back().cells.push_back({clipped(printable(f_.points[p].values[c]), 24)});
    }
    Lines agents;
    for (const auto& point : f_.points)
      for (const auto& a : point.agents)
        if (std::ranges::find(agents, a.name) == agents.end()) agents.push_back(a.name);
    for (const auto& name : agents)
      t.columns.push_back({name, {clipped(name, 32)}, std::vector<TextTable::Cell>(rows), false, kMetric});
    for (std::size_t p = 0; p < rows; ++p) {
      const auto& point = f_.points[p];
      const Standing s = stand(point, 0, note(0).higher_is_better);
      for (std::size_t a = 0; a < point.agents.size(); ++a) {
        const auto column = static_cast<std::size_t>(std::ranges::find(agents, point.agents[a].name) - agents.begin());
        const std::string mark = s.order.size() < 2                        ? ""
                                 : s.differs(a)                            ? "*"
                                 : s.among_best(a) && a != s.order.front() ? "≈"
                                 : a == s.order.front()                    ? " best"
                                                                           : "";
        t.columns[f_.columns.size() + column].cells[p] = {value_of(point.agents[a].metrics[0], 0) + mark,
                                                          s.among_best(a) ? Emphasis::strong : Emphasis::plain};
      }
    }
    for (std::size_t c = f_.columns.size(); c < t.columns.size(); ++c) align(t.columns[c].cells);
    Lines dropped;
    table(t, dropped);
    if (f_.points.size() > rows) add(fmt::format("… and {} more points (summary.csv)", f_.points.size() - rows), 2);
    remark(fmt::format(
        "± 95 % interval of the mean over {} seeds; in each line * differs from the best in paired comparison, "
        "p < .01 (Holm), ≈ does not",
        f_.most_seeds()));
    remark(too_narrow(dropped));
    sweep_picture(agents);
  }

  /// Over the values of the only sweep key, when they are numbers.
  void sweep_picture(const Lines& agents) {
    if (f_.columns.size() != 1) return;
    std::vector<TextCurve> curves;
    for (const auto& name : agents) curves.push_back({name, {}, {}});
    for (const auto& point : f_.points) {
      char* end = nullptr;
      const double x = std::strtod(point.values[0].c_str(), &end);
      if (*end != '\0' || point.values[0].empty()) return;
      for (const auto& a : point.agents) {
        auto& c = *std::ranges::find(curves, a.name, &TextCurve::name);
        if (!a.metrics[0].known() || !std::isfinite(a.metrics[0].end.mean)) continue;
        if (!c.x.empty() && x <= c.x.back()) return;
        c.x.push_back(x), c.y.push_back(a.metrics[0].end.mean);
      }
    }
    draw(curves, in_words(note(0).name) + " over " + printable(f_.columns[0]), "");
  }

  void closing() {
    for (const auto& w : warnings(f_)) blank_before_first(), add("note: " + w, 2, Emphasis::plain, 6);
    first_note_ = true;
    if (f_.points.size() == 1)
      if (const auto words = conclusion(f_); !words.empty()) blank_before_first(), add("In words: " + words, 2);
    if (f_.total.finished > 0) blank_before_first(), add(effort(f_), 2);
  }
  void blank_before_first() {
    if (first_note_) blank();
    first_note_ = false;
  }

  const Findings& f_;
  const Look& look_;
  Lines lines_, remarks_;
  bool first_note_ = true;
};

bool says_utf8(const char* s) {
  std::string upper;
  for (; s && *s; ++s) upper += static_cast<char>(*s >= 'a' && *s <= 'z' ? *s - 'a' + 'A' : *s);
  return upper.find("UTF-8") != std::string::npos || upper.find("UTF8") != std::string::npos;
}

}  // namespace

Look terminal_look(int descriptor, ColorChoice choice) {
  Look look;
  const auto set = [](const char* name) {
    const char* v = std::getenv(name);
    return v && *v ? v : nullptr;
  };
  winsize size{};
  const bool terminal = ::isatty(descriptor) != 0;
  if (const char* columns = set("COLUMNS"))
    look.width = static_cast<std::size_t>(std::clamp(std::atoi(columns), 0, 1000));
  else if (terminal && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0)
    look.width = size.ws_col;
  look.width = std::max<std::size_t>(look.width, 80);
  const char* locale = set("LC_ALL") ? set("LC_ALL") : set("LC_CTYPE") ? set("LC_CTYPE") : set("LANG");
  look.unicode = says_utf8(locale);
  look.color = choice == ColorChoice::always || (choice == ColorChoice::automatic && terminal && !set("NO_COLOR"));
  return look;
}

std::string terminal_summary(const Findings& f, const Look& look) { return Summary(f, look).text(); }

}  // namespace paddock
