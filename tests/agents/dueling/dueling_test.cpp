// What all algorithms of the family share: agents/dueling/dueling.h, tally.h and argmax.h.
#include "agents/dueling/dueling.h"

#include "agents/dueling/tally.h"
#include "tests/agents/dueling/loop.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace paddock::test {
namespace {

const char* const kKinds[] = {"rucb", "double-thompson", "rmed1", "beat-the-mean", "winner-stays"};
class EveryDuelist : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Kinds, EveryDuelist, testing::ValuesIn(kKinds), [](const auto& kind) {
  std::string name = kind.param;
  std::erase(name, '-');
  return name;
});

/// Plays 60 rounds in which the smaller number wins; `between` may say more after each label.
template <class Between>
std::vector<Pair> played(const Recipe<Agent>& recipe, Between between) {
  ByHand agent(recipe, 4, 3, 1000);
  std::vector<Pair> out;
  for (int t = 0; t < 60; ++t) {
    out.push_back(agent.ask());
    if (out.back().first != out.back().second) agent.tell(out.back(), out.back().first < out.back().second ? 0 : 1);
    between(agent);
  }
  return out;
}

TEST_P(EveryDuelist, IgnoresSkipsAndDuelsOfAnArmWithItself) {
  const auto r = recipe(GetParam());
  const auto quiet = played(r, [](ByHand&) {});
  EXPECT_EQ(quiet, played(r, [](ByHand& a) { a.tell({2, 1}, LabelBatch::kSkip); }));
  EXPECT_EQ(quiet, played(r, [](ByHand& a) { a.tell({2, 2}, 0); }));
  EXPECT_NE(quiet, played(r, [](ByHand& a) { a.tell({3, 0}, 0); }));
}

TEST_P(EveryDuelist, RecommendsNobodyInParticularAtFirstAndThenWhoWins) {
  ByHand agent(recipe(GetParam()), 4, 1, 1000);
  EXPECT_EQ(agent.recommended(), std::vector<double>(4, 0.25));
  for (ItemId j : {0u, 1u, 3u}) agent.wins(2, j);
  EXPECT_EQ(agent.recommended(), (std::vector<double>{0, 0, 1, 0}));
  const Policy& policy = agent.agent().recommended();
  EXPECT_EQ(policy.log_probability(0, 2), 0);
  EXPECT_EQ(policy.log_probability(0, 1), -kInf);
  Stream rng(1, 0, Purpose::measure);
  std::vector<ItemId> drawn(5);
  policy.sample(0, rng, drawn);
  EXPECT_EQ(drawn, std::vector<ItemId>(5, 2));
}

TEST_P(EveryDuelist, KeepsContextsApart) {
  ByHand agent(recipe(GetParam()), 3, 1, 1000, 1, 2);
  for (ItemId j : {0u, 1u}) agent.tell({2, j}, 0, 1);
  EXPECT_EQ(agent.recommended(0), std::vector<double>(3, 1. / 3));
  EXPECT_EQ(agent.recommended(1), (std::vector<double>{0, 0, 1}));
  EXPECT_NEAR(agent.agent().recommended().log_probability(0, 1), std::log(1. / 3), 1e-15);
}

TEST_P(EveryDuelist, CountsATieAsHalfAWinForEach) {
  ByHand agent(recipe(GetParam()), 2, 1, 1000);
  for (int k = 0; k < 5; ++k) agent.tell({0, 1}, LabelBatch::kTie), agent.tell({1, 0}, LabelBatch::kTie);
  EXPECT_EQ(agent.recommended(), (std::vector<double>{0.5, 0.5}));
}

/// W/N + sqrt(reach/N) = 1/2 for whoever trails.
RC_GTEST_PROP(Tally, ReachIsWhereTheBoundMeetsOneHalf, ()) {
  Tally tally(2);
  const int wins = *rc::gen::inRange(0, 1000), losses = *rc::gen::inRange(wins + 1, 2000);
  for (int k = 0; k < wins; ++k) tally.add(0, 1, 1);
  for (int k = 0; k < losses; ++k) tally.add(0, 1, 0);
  const double n = tally.duels(0, 1), bound = tally.wins(0, 1) / n + std::sqrt(tally.reach(0, 1) / n);
  RC_ASSERT(std::abs(bound - 0.5) < 1e-14);
  RC_ASSERT(tally.reach(1, 0) == 0);
  RC_ASSERT(tally.beaten(1) == 1 && tally.beaten(0) == 0);
  RC_ASSERT(Tally(2).reach(0, 1) == 0);
}

TEST(Argmax, BreaksTiesUniformly) {
  const double scores[] = {-kInf, 2, 1, 2, 2};
  Stream rng(1, 0, Purpose::agent);
  std::array<int, 5> count{};
  const int draws = 30000;
  for (int k = 0; k < draws; ++k) ++count[argmax(5, rng, [&](ItemId i) { return scores[i]; })];
  EXPECT_EQ(count[0] + count[2], 0);
  for (int i : {1, 3, 4}) EXPECT_LT(std::abs(count[i] - draws / 3.) / std::sqrt(draws * 2 / 9.), 4.9);
  EXPECT_LT(argmax(3, rng, [](ItemId) { return -kInf; }), 3u);
}

}  // namespace
}  // namespace paddock::test
