#include "sim/results/store.h"

#include "sim/core/hash.h"
#include "sim/results/sqlite.h"
#include "tests/results/folder.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <limits>
#include <thread>

namespace paddock {
namespace {

using test::Folder;
using test::message_of;

CellResult cell(const std::string& key, std::uint32_t seed = 0, std::size_t checkpoints = 3) {
  CellResult c{{key, "rucb", seed, CellStatus::ok, "", 0.25}, {}, {}, {}};
  for (std::size_t i = 0; i < checkpoints; ++i) {
    const auto n = static_cast<std::uint64_t>(10 * i);
    const double x = static_cast<double>(n);
    c.rows.push_back({n, n, x / 7, x / 3, x, "regret", x * 0.1 + seed});
    c.rows.push_back({n, n, x / 7, x / 3, x, "exploitability", i == 0 ? std::nullopt : std::optional(1 / x)});
  }
  c.policies.push_back({10, "recommended", 0, {0.25, 0.75}});
  c.labels.push_back({0, 0, {"a", "b"}, "b", "crowd/3", 1.5, 0.3});
  return c;
}

void expect_equal(const CellResult& a, const CellResult& b) {
  EXPECT_EQ(a.key, b.key);
  EXPECT_EQ(a.agent, b.agent);
  EXPECT_EQ(a.seed, b.seed);
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.reason, b.reason);
  EXPECT_EQ(a.seconds, b.seconds);
  ASSERT_EQ(a.rows.size(), b.rows.size());
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    EXPECT_EQ(a.rows[i].labels, b.rows[i].labels);
    EXPECT_EQ(a.rows[i].steps, b.rows[i].steps);
    EXPECT_EQ(a.rows[i].time, b.rows[i].time);
    EXPECT_EQ(a.rows[i].cost, b.rows[i].cost);
    EXPECT_EQ(a.rows[i].x, b.rows[i].x);
    EXPECT_EQ(a.rows[i].metric, b.rows[i].metric);
    EXPECT_EQ(a.rows[i].value, b.rows[i].value);
  }
  ASSERT_EQ(a.policies.size(), b.policies.size());
  for (std::size_t i = 0; i < a.policies.size(); ++i) {
    EXPECT_EQ(a.policies[i].x, b.policies[i].x);
    EXPECT_EQ(a.policies[i].name, b.policies[i].name);
    EXPECT_EQ(a.policies[i].context, b.policies[i].context);
    EXPECT_EQ(a.policies[i].probabilities, b.policies[i].probabilities);
  }
  ASSERT_EQ(a.labels.size(), b.labels.size());
  for (std::size_t i = 0; i < a.labels.size(); ++i) {
    EXPECT_EQ(a.labels[i].query, b.labels[i].query);
    EXPECT_EQ(a.labels[i].shown, b.labels[i].shown);
    EXPECT_EQ(a.labels[i].answer, b.labels[i].answer);
    EXPECT_EQ(a.labels[i].annotator, b.labels[i].annotator);
    EXPECT_EQ(a.labels[i].time, b.labels[i].time);
    EXPECT_EQ(a.labels[i].cost, b.labels[i].cost);
  }
}

void raw(const std::filesystem::path& path, const char* sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
}

