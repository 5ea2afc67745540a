// Every scenario of the library loads without a problem and runs at reduced size; nothing in it fails.
#include "places.h"
#include "sim/experiment/cell.h"
#include "sim/experiment/plan.h"
#include "sim/scenario/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace paddock::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> scenarios() {
  std::vector<std::string> out;
  const fs::path root = fs::path(PADDOCK_SOURCE_DIR) / "scenarios";
  for (const auto& e : fs::recursive_directory_iterator(root))
    if (e.path().extension() == ".yaml") out.push_back(e.path().lexically_relative(root).generic_string());
  std::ranges::sort(out);
  return out;
}

class EveryScenario : public testing::TestWithParam<std::string> {};
TEST_P(EveryScenario, RunsAtReducedSize) {
  const fs::path path = fs::path(PADDOCK_SOURCE_DIR) / "scenarios" / GetParam();
  std::ifstream in(path);
  auto source = std::make_shared<Source>(Source{path.string(), {std::istreambuf_iterator<char>(in), {}}});
  if (source->text.find("../shared/data") != std::string::npos && !fs::exists(PADDOCK_SHARED_DATA))
    GTEST_SKIP() << "data not here";
  if (source->text.find("python3") != std::string::npos && std::system("python3 -c pass 2>/dev/null") != 0)
    GTEST_SKIP() << "no python3";
  Problems problems;
  Overrides small;
  small.push_back({"seeds", Node::scalar("1"), {}});
  auto study = load(source, small, problems);
  std::ostringstream said;
  problems.print(said);
  ASSERT_TRUE(study) << said.str();
  EXPECT_TRUE(study->points.front().scenario.about) << "says what it shows";
  EXPECT_TRUE(study->points.front().scenario.source) << "cites";
  for (const Cell& c : make_plan(*study).cells) {
    AgentPlan agent = study->points[c.point].scenario.agents.list[c.agent];
    auto& budget = agent.feedback.budget;
    if (budget.labels) budget.labels = std::min<std::uint64_t>(*budget.labels, 400);
    if (budget.steps) budget.steps = std::min<std::uint64_t>(*budget.steps, 200);
    const auto run = run_cell({study->points[c.point].scenario, agent, c.seed, c.key});
    EXPECT_EQ(run.result.reason, "") << agent.name;
    EXPECT_FALSE(run.result.rows.empty()) << agent.name;
    EXPECT_EQ(run.books.length_integral, run.books.sojourns) << agent.name << ": Little's law holds exactly";
  }
}
INSTANTIATE_TEST_SUITE_P(Scenarios, EveryScenario, testing::ValuesIn(scenarios()), [](const auto& c) {
  std::string s = c.param;
  for (char& ch : s)
    if (!std::isalnum(static_cast<unsigned char>(ch))) ch = '_';
  return s;
});

}  // namespace
}  // namespace paddock::test
