// A study in memory gives what the cells give.
#include "sim/experiment/simulate.h"

#include "sim/experiment/cell.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace paddock::test {
namespace {

constexpr const char* kStudy =
    "{world: {kind: tabular, responses: 4}, annotators: {kind: matrix, name: cyclic-4}, feedback: {budget: {labels: "
    "300}},\n agents: [rucb, {kind: rucb, name: wide, alpha: 2}], seeds: 3, sweep: {grid: {agents.wide.alpha: [1, "
    "2]}},\n"
    " measure: {metrics: [regret.average, winrate.wide]}}\n";

TEST(Simulation, GivesTheCellsOwnNumbers) {
  const Simulation run(kStudy, 2);
  ASSERT_EQ(run.outline().points.size(), 2u);
  const Scenario& wide = run.study().points[1].scenario;
  const auto values = run.last("wide", "regret.average", 1);
  ASSERT_EQ(values.size(), 3u);
  for (std::uint32_t seed = 0; seed < 3; ++seed) {
    const CellRun cell = run_cell({wide, wide.agents.list[1], seed, ""});
    EXPECT_EQ(values[seed], *cell.result.rows.back().value);
  }
  EXPECT_EQ(run.last("rucb", "regret.average", 0), run.last("rucb", "regret.average", 1));  // one computation
  EXPECT_NE(run.last("wide", "regret.average", 0), values);
  for (double w : run.last("rucb", "winrate.wide")) EXPECT_TRUE(w > 0 && w < 1) << w;  // from stored policies
}

TEST(Simulation, TellsEveryProblemWithItsPlace) {
  try {
    Simulation("{world: {kind: tabular}, annotators: {kind: bradley-tery}, agents: [rucbb]}");
    FAIL() << "a scenario with mistakes ran";
  } catch (const std::invalid_argument& e) {
    const std::string text = e.what();
    EXPECT_NE(text.find("scenario:1:45: unknown annotator kind 'bradley-tery'"), std::string::npos) << text;
    EXPECT_NE(text.find("did you mean 'rucb'"), std::string::npos) << text;
  }
}

TEST(Simulation, KnowsWhatWasNotMeasured) {
  const Simulation run(kStudy, 1);
  EXPECT_THROW(run.last("dts", "regret.average"), std::invalid_argument);
  EXPECT_THROW(run.last("rucb", "regret.strong"), std::invalid_argument);
  EXPECT_THROW(run.last("rucb", "regret.average", 2), std::invalid_argument);
}

}  // namespace
}  // namespace paddock::test
