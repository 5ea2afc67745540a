#include "agents/dueling/argmax.h"
#include "tests/agents/dueling/loop.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <set>

namespace paddock::test {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Two arms, arm a always wins. With n duels b has U_ba = sqrt(0.51 ln t / n), so b challenges iff 0.51 ln t >= n / 4:
// n = 1, 2 at t = 2, 3; then 0.75, 1, 1.25, 1.5 are reached at t = 5, 8, 12, 19 (0.51 ln t =
// .821, 1.061, 1.267, 1.502). In between the champion duels itself; a rule that forbids it has linear regret.
TEST(Rucb, ChampionDuelsItselfBetweenHandComputedChallenges) {
  ByHand agent(recipe("rucb"), 2);
  const std::set<int> duels{1, 2, 3, 5, 8, 12, 19};
  ItemId best = 0;
  for (int t = 1; t <= 20; ++t) {
    const auto [i, j] = agent.ask();
    if (t == 1) best = i;
    EXPECT_EQ(i != j, duels.contains(t)) << "t = " << t;
    if (i != j)
      agent.tell({i, j}, i == best ? 0 : 1);
    else
      EXPECT_EQ(i, best);
  }
}

// 0 has beaten 1 once, nothing else is known. Against champion 1: U_01 = 1 + sqrt(0.51 ln t) passes 2 between t = 7 and
// 8; U_21 is the value of an unplayed pair.
TEST(Rucb, UnplayedPairsAreWorthWhatTheParameterSays) {
  const auto challenger = [](const char* unplayed, int from, int to) {
    std::set<ItemId> out;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      ByHand agent(recipe("rucb", {{"unplayed", unplayed}}), 3, seed);
      agent.ask();
      agent.wins(0, 1);
      for (int t = 2; t <= to; ++t)
        if (const auto [c, d] = agent.ask(); c == 1 && t >= from) out.insert(d);
    }
    return out;
  };
  EXPECT_EQ(challenger("one", 2, 30), (std::set<ItemId>{0}));
  EXPECT_EQ(challenger("two", 2, 7), (std::set<ItemId>{2}));
  EXPECT_EQ(challenger("two", 8, 30), (std::set<ItemId>{0}));
  EXPECT_EQ(challenger("infinity", 2, 30), (std::set<ItemId>{2}));
}

// 0 leads 1 and 2 by 8 : 0, reach 64 / 32 = 2, so it is alone in C while 0.51 ln t < 2. Then all pairs are even and
// everybody is in C: the favourite 0 is champion with probability 1/2, the others share the rest.
TEST(Rucb, FavouriteIsChampionHalfOfTheTime) {
  ByHand agent(recipe("rucb"), 3);
  for (ItemId j : {1u, 2u}) agent.wins(0, j, 8);
  EXPECT_EQ(agent.ask(), (Pair{0, 0}));
  for (ItemId j : {1u, 2u}) agent.wins(j, 0, 8);
  std::array<int, 3> count{};
  const int asks = 20000;
  for (int k = 0; k < asks; ++k) ++count[agent.ask().first];
  EXPECT_LT(std::abs(count[0] - asks / 2.) / std::sqrt(asks / 4.), 4.9);
  EXPECT_LT(std::abs(count[1] - asks / 4.) / std::sqrt(asks * 3 / 16.), 4.9);
}

