#include "analysis/report/html.h"

#include "analysis/report/claims.h"
#include "analysis/report/ratings.h"
#include "analysis/report/svg.h"
#include "analysis/report/words.h"
#include "analysis/statistics/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>

namespace paddock {

namespace {

constexpr std::size_t kOpen = 3, kMost = 60;  // sweep points unfolded, and shown at all

constexpr std::string_view kStyle = R"(
:root{--paper:#fff;--ink:#1c2024;--faint:#667078;--rule:#d9dee2;--wash:#f4f6f8;--c0:#0072b2;--c1:#c24e00;--c2:#00845f;--c3:#b0508a;
--c4:#a87400;--c5:#2a8fc4;--c6:#6d4ba0;--c7:#6b6b6b;--more:#0072b2;--less:#d55e00}
@media(prefers-color-scheme:dark){:root{--paper:#14181c;--ink:#e6e9ec;--faint:#98a3ab;--rule:#323a41;--wash:#1c2228;--c0:#56a8e0;
--c1:#f08a4b;--c2:#3cc79b;--c3:#e08cc0;--c4:#e0b040;--c5:#7cc8f0;--c6:#b39ae0;--c7:#a8a8a8;--more:#3f8fd0;--less:#d9713a}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1.5rem 1.25rem 4rem;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .3rem}h2{font-size:1.15rem;margin:2.2rem 0 .6rem;padding-top:.6rem;border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:1.2rem 0 .4rem}
p{margin:.4rem 0;max-width:60rem}.lead{font-size:1.08rem}.faint{color:var(--faint)}.note{border-left:3px solid var(--c4);padding-left:.7rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.8rem 0}dt{color:var(--faint)}dd{margin:0;white-space:pre-wrap}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.3rem 0}
th,td{padding:.28rem .8rem .28rem 0;text-align:left;vertical-align:bottom;white-space:nowrap;border-bottom:1px solid var(--rule)}
th{font-weight:600;color:var(--faint);white-space:normal;max-width:11rem}tbody th{color:var(--ink);font-weight:400;white-space:nowrap;max-width:none}
thead .long{min-width:9rem}
.best{font-weight:700}tbody th.best{font-weight:700}.number{text-align:right}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:1rem 1.5rem}
svg{display:block;width:100%;height:auto}svg text{fill:var(--ink);font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
svg .title{font-weight:600;font-size:13px}svg .tick{fill:var(--faint);font-size:11px}svg .grid{stroke:var(--rule)}svg .axis{stroke:var(--faint)}
svg .line{fill:none;stroke:currentColor;stroke-width:1.8;stroke-linejoin:round}svg .band{fill:currentColor;opacity:.15}
svg circle{fill:currentColor}svg .leader{stroke:currentColor;opacity:.5}svg g .name{fill:currentColor}svg .dashed .line{stroke-dasharray:6 3}
svg .more{fill:var(--more)}svg .less{fill:var(--less)}
.c0{color:var(--c0)}.c1{color:var(--c1)}.c2{color:var(--c2)}.c3{color:var(--c3)}.c4{color:var(--c4)}.c5{color:var(--c5)}.c6{color:var(--c6)}.c7{color:var(--c7)}
.chip{display:inline-block;width:.7rem;height:.7rem;border-radius:2px;background:currentColor;margin-right:.5rem}
pre{background:var(--wash);padding:.8rem 1rem;overflow-x:auto;font:13px/1.45 ui-monospace,"DejaVu Sans Mono",monospace;border-radius:4px}
summary{cursor:pointer;padding:.3rem 0;font-weight:600}details{margin:.6rem 0}a{color:var(--c0)}
@media print{details>*{display:block}.charts{break-inside:avoid}}
)";

class Page {
 public:
  explicit Page(const Findings& f) : f_(f) {
    for (const auto& p : f.points)
      for (const auto& a : p.agents)
        if (std::ranges::find(agents_, a.name) == agents_.end()) agents_.push_back(a.name);
    for (std::size_t m = 0; m < f.background.metrics.size(); ++m) {
      const std::string_view name = f.background.metrics[m].name;
      const bool rival = name.starts_with("winrate.") && std::ranges::find(agents_, name.substr(8)) != agents_.end();
      (rival && m > 0 ? rivals_ : metrics_).push_back(m);
    }
    if (rivals_.size() < 2 || f.points.size() > 1) {  // no table of their own
      metrics_.insert(metrics_.end(), rivals_.begin(), rivals_.end()), rivals_.clear();
      std::ranges::sort(metrics_);
    }
  }

  std::string text() {
    const auto& b = f_.background;
    const std::string title = b.title.empty() ? f_.name : b.title;
    add("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
        "content=\"light dark\">\n");
    add("<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<h1>{}</h1>\n", escaped(title), kStyle, escaped(title));
    opening();
    claims();
    if (!b.metrics.empty() && f_.total.finished > 0) {
      results();
      rivals();
      work();
    }
    failures();
    closing();
    add("</body>\n</html>\n");
    return std::move(out_);
  }

 private:
  template <class... T>
  void add(fmt::format_string<T...> format, T&&... values) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<T>(values)...);
  }
  const MetricNote& note(std::size_t m) const { return f_.background.metrics[m]; }
  std::size_t color_of(const std::string& agent) const {
    return static_cast<std::size_t>(std::ranges::find(agents_, agent) - agents_.begin());
  }
  std::string heading(std::size_t m) const {
    const std::string words = in_words(note(m).name);
    return words + (note(m).higher_is_better ? " ↑" : " ↓");
  }

