#include "analysis/report/claims.h"

#include "analysis/report/svg.h"
#include "analysis/report/words.h"
#include "analysis/statistics/figures.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace paddock {
namespace {

/// Decimals as asked, powers of ten for what they would hide.
std::string number(double v, int decimals) {
  if (std::isinf(v)) return v > 0 ? "∞" : "-∞";
  if (v != 0 && (std::abs(v) < 0.5 * std::pow(10, -decimals) || std::abs(v) >= 1e7)) return fmt::format("{:.2g}", v);
  return fixed(v, decimals);
}

std::string how_many(double seeds) {
  if (!std::isfinite(seeds)) return "no number of seeds foreseen would decide";
  const double step = std::pow(10, std::max(0.0, std::floor(std::log10(seeds)) - 1));
  return fmt::format("about {} seeds would decide",
                     grouped(static_cast<std::uint64_t>(std::ceil(seeds / step) * step)));
}

int rank(const Verdict& v) { return v.passes() ? 0 : v.decided() ? 1 : 2; }
void failures_last(std::vector<Verdict>& all) { std::ranges::stable_sort(all, {}, rank); }

struct Count {
  std::size_t hold = 0, as_they_must = 0, fail = 0, undecided = 0;
  explicit Count(const std::vector<Verdict>& all) {
    for (const Verdict& v : all)
      (v.passes() ? hold : v.fails() ? fail : undecided) += 1, as_they_must += v.passes() && (v.must_fail || v.control);
  }
  std::string text(std::size_t claims) const {
    std::string s = fmt::format("{} claim{}: {} hold{}", claims, claims == 1 ? "" : "s", hold, hold == 1 ? "s" : "");
    if (as_they_must > 0)
      s += fmt::format(" ({} control{} refuted as {} must)", as_they_must, as_they_must == 1 ? "" : "s",
                       as_they_must == 1 ? "it" : "they");
    if (fail > 0) s += fmt::format(", {} refuted", fail);
    if (undecided > 0) s += fmt::format(", {} undecided", undecided);
    return s + ".";
  }
};

std::string interval_heading(const std::vector<Verdict>& all) {
  const bool same = std::ranges::all_of(all, [&](const Verdict& v) { return v.confidence == all.front().confidence; });
  return all.empty() || !same ? "effect [interval]"
                              : fmt::format("effect [{} % interval]", trimmed(100 * all.front().confidence, 4));
}

std::string percent(double p) { return trimmed(100 * p, p < 0.001 ? 3 : 1) + " %"; }
std::string level_line(const std::vector<Verdict>& all) {
  std::map<double, int> levels;
  for (const Verdict& v : all)
    if (!v.exact) ++levels[1 - v.confidence];
  if (levels.empty()) return "nothing in this table is random";
  std::string parts;
  for (const auto& [level, n] : levels)
    parts += fmt::format("{}{} claim{} at {}", parts.empty() ? "" : ", ", n, n == 1 ? "" : "s", percent(level));
  return fmt::format("family-wise false-alarm level of this table: {} ({}); --family-confidence .95 corrects",
                     percent(false_alarm(all)), parts);
}

std::string where_of(const Verdict& v) { return v.line > 0 ? fmt::format("{}:{}", v.file, v.line) : v.file; }

/// A line on everything that does not hold.
std::string complaint(const Verdict& v) {
  std::string s = where_of(v) + ": ";
  if (v.ruling == (v.must_fail ? Ruling::holds : Ruling::refuted))
    s += fmt::format("{} by {}", v.must_fail ? "must be refuted, but holds" : "refuted", effect_text(v));
  else if (v.ruling == Ruling::undecided)
    s += "undecided: " + effect_text(v);
  else if (v.control)
    s += fmt::format("its control is {}, so it shows nothing",
                     *v.control == Ruling::holds ? "not refuted but holds" : "undecided");
  if (!v.place.empty()) s += " at " + v.place;
  if (const auto note = remark_on(v); !note.empty()) s += "; " + note;
  return s + fmt::format(". Reproduce: paddock run {} --seeds {}", v.file, std::max<std::size_t>(v.seeds, 1));
}

}  // namespace