/// Algorithm 1 with all bounds rebuilt every round. Spends random numbers as the agent does.
class Dense {
 public:
  Dense(ItemId n, double alpha, double unplayed)
      : n_(n), alpha_(alpha), unplayed_(unplayed), w_(Eigen::MatrixXd::Zero(n, n)) {}
  Pair duel(Stream& rng) {
    const double a = alpha_ * std::log(static_cast<double>(++t_));
    Eigen::MatrixXd u(n_, n_);
    for (ItemId i = 0; i < n_; ++i)
      for (ItemId j = 0; j < n_; ++j) {
        const double n = w_(i, j) + w_(j, i);
        u(i, j) = i == j ? 0.5 : n > 0 ? w_(i, j) / n + std::sqrt(a / n) : unplayed_;
      }
    std::vector<ItemId> c;
    for (ItemId i = 0; i < n_; ++i)
      if (u.row(i).minCoeff() >= 0.5) c.push_back(i);
    const auto at = std::ranges::find(c, b_);
    const bool kept = b_ < n_ && at != c.end();
    if (kept) std::swap(*at, c[0]);
    if (!kept) b_ = n_;
    if (c.size() == 1) b_ = c[0];
    const auto m = static_cast<std::uint32_t>(c.size());
    ItemId champion = 0;
    if (m == 0)
      champion = rng.below(n_);
    else if (m == 1)
      champion = c[0];
    else if (b_ == n_)
      champion = c[rng.below(m)];
    else
      champion = rng() & 1 ? b_ : c[1 + rng.below(m - 1)];
    const auto bound = [&](ItemId j) { return j == champion ? -kInfinity : u(j, champion); };
    double highest = -kInfinity;
    for (ItemId j = 0; j < n_; ++j) highest = std::max(highest, bound(j));
    const ItemId d = highest >= 0.5 ? argmax(n_, rng, bound) : champion;
    return {champion, d};
  }
  void learn(ItemId i, ItemId j, double won) { w_(i, j) += won, w_(j, i) += 1 - won; }

 private:
  ItemId n_, b_ = ~0u;
  double alpha_, unplayed_;
  std::uint64_t t_ = 0;
  Eigen::MatrixXd w_;
};

RC_GTEST_PROP(Rucb, ThresholdsDecideAsADenseRebuildDoes, ()) {
  const auto n = *rc::gen::inRange<ItemId>(2, 9);
  const auto seed = *rc::gen::inRange<std::uint64_t>(0, 1'000'000);
  const int lag = *rc::gen::inRange(0, 4);
  const auto which = *rc::gen::inRange<std::size_t>(0, 3);
  const char* names[] = {"one", "two", "infinity"};
  const double values[] = {1, 2, kInfinity};
  Stream world(seed, 0, Purpose::world), coins(seed, 0, Purpose::answer), rng(seed, 0, Purpose::agent, 7);
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(n, n, 0.5);
  for (ItemId i = 0; i < n; ++i)
    for (ItemId j = i + 1; j < n; ++j) p(i, j) = world.uniform(), p(j, i) = 1 - p(i, j);
  ByHand agent(recipe("rucb", {{"unplayed", names[which]}}), n, seed);
  Dense dense(n, 0.51, values[which]);
  std::vector<Pair> open;
  for (int t = 0; t < 1500; ++t) {
    const Pair asked = agent.ask();
    RC_ASSERT(asked == dense.duel(rng));
    open.push_back(asked);
    if (static_cast<int>(open.size()) <= lag) continue;
    const auto [i, j] = open.front();
    open.erase(open.begin());
    const double u = coins.uniform();
    const std::uint8_t choice = u < 0.1 ? LabelBatch::kTie : coins.uniform() < p(i, j) ? 0 : 1;
    agent.tell({i, j}, choice);
    if (i != j) dense.learn(i, j, choice == LabelBatch::kTie ? 0.5 : 1 - choice);
  }
}

// Labels given before the start are rounds: with 400 of them, ln t starts at ln 401, so a pair of 10 even duels that 0
// leads 6 to 4 is still open (reach 0.1), which it would not be at ln 1.
TEST(Rucb, GivenLabelsCountAsRounds) {
  ByHand agent(recipe("rucb"), 2);
  for (int k = 0; k < 6; ++k) agent.tell({0, 1}, 0, 0, Purpose::data);
  for (int k = 0; k < 4; ++k) agent.tell({0, 1}, 1, 0, Purpose::data);
  const auto [i, j] = agent.ask();
  EXPECT_NE(i, j);
}

}  // namespace
}  // namespace paddock::test
