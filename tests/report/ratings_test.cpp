// Ratings of agents from their win rates against each other.
#include "analysis/report/ratings.h"

#include <gtest/gtest.h>

#include <cmath>

namespace paddock::test {
namespace {

/// One point, agents a, b, c; wins[i][j] as metric winrate.j of agent i, NaN: not measured.
Findings study(const std::vector<std::vector<double>>& wins) {
  const std::vector<std::string> names{"a", "b", "c"};
  Findings f;
  f.background.metrics = {{"exploitability", false, false}};
  for (const auto& n : names) f.background.metrics.push_back({"winrate." + n, true, false});
  f.points.emplace_back();
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto& agent = f.points[0].agents.emplace_back();
    agent.name = names[i];
    agent.metrics.resize(4);
    for (std::size_t j = 0; j < 3; ++j) {
      if (std::isnan(wins[i][j])) continue;
      agent.metrics[j + 1].end.mean = wins[i][j], agent.metrics[j + 1].end.n = 1;
    }
  }
  return f;
}
const double kNone = std::nan("");

TEST(Ratings, RecoverABradleyTerryTable) {
  const double r[] = {1, 0, -1};
  std::vector<std::vector<double>> wins(3, std::vector<double>(3, kNone));
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < i; ++j) wins[i][j] = 1 / (1 + std::exp(r[j] - r[i]));  // one way round is enough
  const auto table = head_to_head(study(wins), 0);
  EXPECT_EQ(table.agents, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_NEAR(table.wins(0, 2), 1 / (1 + std::exp(-2.0)), 1e-15);
  const auto ratings = bradley_terry_ratings(table);
  ASSERT_EQ(ratings.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(ratings[i], r[i], 1e-9);
}

TEST(Ratings, SayNothingOfCycles) {
  const auto ratings = bradley_terry_ratings(head_to_head(study({{.5, .8, .2}, {.2, .5, .8}, {.8, .2, .5}}), 0));
  ASSERT_EQ(ratings.size(), 3u);
  for (double x : ratings) EXPECT_NEAR(x, 0, 1e-9);
}

TEST(Ratings, NeedEveryPair) {
  const auto two = head_to_head(study({{kNone, .6, kNone}, {kNone, kNone, kNone}, {kNone, kNone, kNone}}), 0);
  EXPECT_EQ(two.agents, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(bradley_terry_ratings(two).size(), 2u);
  EXPECT_TRUE(
      bradley_terry_ratings(head_to_head(study({{kNone, .6, kNone}, {kNone, kNone, .7}, {kNone, kNone, kNone}}), 0))
          .empty());
  EXPECT_TRUE(
      bradley_terry_ratings(head_to_head(study({{.5, 1, 1}, {0, .5, 1}, {0, 0, .5}}), 0)).empty());  // no scores
}

}  // namespace
}  // namespace paddock::test