std::string verdict_word(const Verdict& v) {
  if (v.passes()) return v.must_fail ? "refuted ✓" : "holds";
  if (v.control && *v.control != Ruling::refuted && v.ruling == Ruling::holds)
    return *v.control == Ruling::holds ? "CONTROL HOLDS" : "CONTROL UNDECIDED";
  return v.ruling == Ruling::holds ? "HOLDS" : v.ruling == Ruling::refuted ? "REFUTED" : "UNDECIDED";
}

std::string effect_text(const Verdict& v) {
  if (std::isnan(v.effect)) return "–";
  const std::string before = v.ratio ? "worst ratio " : "";
  const std::string after = v.ratio && !v.place.empty() ? " at " + v.place : "";
  const double half = (v.interval.high - v.interval.low) / 2;
  if (v.exact || half == 0) {
    const double size = std::abs(v.effect);
    return before +
           (size != 0 && (size < 1e-3 || size >= 1e7) ? fmt::format("{:.3g}", v.effect) : trimmed(v.effect, 4)) +
           (v.exact ? " exact" : "") + after;
  }
  const int d = std::isfinite(half) ? decimals_for(half / 3) : 3;
  if (std::isinf(half) && std::isinf(v.interval.low) && std::isinf(v.interval.high))
    return before + number(v.effect, d) + " [unknown]" + after;
  return fmt::format("{}{} [{}, {}]{}", before, number(v.effect, d), number(v.interval.low, d),
                     number(v.interval.high, d), after);
}

std::string seeds_text(const Verdict& v) {
  const bool exhausted = !v.decided() && v.seeds >= v.most_seeds;
  return fmt::format("{}{}", v.seeds, exhausted ? "*" : "");
}

std::string remark_on(const Verdict& v) {
  std::string s = v.note;
  const auto add = [&](const std::string& more) { s += (s.empty() ? "" : "; ") + more; };
  if (v.ruling == Ruling::undecided && v.note.empty()) add(how_many(v.would_decide));
  if (v.few_seeds()) add(fmt::format("only {} seed{}: the interval says little", v.seeds, v.seeds == 1 ? "" : "s"));
  return s;
}

std::string claims_block(const std::vector<Verdict>& all, const Look& look) {
  if (all.empty()) return {};
  const auto shown = [&](const std::string& s) { return look.unicode ? s : ascii(s); };
  TextTable t;
  t.columns = {{"verdict", {"claims"}, {}, false, 9}, {"claim", {""}, {}, false, 9}, {"effect", {""}, {}, false, 8}};
  const bool alike = std::ranges::all_of(all, [&](const Verdict& v) { return v.seeds == all.front().seeds; });
  if (!alike)
    t.columns.push_back({"seeds", {""}, {}, true, 1});
  else
    t.columns[1].heading = {
        all.front().exact ? "" : fmt::format("over {} seed{}", all.front().seeds, all.front().seeds == 1 ? "" : "s")};
  std::size_t taken = alike ? 0 : 12;
  for (const Verdict& v : all)
    taken =
        std::max(taken, (alike ? 0 : 12) + display_width(shown(effect_text(v))) + display_width(verdict_word(v)) + 8);
  const std::size_t room = look.width > taken + 24 ? look.width - taken : 24;
  for (const Verdict& v : all) {
    const std::string mark = v.passes() ? "✓ " : v.decided() ? "✗ " : "? ";
    t.columns[0].cells.push_back(
        {shown(mark) + shown(verdict_word(v)), v.passes() ? Emphasis::plain : Emphasis::strong});
    t.columns[1].cells.push_back({clipped(shown(printable(v.claim)), room)});
    t.columns[2].cells.push_back({shown(effect_text(v))});
    if (!alike) t.columns[3].cells.push_back({fmt::format("{} seed{}", v.seeds, v.seeds == 1 ? "" : "s")});
  }
  std::vector<std::string> dropped;
  std::string out;
  for (const auto& line : t.lines(look, 2, dropped)) out += line + "\n";
  const auto note = [&](const std::string& text) {
    bool first = true;
    for (const auto& line : wrapped(shown(text), look.width - 6))
      out += (first ? "    " : "      ") + styled(line, Emphasis::faint, look) + "\n", first = false;
  };
  for (const Verdict& v : all) {
    if (const auto r = remark_on(v); !r.empty()) note(printable(v.claim) + ": " + r);
    if (v.has_control && !v.control) note(printable(v.claim) + ": its control is tried by `paddock check`");
  }
  return out;
}

