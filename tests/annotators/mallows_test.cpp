// The annotator "mallows": pair laws by enumeration of all orders, rankings in law, what it refuses.
#include "sim/math/mallows.h"

#include "tests/annotators/bench.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace paddock::test {
namespace {

constexpr const char* kWorld = "{kind: tabular, names: [a, b, c, d]}";

/// P(order of places) for all orders of four.
std::map<std::vector<int>, double> all_orders(double phi) {
  std::map<std::vector<int>, double> law;
  std::vector<int> order{0, 1, 2, 3};
  double sum = 0;
  do {
    int inversions = 0;
    for (int i = 0; i < 4; ++i)
      for (int j = i + 1; j < 4; ++j)
        inversions += order[static_cast<std::size_t>(i)] > order[static_cast<std::size_t>(j)];
    sum += law[order] = std::pow(phi, inversions);
  } while (std::next_permutation(order.begin(), order.end()));
  for (auto& [o, p] : law) p /= sum;
  return law;
}

TEST(MallowsAnnotator, PairLawIsThatOfAllOrders) {
  const auto world = world_of(kWorld);
  const auto judge = Registry<Judge>::get()
                         .parse(node_of("{kind: mallows, ranking: [c, a, d, b], phi: 0.3}"),
                                *std::make_unique<Problems>(), "annotator")
                         .make({.world = *world});
  const int response[] = {2, 0, 3, 1};  // at each place of the ranking
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j) {
      double above = i == j ? 0.5 : 0;
      for (const auto& [order, p] : all_orders(0.3))
        if (i != j && std::ranges::find(order, i) < std::ranges::find(order, j)) above += p;
      EXPECT_NEAR(judge->preference(0, static_cast<ItemId>(response[i]), static_cast<ItemId>(response[j]), {}), above,
                  1e-12);
    }
}

TEST(MallowsAnnotator, RankingsFollowTheLaw) {
  const auto world = world_of(kWorld);
  Problems problems;
  const auto judge = Registry<Judge>::get()
                         .parse(node_of("{kind: mallows, ranking: [a, b, c, d], phi: 0.6}"), problems, "annotator")
                         .make({.world = *world, .form = Form::ranking});
  const auto partly =
      Registry<Judge>::get()
          .parse(node_of("{kind: mallows, ranking: [a, b, c, d], phi: 0.6, ranks: shown}"), problems, "annotator")
          .make({.world = *world, .form = Form::ranking});
  ASSERT_TRUE(problems.empty());
  EXPECT_NEAR(partly->preference(0, 0, 3, {}), 1 / 1.6, 1e-15);
  constexpr int kDraws = 40000;
  std::map<std::vector<int>, double> seen;
  double above = 0, shown_above = 0;
  Stream rng(5, 0, Purpose::answer);
  const std::vector<ItemId> items{0, 1, 2, 3}, two{3, 0};
  for (int k = 0; k < kDraws; ++k) {
    std::uint8_t place[4];
    ASSERT_TRUE(judge->rank(0, items, rng.uniform(), place));
    ++seen[std::vector<int>(place, place + 4)];
    judge->rank(0, two, rng.uniform(), std::span(place, 2));
    above += place[0] == 1;
    partly->rank(0, two, rng.uniform(), std::span(place, 2));
    shown_above += place[0] == 1;
  }
  const auto z = [&](double count, double p) { return (count - kDraws * p) / std::sqrt(kDraws * p * (1 - p)); };
  for (const auto& [order, p] : all_orders(0.6)) EXPECT_LT(std::abs(z(seen[order], p)), 4.9);
  EXPECT_LT(std::abs(z(above, mallows_pair(0.6, 3))), 4.9);
  EXPECT_LT(std::abs(z(shown_above, 1 / 1.6)), 4.9);
}

TEST(MallowsAnnotator, SaysWhatIsWrong) {
  const auto world = world_of(kWorld);
  EXPECT_NE(misfits("{kind: mallows, ranking: [a, b, c, e]}", *world).find("no response is called 'e'"),
            std::string::npos);
  EXPECT_NE(misfits("{kind: mallows, ranking: [a, b, c, c]}", *world).find("misses 'd'"), std::string::npos);
  EXPECT_NE(misfits("{kind: mallows, ranking: [a, b]}", *world).find("the world has 4"), std::string::npos);
}

}  // namespace
}  // namespace paddock::test
