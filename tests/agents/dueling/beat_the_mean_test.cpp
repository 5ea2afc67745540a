#include "tests/agents/dueling/loop.h"

#include <gtest/gtest.h>

namespace paddock::test {
namespace {

/// Rounds until arm 0, which always wins, duels itself.
int decided(std::vector<std::pair<std::string, std::string>> parameters) {
  ByHand agent(recipe("beat-the-mean", std::move(parameters)), 2, 1, 100);
  for (int t = 1; t <= 2000; ++t) {
    const auto [i, j] = agent.ask();
    if (i == j) return i == 0 ? t - 1 : -1;
    agent.tell({i, j}, i == 0 ? 0 : 1);
  }
  return -1;
}

// P_0 = 1, P_1 = 0: arm 1 goes when c < 1/2, c = f gamma² sqrt(ln(2 T K) / n), T = 100, K = 2, ln 400 = 5.9915:
// n > 4 f² gamma⁴ · 5.9915 for the arm asked least. Arms take turns, so that is after 2 n rounds.
TEST(BeatTheMean, DecidesWhenTheHandComputedRadiusAllows) {
  EXPECT_EQ(decided({{"gamma", "1"}}), 2 * 24);
  EXPECT_EQ(decided({}), 2 * 50);  // gamma = 1.2: n > 49.7
  EXPECT_EQ(decided({{"gamma", "1"}, {"radius", "paper"}}), 2 * 216);
  EXPECT_EQ(decided({{"gamma", "1"}, {"horizon", "1000"}}), 2 * 34);  // ln 4000 = 8.294: n > 33.2
}

TEST(BeatTheMean, OnlyTheArmThatAsksIsCredited) {
  ByHand agent(recipe("beat-the-mean"), 3, 1, 100);
  agent.wins(0, 1);
  for (int k = 0; k < 50; ++k) EXPECT_NE(agent.ask().first, 0u);  // 1 and 2 have been asked less
}

// 0 beat 2 a hundred times and lost ten to 1; 1 went 50 : 50 with 2. P = (.909, .545, 0), c = sqrt(ln 600 / 100) =
// .253, so 2 goes, and with it its duels: then P_0 = 0/10, P_1 = 10/10, c = .8.
TEST(BeatTheMean, DuelsWithWhoLeftAreSubtracted) {
  ByHand agent(recipe("beat-the-mean", {{"gamma", "1"}}), 3, 1, 100);
  for (int k = 0; k < 50; ++k) {
    for (ItemId j : {0u, 1u}) agent.tell({0, 2}, 0), agent.tell({2, j}, 1);
    agent.tell({1, 2}, 0), agent.tell({1, 2}, 1);
  }
  for (int k = 0; k < 10; ++k) agent.tell({0, 1}, 1), agent.tell({1, 0}, 0);
  EXPECT_EQ(agent.recommended(), (std::vector<double>{1, 0, 0}));
  for (int k = 0; k < 20; ++k) {
    const auto [i, j] = agent.ask();
    EXPECT_NE(i, j);
    EXPECT_TRUE(i != 2 && j != 2);
  }
  EXPECT_EQ(agent.recommended(), (std::vector<double>{0, 1, 0}));
  agent.wins(0, 2, 100);  // late labels on an arm that has left
  EXPECT_EQ(agent.recommended(), (std::vector<double>{0, 1, 0}));
}

TEST(BeatTheMean, NeedsAHorizon) { EXPECT_THROW(ByHand(recipe("beat-the-mean"), 3), std::logic_error); }

}  // namespace
}  // namespace paddock::test
