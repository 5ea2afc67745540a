// The normal law in its tails, where phi / Phi is 0 / 0 in double precision.
#include "sim/math/normal.h"

#include <gtest/gtest.h>

namespace paddock::test {

TEST(Normal, KnownValues) {  // tables of the law; at -40 its continued fraction in 60-digit arithmetic
  EXPECT_NEAR(normal_cdf(1.96), 0.9750021048517795, 1e-15);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_log_cdf(-40), -804.6084420137538, 1e-9);
  EXPECT_NEAR(normal_hazard(0), 0.7978845608028654, 1e-15);
  EXPECT_NEAR(normal_hazard(-40), 40.02496884720726, 1e-12);
}

TEST(Normal, BranchesMeet) {
  EXPECT_NEAR(normal_hazard(-10 - 1e-12) / normal_hazard(-10 + 1e-12), 1, 1e-12);
  EXPECT_NEAR(normal_log_cdf(-10 - 1e-13), normal_log_cdf(-10 + 1e-13), 1e-11);
  EXPECT_NEAR(normal_log_cdf(1e-15), std::log(0.5), 1e-14);
}

TEST(Normal, HazardIsTheGradientOfLogCdf) {
  for (double z : {-30.0, -12.0, -9.0, -1.0, 0.5, 3.0}) {
    const double h = 1e-5;
    EXPECT_NEAR((normal_log_cdf(z + h) - normal_log_cdf(z - h)) / (2 * h), normal_hazard(z),
                1e-6 * normal_hazard(z) + 1e-9);
  }
}

}  // namespace paddock::test
