// The process door end to end: studies whose agents and judges are scripts, some of them hostile.
#include "places.h"
#include "sim/core/node.h"
#include "sim/experiment/cell.h"
#include "sim/experiment/runner.h"
#include "sim/results/store.h"
#include "sim/scenario/yaml.h"
#include "tests/results/folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <map>

namespace paddock::test {
namespace {

// A well-behaved agent but for one message, at which it does what its second argument says.
constexpr const char* kAgent = R"(while read -r l; do
  case "$l" in *'"type":"'"$1"'"'*) eval "$2"; continue;; esac
  case "$l" in
    *'"type":"hello"'*) echo '{"protocol":1}';;
    *'"type":"propose"'*) echo '{"queries":[[0,1]]}';;
    *'"type":"learn"'*) echo '{}';;
    *'"type":"policy"'*) echo '{"probabilities":[[0.5,0.25,0.25]]}';;
    *'"type":"bye"'*) exit 0;;
  esac
done
)";

class Door : public testing::Test {
 protected:
  Door() { std::ofstream(folder / "agent.sh") << kAgent; }
  /// As a file of that folder would be read.
  Study study(const std::string& yaml) {
    Problems problems;
    auto s = load(std::make_shared<Source>(Source{(folder / "test.yaml").string(), yaml}), {}, problems);
    std::ostringstream said;
    problems.print(said);
    if (!s) throw std::runtime_error(said.str());
    return std::move(*s);
  }
  RunOutcome run(const Study& s, const std::string& name, unsigned threads = 2, double cell_timeout = kInf) {
    Interrupts interrupts;
    RunOptions o;
    o.out = folder / name, o.threads = threads, o.quiet = true, o.cell_timeout = cell_timeout;
    return run_study(s, make_plan(s), o, interrupts);
  }
  /// An agent of agent.sh that misbehaves.
  static std::string agent(const std::string& name, const std::string& when, const std::string& what) {
    return fmt::format("  - {{kind: process, name: {}, timeout: 1s, command: [sh, agent.sh, {}, {}]}}\n", name, when,
                       to_flow(Node::scalar(what, {}, true)));
  }
  const Folder folder;
  const std::string head =
      "name: door\nseeds: 1\nworld: {kind: tabular, responses: 3}\nannotators: {kind: cyclic, strength: 0.6}\n"
      "feedback: {budget: {labels: 20}}\nmeasure: {metrics: [exploitability, winrate.reference], at: {linear: 2}}\n";
};

TEST_F(Door, AShellScriptIsAnAgent) {
  const Study s = study(head + "agents:\n  - {kind: process, name: outside, command: [sh, agent.sh, none, none]}\n");
  const auto o = run(s, "out");
  ASSERT_EQ(o.failures.size(), 0u) << o.failures[0].reason;
  // Its policy is (1/2, 1/4, 1/4) at all times; the circle gives 0 over 1, 1 over 2, 2 over 0 with 0.8: the best rival
  // plays 2 against it and wins 1/2 * 0.8 + 1/4 * 0.2 + 1/4 * 0.5 = 0.575.
  const auto cell = Store(folder / "out/results.sqlite", Store::Access::read).read(make_plan(s).cells[0].key);
  std::size_t seen = 0;
  for (const ResultRow& r : cell->rows)
    if (r.metric == "exploitability") {
      EXPECT_NEAR(*r.value, 0.075, 1e-12);
      ++seen;
    }
  EXPECT_EQ(seen, 3u);
}

