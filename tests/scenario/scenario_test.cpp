// Loading: defaults, merging, overrides, cells.
#include "tests/scenario/loading.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace paddock {
namespace {

TEST(Scenario, HasTheDefaultsOfTheContract) {
  const Study study_s = study_of(kSmall);
  const Scenario& s = study_s.points[0].scenario;
  EXPECT_EQ(s.name, "small") << "the file's stem";
  EXPECT_EQ(s.seed, 0u);
  EXPECT_EQ(s.seeds.replications.size(), 10u);
  EXPECT_EQ(s.feedback.form, Form::duel);
  EXPECT_EQ(s.feedback.size, 2u);
  EXPECT_EQ(s.feedback.batch, 1u);
  EXPECT_EQ(s.feedback.votes, 1u);
  EXPECT_EQ(s.feedback.budget.labels, 10'000u);
  EXPECT_FALSE(s.feedback.budget.steps || s.feedback.budget.time || s.feedback.budget.cost);
  EXPECT_EQ(s.feedback.ties, TieRule::half);
  EXPECT_EQ(s.measure.at.n, 40);
  EXPECT_EQ(s.measure.truth.kind, TruthChoice::Kind::noiseless);
  EXPECT_EQ(s.agents.list[0].unit, Unit::labels);
  EXPECT_EQ(s.agents.list[0].name, "random");
  EXPECT_EQ(s.agents.list[0].at.front(), 1);
  EXPECT_EQ(s.agents.list[0].at.back(), 10'000);
  EXPECT_EQ(s.annotators.groups()[1].name, "cyclic");
}

TEST(Scenario, SizeAndBudgetFollowTheForm) {
  const auto feedback = [](const std::string& text) {
    return study_of(kSmall, {"agents=[random]", "annotators={kind: bradley-terry}", "feedback=" + text})
        .points[0]
        .scenario.feedback;
  };
  EXPECT_EQ(feedback("{form: ranking}").size, 4u);
  EXPECT_EQ(feedback("{form: best-of}").size, 4u);
  EXPECT_EQ(feedback("{form: thumbs}").size, 1u);
  EXPECT_EQ(feedback("{form: rating, size: 3}").size, 3u);
  const Feedback oracle = feedback("{form: oracle}");
  EXPECT_EQ(oracle.budget.steps, 1000u);
  EXPECT_FALSE(oracle.budget.labels);
  EXPECT_FALSE(feedback("{budget: {steps: 5}}").budget.labels) << "a budget that is given is the whole budget";
}

TEST(Scenario, NothingRandomNeedsOneSeed) {
  const std::string certain =
      "world: {kind: tabular, responses: 3}\nagents: [oracle]\nfeedback: {form: oracle}\nannotators: ";
  EXPECT_EQ(study_of(certain + "{kind: cyclic}").points[0].scenario.seeds.replications.size(), 1u);
  EXPECT_EQ(
      study_of(certain + "{kind: bradley-terry, utility: [2, 1, 0]}").points[0].scenario.seeds.replications.size(), 1u);
  EXPECT_EQ(
      study_of(certain + "{kind: bradley-terry, utility: {normal: 1}}").points[0].scenario.seeds.replications.size(),
      10u);
  EXPECT_EQ(study_of(certain + "{kind: bradley-terry, utility: {normal: 1}}", {"freeze=[population]"})
                .points[0]
                .scenario.seeds.replications.size(),
            1u);
}

TEST(Scenario, AgentsFeedbackMergesOverTheScenarios) {
  const Study s = study_of(kSmall, {"feedback={batch: 8, votes: 2, budget: {labels: 5k, steps: 1000}}",
                                    "agents=[random, {kind: rucb, feedback: {batch: 32, budget: {labels: 2000}}}]"});
  const auto& agents = s.points[0].scenario.agents.list;
  EXPECT_EQ(agents[0].feedback.batch, 8u);
  EXPECT_EQ(agents[1].feedback.batch, 32u);
  EXPECT_EQ(agents[1].feedback.votes, 2u) << "what is not mentioned stays";
  EXPECT_EQ(agents[1].feedback.budget.labels, 2000u);
  EXPECT_FALSE(agents[1].feedback.budget.steps) << "a value replaces the node: no limit is left behind";
  EXPECT_EQ(agents[1].at.back(), 2000);
  EXPECT_EQ(s.points[0].scenario.feedback.batch, 8u);
}

TEST(Scenario, ValuesFollowTheirGrammar) {
  const auto seed = [](const std::string& v) { return study_of(kSmall, {"seed=" + v}).points[0].scenario.seed; };
  EXPECT_EQ(seed("20k"), 20'000u);
  EXPECT_EQ(seed("1M"), 1'000'000u);
  EXPECT_EQ(seed("1e5"), 100'000u);
  EXPECT_EQ(seed("1_000"), 1000u);
  EXPECT_EQ(seed("18446744073709551615"), 18446744073709551615ull);
  const auto time = [](const std::string& v) {
    return study_of(kSmall, {"annotators.majority.latency=30s", "feedback={budget: {time: " + v + "}}"})
        .points[0]
        .scenario.feedback.budget.time->value;
  };
  EXPECT_EQ(time("90"), 90);
  EXPECT_EQ(time("5min"), 300);
  EXPECT_EQ(time("2h"), 7200);
  EXPECT_EQ(time("1.5d"), 129'600);
  EXPECT_EQ(time("250ms"), 0.25);
  EXPECT_EQ(study_of(kSmall, {"seeds=[5, 2, 9]"}).points[0].scenario.seeds.replications,
            (std::vector<std::uint32_t>{2, 5, 9}));
  EXPECT_NE(refusal(kSmall, {"seed=18446744073709551616"}).find("too large"), std::string::npos);
  for (const char* bad : {"010", "0x10", "nan", "yes", "'7'", "1/3", "-1", "1.5", "[1"})
    EXPECT_NE(refusal(kSmall, {std::string("seed=") + bad}), "") << bad;
}

TEST(Scenario, CheckpointsCoverTheBudget) {
  const auto at = [](const std::string& v) {
    return study_of(kSmall, {"feedback={budget: {labels: 100}}", "measure={at: " + v + "}"})
        .points[0]
        .scenario.agents.list[0]
        .at;
  };
  EXPECT_EQ(at("{linear: 4}"), (std::vector<double>{25, 50, 75, 100}));
  EXPECT_EQ(at("{every: 40}"), (std::vector<double>{40, 80}));
  EXPECT_EQ(at("[1, 10, 1k]"), (std::vector<double>{1, 10})) << "beyond the budget nothing is measured";
  EXPECT_EQ(at("{log: 3}"), (std::vector<double>{1, 10, 100}));
}

TEST(Cells, DependOnWhatDecidesTheNumbersAndNothingElse) {
  const auto cell = [](const std::vector<std::string>& arguments) {
    return to_flow(study_of(kSmall, arguments).points[0].scenario.agents.list[0].cell);
  };
  const std::string base = cell({});
  for (const char* same :
       {"about=x", "report={title: x}", "expect=[{claim: x, metric: exploitability, below: 9}]", "seeds=3", "seed=0",
        "agents=[random]", "agents.bold.alpha=0.9", "feedback.size=2", "annotators.majority.temperature=1"})
    EXPECT_EQ(cell({same}), base) << same;
  for (const char* other :
       {"seed=1", "world.responses=5", "annotators.majority.share=0.5", "feedback.votes=2", "measure.truth=as-labelled",
        "record=[labels]", "freeze=[world]", "data={n: 10}", "events=[{at: 50%, set: {annotators.cyclic.share: 1}}]"})
    EXPECT_NE(cell({other}), base) << other;
}

TEST(Cells, NameFilesByTheirBytes) {
  const auto folder = std::filesystem::temp_directory_path() / "paddock-cells-test";
  std::filesystem::create_directories(folder);
  const auto cell = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(folder / name) << bytes;
    const std::string file = (folder / name).string();
    return to_flow(study_of(kSmall, {"annotators.majority.latency={file: '" + file + "'}"})
                       .points[0]
                       .scenario.agents.list[0]
                       .cell);
  };
  const std::string a = cell("a.txt", "1 2 3\n");
  EXPECT_EQ(cell("b.txt", "1 2 3\n"), a) << "where it lies does not matter";
  EXPECT_NE(cell("a.txt", "1 2 4\n"), a) << "what it holds does";
  std::filesystem::remove_all(folder);
}

TEST(Scenario, EventsAccumulate) {
  const Study s = study_of(kSmall, {"events=[{at: 1k labels, set: {annotators.majority.share: 0.1}}, {at: 75%, set: "
                                    "{annotators.cyclic.strength: 0.2}}]"});
  const auto& events = s.points[0].scenario.events.list;
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].at.labels, 1000);
  EXPECT_EQ(events[1].at.share, 0.75);
  EXPECT_EQ(events[0].population.groups()[0].share, 0.1);
  EXPECT_EQ(events[1].population.groups()[0].share, 0.1) << "the first change still holds";
}

TEST(Scenario, MetricsGoToTheAgentsTheyAreDefinedFor) {
  const Study s = study_of(
      kSmall, {"agents=[rucb, {kind: nash-md, tau: 0.1}]", "measure.metrics=[exploitability, kl.nash, winrate.rucb]"});
  const auto& agents = s.points[0].scenario.agents.list;
  EXPECT_EQ(agents[0].metrics, (std::vector<std::size_t>{0})) << "no tau, and no rival of itself";
  EXPECT_EQ(agents[1].metrics, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_NE(agents[0].cell.find("store"), nullptr) << "policies are kept for the comparison";
}

TEST(Scenario, AnnotatorsImplyTheWorld) {
  const Study s = study_of(
      "annotators: {kind: matrix, probabilities: [[0.5, 0.7, 0.6], [0.3, 0.5, 0.8], [0.4, 0.2, 0.5]]}\nagents: "
      "[rucb]\n");
  EXPECT_EQ(to_flow(*s.points[0].scenario.world.write().find("responses")), "3");
}

}  // namespace
}  // namespace paddock
