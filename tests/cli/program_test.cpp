// The program as a user meets it: what goes where, exit codes, suggestions, catalogue, explain.
#include "sim/cli/catalogue.h"
#include "sim/cli/command.h"
#include "sim/cli/resolved.h"
#include "sim/scenario/yaml.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <set>

namespace paddock {
namespace {

struct Result {
  int code;
  std::string out, err;
};
Result paddock_says(std::vector<std::string> words) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int code = program(words);
  Result r{code, testing::internal::GetCapturedStdout(), {}};
  r.err = testing::internal::GetCapturedStderr();
  return r;
}

/// A folder of its own, gone with the test.
class Folder : public testing::Test {
 protected:
  Folder() {
    std::filesystem::create_directories(path_);
    std::filesystem::current_path(path_);
  }
  ~Folder() override {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(path_);
  }
  std::string file(const std::string& name, const std::string& text) {
    std::ofstream(path_ / name) << text;
    return name;
  }
  std::filesystem::path before_ = std::filesystem::current_path();
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      (std::string("paddock-") + testing::UnitTest::GetInstance()->current_test_info()->name());
};
using Program = Folder;
using Explain = Folder;

TEST_F(Program, HelpsOnStdout) {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {}, {"--help"}, {"help"}, {"-h"}, {"help", "run"}, {"run", "--help"}, {"solve", "--help"}, {"--version"}}) {
    const Result r = paddock_says(words);
    EXPECT_EQ(r.code, 0);
    EXPECT_NE(r.out, "");
    EXPECT_EQ(r.err, "");
  }
  const std::string all = paddock_says({"--help"}).out;
  for (const Command& c : commands()) EXPECT_NE(all.find(c.name), std::string::npos) << c.name;
  for (const Option& o : all_options()) EXPECT_NE(all.find("--" + std::string(o.name)), std::string::npos) << o.name;
}

TEST_F(Program, SaysWhatIsMeant) {
  const auto complaint = [](std::vector<std::string> words) {
    const Result r = paddock_says(std::move(words));
    EXPECT_EQ(r.code, 2);
    EXPECT_EQ(r.out, "");
    return r.err;
  };
  EXPECT_EQ(complaint({"rnu"}), "paddock: unknown command 'rnu'; did you mean 'run'?\n");
  EXPECT_EQ(complaint({"small.yaml"}), "paddock: unknown command 'small.yaml'; to run it: paddock run small.yaml\n");
  EXPECT_EQ(complaint({"run", "x.yaml", "--thread", "2"}),
            "paddock: unknown option '--thread'; did you mean '--threads'?\n")
      << "no abbreviations";
  EXPECT_EQ(complaint({"list", "--fresh"}), "paddock: unknown option '--fresh'; this command does not take it\n");
  EXPECT_EQ(complaint({"explain", "--seed"}), "paddock: --seed needs a value: --seed S\n");
  EXPECT_EQ(complaint({"list", "--json=yes"}), "paddock: --json takes no value\n");
  EXPECT_EQ(complaint({"explain", "x.yaml", "--seeds", "-1"}), "paddock: there is no 'x.yaml'\n");
  EXPECT_EQ(complaint({"explain"}), "paddock: which scenario? Give a file, such as scenarios/quickstart.yaml\n");
  EXPECT_EQ(complaint({"list", "agnets"}),
            "paddock: list knows agents, annotators, worlds, metrics, forms, scenarios, not 'agnets'; did you mean "
            "'agents'?\n");
  EXPECT_EQ(complaint({"list", "agents", "rucbb"}), "paddock: no 'rucbb' among the agents; did you mean 'rucb'?\n");
  EXPECT_EQ(complaint({"list", "rucb"}),
            "paddock: list knows agents, annotators, worlds, metrics, forms, scenarios, not 'rucb'; paddock list "
            "agents rucb\n");
  EXPECT_EQ(complaint({"list", "--color", "sometimes"}),
            "paddock: --color takes auto, always or never, got 'sometimes'\n");
  EXPECT_EQ(complaint({"demo", "x.csv"}), "paddock: 'demo' is not yet available\n");
  file("x.yaml", "a: 1\n");
  EXPECT_EQ(complaint({"explain", "x.yaml", "--seeds", "-1"}),
            "paddock: --seeds takes a whole number from 1 to 16777216, got '-1'\n");
  EXPECT_EQ(complaint({"explain", "x.yaml", "--seed", "1e3"}),
            "paddock: --seed takes a whole number from 0 to 18446744073709551615, got '1e3'\n");
}

TEST_F(Program, PrintsAllErrorsInTheAgreedShape) {
  file("my.yaml", "world: {kind: tabular, responses: 4}\nannotators:\n  - kind: bradly-terry\nagents: [rcub]\n");
  const Result r = paddock_says({"explain", "my.yaml"});
  EXPECT_EQ(r.code, 2);
  EXPECT_EQ(r.out, "");
  EXPECT_EQ(r.err,
            "my.yaml:3:11: unknown annotator kind 'bradly-terry'; did you mean 'bradley-terry'?\n"
            "    3 |   - kind: bradly-terry\n"
            "      |           ^~~~~~~~~~~~\n"
            "my.yaml:4:10: unknown agent kind 'rcub'; did you mean 'rucb'?\n"
            "    4 | agents: [rcub]\n"
            "      |          ^~~~\n"
            "2 errors, nothing was run. Help: paddock help, paddock list\n");
}

