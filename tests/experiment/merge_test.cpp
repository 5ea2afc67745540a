// Shards: three of them, merged, are the one run, byte for byte; merging again changes nothing; what is not theirs is
// refused with a sentence.
#include "sim/experiment/merge.h"

#include "sim/cli/command.h"
#include "tests/results/folder.h"

#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include <algorithm>
#include <iostream>
#include <sstream>

namespace paddock::test {
namespace {

namespace fs = std::filesystem;

struct Said {
  int code;
  std::string out, err;
};
Said paddock_says(std::vector<std::string> words) {
  testing::internal::CaptureStdout(), testing::internal::CaptureStderr();
  Said s{program(words), {}, {}};
  s.out = testing::internal::GetCapturedStdout(), s.err = testing::internal::GetCapturedStderr();
  return s;
}

class Merge : public testing::Test {
 protected:
  Merge() {
    std::ofstream(folder / "study.yaml")
        << "name: study\nseeds: 3\nworld: {kind: tabular, responses: 4}\n"
           "annotators: {name: crowd, kind: bradley-terry, utility: {normal: 1}, noise: {flip: 0}}\n"
           "feedback: {batch: 5, budget: {labels: 100}}\nagents: [rucb, {kind: nash-md, tau: 0.2}, random]\n"
           "measure: {metrics: [winrate.reference, winrate.random, exploitability], at: {log: 4}}\n"
           "sweep: {grid: {annotators.crowd.noise.flip: [0, 0.2]}}\nrecord: [labels, policies]\n";
  }
  std::string at(const std::string& name) const { return (folder / name).string(); }
  Said run(const std::string& out, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"run", at("study.yaml"), "--out", at(out), "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return paddock_says(words);
  }
  void shards() {
    for (const std::string i : {"1", "2", "3"}) ASSERT_EQ(run("shard" + i, {"--shard", i + "/3"}).code, 0);
  }
  std::string mistake(std::vector<std::string> words) {
    words.insert(words.begin(), {"merge", at("merged")});
    const Said s = paddock_says(words);
    EXPECT_EQ(s.code, 2) << s.err;
    EXPECT_FALSE(fs::exists(folder / "merged")) << "nothing written";
    return s.err;
  }
  const Folder folder;
};

TEST_F(Merge, ThreeShardsAreTheOneRun) {
  ASSERT_EQ(run("whole").code, 0);
  shards();
  std::size_t lines = 0;
  for (const std::string i : {"1", "2", "3"}) {
    const std::string part = slurp(folder / ("shard" + i) / "results.csv");
    EXPECT_NE(part, slurp(folder / "whole/results.csv"));
    lines += static_cast<std::size_t>(std::ranges::count(part, '\n')) - 1;
  }
  EXPECT_GT(lines, 50u);
  const Said first = paddock_says({"merge", at("merged"), at("shard1"), at("shard2"), at("shard3")});
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(first.err, "");
  EXPECT_NE(first.out.find("18 cells taken from 3 folders, 0 known already\n  18 of 18 cells are done"),
            std::string::npos)
      << first.out;
  const auto files = {"results.csv", "summary.csv", "labels.csv", "policies.csv", "scenario.yaml"};
  for (const char* f : files) EXPECT_EQ(slurp(folder / "merged" / f), slurp(folder / "whole" / f)) << f;
  EXPECT_TRUE(fs::exists(folder / "merged/report.html"));

  // Again, one by one, and in another order: nothing changes, nor is anything left to run.
  const std::string provenance = slurp(folder / "merged/provenance.json");
  EXPECT_EQ(nlohmann::json::parse(provenance)["merged"].size(), 3u);
  for (const auto& words : std::vector<std::vector<std::string>>{{"shard3", "shard1", "shard2"}, {"shard2"}}) {
    std::vector<std::string> call{"merge", at("merged")};
    for (const auto& w : words) call.push_back(at(w));
    const Said again = paddock_says(call);
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_NE(again.out.find("0 cells taken"), std::string::npos) << again.out;
    for (const char* f : files) EXPECT_EQ(slurp(folder / "merged" / f), slurp(folder / "whole" / f)) << f;
    EXPECT_EQ(slurp(folder / "merged/provenance.json"), provenance);
  }
  const Said after = paddock_says({"run", at("study.yaml"), "--out", at("merged")});
  EXPECT_NE(after.out.find("18 of 18 cells already done"), std::string::npos) << after.out << after.err;
}

TEST_F(Merge, PartsSayWhatIsMissing) {
  shards();
  const Said s = paddock_says({"merge", at("merged"), at("shard1"), at("shard3"), "--json"});
  EXPECT_EQ(s.code, 0);
  const auto j = nlohmann::json::parse(s.out);
  EXPECT_EQ(j["cells"]["total"], 18);
  EXPECT_EQ(j["cells"]["done"], 12);
  EXPECT_EQ(j["taken"], 12);
}

TEST_F(Merge, AKilledShardIsTakenAsFarAsItGot) {
  ASSERT_EQ(run("whole").code, 0);
  shards();
  for (const char* f : {"scenario.yaml", "provenance.json", "results.csv"}) fs::remove(folder / "shard2" / f);
  EXPECT_EQ(paddock_says({"merge", at("merged"), at("shard1"), at("shard2"), at("shard3")}).code, 0);
  EXPECT_EQ(slurp(folder / "merged/results.csv"), slurp(folder / "whole/results.csv"));
}

TEST_F(Merge, WarnsOfOtherBuildsAndMachines) {
  shards();
  auto p = nlohmann::json::parse(slurp(folder / "shard2/provenance.json"));
  p["machine"]["fma"] = !p["machine"]["fma"].get<bool>(), p["paddock"]["commit"] = "0123";
  std::ofstream(folder / "shard2/provenance.json") << p;
  const Said s = paddock_says({"merge", at("merged"), at("shard1"), at("shard2"), at("shard3")});
  EXPECT_EQ(s.code, 0);
  EXPECT_NE(s.err.find("warning: " + at("shard1") + " and " + at("shard2") +
                       " were computed differently, so last digits may differ: commit"),
            std::string::npos)
      << s.err;
  EXPECT_NE(s.err.find("fused multiply-add"), std::string::npos);
}

TEST_F(Merge, RefusesWhatItCannotTrust) {
  shards();
  EXPECT_NE(mistake({}).find("merge takes the folder to write"), std::string::npos);
  EXPECT_NE(mistake({at("nowhere")}).find("is no results folder"), std::string::npos);

  std::ofstream(folder / "other.yaml") << slurp(folder / "study.yaml") << "seed: 5\n";
  paddock_says({"run", at("other.yaml"), "--out", at("other"), "--quiet"});
  EXPECT_NE(mistake({at("shard1"), at("other")}).find("holds another study than"), std::string::npos);

  const auto bad = [&](const std::string& name, auto spoil) {
    fs::copy(folder / "shard2", folder / name);
    spoil(folder / name / "results.sqlite");
    return mistake({at("shard1"), at(name)});
  };
  const auto sql = [](const char* text) {
    return [text](const fs::path& p) {
      sqlite3* db = nullptr;
      ASSERT_EQ(sqlite3_open(p.c_str(), &db), SQLITE_OK);
      EXPECT_EQ(sqlite3_exec(db, text, nullptr, nullptr, nullptr), SQLITE_OK);
      sqlite3_close(db);
    };
  };
  EXPECT_NE(bad("newer", sql("PRAGMA user_version = 9")).find("written by a newer paddock (format 9"),
            std::string::npos);
  EXPECT_NE(bad("foreign", sql("PRAGMA application_id = 5")).find("a database of another program"), std::string::npos);
  EXPECT_NE(bad("text", [](const fs::path& p) { std::ofstream(p) << std::string(9000, 'x'); }).find("not a results"),
            std::string::npos);
  const auto cut = bad("cut", [](const fs::path& p) { fs::resize_file(p, fs::file_size(p) / 2); });
  EXPECT_NE(cut.find("it is damaged"), std::string::npos) << cut;
  const auto holed = bad("holed", [](const fs::path& p) {  // zeros in the middle, as a crashed copy leaves them
    std::fstream f(p, std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<std::streamoff>(fs::file_size(p));
    f.seekp(4096);
    f << std::string(static_cast<std::size_t>(size - 8192), '\0');
  });
  EXPECT_NE(holed.find("damaged"), std::string::npos) << holed;
}

TEST_F(Merge, ReportsStandSideBySide) {
  ASSERT_EQ(run("one").code, 0);
  ASSERT_EQ(run("other", {"seed=5"}).code, 0);
  const Said s = paddock_says({"report", at("one"), at("other"), "--out", at("both")});
  EXPECT_EQ(s.code, 0) << s.err;
  EXPECT_EQ(s.out, at("both") + "/report.html\n");
  // The rows of each folder's own summary, one column wider, in the order of the folders.
  const auto rows = [&](const std::string& name) {
    std::istringstream in(slurp(folder / name / "summary.csv"));
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
  };
  const auto both = rows("both"), one = rows("one"), other = rows("other");
  ASSERT_EQ(both.size(), one.size() + other.size() - 1);
  const auto from = [](const std::string& row, int fields) {
    std::size_t at = 0;
    for (int i = 0; i < fields; ++i) at = row.find(',', at) + 1;
    return row.substr(at);
  };
  for (std::size_t i = 1; i < one.size(); ++i) {
    EXPECT_EQ(from(both[i], 3), from(one[i], 2));
    EXPECT_NE(both[i].find("," + at("one") + ","), std::string::npos) << both[i];
  }
  for (std::size_t i = 1; i < other.size(); ++i) EXPECT_EQ(from(both[one.size() - 1 + i], 3), from(other[i], 2));
  EXPECT_EQ(paddock_says({"report", at("one"), "--out", at("both")}).code, 2);
}

CellResult cell(const std::string& key, double value, CellStatus status = CellStatus::ok, std::size_t metrics = 1) {
  CellResult c{{key, "rucb", 3, status, status == CellStatus::ok ? "" : "why not", 0.1}, {}, {}, {}};
  for (std::size_t m = 0; m < metrics && status == CellStatus::ok; ++m)
    c.rows.push_back({0, 0, 0, 0, 0, "m" + std::to_string(m), value});
  return c;
}

TEST_F(Merge, TakesWhatIsBetterAndDoubtsWhatDiffers) {
  Store one(folder / "one.sqlite"), other(folder / "other.sqlite");
  one.put(cell("same", 1)), other.put(cell("same", 1));
  one.put(cell("failed-here", 0, CellStatus::failed)), other.put(cell("failed-here", 2));
  one.put(cell("failed-there", 2)), other.put(cell("failed-there", 0, CellStatus::failed));
  one.put(cell("more", 3)), other.put(cell("more", 3, CellStatus::ok, 2));
  one.put(cell("less", 3, CellStatus::ok, 2)), other.put(cell("less", 3));
  one.put(cell("differs", 4)), other.put(cell("differs", 5));
  other.put(cell("new", 6)), other.put(cell("new-failed", 6, CellStatus::failed));
  MergeOutcome o;
  merge_cells(other, one, o);
  EXPECT_EQ(o.taken, 4u);
  EXPECT_EQ(o.known, 4u);
  EXPECT_EQ(o.doubts, std::vector<std::string>{"rucb, seed 3"});
  EXPECT_EQ(one.read("failed-here")->rows[0].value, 2);
  EXPECT_EQ(one.read("failed-there")->rows[0].value, 2);
  EXPECT_EQ(one.read("more")->rows.size(), 2u);
  EXPECT_EQ(one.read("less")->rows.size(), 2u);
  EXPECT_EQ(one.read("differs")->rows[0].value, 4);
  EXPECT_EQ(one.head("new-failed")->status, CellStatus::failed);
  MergeOutcome again;
  merge_cells(other, one, again);
  EXPECT_EQ(again.taken, 0u);
}

}  // namespace
}  // namespace paddock::test
