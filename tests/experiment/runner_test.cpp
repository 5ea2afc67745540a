// Studies end to end: the same bytes for any number of threads, whoever else takes part, however often interrupted.
#include "sim/experiment/runner.h"

#include "sim/experiment/cell.h"
#include "sim/results/store.h"
#include "sim/scenario/yaml.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

namespace paddock::test {
namespace {

namespace fs = std::filesystem;

Study study(const std::string& yaml) {
  Problems problems;
  auto s = load(std::make_shared<Source>(Source{"test.yaml", yaml}), {}, problems);
  std::ostringstream out;
  problems.print(out);
  if (!s) throw std::runtime_error(out.str());
  return std::move(*s);
}
std::string file(const fs::path& p) {
  std::ifstream in(p, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
class Folder {
 public:
  Folder()
      : path(fs::temp_directory_path() /
             ("paddock-runner-" + std::to_string(getpid()) + "-" + std::to_string(next_++))) {
    fs::remove_all(path);
  }
  ~Folder() { fs::remove_all(path); }
  const fs::path path;

 private:
  static inline int next_ = 0;
};
RunOutcome run(const Study& s, const fs::path& out, unsigned threads = 1, bool fresh = false) {
  Interrupts interrupts;
  RunOptions o;
  o.out = out, o.threads = threads, o.quiet = true, o.fresh = fresh;
  return run_study(s, make_plan(s), o, interrupts);
}
std::string results(const std::string& yaml, unsigned threads = 1) {
  const Folder f;
  const Study s = study(yaml);
  const auto o = run(s, f.path, threads);
  EXPECT_EQ(o.failed, 0u);
  return file(f.path / "results.csv");
}

const std::string kHead =
    "name: small\nseeds: 6\nworld: {kind: tabular, contexts: 2, responses: 4}\n"
    "annotators:\n"
    "  - {name: many, kind: bradley-terry, share: 2, utility: {normal: 1}, noise: {flip: 0.1}}\n"
    "  - {name: few, kind: cyclic, share: 1, strength: 0.5, workers: {count: 5, quality: {uniform: [0.6, 1]}}, cost: "
    "0.5}\n"
    "feedback: {batch: 4, votes: 3, budget: {labels: 600}}\n"
    "measure: {metrics: [winrate.reference, exploitability, cost], at: {log: 5}}\n";
const std::string kAgents =
    "agents:\n  - {kind: nash-md, tau: 0.2}\n  - {kind: rlhf, beta: 0.2}\n  - {kind: dpo, beta: 0.2}\n  - random\n";

TEST(Runner, AnyNumberOfThreadsGivesTheSameBytes) {
  const std::string one = results(kHead + kAgents);
  EXPECT_GT(one.size(), 1000u);
  EXPECT_EQ(one, results(kHead + kAgents, 2));
  EXPECT_EQ(one, results(kHead + kAgents, 5));
}

TEST(Runner, RemovingAnAgentLeavesAllOtherRowsUnchanged) {
  const std::string all = results(kHead + kAgents),
                    fewer = results(kHead +
                                    "agents:\n  - {kind: nash-md, tau: 0.2}\n  - {kind: dpo, beta: 0.2}\n  - random\n");
  std::istringstream in(all);
  std::string kept;
  for (std::string line; std::getline(in, line);)
    if (line.find(",rlhf,") == std::string::npos) kept += line + "\n";
  EXPECT_EQ(kept, fewer);
}

TEST(Runner, SlowCrowdsGiveTheSameBytesOnAnyNumberOfThreads) {
  const std::string yaml =
      "name: slow\nseeds: 4\nworld: {kind: tabular, responses: 3}\n"
      "annotators: {kind: bradley-terry, utility: {normal: 1}, latency: {exponential: 20s}, workers: {count: 3}}\n"
      "feedback: {mode: async, open: 6, budget: {time: 1h}}\nagents: [rucb, double-thompson, rmed1]\n"
      "measure: {metrics: [regret.simple, queue.wait, utilisation], at: {linear: 4}, unit: time}\n";
  EXPECT_EQ(results(yaml), results(yaml, 2));
}

TEST(Runner, FinishedCellsAreNotRunAgain) {
  const Folder f;
  const Study s = study(kHead + kAgents);
  EXPECT_EQ(run(s, f.path).ran, 24u);
  const std::string before = file(f.path / "results.csv");
  const auto again = run(s, f.path);
  EXPECT_EQ(again.ran, 0u);
  EXPECT_EQ(again.already, 24u);
  EXPECT_EQ(run(s, f.path, 1, true).ran, 24u);
  EXPECT_EQ(file(f.path / "results.csv"), before);
  const Study other = study(kHead + "agents: [{kind: nash-md, tau: 0.3}, {kind: rlhf, beta: 0.2}]\n");
  EXPECT_EQ(run(other, f.path).ran, 6u);  // only the agent that changed
}

TEST(Runner, ShardsTogetherAreTheWhole) {
  const Study s = study(kHead + kAgents);
  const Plan plan = make_plan(s);
  std::vector<std::string> keys;
  for (std::size_t i = 1; i <= 5; ++i)
    for (const Cell& c : shard_of(plan.cells, i, 5)) keys.push_back(c.key);
  EXPECT_EQ(keys.size(), plan.cells.size());
  std::ranges::sort(keys);
  EXPECT_EQ(std::ranges::adjacent_find(keys), keys.end());
}

/// The exit code, or 128 + signal, of a child process that computes the study into the folder.
struct RunningChild {
  explicit RunningChild(const Study& s, const fs::path& out) : pid(fork()) {
    if (pid != 0) return;
    int code = 1;
    try {
      run(s, out), code = 0;
    } catch (...) {
    }
    _exit(code);
  }
  void kill_after(std::chrono::microseconds t) const {
    std::this_thread::sleep_for(t);
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
  pid_t pid;
};
std::size_t finished(const fs::path& out) {
  return fs::exists(out / "results.sqlite") && fs::file_size(out / "results.sqlite") > 0
             ? Store(out / "results.sqlite").heads().size()
             : 0;
}

TEST(Runner, AfterAKillFinishedCellsAreNotRunAgain) {
  const Study s = study(kHead + kAgents);
  const Folder whole, cut;
  run(s, whole.path);
  const RunningChild child(s, cut.path);
  for (int i = 0; i < 5000 && finished(cut.path) < 12; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  child.kill_after(std::chrono::microseconds(0));
  const std::size_t before = finished(cut.path);
  EXPECT_GE(before, 12u);
  const auto o = run(s, cut.path);
  EXPECT_EQ(o.already, before);
  EXPECT_EQ(o.ran, 24 - before);
  EXPECT_EQ(file(whole.path / "results.csv"), file(cut.path / "results.csv"));
}

// Killed 50 times at random moments and resumed each time, in steps of up to a third of a whole run. Whenever
// everything is done, it starts over in a new folder.
TEST(SlowRunner, FiftyKillsAtRandomMomentsLeaveTheSameBytes) {
  std::string longer = kHead + kAgents;
  longer.replace(longer.find("labels: 600"), 11, "labels: 6000");
  const Study s = study(longer);
  const Folder whole;
  const auto start = std::chrono::steady_clock::now();
  run(s, whole.path);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  const std::string expected = file(whole.path / "results.csv");
  Stream moments(7, 0, Purpose::statistics);
  auto cut = std::make_unique<Folder>();
  std::size_t before = 0, resumed = 0;
  for (int i = 0; i < 50; ++i) {
    const RunningChild child(s, cut->path);
    child.kill_after(
        std::chrono::microseconds(static_cast<long>(moments.uniform() * static_cast<double>(took.count()) / 3)));
    const std::size_t now = finished(cut->path);
    EXPECT_GE(now, before) << "a kill loses no finished cell";
    resumed += before > 0 && before < 24;
    before = now;
    if (now < 24 && i < 49) continue;
    const auto o = run(s, cut->path);
    EXPECT_EQ(o.already, now);
    EXPECT_EQ(file(cut->path / "results.csv"), expected);
    cut = std::make_unique<Folder>(), before = 0;
  }
  EXPECT_GT(resumed, 10u) << "most kills hit a run that had begun";
}

TEST(Runner, AFailedCellIsRecordedAndTheOthersFinish) {
  const Folder f;
  const Study s = study(
      "name: bad\nseeds: 2\nworld: {kind: tabular, responses: 3}\nannotators: {kind: cyclic}\n"
      "feedback: {form: oracle, budget: {steps: 50}}\nmeasure: {metrics: [entropy]}\n"
      "agents: [{kind: omd, tau: 0.1, eta: 0.5}, oracle]\n");
  const auto o = run(s, f.path);
  EXPECT_EQ(o.ran, 4u);
  EXPECT_EQ(o.failed, 0u);
}

// The area under the queue's length is the time spent in it, whoever asks, however labels end: answered, waiting or
// being answered when time is up.
TEST(Runner, QueueLengthTimesTimeIsTimeInTheQueueForEveryAgent) {
  std::size_t agents = 0;
  for (const auto& [name, kind] : Registry<Agent>::get().kinds()) {
    const AgentTraits& t = kind.traits;
    if (t.external || !t.enumerable || t.needs_data || t.features || !t.forms.has(Form::duel)) continue;
    for (const char* feedback :
         {"mode: async, open: 9, votes: 2", "arrivals: {exponential: 5s}, batch: 2", "batch: 4"}) {
      const Study s = study(
          "name: queue\nseeds: 1\nworld: {kind: tabular, responses: 3}\n"
          "annotators:\n  - {name: slow, kind: cyclic, latency: {exponential: 20s}, workers: {count: 3}}\n"
          "  - {name: shifts, kind: cyclic, latency: 7s, workers: {count: 2}, availability: {on: 60, off: 40}}\n"
          "feedback: {" +
          std::string(feedback) + ", budget: {time: 10min, labels: 100k}}\nagents: [" + std::string(name) +
          "]\nmeasure: {metrics: [labels], at: {linear: 2}}\n");
      const auto run = run_cell({s.points[0].scenario, s.points[0].scenario.agents.list[0], 0, "k"});
      ASSERT_EQ(run.result.reason, "") << name;
      EXPECT_GT(run.books.votes, 10u) << name;
      EXPECT_GT(run.books.sojourns, 100) << name;
      EXPECT_EQ(run.books.length_integral, run.books.sojourns) << name << ", " << feedback;
    }
    ++agents;
  }
  EXPECT_GE(agents, 5u);
}

// crn: pair — the n-th duel of a pair comes out alike whoever asks it and when; crn: label — only the n-th label does.
TEST(Runner, CommonRandomNumbersByPair) {
  const auto sequences = [](const std::string& crn) {
    const Study s = study(
        "name: crn\nseeds: 1\nworld: {kind: tabular, responses: 4}\nannotators: {kind: matrix, name: cyclic-4}\n"
        "feedback: {batch: 3, budget: {labels: 900}, crn: " +
        crn +
        "}\nagents: [random, rucb, double-thompson]\n"
        "measure: {metrics: [labels]}\nrecord: [labels]\n");
    std::vector<std::map<std::pair<std::string, std::string>, std::string>> out;
    for (const AgentPlan& a : s.points[0].scenario.agents.list) {
      const auto run = run_cell({s.points[0].scenario, a, 0, "k"});
      EXPECT_EQ(run.result.reason, "");
      auto& mine = out.emplace_back();
      for (const StoredLabel& l : run.result.labels) mine[std::minmax(l.shown[0], l.shown[1])] += l.answer;
    }
    return out;
  };
  std::size_t compared = 0, differing = 0;
  const auto compare = [&](const std::string& crn) {
    const auto all = sequences(crn);
    compared = differing = 0;
    for (const auto& [pair, mine] : all[0])
      for (std::size_t a = 1; a < all.size(); ++a) {
        const auto at = all[a].find(pair);
        if (pair.first == pair.second || at == all[a].end()) continue;
        const std::size_t n = std::min(mine.size(), at->second.size());
        compared += n, differing += mine.compare(0, n, at->second, 0, n) != 0;
      }
  };
  compare("pair");
  EXPECT_GT(compared, 300u);
  EXPECT_EQ(differing, 0u);
  compare("label");
  EXPECT_GT(differing, 0u);
}

// With nothing that takes time, the event queue does what the direct path does, bit for bit, for every kind of judge.
class EveryJudge : public testing::TestWithParam<std::string> {};
std::vector<std::string> judges() {
  std::vector<std::string> out;
  for (const auto& [name, kind] : Registry<Judge>::get().kinds())
    if (name != "dataset" && !kind.traits.external) out.emplace_back(name);  // need a file, a program
  return out;
}
TEST_P(EveryJudge, AnswersAlikeOnBothPaths) {
  const std::string extra = GetParam() == "mallows"         ? ", ranking: [2, 0, 1], phi: 0.5"
                            : GetParam() == "ranking-camps" ? ", rankings: [[0, 1, 2], [2, 1, 0]], shares: [0.6, 0.4]"
                            : GetParam() == "matrix"        ? ", name: noisy-rps"
                            : GetParam() == "policy-dependent" ? ", base: {kind: bradley-terry, utility: {normal: 1}}"
                                                               : "";
  const Study s =
      study("name: paths\nseeds: 2\nworld: {kind: tabular, responses: 3}\nannotators: {kind: " + GetParam() + extra +
            ", workers: {count: 4}}\nfeedback: {batch: 5, votes: 2, budget: {labels: 300}}\nmeasure: {metrics: "
            "[winrate.reference, entropy]}\n"
            "agents: [{kind: nash-md, tau: 0.2}, double-thompson]\n");
  const Scenario& scenario = s.points[0].scenario;
  for (const AgentPlan& agent : scenario.agents.list) {
    const auto direct = run_cell({scenario, agent, 1, "a", false}), events = run_cell({scenario, agent, 1, "a", true});
    ASSERT_EQ(direct.result.reason, "");
    ASSERT_EQ(direct.result.rows.size(), events.result.rows.size());
    for (std::size_t i = 0; i < direct.result.rows.size(); ++i)
      EXPECT_EQ(direct.result.rows[i].value, events.result.rows[i].value);
  }
}
INSTANTIATE_TEST_SUITE_P(Runner, EveryJudge, testing::ValuesIn(judges()), [](const auto& c) {
  std::string s = c.param;
  std::ranges::replace(s, '-', '_');
  return s;
});

}  // namespace
}  // namespace paddock::test
