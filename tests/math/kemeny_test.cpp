// The order of least disagreement: against all orders, and what is kept when search is local; Mallows's pair law.
#include "sim/math/kemeny.h"

#include "sim/math/mallows.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace paddock::test {
namespace {

double distance(const Eigen::MatrixXd& wins, const std::vector<int>& order) {
  double sum = 0;
  for (std::size_t a = 0; a < order.size(); ++a)
    for (std::size_t b = a + 1; b < order.size(); ++b) sum += wins(order[b], order[a]);
  return sum;
}
Eigen::MatrixXd random_wins(int n, unsigned most, unsigned seed) {
  std::mt19937_64 generator(seed);
  Eigen::MatrixXd wins = Eigen::MatrixXd::Zero(n, n);
  for (int j = 0; j < n; ++j)
    for (int i = 0; i < n; ++i)
      if (i != j) wins(i, j) = static_cast<double>(generator() % most);
  return wins;
}

RC_GTEST_PROP(Kemeny, IsTheBestOfAllOrders, ()) {
  const int n = *rc::gen::inRange(1, 8);
  const auto wins = random_wins(n, *rc::gen::element(2u, 10u), *rc::gen::arbitrary<unsigned>());
  std::vector<int> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  double least = distance(wins, order);
  while (std::next_permutation(order.begin(), order.end())) least = std::min(least, distance(wins, order));
  const Kemeny found = kemeny(wins);
  RC_ASSERT(found.exact);
  RC_ASSERT(std::abs(found.distance - least) < 1e-9);
  RC_ASSERT(std::abs(distance(wins, found.order) - least) < 1e-9);
}

TEST(Kemeny, LargeCyclesAreSearchedLocally) {
  const auto wins = random_wins(40, 100, 5);
  const Kemeny found = kemeny(wins);
  EXPECT_FALSE(found.exact);
  std::vector<int> sorted = found.order;
  std::ranges::sort(sorted);
  for (int i = 0; i < 40; ++i) ASSERT_EQ(sorted[static_cast<std::size_t>(i)], i);
  for (std::size_t from = 0; from < 40; ++from)  // no move of one item helps
    for (std::size_t to = 0; to < 40; ++to) {
      std::vector<int> moved = found.order;
      const int item = moved[from];
      moved.erase(moved.begin() + static_cast<std::ptrdiff_t>(from));
      moved.insert(moved.begin() + static_cast<std::ptrdiff_t>(to), item);
      EXPECT_GE(distance(wins, moved), found.distance - 1e-6);
    }
}
TEST(Kemeny, ManyItemsWithoutCyclesAreExact) {
  Eigen::MatrixXd wins = Eigen::MatrixXd::Zero(100, 100);
  for (int i = 0; i < 100; ++i)
    for (int j = 0; j < 100; ++j)
      if (i != j) wins(i, j) = i < j ? 3 : 1;
  const Kemeny found = kemeny(wins);
  EXPECT_TRUE(found.exact);
  EXPECT_EQ(found.distance, 4950);
  EXPECT_TRUE(std::ranges::is_sorted(found.order));
}

// Source: annotators.md 5, checked facts: n = 5, phi = 0.6.
TEST(Mallows, WorkedNumbers) {
  const double expected[] = {0.625, 0.7015306, 0.7690577, 0.8259940};
  for (int gap = 1; gap <= 4; ++gap) EXPECT_NEAR(mallows_pair(0.6, gap), expected[gap - 1], 1e-7);
  EXPECT_EQ(mallows_pair(0, 3), 1);
  EXPECT_EQ(mallows_pair(1, 3), 0.5);
  TruncatedGeometric law(0.6);
  double log_z = 0, mean = 0;
  for (int i = 0; i < 5; ++i) law.grow(), log_z += law.log_sum(), mean += law.mean();
  EXPECT_NEAR(std::exp(log_z), 15.7332668416, 1e-9);
  EXPECT_NEAR(mean, 3.0312989179, 1e-9);
}

}  // namespace
}  // namespace paddock::test