std::string claims_table(std::vector<Verdict> all, const Look& look) {
  failures_last(all);
  const auto shown = [&](const std::string& s) { return look.unicode ? s : ascii(s); };
  TextTable t;
  t.columns = {{"claim", {"claim"}, {}, false, 9},
               {"agent", {""}, {}, false, 3},
               {"scenario", {"scenario"}, {}, false, 4},
               {"verdict", {"verdict"}, {}, false, 9},
               {"effect", {interval_heading(all)}, {}, false, 8},
               {"target", {"target"}, {}, false, 6},
               {"seeds", {"seeds"}, {}, true, 5},
               {"seconds", {"s"}, {}, true, 2}};
  const auto longest = [&](auto text) {
    std::size_t n = 0;
    for (const Verdict& v : all) n = std::max(n, display_width(shown(text(v))));
    return n;
  };
  const std::size_t rest = longest(verdict_word) + longest(effect_text) + 8;
  const std::size_t least = look.width > rest + 24 ? look.width - rest : 24;
  const std::size_t room =
      std::clamp<std::size_t>(longest([](const Verdict& v) { return v.claim; }), 5,
                              std::min<std::size_t>(least, std::max<std::size_t>(24, look.width * 2 / 5)));
  for (const Verdict& v : all) {
    const auto style = v.passes() ? Emphasis::plain : Emphasis::strong;
    t.columns[0].cells.push_back({clipped(shown(printable(v.claim)), room), style});
    t.columns[1].cells.push_back({clipped(shown(printable(v.agent)), 24)});
    t.columns[2].cells.push_back({clipped(shown(printable(v.scenario)), 24)});
    t.columns[3].cells.push_back({shown(verdict_word(v)), style});
    t.columns[4].cells.push_back({shown(effect_text(v))});
    t.columns[5].cells.push_back({clipped(shown(v.must_fail ? v.target + " (must fail)" : v.target), 24)});
    t.columns[6].cells.push_back({seeds_text(v)});
    t.columns[7].cells.push_back({fmt::format("{:.1f}", v.seconds)});
  }
  std::vector<std::string> dropped;
  std::string out;
  for (const auto& line : t.lines(look, 0, dropped)) out += line + "\n";
  if (!dropped.empty()) {
    std::string names;
    for (const auto& d : dropped) names += (names.empty() ? "" : ", ") + d;
    out += styled("too narrow to show: " + names, Emphasis::faint, look) + "\n";
  }
  const auto say = [&](const std::string& text) {
    bool first = true;
    for (const auto& line : wrapped(shown(text), look.width - 2))
      out += (first ? "" : "  ") + line + "\n", first = false;
  };
  double seconds = 0;
  for (const Verdict& v : all) seconds += v.seconds;
  std::string sum = Count(all).text(all.size());
  const bool exhausted = std::ranges::any_of(all, [](const Verdict& v) { return seeds_text(v).ends_with('*'); });
  if (exhausted) sum += "   * as many seeds as are allowed (max_seeds, --quick, --full)";
  out += "\n", say(sum);
  for (const Verdict& v : all)
    if (!v.passes()) say(complaint(v) + (v.gate() ? "" : " (status open: not counted)"));
  for (const Verdict& v : all)
    if (v.passes() && !remark_on(v).empty()) say(where_of(v) + ": " + remark_on(v));
  say(level_line(all));
  return out;
}