  void opening() {
    const auto& b = f_.background;
    if (!b.about.empty()) add("<p class=\"lead\">{}</p>\n", escaped(b.about));
    if (f_.points.size() == 1)
      if (const auto words = conclusion(f_); !words.empty())
        add("<p><strong>In words:</strong> {}</p>\n", escaped(words));
    if (!b.header.empty() || !b.source.empty()) add("<dl>");
    for (const auto& [label, value] : b.header) add("<dt>{}</dt><dd>{}</dd>\n", escaped(label), escaped(value));
    if (!b.source.empty()) add("<dt>source</dt><dd>{}</dd>\n", escaped(b.source));
    if (!b.header.empty() || !b.source.empty()) add("</dl>\n");
    for (const auto& w : warnings(f_)) add("<p class=\"note\">{}</p>\n", escaped(w));
  }

  void claims() {
    if (f_.claims.empty()) return;
    add("<h2>Claims</h2>\n<div class=\"wide\"><table><thead><tr><th>claim</th><th>verdict</th><th>effect "
        "[interval]</th>"
        "<th>target</th><th>confidence</th><th>seeds</th><th>remark</th></tr></thead><tbody>\n");
    for (const Verdict& v : f_.claims)
      add("<tr><th>{}</th><td{}>{}</td><td>{}</td><td>{}</td><td class=\"number\">{} %</td><td class=\"number\">{}</td>"
          "<td>{}</td></tr>\n",
          escaped(v.claim), v.passes() ? "" : " class=\"best\"", escaped(verdict_word(v)), escaped(effect_text(v)),
          escaped(v.target), trimmed(100 * v.confidence, 4), escaped(seeds_text(v)), escaped(remark_on(v)));
    add("</tbody></table></div>\n<p class=\"faint\">An interval lies inside its target (holds), outside (refuted) or "
        "across its end (undecided). It stays right when seeds are added. Controls are tried by `paddock "
        "check`.</p>\n");
  }

  void results() {
    add("<h2>Results at the end</h2>\n");
    const std::size_t shown = std::min(f_.points.size(), kMost);
    if (f_.points.size() > 1) overview();
    for (std::size_t p = 0; p < shown; ++p) {
      if (f_.points.size() > 1)
        add("<details{}><summary>{}</summary>\n", p < kOpen ? " open" : "", escaped(point_name(f_, p)));
      table(f_.points[p]);
      curves(f_.points[p]);
      if (f_.points.size() > 1) add("</details>\n");
    }
    if (shown < f_.points.size()) add("<p>{} more points are in summary.csv.</p>\n", f_.points.size() - shown);
    add("<p class=\"faint\">Mean over seeds ± half of its 95 % interval (Student's t); bands are the same. Bold: the "
        "best and those not shown to differ "
        "from it in paired comparison on common seeds (p ≥ .01 after Holm's correction over the agents); * marks those "
        "that differ. "
        "↓ lower is better, ↑ higher.</p>\n");
  }

  /// One metric after the other over all sweep points.
  void overview() {
    std::string charts;
    for (const std::size_t m : metrics_) charts += sweep_chart(m);
    if (!charts.empty()) out_ += "<div class=\"charts\">" + charts + "</div>\n";
    add("<h3>{}</h3>\n<div class=\"wide\"><table><thead><tr>", escaped(heading(0)));
    for (const auto& c : f_.columns) add("<th>{}</th>", escaped(c));
    for (const auto& a : agents_) add("<th><span class=\"chip c{}\"></span>{}</th>", color_of(a) % 8, escaped(a));
    add("</tr></thead><tbody>\n");
    for (const auto& point : f_.points) {
      add("<tr>");
      for (const auto& v : point.values) add("<th>{}</th>", escaped(v));
      const Standing s = stand(point, 0, note(0).higher_is_better);
      for (const auto& name : agents_) {
        const auto a = std::ranges::find(point.agents, name, &Findings::Agent::name);
        if (a == point.agents.end())
          add("<td></td>");
        else
          value(point, s, static_cast<std::size_t>(a - point.agents.begin()), 0);
      }
      add("</tr>\n");
    }
    add("</tbody></table></div>\n");
  }