TEST_F(Door, HostileChildrenFailTheirCellWithASentenceAndNobodyElses) {
  const std::map<std::string, std::array<std::string, 3>> hostile{
      {"sleeps", {"propose", "sleep 60", "sent no reply to 'propose' within 1 s"}},
      {"floods", {"propose", "head -c 1000000000 /dev/zero | tr '\\0' x", "was cut off: its reply to 'propose'"}},
      {"chatters", {"learn", "printf '{}\\n{}\\n'", "spoke unasked, before 'propose': '{}'"}},
      {"nan", {"policy", "echo '{\"probabilities\":[[NaN,0.5,0.5]]}'", "what is no JSON (which knows no NaN)"}},
      {"huge", {"policy", "echo '{\"probabilities\":[[1e999,0,0]]}'", "replied to 'policy' what is no JSON"}},
      {"leaves",
       {"learn", "echo oh no >&2; exit 7",
        "ended with exit code 7 before it replied to 'learn'; on stderr it last "
        "said: oh no"}},
      {"never-comes", {"hello", "exit 1", "ended with exit code 1 before it replied to 'hello'"}},
      {"dies", {"propose", "kill -SEGV $$", "was ended by signal 11"}},
      {"mumbles", {"hello", "echo hello", "replied to 'hello' what is no JSON"}},
      {"too-new", {"hello", "echo '{\"protocol\":2}'", "speaks protocol 2; this paddock speaks 1"}},
      {"lists", {"learn", "echo '[]'", "what is no JSON object"}},
      {"bad-arm", {"propose", "echo '{\"queries\":[[0,3]]}'", "names response 3 where there are 0 … 2"}},
      {"negative", {"propose", "echo '{\"queries\":[[0,-1]]}'", "names response -1"}},
      {"fraction", {"propose", "echo '{\"queries\":[[0,1.5]]}'", "names response 1.5"}},
      {"three", {"propose", "echo '{\"queries\":[[0,1,2]]}'", "a query that does not show 2 responses"}},
      {"greedy", {"propose", "echo '{\"queries\":[[0,1],[0,2]]}'", "has 2 queries where at most 1 is due"}},
      {"mute", {"propose", "echo '{}'", "has no list 'queries'"}},
      {"no-law", {"policy", "echo '{\"probabilities\":[[0.5,0.25,0.5]]}'", "has a policy that sums to 1.25"}},
      {"minus", {"policy", "echo '{\"probabilities\":[[1.5,-0.5,0]]}'", "a number that is no probability"}},
      {"short", {"policy", "echo '{\"probabilities\":[[1]]}'", "no list of 3 probabilities"}},
      {"empty", {"policy", "echo '{\"draws\":[[]]}'", "has no draws in a context"}},
      {"deep", {"learn", "printf '{\"a\":%s' '[[[[[[[[[['; echo", "nested too deeply"}},
      {"gives-up", {"learn", "echo '{\"error\":\"out of tokens\"}'", "gave up at 'learn': \"out of tokens\""}},
  };
  std::string yaml = head + "agents:\n  - random\n  - {kind: process, name: fine, command: [sh, agent.sh, x, x]}\n";
  for (const auto& [name, how] : hostile) yaml += agent(name, how[0], how[1]);
  const Study s = study(yaml);
  const auto o = run(s, "out");
  EXPECT_EQ(o.ran, hostile.size() + 2);
  EXPECT_EQ(o.failed, hostile.size());
  for (const CellHead& f : o.failures) {
    ASSERT_TRUE(hostile.contains(f.agent)) << f.agent << ": " << f.reason;
    EXPECT_NE(f.reason.find(hostile.at(f.agent)[2]), std::string::npos) << f.agent << ": " << f.reason;
    EXPECT_NE(f.reason.find("agent.sh"), std::string::npos) << "names the command";
    EXPECT_EQ(f.reason.find('\n'), std::string::npos);
  }
  const std::string results = slurp(folder / "out/results.csv");
  for (const char* name : {",random,", ",fine,"}) EXPECT_NE(results.find(name), std::string::npos) << name;
}

TEST_F(Door, ATimeLimitOfTheCellEndsTheWaiting) {
  const Study s = study(head +
                        "agents:\n  - random\n  - {kind: process, name: slow, command: [sh, agent.sh, propose, "
                        "sleep 60]}\n");
  const auto start = std::chrono::steady_clock::now();
  const auto o = run(s, "out", 1, 0.3);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  ASSERT_EQ(o.failures.size(), 1u);
  EXPECT_EQ(o.failures[0].reason, "took longer than 0.3 s (--cell-timeout)");
}

TEST_F(Door, DrawsStandForAPolicy) {
  const Study s = study(head + "agents:\n" + agent("draws", "policy", "echo '{\"draws\":[[0,2,0,0]]}'"));
  const auto run = run_cell({s.points[0].scenario, s.points[0].scenario.agents.list[0], 0, "k", false});
  ASSERT_EQ(run.result.reason, "");
  ASSERT_FALSE(run.result.policies.empty());
  EXPECT_EQ(run.result.policies.back().probabilities, (std::vector<double>{0.75, 0, 0.25}));
}

