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
// 2.77 > 2.55 and the winner duels itself until t = 2^n exp(-f), n = 4, 5, …: t = 8.7, 17.5, 35.0, 69.96, 139.9, 279.8.
// In the next sweep both play again, one of the two rounds being the winner against itself. A set L_R that is reset to
// all arms would never let the loser back in.
TEST(Rmed1, LosersLeaveAndComeBackWhenComputedByHand) {
  const std::set<int> sweeps{2, 4, 6, 10, 19, 36, 71, 141, 281};  // of both arms, by first round
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    ByHand agent(recipe("rmed1"), 2, seed);
    std::vector<int> duels(401);
    for (int t = 1; t <= 400; ++t) {
      const auto [i, j] = agent.ask();
      duels[t] = i != j;
      if (i != j)
        agent.tell({i, j}, i == 1 ? 0 : 1);
      else
        EXPECT_EQ(i, 1u);
    }
    EXPECT_EQ(duels[1], 1);  // every pair once
    for (int t = 2; t < 400; ++t)
      if (sweeps.contains(t)) {
        EXPECT_EQ(duels[t] + duels[t + 1], 1) << "sweep from t = " << t << ", seed " << seed;
        ++t;
      } else {
        EXPECT_EQ(duels[t], 0) << "t = " << t << ", seed " << seed;
      }
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

TEST(Rmed1, LateLabelsOverturnALeaderWhoDuelsItself) {
  ByHand agent(recipe("rmed1"), 2);
  for (int t = 1; t <= 300; ++t)
    if (const auto [i, j] = agent.ask(); i != j) agent.tell({i, j}, i == 1 ? 0 : 1);
  EXPECT_EQ(agent.ask(), (Pair{1, 1}));  // alone until t = 560
  agent.wins(0, 1, 30);                  // 30 : 9, I_1 = 6.1 <= ln 301 + f = 6.3
  const auto first = agent.ask(), second = agent.ask();
  EXPECT_EQ((first.first != first.second) + (second.first != second.second), 1);
  EXPECT_EQ(agent.recommended(), (std::vector<double>{1, 0}));
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
