// Every claim of the scenario library, as `check` judges it. Long studies are looked at once, with few seeds: there no
// claim may be refuted; all others must hold.
#include "places.h"
#include "sim/cli/check.h"
#include "sim/experiment/parallel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace paddock::test {
namespace {

namespace fs = std::filesystem;

constexpr double kLong = 1e7;  // labels of all cells

std::vector<std::string> claiming() {
  std::vector<std::string> out;
  const fs::path root = fs::path(PADDOCK_SOURCE_DIR) / "scenarios";
  for (const auto& e : fs::recursive_directory_iterator(root)) {
    if (e.path().extension() != ".yaml") continue;
    std::ifstream in(e.path());
    if (std::string((std::istreambuf_iterator<char>(in)), {}).find("\nexpect:") != std::string::npos)
      out.push_back(e.path().lexically_relative(root).generic_string());
  }
  std::ranges::sort(out);
  return out;
}

class SlowLibraryClaims : public testing::TestWithParam<std::string> {};
TEST_P(SlowLibraryClaims, Hold) {
  const fs::path path = fs::path(PADDOCK_SOURCE_DIR) / "scenarios" / GetParam();
  std::ifstream in(path);
  const auto source = std::make_shared<Source>(Source{path.string(), {std::istreambuf_iterator<char>(in), {}}});
  if (source->text.find("../shared/data") != std::string::npos && !fs::exists(PADDOCK_SHARED_DATA))
    GTEST_SKIP() << "data not here";
  Problems problems;
  auto study = load(source, {}, problems);
  ASSERT_TRUE(study);
  double labels = 0;
  for (const Point& p : study->points)
    for (const AgentPlan& a : p.scenario.agents.list)
      if (const auto n = a.feedback.budget.labels)
        labels += static_cast<double>(*n) * static_cast<double>(p.scenario.seeds.replications.size());
  const bool is_long = labels > kLong;
  CheckOptions options;
  options.quiet = true, options.threads = available_threads();
  options.out = fs::temp_directory_path() / ("paddock-claims-" + study->name);
  if (is_long) {
    options.most = [](std::size_t first, std::size_t, bool) { return first; };
    for (Point& p : study->points) {
      auto& seeds = p.scenario.seeds.replications;
      seeds.resize(
          std::clamp<std::size_t>(static_cast<std::size_t>(kLong / labels * static_cast<double>(seeds.size())), 1, 3));
    }
  }
  fs::remove_all(options.out);
  Interrupts interrupts;
  const Checked checked = check_study(*study, options, interrupts);
  fs::remove_all(options.out);
  EXPECT_EQ(checked.failed, 0u);
  for (const Verdict& v : checked.verdicts) {
    if (!v.gate()) continue;
    EXPECT_TRUE(is_long ? !v.fails() : v.passes())
        << v.claim << ": " << word(v.ruling) << " by " << v.effect << " [" << v.interval.low << ", " << v.interval.high
        << "], target " << v.target << " at " << v.place << ", " << v.seeds << " seeds; " << v.note;
  }
}
INSTANTIATE_TEST_SUITE_P(Scenarios, SlowLibraryClaims, testing::ValuesIn(claiming()), [](const auto& c) {
  std::string s = c.param;
  for (char& ch : s)
    if (!std::isalnum(static_cast<unsigned char>(ch))) ch = '_';
  return s;
});

}  // namespace
}  // namespace paddock::test