TEST_F(Door, MayStopEarly) {
  const Study s = study(head + "agents:\n" + agent("content", "learn", "echo '{\"done\":true}'"));
  const auto run = run_cell({s.points[0].scenario, s.points[0].scenario.agents.list[0], 0, "k", false});
  ASSERT_EQ(run.result.reason, "");
  EXPECT_EQ(run.labels, 1u);
}

TEST_F(Door, MistakesAreToldBeforeAnythingRuns) {
  const auto why = [&](const std::string& agents, const std::string& annotators = "{kind: cyclic}") {
    try {
      study("name: door\nworld: {kind: tabular, responses: 3}\nannotators: " + annotators + "\nagents: " + agents +
            "\n");
    } catch (const std::runtime_error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  EXPECT_NE(why("[process]").find("needs a command, such as command: [python3, my_agent.py]"), std::string::npos);
  EXPECT_NE(why("[{kind: process, command: python3 x.py}]").find("expected a list of words"), std::string::npos);
  EXPECT_NE(why("[{kind: process, command: [x], timeout: 0}]").find("timeout"), std::string::npos);
  EXPECT_NE(why("[{kind: process, command: [x], parameters: 3}]").find("expected a mapping"), std::string::npos);
  EXPECT_NE(why("[{kind: process, command: [x], feedback: {form: oracle, budget: {steps: 3}}}]").find("oracle"),
            std::string::npos);
  EXPECT_NE(why("[random]", "{kind: process}").find("needs a command"), std::string::npos);
  EXPECT_NE(why("[{kind: random, feedback: {form: ranking}}]", "{kind: process, command: [x]}").find("ranking"),
            std::string::npos);
  EXPECT_EQ(why("[{kind: process, command: [no-such-program]}]", "{kind: process, command: [no-such-program]}"), "")
      << "loading runs nothing";
}

// A cell is what it computes: the bytes of the script count, not where it lies.
TEST_F(Door, AChangedScriptIsRunAgainAMovedOneIsNot) {
  const std::string yaml = head + "agents:\n  - {kind: process, name: outside, command: [sh, agent.sh, none, none]}\n";
  const auto key = [&](const std::string& place) {
    Problems problems;
    const auto s = load(std::make_shared<Source>(Source{(folder / place).string(), yaml}), {}, problems);
    EXPECT_TRUE(problems.empty());
    return make_plan(*s).cells[0].key;
  };
  std::filesystem::create_directories(folder / "moved");
  std::ofstream(folder / "moved" / "agent.sh") << kAgent;
  const std::string before = key("test.yaml");
  EXPECT_EQ(key("moved/test.yaml"), before);
  std::ofstream(folder / "agent.sh") << kAgent << "# changed\n";
  EXPECT_NE(key("test.yaml"), before);
}

bool python() { return std::system("python3 -c pass >/dev/null 2>&1") == 0; }

class PythonDoor : public Door {
 protected:
  void SetUp() override {
    if (!python()) GTEST_SKIP() << "no python3";
  }
  const std::string examples = PADDOCK_SOURCE_DIR "/examples/";
};

// The example agent on a game with a clear winner: response 1 beats the others with 0.9.
TEST_F(PythonDoor, TheExampleAgentLearnsAndRepeatsBitForBit) {
  const std::string yaml =
      "name: door\nseeds: 3\nworld: {kind: tabular, responses: 4, contexts: 2}\n"
      "annotators: {kind: matrix, probabilities: [[.5, .1, .6, .6], [.9, .5, .9, .9], [.4, .1, .5, .6], [.4, .1, .4, "
      ".5]]}\n"
      "feedback: {batch: 10, budget: {labels: 400}}\nmeasure: {metrics: [regret.simple, regret.average]}\n"
      "agents:\n  - {kind: process, name: greedy, command: [python3, " +
      examples + "process_agent.py], parameters: {epsilon: 0.2}}\n";
  const Study s = study(yaml);
  ASSERT_EQ(run(s, "one", 1).failed, 0u);
  ASSERT_EQ(run(s, "two", 2).failed, 0u);
  const std::string results = slurp(folder / "one/results.csv");
  EXPECT_EQ(results, slurp(folder / "two/results.csv"));
  std::istringstream in(results);
  std::size_t ends = 0;
  for (std::string line; std::getline(in, line);)
    if (line.find(",400,") != std::string::npos && line.find("regret.simple") != std::string::npos) {
      EXPECT_TRUE(line.ends_with(",0")) << line;
      ++ends;
    }
  EXPECT_EQ(ends, 3u);
}

// P(a beats b) = sigmoid(q_a - q_b + log(len_a / len_b)): names of 1, 2 and 4 letters give odds 1 : 2 : 4.
TEST_F(PythonDoor, TheExampleJudgeAnswersAsItsFormulaSays) {
  const std::string yaml =
      "name: door\nseeds: 1\nworld: {kind: tabular, names: [a, bb, cccc]}\n"
      "annotators: {kind: process, command: [python3, " +
      examples +
      "process_annotator.py], parameters: {length: 1}}\n"
      "feedback: {batch: 500, budget: {labels: 6k}}\nmeasure: {metrics: [winrate.reference]}\nrecord: [labels]\n"
      "agents: [random]\n";
  const Study s = study(yaml);
  const auto run = run_cell({s.points[0].scenario, s.points[0].scenario.agents.list[0], 0, "k", false});
  ASSERT_EQ(run.result.reason, "");
  ASSERT_EQ(run.result.labels.size(), 6000u);
  const std::map<std::string, double> strength{{"a", 1}, {"bb", 2}, {"cccc", 4}};
  double sum = 0, variance = 0;
  std::map<std::string, double> wins, expected, spread;
  for (const StoredLabel& l : run.result.labels) {
    if (l.shown[0] == l.shown[1]) continue;
    const double p = strength.at(l.shown[0]) / (strength.at(l.shown[0]) + strength.at(l.shown[1]));
    sum += (l.answer == l.shown[0]) - p, variance += p * (1 - p);
    for (int side = 0; side < 2; ++side) {
      const double q = side == 0 ? p : 1 - p;
      wins[l.shown[side]] += l.answer == l.shown[side];
      expected[l.shown[side]] += q, spread[l.shown[side]] += q * (1 - q);
    }
  }
  EXPECT_LT(std::abs(sum), 4.9 * std::sqrt(variance));
  for (const auto& [name, count] : wins)
    EXPECT_LT(std::abs(count - expected[name]), 4.9 * std::sqrt(spread[name])) << name;
  // The reference is uniform and so is random: by symmetry it wins half, whatever is true.
  for (const ResultRow& r : run.result.rows) EXPECT_NEAR(*r.value, 0.5, 1e-12);
}

// A judge that always takes what stands left: with sides at random its labels are coins and in truth all are alike;
// with fixed sides the first one always wins.
TEST_F(PythonDoor, ATasteForTheLeftIsNoTruth) {
  std::ofstream(folder / "left.py") << R"(
import json, sys
for line in sys.stdin:
    m = json.loads(line)
    if m["type"] == "bye": break
    print(json.dumps({"protocol": 1} if m["type"] == "hello" else {"answers": [0] * len(m["queries"])}), flush=True)
)";
  const auto outcome = [&](const std::string& feedback, const std::string& extra = "") {
    const Study s = study(
        "name: door\nseeds: 1\nworld: {kind: tabular, responses: 3}\n"
        "annotators: {kind: process, command: [python3, left.py]" +
        extra +
        "}\n"
        "feedback: {batch: 500, budget: {labels: 4k}" +
        feedback +
        "}\n"
        "measure: {metrics: [exploitability]}\nrecord: [labels]\nagents: [random]\n");
    auto run = run_cell({s.points[0].scenario, s.points[0].scenario.agents.list[0], 0, "k", false});
    EXPECT_EQ(run.result.reason, "");
    for (const ResultRow& r : run.result.rows) EXPECT_NEAR(*r.value, 0, 1e-12);
    double first = 0, n = 0;
    for (const StoredLabel& l : run.result.labels)
      if (l.shown[0] != l.shown[1]) first += l.answer == l.shown[0], ++n;
    return std::pair(first, n);
  };
  const auto [coins, many] = outcome("");
  EXPECT_LT(std::abs(coins - many / 2), 4.9 * std::sqrt(many / 4));
  const auto [all, n] = outcome(", sides: asked");
  EXPECT_EQ(all, n);
  const auto [kept, m] = outcome(", sides: asked", ", noise: {flip: 0.2}");  // a flip turns round what it said
  EXPECT_LT(std::abs(kept - 0.8 * m), 4.9 * std::sqrt(m * 0.16));
}

}  // namespace
}  // namespace paddock::test
