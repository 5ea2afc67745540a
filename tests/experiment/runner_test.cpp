// Studies end to end: the same bytes for any number of threads, whoever else takes part, however often interrupted.
#include "sim/experiment/runner.h"

#include "sim/experiment/cell.h"
#include "sim/results/store.h"
#include "sim/scenario/yaml.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
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

TEST(Runner, KilledAtAnyMomentItResumesToTheSameBytes) {
  const Study s = study(kHead + "agents: [random, {kind: nash-md, tau: 0.2}, {kind: rlhf, beta: 0.2}]\n");
  const Folder whole, cut;
  run(s, whole.path);
  for (int i = 0; i < 6; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      run(s, cut.path);
      _exit(0);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(3 + 7 * i));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  run(s, cut.path);
  EXPECT_EQ(file(whole.path / "results.csv"), file(cut.path / "results.csv"));
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

// With nothing that takes time, the event queue does what the direct path does, bit for bit, for every kind of judge.
class EveryJudge : public testing::TestWithParam<std::string> {};
std::vector<std::string> judges() {
  std::vector<std::string> out;
  for (const auto& [name, kind] : Registry<Judge>::get().kinds())
    if (name != "dataset") out.emplace_back(name);  // needs a file
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
