#include "sim/math/beta_half.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace paddock::test {
namespace {

TEST(BetaHalf, StartsUniformAndTakesHandComputedSteps) {
  BetaHalf x;
  EXPECT_EQ(x.above(), 0.5);
  x.add(1);  // Beta(2, 1): P(X > 1/2) = 1 - 1/4
  EXPECT_NEAR(x.above(), 0.75, 1e-16);
  x.add(1);  // Beta(3, 1): 1 - 1/8
  EXPECT_NEAR(x.above(), 0.875, 2e-16);
  x.add(0);  // Beta(3, 2): density 12 x²(1-x); 1 - (4/8 - 3/16)
  EXPECT_NEAR(x.above(), 0.6875, 3e-16);
  EXPECT_NEAR(x.below(), 0.3125, 3e-16);
}

// Second method: the incomplete beta function of Boost, with halves (ties) thrown in.
RC_GTEST_PROP(BetaHalf, AgreesWithTheIncompleteBetaFunction, ()) {
  const double chance = *rc::gen::inRange(0, 101) / 100.;
  const int steps = *rc::gen::inRange(1, 3000);
  const double ties = *rc::gen::element(0., 0.02);
  BetaHalf x;
  double a = 1, b = 1;
  for (int k = 0; k < steps; ++k) {
    const double u = *rc::gen::inRange(0, 1 << 20) / double(1 << 20),
                 heads = u < ties ? 0.5 : u < ties + (1 - ties) * chance;
    x.add(heads), a += heads, b += 1 - heads;
  }
  RC_ASSERT(std::abs(x.above() - boost::math::ibetac(a, b, 0.5)) < 1e-13);
  RC_ASSERT(std::abs(x.below() - boost::math::ibeta(a, b, 0.5)) < 1e-13);
  RC_ASSERT(x.above() >= 0 && x.above() <= 1 && x.below() >= 0 && x.below() <= 1);
}

TEST(BetaHalf, StaysRightOverAMillionSteps) {
  BetaHalf even, sure;
  for (int k = 0; k < 1'000'000; ++k) even.add(k % 2), sure.add(k % 50 != 0);
  EXPECT_NEAR(even.above(), 0.5, 1e-9);
  EXPECT_EQ(sure.above(), 1);
  EXPECT_LT(sure.below(), 1e-15);
}

}  // namespace
}  // namespace paddock::test
