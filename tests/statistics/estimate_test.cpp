#include "analysis/statistics/estimate.h"

#include <boost/math/distributions/binomial.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numeric>

namespace paddock {
namespace {

using Values = std::vector<double>;

TEST(Sum, LosesNothing) {
  Sum sum;
  for (const double v : {1.0, 1e100, 1.0, -1e100}) sum.add(v);
  EXPECT_EQ(sum.value(), 2) << "plain addition gives 0";
  Sum tenths;
  for (int i = 0; i < 1'000'000; ++i) tenths.add(0.1);
  EXPECT_EQ(tenths.value(), 100000.0) << "plain addition is 1.3e-6 off";
}

TEST(Mean, OfEqualValuesIsThatValue) {
  for (const double v : {0.1, 1.0 / 3, 1e-300})
    for (std::size_t n = 1; n < 50; ++n) {
      EXPECT_EQ(mean(Values(n, v)), v);
      EXPECT_EQ(variance(Values(n + 1, v)), 0);
    }
  EXPECT_TRUE(std::isnan(mean(Values{})));
  EXPECT_EQ(mean(Values{1, INFINITY}), INFINITY);
}

TEST(Quantile, InterpolatesLikeType7) {
  Values v(10);
  std::iota(v.begin(), v.end(), 1);
  EXPECT_DOUBLE_EQ(quantile(v, 0.25), 3.25);  // R: quantile(1:10, .25)
  EXPECT_DOUBLE_EQ(quantile(v, 0.9), 9.1);
  EXPECT_EQ(quantile(v, 0), 1);
  EXPECT_EQ(quantile(v, 1), 10);
  EXPECT_EQ(median(Values{3, 1, 2}), 2);
  EXPECT_EQ(median(Values{4, 1, 3, 2}), 2.5);
}

// Truncation, not fractional weights: n = 10 drops 2 at each end, n = 3 none.
TEST(InterquartileMean, DropsWholeValues) {
  EXPECT_EQ(interquartile_mean(Values{8, 7, 6, 5, 4, 3, 2, 1}), 4.5);
  EXPECT_EQ(interquartile_mean(Values{-1e9, 1, 3, 4, 5, 6, 7, 8, 9, 1e9}), 5.5);
  EXPECT_EQ(interquartile_mean(Values{1, 2, 9}), 4);
  EXPECT_EQ(interquartile_mean(Values{1, 2, 3, 1000}), 2.5);
}

RC_GTEST_PROP(InterquartileMean, LiesBetweenTheQuartiles, ()) {
  const auto ints = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-1000, 1000));
  RC_PRE(ints.size() >= 4u);
  const Values v(ints.begin(), ints.end());
  const double m = interquartile_mean(v);
  auto sorted = v;
  std::ranges::sort(sorted);
  RC_ASSERT(m >= sorted[v.size() / 4]);
  RC_ASSERT(m <= sorted[v.size() - 1 - v.size() / 4]);
}

// t(.975, 4) = 2.776445 (any table); standard deviation of 1 … 5 is sqrt(2.5).
TEST(Estimate, StudentsInterval) {
  const auto e = estimate(Values{1, 2, 3, 4, 5});
  EXPECT_EQ(e.mean, 3);
  EXPECT_NEAR(e.error, std::sqrt(2.5 / 5), 1e-15);
  EXPECT_NEAR(e.half_width(), 2.776445 * std::sqrt(0.5), 1e-6);
  EXPECT_TRUE(e.varies);
  EXPECT_EQ(e.n, 5u);
}

TEST(Estimate, SaysWhenItKnowsNothing) {
  EXPECT_EQ(estimate({}).n, 0u);
  EXPECT_TRUE(std::isnan(estimate({}).mean));
  const auto one = estimate(Values{0.3});
  EXPECT_EQ(one.mean, 0.3);
  EXPECT_TRUE(std::isinf(one.half_width()));
  const auto same = estimate(Values(20, 0.1));
  EXPECT_FALSE(same.varies);
  EXPECT_EQ(same.half_width(), 0);
  const auto infinite = estimate(Values{0, INFINITY});
  EXPECT_EQ(infinite.mean, INFINITY);
  EXPECT_TRUE(std::isinf(infinite.interval.high));
}

// At its ends the binomial tail has exactly half the error probability; closed forms where nothing or all succeed.
TEST(ClopperPearson, InvertsTheBinomial) {
  for (const std::size_t n : {1u, 7u, 100u, 5000u})
    for (const std::size_t k : {std::size_t{0}, n / 3, n / 2, n}) {
      const auto i = clopper_pearson(k, n, 0.99);
      using Law = boost::math::binomial_distribution<>;
      const auto trials = static_cast<double>(n), hits = static_cast<double>(k);
      const double above = k == 0 ? 0.005 : boost::math::cdf(boost::math::complement(Law(trials, i.low), hits - 1));
      const double below = k == n ? 0.005 : boost::math::cdf(Law(trials, i.high), hits);
      EXPECT_NEAR(above, 0.005, 1e-9) << k << " of " << n;
      EXPECT_NEAR(below, 0.005, 1e-9) << k << " of " << n;
    }
  EXPECT_NEAR(clopper_pearson(0, 10).high, 1 - std::pow(0.025, 0.1), 1e-12);
  EXPECT_NEAR(clopper_pearson(10, 10).low, std::pow(0.025, 0.1), 1e-12);
  EXPECT_EQ(clopper_pearson(0, 10).low, 0);
  EXPECT_EQ(clopper_pearson(10, 10).high, 1);
}

// Ends p solve |k/n - p| = z sqrt(p (1-p) / n), z(.975) = 1.959964.
TEST(Wilson, InvertsTheNormalApproximation) {
  for (const std::size_t k : {1u, 20u, 50u, 79u}) {
    const auto i = wilson(k, 80);
    for (const double p : {i.low, i.high})
      EXPECT_NEAR(std::abs(static_cast<double>(k) / 80 - p), 1.959963985 * std::sqrt(p * (1 - p) / 80), 1e-8);
  }
  EXPECT_EQ(wilson(0, 80).low, 0);
  EXPECT_EQ(wilson(0, 0).high, 1);
}

TEST(Settled, IsTheLastTimeItComesIn) {
  const Values x{0, 10, 20, 30, 40};
  EXPECT_EQ(settled(x, Values{1, .5, .305, .295, .3}, .01), 20);
  EXPECT_EQ(settled(x, Values{.3, .3, .3, .3, .3}, .01), 0);
  EXPECT_EQ(settled(x, Values{.3, .3, .5, .3, .3}, .01), 30) << "it left again after being there at 0";
  EXPECT_EQ(settled(x, Values{1, .9, .8, .7, .6}, .01), std::nullopt) << "still moving at the end";
  EXPECT_EQ(settled(Values{0}, Values{1}, .01), std::nullopt);
}

}  // namespace
}  // namespace paddock
