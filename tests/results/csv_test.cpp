#include "sim/results/csv.h"

#include "tests/results/folder.h"

#include <gtest/gtest.h>

#include <map>

namespace paddock {
namespace {

using test::Folder;
using test::message_of;
using test::slurp;

struct Fixture {
  Outline outline{"demo", {"noise, flip"}, {}};
  std::map<std::string, CellResult> cells;
  Fixture() {
    for (const char* value : {"0", "{flip: 0.1, of: \"x\"}"}) outline.points.push_back({{value}, {}});
    for (auto& point : outline.points) {
      point.agents.push_back({"z-first", {"regret", "exploitability"}, {}, {{2, "z2"}, {10, "z10"}}});
      point.agents.push_back({"a-second", {"regret"}, {}, {{2, "a2"}}});
    }
    add("z2", "z-first", 2), add("z10", "z-first", 10), add("a2", "a-second", 2);
  }
  void add(const std::string& key, const std::string& agent, std::uint32_t seed) {
    CellResult c{{key, agent, seed, CellStatus::ok, "", 0.5}, {}, {}, {}};
    for (const std::uint64_t n : {std::uint64_t{0}, std::uint64_t{9}, std::uint64_t{100}}) {
      const double x = static_cast<double>(n);
      c.rows.push_back({n, n / 2, x / 8, x * 0.1, x, "regret", x / 3});
      c.rows.push_back({n, n / 2, x / 8, x * 0.1, x, "exploitability", n == 9 ? std::nullopt : std::optional(1e-7)});
      c.policies.push_back({x, "recommended", 0, {0.25, 0.75}});
    }
    cells[key] = c;
  }
  CellSource source() const {
    return [this](const Outline& o, Place p) -> std::optional<CellResult> {
      const auto it = cells.find(o.points[p.point].agents[p.agent].cells[p.cell].key);
      return it == cells.end() ? std::nullopt : std::optional(it->second);
    };
  }
};

TEST(ResultsCsv, IsTidySortedAndShort) {
  const Folder folder;
  Fixture f;
  f.cells.erase("z10");  // not run yet: no rows
  write_results_csv(folder / "results.csv", f.outline, f.source());
  EXPECT_EQ(slurp(folder / "results.csv"),
            R"(scenario,point,"noise, flip",agent,seed,labels,steps,time,cost,metric,value
demo,0,0,z-first,2,0,0,0,0,exploitability,1e-07
demo,0,0,z-first,2,0,0,0,0,regret,0
demo,0,0,z-first,2,9,4,1.125,0.9,exploitability,
demo,0,0,z-first,2,9,4,1.125,0.9,regret,3
demo,0,0,z-first,2,100,50,12.5,10,exploitability,1e-07
demo,0,0,z-first,2,100,50,12.5,10,regret,33.333333333333336
demo,0,0,a-second,2,0,0,0,0,regret,0
demo,0,0,a-second,2,9,4,1.125,0.9,regret,3
demo,0,0,a-second,2,100,50,12.5,10,regret,33.333333333333336
demo,1,"{flip: 0.1, of: ""x""}",z-first,2,0,0,0,0,exploitability,1e-07
demo,1,"{flip: 0.1, of: ""x""}",z-first,2,0,0,0,0,regret,0
demo,1,"{flip: 0.1, of: ""x""}",z-first,2,9,4,1.125,0.9,exploitability,
demo,1,"{flip: 0.1, of: ""x""}",z-first,2,9,4,1.125,0.9,regret,3
demo,1,"{flip: 0.1, of: ""x""}",z-first,2,100,50,12.5,10,exploitability,1e-07
demo,1,"{flip: 0.1, of: ""x""}",z-first,2,100,50,12.5,10,regret,33.333333333333336
demo,1,"{flip: 0.1, of: ""x""}",a-second,2,0,0,0,0,regret,0
demo,1,"{flip: 0.1, of: ""x""}",a-second,2,9,4,1.125,0.9,regret,3
demo,1,"{flip: 0.1, of: ""x""}",a-second,2,100,50,12.5,10,regret,33.333333333333336
)");
  EXPECT_EQ(folder.files(), 1u) << "no temporary file stays";
}

TEST(ResultsCsv, TellsOnlyTheCheckpointsWanted) {
  const Fixture f;
  Outline::Agent agent{"a", {"regret"}, {50}, {}};
  auto rows = wanted_rows(f.cells.at("z2"), agent);
  ASSERT_EQ(rows.size(), 2u) << "the start and the end are always told";
  EXPECT_EQ(rows[0].x, 0);
  EXPECT_EQ(rows[1].x, 100);
  agent.at = {9};
  EXPECT_EQ(wanted_rows(f.cells.at("z2"), agent).size(), 3u);
}

TEST(ResultsCsv, NothingIsReplacedByHalfAFile) {
  const Folder folder;
  const Fixture f;
  write_file(folder / "results.csv", "old\n");
  const CellSource broken = [&](const Outline& o, Place p) -> std::optional<CellResult> {
    if (p.point == 1) throw ResultsError("the drive went away");
    return f.source()(o, p);
  };
  EXPECT_EQ(message_of<ResultsError>([&] { write_results_csv(folder / "results.csv", f.outline, broken); }),
            "the drive went away");
  EXPECT_EQ(slurp(folder / "results.csv"), "old\n");
  EXPECT_EQ(folder.files(), 1u);
  EXPECT_NE(message_of<ResultsError>([&] { write_file(folder / "none/x.csv", ""); }).find("cannot be written"),
            std::string::npos);
}

TEST(FailuresCsv, ExistsOnlyWhenSomethingFailed) {
  const Folder folder;
  Fixture f;
  write_file(folder / "failures.csv", "of an earlier run");
  EXPECT_EQ(write_failures_csv(folder / "failures.csv", f.outline, f.source()), 0u);
  EXPECT_FALSE(std::filesystem::exists(folder / "failures.csv"));
  auto& c = f.cells["a2"];
  c.status = CellStatus::failed, c.reason = "diverged, \"NaN\"\nat 10";
  EXPECT_EQ(write_failures_csv(folder / "failures.csv", f.outline, f.source()), 2u);
  EXPECT_EQ(slurp(folder / "failures.csv"),
            "scenario,point,\"noise, flip\",agent,seed,reason,seconds\n"
            "demo,0,0,a-second,2,\"diverged, \"\"NaN\"\"\nat 10\",0.5\n"
            "demo,1,\"{flip: 0.1, of: \"\"x\"\"}\",a-second,2,\"diverged, \"\"NaN\"\"\nat 10\",0.5\n");
}

TEST(LabelsCsv, DuelsCanBeReadBackAsData) {
  const Folder folder;
  Fixture f;
  f.outline.points.pop_back();
  f.cells["z2"].labels = {{0, 0, {"a", "b,c"}, "b,c", "crowd", 0, 0.3}, {1, 2, {"a", "a"}, "tie", "loop/1", 2.5, 0}};
  write_labels_csv(folder / "labels.csv", f.outline, f.source());
  EXPECT_EQ(slurp(folder / "labels.csv"),
            "point,agent,seed,query,context,left,right,winner,annotator,time,cost\n"
            "0,z-first,2,0,0,a,\"b,c\",\"b,c\",crowd,0,0.3\n"
            "0,z-first,2,1,2,a,a,tie,loop/1,2.5,0\n");
  f.cells["z2"].labels.push_back({2, 0, {"a", "b", "c"}, "c>a>b", "crowd", 0, 0});
  write_labels_csv(folder / "labels.csv", f.outline, f.source());
  EXPECT_NE(slurp(folder / "labels.csv").find("0,z-first,2,2,0,a|b|c,c>a>b,crowd,0,0\n"), std::string::npos);
}

TEST(PoliciesCsv, OneRowAResponse) {
  const Folder folder;
  Fixture f;
  f.outline.points.resize(1);
  f.outline.points[0].agents.erase(f.outline.points[0].agents.begin());
  f.outline.points[0].agents[0].at = {50};
  write_policies_csv(folder / "policies.csv", f.outline, f.source(), {"left"});
  EXPECT_EQ(slurp(folder / "policies.csv"),
            "point,agent,seed,labels,policy,context,response,probability\n"
            "0,a-second,2,0,recommended,0,left,0.25\n0,a-second,2,0,recommended,0,1,0.75\n"
            "0,a-second,2,100,recommended,0,left,0.25\n0,a-second,2,100,recommended,0,1,0.75\n");
}

}  // namespace
}  // namespace paddock
