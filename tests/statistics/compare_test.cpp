#include "analysis/statistics/compare.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace paddock {
namespace {

std::vector<SeedValue> series(const std::vector<double>& v) {
  std::vector<SeedValue> s;
  for (std::uint32_t i = 0; i < v.size(); ++i) s.push_back({i, v[i]});
  return s;
}

// Hours of sleep gained with two drugs, Student (1908), "The probable error of a mean"; t.test(paired) gives
// t = -4.0621, df = 9, p = 0.002833, 95 % interval [-2.4598858, -0.7001142].
TEST(Paired, StudentsSleep) {
  const auto r = paired(series({0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0}),
                        series({1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}));
  EXPECT_NEAR(r.difference.mean, -1.58, 1e-12);
  EXPECT_NEAR(r.difference.mean / r.difference.error, -4.0621, 5e-5);
  EXPECT_NEAR(r.p, 0.002833, 5e-7);
  EXPECT_NEAR(r.difference.interval.low, -2.4598858, 5e-8);
  EXPECT_NEAR(r.difference.interval.high, -0.7001142, 5e-8);
  EXPECT_EQ(r.above, 0u);
  EXPECT_EQ(r.below, 9u);
}

TEST(Paired, UsesCommonDefinedSeedsOnly) {
  const std::vector<SeedValue> a{{0, 1}, {2, 5}, {3, {}}, {7, 4}}, b{{1, 9}, {2, 3}, {3, 1}, {7, 4}, {9, 0}};
  const auto r = paired(a, b);
  EXPECT_EQ(r.difference.n, 2u);
  EXPECT_EQ(r.difference.mean, 1);
  EXPECT_EQ(r.above, 1u);
  EXPECT_EQ(paired(a, {{5, 1}}).p, 1);
}

TEST(Paired, CertainDifferences) {
  EXPECT_EQ(paired(series({1, 2, 3}), series({1, 2, 3})).p, 1);
  EXPECT_EQ(paired(series({2, 3, 4}), series({1, 2, 3})).p, 0);
}

TEST(Holm, StepsDown) {
  EXPECT_EQ(holm({}), std::vector<double>{});
  EXPECT_EQ(holm({0.2}), std::vector<double>{0.2});
  const auto p = holm({0.04, 0.01, 0.03, 0.02});  // 4 × .01, then 3 × .02 and what may not fall below it
  EXPECT_DOUBLE_EQ(p[1], 0.04);
  EXPECT_DOUBLE_EQ(p[3], 0.06);
  EXPECT_DOUBLE_EQ(p[2], 0.06);
  EXPECT_DOUBLE_EQ(p[0], 0.06);
  EXPECT_EQ(holm({0.5, 0.9}), (std::vector<double>{1, 1}));
}

RC_GTEST_PROP(Holm, LiesBetweenNothingAndBonferroni, ()) {
  const auto draws = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1001));
  std::vector<double> p;
  for (const int d : draws) p.push_back(d / 1000.0);
  const auto h = holm(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    RC_ASSERT(h[i] >= p[i]);
    RC_ASSERT(h[i] <= std::min(1.0, p[i] * static_cast<double>(p.size())) + 1e-15);
    for (std::size_t j = 0; j < p.size(); ++j) RC_ASSERT(!(p[i] < p[j]) || h[i] <= h[j]);
  }
}

}  // namespace
}  // namespace paddock