// The value for no bytes is XXH3's published test vector (seed 0, length 0): 99aa06d3014798d86001c324468d497f.
TEST(Hash, KnownAnswers) {
  EXPECT_EQ(hash128(""), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(hash128("abc").size(), 32u);
  EXPECT_NE(hash128("abc"), hash128("abd"));
}

TEST(Store, GivesBackWhatWasPut) {
  const Folder folder;
  const auto c = cell("k1", 7);
  {
    Store store(folder / "r.sqlite");
    store.put(c);
    expect_equal(*store.read("k1"), c);
    EXPECT_FALSE(store.read("k2"));
    EXPECT_EQ(store.note(), "");
  }
  EXPECT_EQ(folder.files(), 1u) << "a copied results folder needs one file";
  {
    Store again(folder / "r.sqlite", Store::Access::read);
    expect_equal(*again.read("k1"), c);
    EXPECT_THROW(again.put(c), std::logic_error);
  }
  EXPECT_EQ(folder.files(), 1u) << "nor does reading leave anything behind";
}

TEST(Store, PutIsIdempotentAndReplaces) {
  const Folder folder;
  Store store(folder / "r.sqlite");
  store.put(cell("k"));
  store.put(cell("k"));
  expect_equal(*store.read("k"), cell("k"));
  store.put(cell("k", 3, 5));
  expect_equal(*store.read("k"), cell("k", 3, 5));
  EXPECT_EQ(store.heads().size(), 1u);
}

TEST(Store, KnowsWhatIsDone) {
  const Folder folder;
  Store store(folder / "r.sqlite");
  EXPECT_FALSE(store.done("k"));
  CellResult failed{{"k", "dpo", 4, CellStatus::failed, "diverged: after 10 labels", 0.1}, {}, {}, {}};
  store.put(failed);
  EXPECT_FALSE(store.done("k"));
  EXPECT_EQ(store.head("k")->reason, failed.reason);
  EXPECT_EQ(store.head("k")->status, CellStatus::failed);
  store.put(cell("k"));
  EXPECT_TRUE(store.done("k"));
  EXPECT_EQ(store.head("k")->reason, "");
}

TEST(Store, CoversLessButNotMore) {
  const Folder folder;
  Store store(folder / "r.sqlite");
  store.put(cell("k"));  // at 0, 10, 20
  EXPECT_TRUE(store.covers("k", {"regret", "exploitability"}, {0, 10, 20}));
  EXPECT_TRUE(store.covers("k", {"exploitability"}, {10}));
  EXPECT_TRUE(store.covers("k", {"regret"}, {10, 40})) << "the run ended at 20, there is no 40 to be had";
  EXPECT_FALSE(store.covers("k", {"regret"}, {5}));
  EXPECT_FALSE(store.covers("k", {"entropy"}, {10}));
  EXPECT_FALSE(store.covers("other", {}, {}));
}

TEST(Store, ReadsBackExtremeNumbersExactly) {
  const Folder folder;
  Store store(folder / "r.sqlite");
  CellResult c{{"k", "a", 0xffffffu, CellStatus::ok, "", 0}, {}, {}, {}};
  using Limits = std::numeric_limits<double>;
  for (const double v : {Limits::denorm_min(), Limits::max(), Limits::infinity(), -Limits::infinity(), 0.1, -0.0, 1e15})
    c.rows.push_back({1, 2, 3, 4, static_cast<double>(c.rows.size()), "m", v});
  store.put(c);
  expect_equal(*store.read("k"), c);
  c.rows[0].value = Limits::quiet_NaN();
  EXPECT_THROW(store.put(c), std::logic_error);
}

TEST(Store, TextIsKeptWhateverItHolds) {
  const Folder folder;
  Store store(folder / "with 100% odd #name?.sqlite");
  auto c = cell("k'; DROP TABLE cell; --");
  c.agent = "nom \"d'agent\"\n;";
  c.reason = "";
  c.rows[0].metric = "winrate.it's";
  store.put(c);
  expect_equal(*store.read(c.key), c);
  EXPECT_TRUE(std::filesystem::exists(folder / "with 100% odd #name?.sqlite"));
}

TEST(Store, ForeignAndNewerFilesAreLeftAlone) {
  const Folder folder;
  raw(folder / "other.sqlite", "CREATE TABLE music (title TEXT)");
  const auto before = test::slurp(folder / "other.sqlite");
  EXPECT_NE(message_of<ResultsError>([&] { Store s(folder / "other.sqlite"); }).find("another program"),
            std::string::npos);
  EXPECT_EQ(test::slurp(folder / "other.sqlite"), before);

  { Store s(folder / "newer.sqlite"); }
  raw(folder / "newer.sqlite", "PRAGMA user_version = 99");
  const auto newer = message_of<ResultsError>([&] { Store s(folder / "newer.sqlite"); });
  EXPECT_NE(newer.find("format 99, this one reads up to 1"), std::string::npos) << newer;

  std::ofstream(folder / "text.sqlite") << std::string(5000, 'x');
  EXPECT_NE(message_of<ResultsError>([&] { Store s(folder / "text.sqlite"); }).find("not a results database"),
            std::string::npos);
  EXPECT_NE(message_of<ResultsError>([&] { Store s(folder / "no/such/r.sqlite"); }).find("cannot be opened"),
            std::string::npos);
  EXPECT_NE(
      message_of<ResultsError>([&] { Store s(folder / "none.sqlite", Store::Access::read); }).find("cannot be opened"),
      std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder / "none.sqlite"));
}

