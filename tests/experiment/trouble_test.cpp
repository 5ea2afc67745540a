// A results folder that cannot be used is told in a sentence, exit 3, and keeps what it holds.
#include "sim/cli/command.h"
#include "sim/results/store.h"
#include "tests/results/folder.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace paddock::test {
namespace {

namespace fs = std::filesystem;

class Trouble : public testing::Test {
 protected:
  Trouble() {
    std::ofstream(folder / "study.yaml")
        << "name: study\nseeds: 40\nworld: {kind: tabular, responses: 4}\nannotators: {kind: cyclic}\n"
           "feedback: {budget: {labels: 300}}\nagents: [random, rucb]\nrecord: [labels]\n";
  }
  /// The exit code, with what was said on stderr in `said`.
  int run(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"run", folder / "study.yaml", "--out", folder / "out", "--quiet", "--threads", "1"};
    words.insert(words.end(), more.begin(), more.end());
    testing::internal::CaptureStdout(), testing::internal::CaptureStderr();
    const int code = program(words);
    testing::internal::GetCapturedStdout(), said = testing::internal::GetCapturedStderr();
    return code;
  }
  std::size_t cells() const { return Store(folder / "out/results.sqlite", Store::Access::read).heads().size(); }
  const Folder folder;
  std::string said;
};

TEST_F(Trouble, AFolderThatCannotBeMade) {
  std::ofstream(folder / "out") << "a file, not a folder";
  EXPECT_EQ(run(), 3);
  EXPECT_NE(said.find("cannot create"), std::string::npos) << said;
}

TEST_F(Trouble, ADatabaseOfSomebodyElse) {
  fs::create_directories(folder / "out");
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open((folder / "out/results.sqlite").c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "CREATE TABLE music (title TEXT)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  const std::string before = slurp(folder / "out/results.sqlite");
  EXPECT_EQ(run(), 3);
  EXPECT_NE(said.find("a database of another program; paddock leaves it alone"), std::string::npos) << said;
  EXPECT_EQ(slurp(folder / "out/results.sqlite"), before);
}

TEST_F(Trouble, ADatabaseCutShort) {
  ASSERT_EQ(run(), 0);
  fs::resize_file(folder / "out/results.sqlite", fs::file_size(folder / "out/results.sqlite") * 2 / 3);
  const std::string before = slurp(folder / "out/results.sqlite");
  EXPECT_EQ(run({"--seeds", "50"}), 3);
  EXPECT_NE(said.find("is damaged"), std::string::npos) << said;
  EXPECT_EQ(slurp(folder / "out/results.sqlite"), before) << "nothing is added to it";
}

// A limit on file sizes stands for a full disk: writing fails in the middle of the study.
TEST_F(Trouble, AFullDiskKeepsFinishedCellsAndTheSameCommandResumes) {
  ASSERT_EQ(run(), 0);
  const std::string whole = slurp(folder / "out/results.csv");
  const auto full = fs::file_size(folder / "out/results.sqlite");
  fs::rename(folder / "out", folder / "whole");
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{full / 2, full / 2};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const int code = run();
    ::_exit(code == 3 && said.find("results.sqlite: reading or writing failed") != std::string::npos ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  const std::size_t safe = cells();
  EXPECT_GT(safe, 0u);
  EXPECT_LT(safe, 80u);
  ASSERT_EQ(run(), 0);
  EXPECT_EQ(cells(), 80u);
  EXPECT_EQ(slurp(folder / "out/results.csv"), whole);
}

}  // namespace
}  // namespace paddock::test
