#include "tests/agents/dueling/loop.h"

#include <gtest/gtest.h>

namespace paddock::test {
namespace {

Recipe<Agent> strong(const std::string& beta) {
  return recipe("winner-stays", {{"variant", "strong"}, {"beta", beta}});
}

// Arms a, b first, c the third. C after each label in the comments.
TEST(WinnerStays, FollowsHandComputedRounds) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    ByHand agent(recipe("winner-stays"), 3, seed);
    const auto [a, b] = agent.ask();
    const ItemId c = 3 - a - b;
    ASSERT_NE(a, b);
    agent.wins(a, b);  // a 1, c 0, b -1
    EXPECT_EQ(agent.ask(), (Pair{a, c}));
    agent.wins(a, c);  // a 2, b -1, c -1: c was shown last
    EXPECT_EQ(agent.ask(), (Pair{a, c}));
    agent.wins(c, a);  // a 1, c 0, b -1
    EXPECT_EQ(agent.ask(), (Pair{a, c}));
    agent.wins(c, a);  // c 1, a 0, b -1
    EXPECT_EQ(agent.ask(), (Pair{c, a}));
    agent.wins(a, c);  // a 1, c 0
    EXPECT_EQ(agent.ask(), (Pair{a, c}));
    agent.wins(c, a);  // c 1, a 0
    EXPECT_EQ(agent.ask(), (Pair{c, a}));
    agent.tell({c, a}, LabelBatch::kTie);  // no change
    EXPECT_EQ(agent.ask(), (Pair{c, a}));
  }
}

TEST(WinnerStays, LastArmsArePreferredAmongEquals) {
  ByHand agent(recipe("winner-stays"), 4, 2);
  const auto [a, b] = agent.ask();
  agent.wins(b, a);  // b 1, a -1
  const auto [i, j] = agent.ask();
  EXPECT_EQ(i, b);
  agent.wins(j, b), agent.wins(a, j);  // b 0, j 0, a 0, the fourth 0: i stays, then j
  EXPECT_EQ(agent.ask(), (Pair{b, j}));
  EXPECT_EQ(agent.recommended()[b], 1);
}

// Three arms, the first shown always wins: two duels end each round, then floor(beta^l) duels of the winner with
// itself.
TEST(WinnerStays, StrongVariantExploitsAfterEveryRound) {
  const auto pattern = [](const std::string& beta, int rounds) {
    ByHand agent(strong(beta), 3);
    std::string out;
    ItemId best = 0;
    for (int t = 0; t < rounds; ++t) {
      const auto [i, j] = agent.ask();
      if (t == 0) best = i;
      EXPECT_EQ(i, best);
      out += i == j ? '=' : 'x';
      if (i != j) agent.wins(i, j);
    }
    return out;
  };
  EXPECT_EQ(pattern("2", 20), "xx==xx====xx========");
  EXPECT_EQ(pattern("1.1", 26), "xx=xx=xx=xx=xx=xx=xx=xx==x");  // 1.1^8 = 2.14
}

}  // namespace
}  // namespace paddock::test