TEST_F(Program, GivesErrorsAsOneJsonDocument) {
  file("my.yaml", "world: {kind: tabular, responses: 4}\nannotators: bradley-terry\nagents: [rcub]\nseed: caf\xe9\n");
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"explain", "my.yaml", "--json"}, {"explain", "none.yaml", "--json"}, {"run", "--jsno", "--json"}}) {
    const Result r = paddock_says(words);
    EXPECT_EQ(r.code, 2);
    EXPECT_EQ(r.err, "");
    const auto j = nlohmann::json::parse(r.out);
    EXPECT_EQ(j["exit"], 2);
    EXPECT_FALSE(j["errors"].empty());
    EXPECT_TRUE(j["errors"][0]["message"].is_string());
  }
}

TEST_F(Program, OverridesComeFromTheCommandLine) {
  file("my.yaml", "world: {kind: tabular, responses: 4}\nannotators: bradley-terry\nagents: [rucb]\n");
  const Result bad = paddock_says({"explain", "my.yaml", "agents.rucb.alhpa=0.7"});
  EXPECT_EQ(bad.err.substr(0, bad.err.find('\n')),
            "command line:1:13: unknown key 'alhpa' in rucb; did you mean 'alpha'?");
  const Result good = paddock_says({"explain", "agents.rucb.alpha=0.75", "my.yaml", "--seed=9"});
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_NE(good.out.find("alpha: 0.75"), std::string::npos);
  EXPECT_NE(good.out.find("seed: 9"), std::string::npos);
}

TEST_F(Program, NewWritesAScenarioThatLoads) {
  EXPECT_EQ(paddock_says({"new", "my-study"}).code, 0);
  EXPECT_EQ(paddock_says({"explain", "my-study.yaml"}).code, 0);
  EXPECT_EQ(paddock_says({"new", "my-study"}).err, "paddock: 'my-study.yaml' exists already\n");
  EXPECT_EQ(paddock_says({"new", "My_Study"}).code, 2);
}

TEST(Catalogue, HasAPageForEveryKind) {
  for (const Section& s : catalogue()) {
    if (s.name == "scenarios") continue;  // depend on where the test runs
    EXPECT_FALSE(s.entries.empty()) << s.name;
    const std::string all = overview(s, 100);
    for (const Entry& e : s.entries) {
      EXPECT_NE(all.find(e.name), std::string::npos);
      EXPECT_NE(e.summary, "") << e.name;
      const std::string text = page(s, e, 100);
      if (e.revision > 0) {
        EXPECT_NE(e.source, "") << e.name;
        EXPECT_NE(e.formula, "") << e.name;
      }
      for (const Parameter& p : e.parameters) EXPECT_NE(p.doc, "") << e.name << " " << p.name;
      std::istringstream lines(text);
      for (std::string line; std::getline(lines, line);)
        EXPECT_TRUE(line.find(' ') == std::string::npos || line.size() <= 160) << line;
    }
  }
}

TEST_F(Explain, MarksDefaultsAndForecasts) {
  file("s2.yaml", R"(about: The same study stopped by labels, by money and by the clock.
world: {kind: tabular, responses: 8}
annotators: {name: crowd, kind: bradley-terry, utility: [1.4, 1, 0.6, 0.2, -0.2, -0.6, -1, -1.4], latency: {exponential: 36.8s}, cost: 0.3}
agents: [random, rucb]
seeds: 20
sweep: {grid: {feedback.budget: [{labels: 2000}, {cost: 600}, {time: 4h}]}}
)");
  const Result r = paddock_says({"explain", "s2.yaml", "--threads", "2"});
  ASSERT_EQ(r.code, 0) << r.err;
  // One worker at 36.8 s and 0.30 a label: 2000 labels take 20.4 h and cost 600; 4 h buy 391 labels for 117.
  for (const char* line :
       {"# s2: The same study", "# 3 sweep points × 2 agents × 20 seeds = 120 cells",
        "ends by labels; expected time 20.4 h, cost 600.00", "ends by cost; expected 2000 labels",
        "ends by time; expected 391 labels, cost 117.39", "# the truth", "Condorcet winner: 0", "# ·"})
    EXPECT_NE(r.out.find(line), std::string::npos) << line << "\n" << r.out;
}

/// Cells of all points, in order.
std::vector<std::string> cells(const std::string& path) {
  Problems problems;
  const auto source = read_source(path, problems);
  const auto study = load(source, {}, problems);
  std::ostringstream out;
  problems.print(out);
  EXPECT_TRUE(study) << out.str();
  std::vector<std::string> all;
  if (study)
    for (const Point& p : study->points)
      for (const AgentPlan& a : p.scenario.agents.list) {
        all.push_back(to_flow(a.cell));
        for (auto m : a.metrics) all.back() += " " + p.scenario.measure.metrics.list[m].name;
        all.back() += to_flow(p.scenario.seeds.write());
      }
  return all;
}