std::string claims_markdown(std::vector<Verdict> all) {
  failures_last(all);
  const auto cell = [](std::string s) {
    std::string out;
    for (const char c : printable(s)) out += c == '|' ? std::string("\\|") : std::string(1, c);
    return out;
  };
  std::string out = fmt::format(
      "| claim | agent | scenario | verdict | {} | target | seeds | s |\n"
      "|---|---|---|---|---|---|---:|---:|\n",
      interval_heading(all));
  for (const Verdict& v : all)
    out +=
        fmt::format("| {} | {} | {} | {} | {} | {} | {} | {:.1f} |\n", cell(v.claim), cell(v.agent), cell(v.scenario),
                    verdict_word(v), cell(effect_text(v)), cell(v.target + (v.must_fail ? " (must fail)" : "")),
                    seeds_text(v).ends_with('*') ? fmt::format("{}\\*", v.seeds) : seeds_text(v), v.seconds);
  out += "\n" + Count(all).text(all.size()) + "\n";
  for (const Verdict& v : all)
    if (!v.passes()) out += "\n- " + printable(complaint(v)) + "\n";
  return out + "\n" + level_line(all) + "\n";
}

std::string claims_junit(const std::vector<Verdict>& all) {
  std::map<std::string, std::vector<const Verdict*>> suites;
  for (const Verdict& v : all) suites[v.scenario].push_back(&v);
  const auto failed = [](const Verdict& v) { return !v.passes() && v.gate(); };
  std::size_t failures = 0, skipped = 0;
  for (const Verdict& v : all) failures += failed(v), skipped += !v.passes() && !v.gate();
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"paddock check\" tests=\"{}\" "
      "failures=\"{}\" skipped=\"{}\">\n",
      all.size(), failures, skipped);
  for (const auto& [name, claims] : suites) {
    std::size_t bad = 0, open = 0;
    double seconds = 0;
    for (const Verdict* v : claims) bad += failed(*v), open += !v->passes() && !v->gate(), seconds += v->seconds;
    out += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"{:.3f}\">\n",
        escaped(name), claims.size(), bad, open, seconds);
    for (const Verdict* v : claims) {
      const std::string detail = fmt::format("{}; target {}; {} seeds", effect_text(*v), v->target, v->seeds);
      out += fmt::format("    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\" time=\"{:.3f}\">",
                         escaped(v->claim), escaped(name), escaped(v->file), v->line, v->seconds);
      if (failed(*v))
        out += fmt::format("<failure type=\"{}\" message=\"{}\">{}</failure>", verdict_word(*v), escaped(detail),
                           escaped(complaint(*v)));
      else if (!v->passes())
        out += fmt::format("<skipped message=\"status open: {}\"/>", escaped(complaint(*v)));
      else
        out += fmt::format("<system-out>{}</system-out>", escaped(detail));
      out += "</testcase>\n";
    }
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

std::string claim_json(const Verdict& v) {
  const auto finite = [](double x) { return std::isfinite(x) ? nlohmann::ordered_json(x) : nlohmann::ordered_json(); };
  nlohmann::ordered_json j;
  j["claim"] = printable(v.claim), j["scenario"] = v.scenario, j["file"] = v.file, j["line"] = v.line;
  j["metric"] = v.metric, j["test"] = v.test, j["status"] = word(v.status);
  j["agent"] = v.agent.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(v.agent);
  j["verdict"] = word(v.ruling), j["passes"] = v.passes(), j["refutes"] = v.must_fail;
  if (v.control) j["control"] = word(*v.control);
  j["effect"] = finite(v.effect), j["interval"] = {finite(v.interval.low), finite(v.interval.high)};
  j["exact"] = v.exact, j["ratio"] = v.ratio, j["place"] = v.place, j["target"] = v.target;
  j["confidence"] = v.confidence, j["seeds"] = v.seeds, j["max_seeds"] = v.most_seeds;
  if (v.ruling == Ruling::undecided) j["seeds_to_decide"] = finite(v.would_decide);
  j["seconds"] = v.seconds;
  if (const auto r = remark_on(v); !r.empty()) j["remark"] = r;
  return j.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace paddock
