// Labels as counted comparisons.
#include "sim/math/comparisons.h"

#include <gtest/gtest.h>

#include <map>

namespace paddock {
namespace {

using Wins = std::map<std::pair<ItemId, ItemId>, double>;

struct One {
  QueryBatch queries;
  LabelBatch labels;
  One(Form form, std::vector<ItemId> shown, std::uint8_t choice, std::vector<std::uint8_t> order = {}) {
    const auto n = static_cast<Row>(shown.size());
    queries.reshape(form, n, 1), queries.clear(1);
    std::ranges::copy(shown, queries.add(0).begin());
    labels.reshape(queries, 1);
    labels.choice[labels.add(0)] = choice;
    if (!order.empty()) std::ranges::copy(order, labels.ranks(0).begin());
  }
  Wins wins() const {
    Wins out;
    for_each_win(labels, 0, [&](ItemId w, ItemId l, double weight) { out[{w, l}] += weight; });
    return out;
  }
};

TEST(ForEachWin, ReadsEveryComparingForm) {
  EXPECT_EQ(One(Form::duel, {7, 4}, 0).wins(), (Wins{{{7, 4}, 1}}));
  EXPECT_EQ(One(Form::duel, {7, 4}, 1).wins(), (Wins{{{4, 7}, 1}}));
  EXPECT_EQ(One(Form::duel, {7, 4}, LabelBatch::kTie).wins(), (Wins{{{4, 7}, 0.5}, {{7, 4}, 0.5}}));
  EXPECT_EQ(One(Form::best_of, {7, 4, 2}, 2).wins(), (Wins{{{2, 7}, 1}, {{2, 4}, 1}}));
  EXPECT_EQ(One(Form::ranking, {7, 4, 2}, 1, {1, 2, 0}).wins(), (Wins{{{4, 2}, 1}, {{4, 7}, 1}, {{2, 7}, 1}}));
  EXPECT_EQ(One(Form::best_of, {1, 2, 3}, LabelBatch::kTie).wins().size(), 6u);
}

TEST(ForEachWin, PassesOverWhatComparesNothing) {
  EXPECT_TRUE(One(Form::duel, {3, 3}, 0).wins().empty());
  EXPECT_TRUE(One(Form::duel, {3, 4}, LabelBatch::kSkip).wins().empty());
  EXPECT_TRUE(One(Form::thumbs, {3}, 1).wins().empty());
}

TEST(PairData, CountsByPairAndKeepsBothDirections) {
  Eigen::MatrixXd phi(2, 6);  // two contexts of three responses
  phi << 1, 2, 4, 8, 16, 32, 0, 1, 0, 1, 0, 1;
  PairData pairs(phi, 3);
  pairs.add(0, 2, 0, 1), pairs.add(0, 0, 2, 1), pairs.add(0, 0, 2, 2), pairs.add(1, 1, 2, 0.5);
  ASSERT_EQ(pairs.size(), 2);
  const auto data = pairs.data();
  EXPECT_EQ(data.differences.col(0), phi.col(0) - phi.col(2));
  EXPECT_EQ(data.differences.col(1), phi.col(4) - phi.col(5));
  EXPECT_EQ(data.counts[0], 4);
  EXPECT_EQ(data.outcomes[0], 0.75);  // response 0 won three of four
  EXPECT_EQ(data.outcomes[1], 1);
  for (ItemId i = 0; i < 3; ++i)
    for (ItemId j = 0; j < 3; ++j)
      if (i != j)
        for (ContextId x = 0; x < 2; ++x) pairs.add(x, i, j, 1);
  EXPECT_EQ(pairs.size(), 6);
}

}  // namespace
}  // namespace paddock