TEST_F(Explain, ItsOutputComputesTheSameCells) {
  const std::vector<std::string> texts{
      "world: {kind: tabular, responses: 4}\nannotators: bradley-terry\nagents: [rucb, random]\n",
      "world: {kind: tabular, responses: 4}\nannotators: bradley-terry\nagents: [random]\n"
      "sweep: {grid: {feedback.form: [duel, ranking, thumbs, oracle]}}\n",
      "world: {kind: tabular, responses: 4}\nannotators: {kind: bradley-terry, share: 2}\nagents: [random]\n"
      "sweep: {grid: {annotators.noise.flip: [0, 0.1], f: {path: feedback.budget, values: [{labels: 100}, {steps: "
      "50}]}}}\n",
      "annotators: {kind: matrix, name: rps}\nagents: [random]\nmeasure: {metrics: [exploitability]}\n"
      "sweep: {grid: {annotators.name: [rps, cyclic-4]}}\n",  // each implies a world of its own
      "world: {kind: tabular, responses: 4}\nannotators: {name: a, kind: bradley-terry}\nagents: [rucb, random]\n"
      "seed: 3\nsweep: {zip: {agents.rucb.alpha: [0.6, 0.7], s: {path: annotators.a.noise.flip, values: [0, 0.1]}}, "
      "random: {draws: 3, over: {annotators.a.temperature: {loguniform: [0.1, 1]}}}}\n",
      "include: round-0.yaml\nname: built-on-another\nagents: [random]\n",
      "annotators: {kind: matrix, probabilities: [[0.5, 0.95675], [0.04325, 0.5]]}\nagents: [oracle]\n"
      "feedback: {form: oracle}\n",
      R"(name: all-of-it
about: "Quotes: 'single' and # no comment"
world: {kind: tabular, responses: 3, contexts: 2}
annotators:
  groups:
    - {name: a, kind: bradley-terry, utility: {normal: 1}, share: 3}
    - {name: b, kind: cyclic, strength: 0.4, noise: {flip: 0.2}}
  latency: {lognormal: {median: 30s, sigma: 0.5}}
  workers: {count: 3}
  cost: {label: 0.1, second: 0.01}
events: [{at: 50%, set: {annotators.b.share: 5, annotators.a.temperature: 2}}]
data: {n: 20, pairs: uniform, charged: true}
feedback: {mode: async, votes: 2, aggregate: majority, budget: {labels: 3k, time: 10d}}
agents:
  - {kind: nash-md, name: slow, tau: 0.2, compute: {uniform: [1, 2min]}, feedback: {batch: 4}}
  - random
measure: {metrics: [exploitability, winrate.slow, entropy], at: {linear: 5}, unit: time, truth: {group: b}, warmup: 1h}
sweep: {grid: {agents.slow.tau: [0.1, 1], annotators.a.share: [1, 2]}}
freeze: [world]
record: [policies]
expect: [{claim: fine, metric: entropy, agent: slow, above: 0}]
report: {title: T, plots: [curves]}
)"};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string name = "round-" + std::to_string(i) + ".yaml";
    file(name, texts[i]);
    const Result once = paddock_says({"explain", name});
    ASSERT_EQ(once.code, 0) << once.err;
    file("full.yaml", once.out);
    EXPECT_EQ(cells(name), cells("full.yaml")) << once.out;
    const Result twice = paddock_says({"explain", "full.yaml"});
    EXPECT_EQ(twice.code, 0) << once.out << twice.err;
    const auto without_marks = [](const std::string& text) {
      Problems problems;
      return to_flow(read_yaml(std::make_shared<Source>(Source{"x", text}), problems));
    };
    EXPECT_EQ(without_marks(once.out), without_marks(twice.out)) << "explaining the explanation changes nothing";
  }
}

TEST(Options, KeepOrderAndEndAtDashes) {
  const std::vector<std::string_view> options{"seed", "json"};
  const std::vector<std::string> words{"a.yaml", "--seed", "3", "k=--x", "b.yaml", "--", "--seed"};
  const Arguments a = parse_arguments(words, options);
  EXPECT_EQ(a.number("seed", 0, 9), 3u);
  EXPECT_FALSE(a.has("json"));
  EXPECT_EQ(std::vector<std::string>(a.rest().begin(), a.rest().end()),
            (std::vector<std::string>{"a.yaml", "k=--x", "b.yaml", "--seed"}));
  EXPECT_THROW(parse_arguments(std::vector<std::string>{"--seed", "1", "--seed", "2"}, options), UsageError);
  EXPECT_THROW(parse_arguments(std::vector<std::string>{"--see", "1"}, options), UsageError) << "no abbreviations";
  EXPECT_TRUE(is_override("agents.x.file=/tmp/a=b"));
  EXPECT_FALSE(is_override("results/a=b/x.yaml"));
}

}  // namespace
}  // namespace paddock