  std::string sweep_chart(std::size_t m) const {
    if (f_.columns.size() != 1) return {};
    SvgChart chart{in_words(note(m).name) + " at the end", f_.columns[0], {}, true};
    for (const auto& a : agents_) chart.curves.push_back({a, color_of(a), {}, {}, {}, {}});
    for (const auto& point : f_.points) {
      char* end = nullptr;
      const double x = std::strtod(point.values[0].c_str(), &end);
      if (point.values[0].empty() || *end != '\0') return {};
      for (const auto& a : point.agents) {
        SvgCurve& c = chart.curves[color_of(a.name)];
        const Estimate& e = a.metrics[m].end;
        if (e.n == 0 || !std::isfinite(e.mean)) continue;
        if (!c.x.empty() && x <= c.x.back()) return {};
        c.x.push_back(x), c.y.push_back(e.mean), c.low.push_back(e.interval.low), c.high.push_back(e.interval.high);
      }
    }
    return svg_chart(chart);
  }

  void value(const Findings::Point& point, const Standing& s, std::size_t a, std::size_t m) {
    const auto& series = point.agents[a].metrics[m];
    std::string text = figure(series.end, !f_.background.random);
    if (note(m).sampled && series.known()) text = "~" + text;
    if (series.known() && series.end.n < series.ends.size()) text += fmt::format(" (n={})", series.end.n);
    const bool first = s.order.size() > 1 && a == s.order.front();
    add("<td{}>{}{}</td>", s.among_best(a) ? " class=\"best\"" : "", escaped(text),
        s.differs(a) ? "*"
        : first      ? " best"
                     : "");
  }

  void table(const Findings::Point& point) {
    std::vector<Standing> standings;
    for (std::size_t m = 0; m < f_.background.metrics.size(); ++m)
      standings.push_back(stand(point, m, note(m).higher_is_better));
    std::vector<std::size_t> order = standings[0].order;
    order.insert(order.end(), standings[0].unknown.begin(), standings[0].unknown.end());
    const bool learned = std::ranges::any_of(point.agents, [](const auto& a) { return !a.policy.empty(); });
    const double step = settling_step(point, 0);

    add("<div class=\"wide\"><table><thead><tr><th>agent</th><th>family</th>");
    if (learned)
      for (const auto& r : f_.background.responses) add("<th>gives {}</th>", escaped(r));
    for (const std::size_t m : metrics_) {
      add("<th class=\"long\" title=\"{}\">{}</th>", escaped(note(m).name), escaped(heading(m)));
      if (m == 0) add("<th class=\"long\">difference to the best</th>");
    }
    add("<th class=\"long\">{} until within {} of its end</th></tr></thead><tbody>\n", escaped(f_.background.unit),
        trimmed(step, 6));
    for (const std::size_t a : order) {
      const auto& agent = point.agents[a];
      add("<tr><th{}><span class=\"chip c{}\"></span>{}</th><td>{}</td>",
          standings[0].among_best(a) ? " class=\"best\"" : "", color_of(agent.name) % 8, escaped(agent.name),
          escaped(agent.family));
      if (learned)
        for (std::size_t i = 0; i < f_.background.responses.size(); ++i)
          add("<td>{}</td>", agent.policy.empty() ? "" : fixed(agent.policy[i], 2));
      for (const std::size_t m : metrics_) {
        value(point, standings[m], a, m);
        if (m == 0)
          add("<td>{}</td>",
              standings[0].to_best[a] ? escaped(figure(standings[0].to_best[a]->difference, false)) : "");
      }
      const auto x = settled(agent.metrics[0].x, agent.metrics[0].means(), step);
      add("<td class=\"number\">{}</td></tr>\n",
          x ? f_.background.unit == "time" ? duration(*x) : grouped(static_cast<std::uint64_t>(*x)) : "–");
    }
    add("</tbody></table></div>\n");
  }

  void curves(const Findings::Point& point) {
    add("<div class=\"charts\">\n");
    for (const std::size_t m : metrics_) {
      SvgChart chart{in_words(note(m).name), f_.background.unit, {}, false};
      for (const auto& a : point.agents) {
        const auto& s = a.metrics[m];
        SvgCurve c{a.name, color_of(a.name), s.x, s.means(), {}, {}};
        for (const Estimate& e : s.curve) c.low.push_back(e.interval.low), c.high.push_back(e.interval.high);
        if (!c.x.empty()) chart.curves.push_back(std::move(c));
      }
      out_ += svg_chart(chart);
    }
    add("</div>\n");
  }