TEST(Store, LockedFileIsExplained) {
  const Folder folder;
  Store store(folder / "r.sqlite", Store::Access::write, {.patience = 50, .vfs = ""});
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open((folder / "r.sqlite").c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_NE(message_of<ResultsError>([&] { store.put(cell("k")); }).find("another process keeps it locked"),
            std::string::npos);
  EXPECT_FALSE(store.done("k")) << "readers are not blocked";
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  store.put(cell("k"));
  EXPECT_TRUE(store.done("k"));
}

TEST(Store, FailedTransactionLeavesNothing) {
  const Folder folder;
  Store store(folder / "r.sqlite");
  store.put(cell("k", 1));
  raw(folder / "r.sqlite",
      "CREATE TRIGGER full BEFORE INSERT ON label BEGIN SELECT RAISE(ABORT, 'no room for labels'); END");
  auto c = cell("k", 2);
  c.rows[0].metric = "a new name";
  const auto why = message_of<ResultsError>([&] { store.put(c); });
  EXPECT_NE(why.find("no room for labels"), std::string::npos) << why;
  expect_equal(*store.read("k"), cell("k", 1));
  raw(folder / "r.sqlite", "DROP TRIGGER full");
  store.put(c);  // the name invented inside the undone transaction is not taken for a known one
  expect_equal(*store.read("k"), c);
}

TEST(Store, ReadOnlyFileIsExplainedAndCanBeRead) {
  const Folder folder;
  { Store(folder / "r.sqlite").put(cell("k")); }
  std::filesystem::permissions(folder / "r.sqlite", std::filesystem::perms::owner_read);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  expect_equal(*Store(folder / "r.sqlite", Store::Access::read).read("k"), cell("k"));
  if (::geteuid() == 0) GTEST_SKIP() << "root writes read-only files";
  EXPECT_NE(message_of<ResultsError>([&] { Store(folder / "r.sqlite").put(cell("k2")); }).find("cannot be written"),
            std::string::npos);
}

// The file layers without shared memory cannot keep a write-ahead log; they stand for network drives.
TEST(Store, WithoutWriteAheadLogItSaysSo) {
  const Folder folder;
  Store store(folder / "r.sqlite", Store::Access::write, {.patience = 1000, .vfs = "unix-dotfile"});
  EXPECT_NE(store.note().find("no write-ahead log"), std::string::npos);
  store.put(cell("k"));
  expect_equal(*store.read("k"), cell("k"));
}

TEST(Store, WritesThatFailAreSentences) {
  const Folder folder;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    int code = 3;
    try {
      Store store(folder / "r.sqlite");
      store.put(cell("small"));
      const rlimit limit{200'000, 200'000};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      try {
        store.put(cell("large", 0, 50'000));
      } catch (const ResultsError& e) {
        const bool clear = std::string(e.what()).find("r.sqlite: reading or writing failed") != std::string::npos;
        code = clear && store.done("small") && !store.done("large") ? 0 : 4;
      }
    } catch (...) {
      code = 5;
    }
    ::_exit(code);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_TRUE(Store(folder / "r.sqlite", Store::Access::read).done("small"));
}

TEST(Store, AFullDiskIsASentenceAndFinishedCellsAreSafe) {
  const Folder folder;
  { Store(folder / "r.sqlite").put(cell("small")); }
  sqlite::Database full(folder / "r.sqlite", sqlite::Database::Mode::write, 1000, "");
  full.number("PRAGMA max_page_count = 1");
  EXPECT_NE(message_of<ResultsError>([&] {
              full.run("CREATE TABLE t AS SELECT randomblob(1000000)");
            }).find("r.sqlite: the disk is full. Finished cells are safe; make room and run the same command again"),
            std::string::npos);
  EXPECT_TRUE(Store(folder / "r.sqlite", Store::Access::read).done("small"));
}

TEST(Store, LooksItselfOver) {
  const Folder folder;
  {
    Store store(folder / "r.sqlite");
    for (int i = 0; i < 20; ++i) store.put(cell(std::to_string(i), 0, 50));
    store.check();
  }
  Store(folder / "r.sqlite", Store::Access::read).check();
  std::filesystem::resize_file(folder / "r.sqlite", std::filesystem::file_size(folder / "r.sqlite") / 2);
  EXPECT_NE(
      message_of<ResultsError>([&] { Store(folder / "r.sqlite", Store::Access::read).check(); }).find("it is damaged"),
      std::string::npos);
}

TEST(Store, KilledWritersLoseOnlyWhatWasNotFinished) {
  const Folder folder;
  std::uint32_t acknowledged = 0;
  for (int round = 0; round < 5; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      try {
        Store store(folder / "r.sqlite");
        for (std::uint32_t i = acknowledged;; ++i) {
          store.put(cell(std::to_string(i), i, 20));
          if (::write(pipe[1], &i, sizeof i) != sizeof i) ::_exit(1);
        }
      } catch (...) {
        ::_exit(1);
      }
    }
    ::close(pipe[1]);
    std::uint32_t i = 0;
    const std::uint32_t until = acknowledged + 7;
    while (acknowledged < until && ::read(pipe[0], &i, sizeof i) == sizeof i) acknowledged = i + 1;
    ::kill(child, SIGKILL);
    while (::read(pipe[0], &i, sizeof i) == sizeof i) acknowledged = i + 1;
    ::close(pipe[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
    const Store store(folder / "r.sqlite");
    for (std::uint32_t k = 0; k < acknowledged; ++k) {
      const auto r = store.read(std::to_string(k));
      ASSERT_TRUE(r) << k;
      expect_equal(*r, cell(std::to_string(k), k, 20));
    }
    EXPECT_LE(store.heads().size(), acknowledged + 1u);
    for (const auto& h : store.heads()) EXPECT_EQ(store.read(h.key)->rows.size(), 40u) << "no cell is half there";
  }
}

TEST(Store, ManyThreadsAndTwoProcessesShareAFile) {
  const Folder folder;
  const auto fill = [&](Store& store, std::uint32_t from) {
    std::vector<std::jthread> threads;
    for (std::uint32_t t = 0; t < 4; ++t)
      threads.emplace_back([&store, from, t] {
        for (std::uint32_t i = 0; i < 50; ++i) store.put(cell(std::to_string(from + t * 50 + i), from + t * 50 + i));
      });
  };
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    int code = 0;
    try {
      Store store(folder / "r.sqlite");
      fill(store, 1000);
    } catch (const std::exception& e) {
      code = 1;
    }
    ::_exit(code);
  }
  Store store(folder / "r.sqlite");
  fill(store, 0);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(store.heads().size(), 400u);
  for (const std::uint32_t i : {0u, 199u, 1000u, 1199u})
    expect_equal(*store.read(std::to_string(i)), cell(std::to_string(i), i));
}

// contract.md 4: a finished folder is recognised at once; 1e5 look-ups within a second leave room.
TEST(SlowStore, LooksUpAHundredThousandCells) {
  const Folder folder;
  Store store(folder / "r.sqlite");
  CellResult c{{"", "a", 0, CellStatus::ok, "", 0}, {}, {}, {}};
  const auto key = [](int i) { return hash128(std::to_string(i)); };
  for (int i = 0; i < 20'000; ++i) c.key = key(i), store.put(c);
  const auto start = std::chrono::steady_clock::now();
  int done = 0;
  for (int i = 0; i < 100'000; ++i) done += store.done(key(i));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(done, 20'000);
  EXPECT_LT(took.count(), 5) << "expected about 0.3 s";
  RecordProperty("seconds", std::to_string(took.count()));
}

}  // namespace
}  // namespace paddock
