// Scenarios made of several files.
#include "sim/scenario/include.h"

#include "tests/scenario/loading.h"

#include <filesystem>
#include <fstream>

namespace paddock {
namespace {

namespace fs = std::filesystem;

class Include : public testing::Test {
 protected:
  Include() { fs::create_directories(folder_ / "common"); }
  ~Include() override { fs::remove_all(folder_); }
  void file(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  std::shared_ptr<const Source> source(const std::string& name) {
    Problems unread;
    return read_source((folder_ / name).string(), unread);
  }
  std::string whole(const std::string& name) {
    Problems problems;
    const Node n = read_with_includes(source(name), problems);
    return problems.empty() ? to_flow(n) : problems.list()[0].text;
  }
  fs::path folder_ = fs::temp_directory_path() /
                     (std::string("paddock-include-") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Include, MergesMappingsAndReplacesTheRest) {
  file("common/base.yaml", "a: {x: 1, v: {p: 1, q: 2}}\nlist: [1, 2, 3]\nword: base\n");
  file("main.yaml", "include: common/base.yaml\na: {v: {q: 3}, z: 4}\nlist: [9]\n");
  EXPECT_EQ(whole("main.yaml"), "{a: {x: 1, v: {p: 1, q: 3}, z: 4}, list: [9], word: base}");
}

TEST_F(Include, LaterOnesWinAndEachIsRelativeToItsOwnFile) {
  file("common/one.yaml", "include: two.yaml\na: 1\nb: 1\n");
  file("common/two.yaml", "a: 2\nb: 2\nc: 2\n");
  file("three.yaml", "b: 3\n");
  file("main.yaml", "include: [common/one.yaml, three.yaml]\nd: 4\n");
  EXPECT_EQ(whole("main.yaml"), "{a: 1, b: 3, c: 2, d: 4}");
  file("twice.yaml", "include: [three.yaml, common/../three.yaml]\n");
  EXPECT_EQ(whole("twice.yaml"), "{b: 3}") << "twice is no cycle";
}

TEST_F(Include, AnchorsAndMergeKeysAreResolvedBefore) {
  file("common/base.yaml", "defaults: &d {kind: rucb, alpha: 0.6}\nagents: [{<<: *d, alpha: 0.7}]\n");
  file("main.yaml", "include: common/base.yaml\n");
  EXPECT_EQ(whole("main.yaml"), "{defaults: {kind: rucb, alpha: 0.6}, agents: [{alpha: 0.7, kind: rucb}]}");
}

TEST_F(Include, KeepsTheNameOfTheFileThatIsRunAndTheMarksOfTheOthers) {
  file("common/base.yaml", kSmall);
  file("small-study.yaml", "include: common/base.yaml\nagents: [rucb]\n");
  Problems problems;
  const auto study = load(source("small-study.yaml"), {}, problems);
  ASSERT_TRUE(study);
  EXPECT_EQ(study->name, "small-study");
  EXPECT_EQ(study->points[0].scenario.agents.list.size(), 1u);
  EXPECT_TRUE(study->points[0].scenario.annotators.groups()[0].mark.source->name.ends_with("common/base.yaml"));
}

TEST_F(Include, FilesAreSoughtBesideTheFileThatNamesThem) {
  file("common/prefs.csv", "a,b\n0.5,0.7\n0.3,0.5\n");
  file("common/base.yaml", "annotators: {kind: matrix, file: prefs.csv}\n");
  file("main.yaml", "include: common/base.yaml\nagents: [rucb]\n");
  Problems problems;
  EXPECT_TRUE(load(source("main.yaml"), {}, problems)) << problems.list()[0].text;
}

TEST_F(Include, NamesTheWholeCycle) {
  file("a.yaml", "include: b.yaml\n");
  file("b.yaml", "x: 1\ninclude: [common/c.yaml]\n");
  file("common/c.yaml", "include: ../b.yaml\n");
  Problems problems;
  read_with_includes(source("a.yaml"), problems);
  ASSERT_EQ(problems.size(), 1u);
  const Problem& p = problems.list()[0];
  const auto path = [&](const char* name) { return (folder_ / name).string(); };
  EXPECT_EQ(p.text,
            "this file includes itself: " + path("b.yaml") + " → " + path("common/c.yaml") + " → " + path("b.yaml"));
  EXPECT_EQ(p.mark.source->name, path("common/c.yaml"));
  ASSERT_EQ(p.related.size(), 1u) << "how it was reached";
  EXPECT_EQ(p.related[0].line, 2);
}

TEST_F(Include, ManyTimesTheSameIsReadOnce) {
  file("f0.yaml", "x: 1\n");
  for (int i = 1; i <= 40; ++i) {
    const std::string below = "f" + std::to_string(i - 1) + ".yaml";
    file("f" + std::to_string(i) + ".yaml", "include: [" + below + ", " + below + "]\n");
  }
  EXPECT_EQ(whole("f40.yaml"), "{x: 1}") << "not 2^40 readings";
}

TEST_F(Include, OnlyFilesInclude) { EXPECT_EQ(refusal(kSmall, {"include=base.yaml"}), "include works in files only"); }

}  // namespace
}  // namespace paddock