  /// Win-rates between the agents, when they were measured.
  void rivals() {
    if (rivals_.empty()) return;
    SvgHeatMap map{"win-rate of the row against the column", {}, {}, {}, 0.5, 0.5};
    double reach = 0.01;
    for (const std::size_t m : rivals_) map.columns.push_back(note(m).name.substr(8));
    for (const auto& a : f_.points.front().agents) {
      map.rows.push_back(a.name);
      map.values.emplace_back();
      for (const std::size_t m : rivals_) {
        const double v = a.metrics[m].end.mean;
        map.values.back().push_back(v);
        if (std::isfinite(v)) reach = std::max(reach, std::abs(v - map.middle));
      }
    }
    map.reach = reach;
    add("<h2>Agents against each other</h2>\n{}", svg_heat_map(map));
    const HeadToHead table = head_to_head(f_, 0);
    const auto ratings = bradley_terry_ratings(table);
    if (ratings.empty()) return;
    add("<p>One number for each, as if the better one always had the better odds: Bradley-Terry ratings, whose "
        "difference "
        "is the log-odds to win. Agents that beat each other in circles cannot be told apart by them.</p>\n<div "
        "class=\"wide\"><table><thead><tr><th>agent</th><th>rating</th></tr></thead><tbody>\n");
    std::vector<std::size_t> order(ratings.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return ratings[i]; });
    for (const std::size_t i : order)
      add("<tr><th>{}</th><td class=\"number\">{}</td></tr>\n", escaped(table.agents[i]), trimmed(ratings[i], 3));
    add("</tbody></table></div>\n");
  }

  void work() {
    add("<h2>What it took</h2>\n<p>{}</p>\n<div "
        "class=\"wide\"><table><thead><tr><th>agent</th><th>runs</th><th>labels</th><th>cost</th>"
        "<th>simulated time</th><th>computing time</th></tr></thead><tbody>\n",
        escaped(effort(f_)));
    for (const auto& name : agents_) {
      Findings::Agent sum;
      for (const auto& p : f_.points)
        for (const auto& a : p.agents)
          if (a.name == name)
            sum.finished += a.finished, sum.labels += a.labels, sum.cost += a.cost, sum.time += a.time,
                sum.seconds += a.seconds;
      add("<tr><th>{}</th><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td "
          "class=\"number\">{}</td>"
          "<td class=\"number\">{}</td></tr>\n",
          escaped(name), grouped(sum.finished), grouped(static_cast<std::uint64_t>(sum.labels)),
          sum.cost < 1e4 ? trimmed(sum.cost, 2) : grouped(static_cast<std::uint64_t>(sum.cost)), duration(sum.time),
          duration(sum.seconds));
    }
    add("</tbody></table></div>\n");
  }

  void failures() {
    if (f_.failures.empty()) return;
    add("<h2>Failures</h2>\n<div "
        "class=\"wide\"><table><thead><tr><th>point</th><th>agent</th><th>seed</th><th>reason</th></tr></"
        "thead><tbody>\n");
    for (std::size_t i = 0; i < std::min<std::size_t>(f_.failures.size(), 100); ++i) {
      const auto& x = f_.failures[i];
      const std::string where = f_.columns.empty() ? std::to_string(x.point) : point_name(f_, x.point);
      add("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", escaped(where), escaped(x.agent), x.seed,
          escaped(x.reason));
    }
    add("</tbody></table></div>\n");
    if (f_.failures.size() > 100) add("<p>All {} are in failures.csv.</p>\n", f_.failures.size());
  }

  void closing() {
    const auto& b = f_.background;
    add("<h2>How to repeat it</h2>\n");
    if (!b.command.empty()) add("<pre>{}</pre>\n", escaped(b.command));
    add("<p>Tables: <a download=\"summary.csv\" href=\"data:text/csv;charset=utf-8,{}\">summary.csv</a>; every "
        "checkpoint of every seed is in "
        "results.csv beside this page.</p>\n",
        percent_encoded(summary_csv(f_)));
    if (!b.scenario.empty())
      add("<details><summary>Scenario with all defaults</summary><pre>{}</pre></details>\n", escaped(b.scenario));
    if (!b.provenance.empty())
      add("<details><summary>Program and machine</summary><pre>{}</pre></details>\n", escaped(b.provenance));
  }

  static std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text)
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
          std::string_view("-._~,;").find(c) != std::string_view::npos)
        out += c;
      else
        out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    return out;
  }

  const Findings& f_;
  std::vector<std::string> agents_;
  std::vector<std::size_t> metrics_, rivals_;  // told one by one; shown as a table of agents against each other
  std::string out_;
};

}  // namespace

std::string html_report(const Findings& f) { return Page(f).text(); }

}  // namespace paddock
