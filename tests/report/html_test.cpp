#include "analysis/report/html.h"

#include "analysis/report/svg.h"
#include "tests/report/sample.h"
#include "tests/results/folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace paddock {
namespace {

using test::Sample;

constexpr const char* kAttack = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&\x1b\xff";

/// What is wrong with a piece of XML: tags that do not match, stray markup characters; empty when nothing.
std::string ill_formed(std::string_view xml) {
  std::vector<std::string> open;
  for (std::size_t i = 0; i < xml.size(); ++i) {
    if (xml[i] == '>') return "stray > at " + std::string(xml.substr(i, 30));
    if (xml[i] == '&' && xml.substr(i, 12).find(';') == std::string_view::npos) return "stray &";
    if (xml[i] != '<') continue;
    std::size_t end = i + 1;
    for (bool quoted = false; end < xml.size() && (quoted || xml[end] != '>'); ++end) {
      if (xml[end] == '"') quoted = !quoted;
      if (xml[end] == '<') return "< inside a tag";
    }
    if (end == xml.size()) return "unclosed tag";
    const auto tag = xml.substr(i + 1, end - i - 1);
    const std::string name(tag.substr(tag[0] == '/' ? 1 : 0, tag.find_first_of(" /", 1) - (tag[0] == '/' ? 1 : 0)));
    if (tag[0] == '/') {
      if (open.empty() || open.back() != std::string(tag.substr(1))) return "closes " + std::string(tag);
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
    i = end;
  }
  return open.empty() ? "" : "not closed: " + open.back();
}

SvgChart chart() {
  SvgChart c{"a < b", "labels", {}, true};
  for (int k = 0; k < 10; ++k) {
    SvgCurve curve{k == 3 ? kAttack : "agent", static_cast<std::size_t>(k), {}, {}, {}, {}};
    for (int i = 0; i < 1000; ++i) {
      const double x = i * 10, y = k + 1.0 / (1 + i);
      curve.x.push_back(x), curve.y.push_back(i == 500 ? INFINITY : y), curve.low.push_back(y - 0.1),
          curve.high.push_back(i % 2 ? INFINITY : y + 0.1);
    }
    c.curves.push_back(curve);
  }
  return c;
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

TEST(Svg, ChartsAreWellFormedAndThinned) {
  const auto svg = svg_chart(chart());
  EXPECT_EQ(ill_formed(svg), "");
  EXPECT_LE(count(svg, "<circle"), 10 * 401u);
  EXPECT_GE(count(svg, "<circle"), 10 * 100u);
  EXPECT_EQ(svg.find("inf"), std::string::npos);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg_chart({}), "");
}

TEST(Svg, HeatMapsAreWellFormed) {
  const auto svg = svg_heat_map({kAttack, {"a", kAttack}, {"<b>", "c"}, {{0.5, 0.9}, {NAN, 0.1}}, 0.5, 0.5});
  EXPECT_EQ(ill_formed(svg), "");
  EXPECT_EQ(count(svg, "<rect"), 3u) << "an undefined value has no cell";
}

TEST(Svg, TheCheckerSeesFaults) {
  for (const char* bad : {"<a><b></a></b>", "<a>", "a > b", "<a title=\"x\"><</a>", "</a>", "a & b"})
    EXPECT_NE(ill_formed(bad), "") << bad;
  EXPECT_EQ(ill_formed("<a x=\"1\"><b/>&lt;</a>"), "");
}

Sample hostile() {
  Sample s(5);
  s.outline.scenario = kAttack;
  s.outline.columns = {kAttack};
  s.outline.points[0].values = {kAttack};
  auto& b = s.background;
  b.title = b.about = b.source = b.scenario = b.provenance = b.command = kAttack;
  b.header = {{kAttack, kAttack}};
  b.responses = {kAttack, "b", "c"};
  b.unit = kAttack;
  for (auto& a : s.outline.points[0].agents) {
    b.families[a.name + kAttack] = kAttack;
    a.name += kAttack;
    for (auto& m : a.metrics) m += kAttack;
  }
  for (auto& m : b.metrics) m.name += kAttack;
  for (auto& [key, cell] : s.cells) {
    cell.agent += kAttack;
    for (auto& row : cell.rows) row.metric += kAttack;
  }
  s.cells["rlhf0/0"].status = CellStatus::failed;
  s.cells["rlhf0/0"].reason = kAttack;
  return s;
}

TEST(Html, NamesCannotBreakOut) {
  const auto page = html_report(hostile().findings());
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find('\x1b'), std::string::npos);
  EXPECT_EQ(page.find('\xff'), std::string::npos);
  EXPECT_GT(count(page, "&lt;script&gt;"), 20u);
}

TEST(Html, NeedsNothingElse) {
  const auto page = html_report(Sample().findings());
  for (const char* link : {"http:", "https:", "src=", "@import", "url("})
    EXPECT_EQ(page.find(link), std::string::npos) << link;
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(page.find("prefers-color-scheme:dark"), std::string::npos);
  EXPECT_EQ(count(page, "<svg "), 2u);
}

TEST(Html, BodyIsWellFormed) {
  Sample sweep;
  sweep.sweep("flip", {"0", "0.1", "0.2", "0.3"}, 5);
  for (const auto& page : {html_report(Sample().findings()), html_report(sweep.findings()),
                           html_report(hostile().findings()), html_report(Findings{})}) {
    const auto from = page.find("<body>");
    EXPECT_EQ(ill_formed(std::string_view(page).substr(from, page.find("</html>") - from)), "");
  }
}

TEST(Html, RivalsBecomeAHeatMap) {
  Sample s;
  for (const char* rival : {"random", "rlhf"}) {
    const std::string metric = std::string("winrate.") + rival;
    s.background.metrics.push_back({metric, true, false});
    for (auto& a : s.outline.points[0].agents) a.metrics.push_back(metric);
    for (auto& [key, cell] : s.cells) {
      auto row = cell.rows.back();
      row.metric = metric, row.value = 0.625;
      cell.rows.push_back(row);
    }
  }
  const auto page = html_report(s.findings());
  EXPECT_EQ(count(page, "class=\"heat\""), 1u);
  EXPECT_EQ(count(page, "<rect"), 10u);
  EXPECT_EQ(count(page, "class=\"chart\""), 2u) << "they are not drawn over labels as well";
}

/// Output of headless Chromium; nothing when it is not installed.
std::optional<std::string> dom_of(const std::filesystem::path& page, const std::filesystem::path& profile) {
  if (std::system("command -v chromium >/dev/null 2>&1") != 0) return {};
  const std::string command =
      "chromium --headless --no-sandbox --disable-gpu --virtual-time-budget=3000 --user-data-dir='" + profile.string() +
      "' --dump-dom 'file://" + page.string() + "' 2>/dev/null";
  std::string out;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (!pipe) return {};
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  ::pclose(pipe);
  return out;
}

TEST(SlowHtml, OpensInABrowser) {
  const test::Folder folder;
  std::ofstream(folder / "report.html") << html_report(hostile().findings());
  const auto dom = dom_of(folder / "report.html", folder / "profile");
  if (!dom) GTEST_SKIP() << "chromium is not installed";
  ASSERT_NE(dom->find("</html>"), std::string::npos) << "the browser gave nothing: " << *dom;
  EXPECT_EQ(count(*dom, "<script"), 0u);
  EXPECT_EQ(count(*dom, "<img"), 0u);
  EXPECT_EQ(count(*dom, "<svg "), 2u);
  EXPECT_EQ(count(*dom, "<tbody>"), count(*dom, "</tbody>"));
}

}  // namespace
}  // namespace paddock
