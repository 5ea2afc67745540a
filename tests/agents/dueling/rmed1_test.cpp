#include "tests/agents/dueling/loop.h"

#include <gtest/gtest.h>

#include <set>

namespace paddock::test {
namespace {

TEST(Rmed1, BeginsWithEveryPairOnce) {
  ByHand agent(recipe("rmed1"), 5);
  std::set<Pair> pairs;
  for (int t = 1; t <= 10; ++t) {
    const auto [i, j] = agent.ask();
    pairs.insert(std::minmax(i, j));
    agent.tell({i, j}, 0);
  }
  EXPECT_EQ(pairs.size(), 10u);
  for (const auto& [i, j] : pairs) EXPECT_LT(i, j);
}

// Two arms, one always wins. f(2) = 0.3 · 2^1.01 = 0.604; after n duels the loser has I = n ln 2 and stays in the sweep
// iff n ln 2 <= ln t + f at its end: sweeps at t = 2-3, 4-5, 6-7 have both arms (1.39 <= 1.70, 2.08 <= 2.21), then
// 2.77 > 2.55 and the winner duels itself until 2.77 <= ln t + f, t = 9. Next sweep of both: t = 10-11, and, as
// 3.47 <= ln 18 + f = 3.49, t = 19-20. In a sweep of both one duel is the winner against itself. A set L_R that is
// reset to all arms would never let the loser back in.
TEST(Rmed1, LosersLeaveAndComeBackWhenComputedByHand) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    ByHand agent(recipe("rmed1"), 2, seed);
    std::vector<int> duels(21);
    for (int t = 1; t <= 20; ++t) {
      const auto [i, j] = agent.ask();
      duels[t] = i != j;
      if (i != j)
        agent.tell({i, j}, i == 1 ? 0 : 1);
      else
        EXPECT_EQ(i, 1u);
    }
    EXPECT_EQ(duels[1], 1);
    for (int t : {2, 4, 6, 10, 19}) EXPECT_EQ(duels[t] + duels[t + 1], 1) << "sweep from " << t << ", seed " << seed;
    for (int t : {8, 9, 12, 13, 14, 15, 16, 17, 18}) EXPECT_EQ(duels[t], 0) << "t = " << t << ", seed " << seed;
  }
}

// A cycle, each pair once: all I are equal, so i* is any arm, but every l has one arm it lost to and meets that one.
TEST(Rmed1, OpponentIsTheStrongestWhoBeatsIt) {
  ByHand agent(recipe("rmed1"), 3);
  for (int t = 1; t <= 3; ++t) {
    const auto [i, j] = agent.ask();
    agent.tell({i, j}, (i + 1) % 3 == j ? 0 : 1);
  }
  std::set<Pair> met;
  for (int t = 4; t <= 6; ++t) met.insert(agent.ask());  // one sweep, its labels late
  EXPECT_EQ(met, (std::set<Pair>{{0, 2}, {1, 0}, {2, 1}}));
}

TEST(Rmed1, EvenPairsAreOpponents) {  // p = 1/2 belongs to O_l, so nobody duels itself
  ByHand agent(recipe("rmed1"), 2);
  agent.tell(agent.ask(), LabelBatch::kTie);
  for (int t = 2; t <= 9; ++t) {
    const auto [i, j] = agent.ask();
    EXPECT_NE(i, j);
    agent.tell({i, j}, LabelBatch::kTie);
  }
}

// Strong regret on ARITH16 at T = 2e4: 746.7 ± 7.5 (300 runs of a tight loop), 749.6 (public C++ code); 652 with L_R
// reset to all arms (the project's measurements of peers, sections 5 and 7).
TEST(SlowRmed1, StrongRegretOfPublicCode) {
  const auto regret = summary(recipe("rmed1"), arithmetic(16, 0.03), 20000, 300).average;
  EXPECT_LT(std::abs(2 * regret.value - 746.7) / std::hypot(2 * regret.error, 7.5), 4.9);
}

}  // namespace
}  // namespace paddock::test
