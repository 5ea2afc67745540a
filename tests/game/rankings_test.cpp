// Whole orders, against exhaustive search and cases worked by hand.
#include "analysis/game/rankings.h"

#include "tests/game/random_games.h"
#include "tests/golden/games.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>

namespace paddock::test {
namespace {

using Arms = std::vector<Eigen::Index>;

template <class Order>
double cost_of(const Order& order, const Eigen::MatrixXd& disagreement) {
  double sum = 0;
  for (std::size_t a = 0; a < order.size(); ++a)
    for (std::size_t b = a + 1; b < order.size(); ++b) sum += disagreement(order[b], order[a]);
  return sum;
}

struct Search {
  double best = 1e300;
  int count = 0;
};
Search by_search(const Eigen::MatrixXd& disagreement) {
  Arms order(static_cast<std::size_t>(disagreement.rows()));
  std::iota(order.begin(), order.end(), 0);
  Search s;
  do {
    const double cost = cost_of(order, disagreement);
    if (cost < s.best - 1e-9)
      s = {cost, 1};
    else if (cost <= s.best + 1e-9)
      ++s.count;
  } while (std::next_permutation(order.begin(), order.end()));
  return s;
}

Eigen::MatrixXd majorities(const Eigen::MatrixXd& p) { return (p.array() > 0.5).cast<double>(); }

}  // namespace

RC_GTEST_PROP(Rankings, KemenyAndSlaterAgainstExhaustiveSearch, (unsigned seed)) {
  Dice dice(seed);
  const Eigen::Index n = 1 + dice.below(6);
  const Eigen::MatrixXd p = random_game(n, static_cast<Kind>(dice.below(4)), seed + 1);
  const Kemeny k = kemeny(p), s = slater(p);
  const Search best = by_search(p), fewest = by_search(majorities(p));
  RC_ASSERT(std::abs(k.distance - best.best) < 1e-9);
  RC_ASSERT(std::abs(cost_of(k.order, p) - best.best) < 1e-9);
  RC_ASSERT(k.unique == (best.count == 1));
  RC_ASSERT(s.distance == fewest.best);
  RC_ASSERT(cost_of(s.order, majorities(p)) == fewest.best);
  RC_ASSERT(s.unique == (fewest.count == 1));
}

TEST(Rankings, GroupsAreOrderedOnTheirOwn) {  // ten cycles of three, each above the next: 30 arms, but easy
  const Eigen::Index n = 30;
  Eigen::MatrixXd p(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j)
      p(i, j) = i / 3 != j / 3 ? (i < j ? 0.6 : 0.4) : i == j ? 0.5 : (j - i + 3) % 3 == 1 ? 0.9 : 0.1;
  const Kemeny s = slater(p);
  EXPECT_EQ(s.distance, 10);
  EXPECT_FALSE(s.unique);
  EXPECT_EQ(s.order.size(), 30u);
  EXPECT_FALSE(slater(random_game(kKemenyExact + 1, Kind::continuous, 3)).exact);  // one large cycle
}

// Tideman 1987: margins 8 (0 over 1), 6 (1 over 2), 4 (2 over 0): the last closes a cycle and falls.
TEST(Rankings, RankedPairsDropsTheSmallestMajorityOfACycle) {
  Eigen::Matrix3d m;
  m << 0, 8, -4, -8, 0, 6, 4, -6, 0;
  const Ranking r = ranked_pairs(m);
  EXPECT_EQ(r.order, (Arms{0, 1, 2}));
  EXPECT_TRUE(r.unique);
  m << 0, 5, -5, -5, 0, 5, 5, -5, 0;  // all alike: any of three orders
  EXPECT_FALSE(ranked_pairs(m).unique);
  m << 0, 5, 7, -5, 0, 5, -7, -5, 0;  // ties that contradict nothing
  EXPECT_TRUE(ranked_pairs(m).unique);
  EXPECT_FALSE(ranked_pairs(Eigen::Matrix3d::Zero()).unique);
}

RC_GTEST_PROP(Rankings, RankedPairsKeepsGroupsAndMajoritiesOfTransitiveGames, (unsigned seed)) {
  const Eigen::MatrixXd p = random_game(2 + seed % 9, Kind::continuous, seed);
  const Ranking r = ranked_pairs((p.array() - 0.5).matrix());
  RC_ASSERT(r.unique);
  std::size_t at = 0;
  for (Arms group : condensation(p)) {  // extended Condorcet criterion
    Arms part(r.order.begin() + static_cast<std::ptrdiff_t>(at),
              r.order.begin() + static_cast<std::ptrdiff_t>(at + group.size()));
    std::sort(part.begin(), part.end());
    RC_ASSERT(part == group);
    at += group.size();
  }
  // Every pair against the order was dropped for a path of larger margins.
  for (std::size_t a = 1; a < r.order.size(); ++a) RC_ASSERT(p(r.order[a - 1], r.order[a]) > 0.5);
}

TEST(Rankings, LeximaxCopelandObeysUnanimity) {
  Mask nobody = Mask::Constant(4, 4, false);
  const Eigen::Vector4d scores(2, 1, 3, 0);
  EXPECT_EQ(leximax_copeland(scores, nobody).order, (Arms{2, 0, 1, 3}));
  EXPECT_TRUE(leximax_copeland(scores, nobody).unique);
  nobody(3, 2) = true;  // all prefer the arm of the lowest score to that of the best
  EXPECT_EQ(leximax_copeland(scores, nobody).order, (Arms{0, 1, 3, 2}));
  EXPECT_FALSE(leximax_copeland(Eigen::Vector4d(1, 1, 1, 0), Mask::Constant(4, 4, false)).unique);
}

}  // namespace paddock::test
