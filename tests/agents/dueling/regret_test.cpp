// The family against the project's table of reference numbers (its specification of dueling bandits, sections 10.1 and
// 10.4: an independent implementation, cross-checked there with public code), and the orders it must reproduce.
#include "tests/agents/dueling/loop.h"

#include <gtest/gtest.h>

namespace paddock::test {
namespace {

constexpr std::uint64_t kRounds = 20000;
constexpr std::uint32_t kRuns = 100;

struct World {
  const char* name;
  Eigen::MatrixXd p;
};
const std::vector<World>& worlds() {
  static const std::vector<World> all{
      {"Cyclic-4", cyclic4()}, {"Arithmetic-8", arithmetic(8, 0.05)}, {"ArXiv-6", arxiv6()}, {"MSLR-5", mslr5()}};
  return all;
}
struct Known {
  double mean, deviation;  // over 100 runs; deviation 0: not tabulated
};

/// Within 4 combined standard errors and 3 % for the freedom of tie-breaking, as the table asks.
void expect_near(const Mean& ours, Known known, const std::string& what) {
  const double error = known.deviation > 0 ? known.deviation / std::sqrt(kRuns) : ours.error;
  EXPECT_LT(std::abs(ours.value - known.mean), 4 * std::hypot(ours.error, error) + 0.03 * known.mean)
      << what << ": " << ours.value << " ± " << ours.error << " for " << known.mean << " ± " << error;
}
void expect_table(const Recipe<Agent>& recipe, const std::vector<Known>& known, bool weak = false) {
  for (std::size_t w = 0; w < known.size(); ++w) {
    if (known[w].mean == 0) continue;
    const auto ours = summary(recipe, worlds()[w].p, kRounds, kRuns);
    expect_near(weak ? ours.weak : ours.average, known[w], worlds()[w].name);
  }
}

TEST(SlowDuelingRegret, Rucb) {
  expect_table(recipe("rucb", {{"unplayed", "one"}}), {{86.4, 19.7}, {294.6, 50}, {475.9, 115}, {165.7, 39}});
}
TEST(SlowDuelingRegret, DoubleThompson) {
  expect_table(recipe("double-thompson"), {{40.1, 10.7}, {96.6, 32}, {113.4, 54}, {68.2, 35}});
}
TEST(SlowDuelingRegret, Rmed1) { expect_table(recipe("rmed1"), {{57.4, 18.7}, {148.0, 31}, {238.9, 57}, {116.9, 39}}); }
TEST(SlowDuelingRegret, BeatTheMean) {
  expect_table(recipe("beat-the-mean", {{"gamma", "1.2"}}), {{1465.4, 60}, {2396.5, 103}, {1199.8, 2.8}, {1195.1, 67}});
}
TEST(SlowDuelingRegret, WinnerStaysStrong) {
  expect_table(recipe("winner-stays", {{"variant", "strong"}}), {{61.5, 10.9}, {147.1, 20}, {108.9, 25}, {83.5, 15}});
}
TEST(SlowDuelingRegret, WinnerStaysWeak) {
  expect_table(recipe("winner-stays"), {{2.1, 0}, {5.3, 0}, {9.2, 0}, {1.8, 0}}, true);
}

// Weak regret stops: between rounds 5000 and 20000 it grows by less than a tenth of what it has.
TEST(SlowDuelingRegret, WinnerStaysHasBoundedWeakRegret) {
  for (const auto& world : worlds()) {
    double early = 0, late = 0;
    for (std::uint32_t r = 0; r < kRuns; ++r) {
      early += run(recipe("winner-stays"), world.p, 5000, r).weak;
      late += run(recipe("winner-stays"), world.p, kRounds, r).weak;
    }
    EXPECT_LT(late - early, 0.1 * late) << world.name;
  }
}

// Orders that hold with a large margin on all four matrices.
TEST(SlowDuelingRegret, KnownOrders) {
  for (const auto& world : worlds()) {
    const auto regret = [&](const Recipe<Agent>& r) { return summary(r, world.p, kRounds, 40).average.value; };
    const double dts = regret(recipe("double-thompson")), rmed = regret(recipe("rmed1")), rucb = regret(recipe("rucb"));
    EXPECT_LT(dts, rmed) << world.name;
    EXPECT_LT(rmed, rucb) << world.name;
    EXPECT_LT(regret(recipe("winner-stays", {{"variant", "strong"}})), rucb) << world.name;
  }
}

// Labels that arrive so many rounds late cost as much as the specification's table says (Arithmetic-8, T = 5000).
TEST(SlowDuelingRegret, LateLabels) {
  const std::uint64_t delays[] = {0, 10, 100, 500};
  const Known thompson[] = {{74.2, 26}, {80.3, 35}, {94.2, 22}, {175.2, 25}};
  const Known rucb[] = {{260.3, 44}, {276.2, 42}, {349.1, 46}, {490.0, 53}};
  for (int d = 0; d < 4; ++d) {
    const auto what = "delay " + std::to_string(delays[d]);
    expect_near(summary(recipe("double-thompson"), arithmetic(8, 0.05), 5000, kRuns, delays[d]).average, thompson[d],
                "D-TS, " + what);
    expect_near(summary(recipe("rucb", {{"unplayed", "one"}}), arithmetic(8, 0.05), 5000, kRuns, delays[d]).average,
                rucb[d], "RUCB, " + what);
  }
}

}  // namespace
}  // namespace paddock::test
