// Drawing from the simplex: never an arm of mass 0, whatever rounding does.
#include "sim/math/simplex.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace paddock::test {

using Weights = std::vector<double>;

TEST(Simplex, Pick) {
  const Weights p{0, 0.25, 0, 0.5, 0.25, 0};
  EXPECT_EQ(pick(p, 0), 1u);
  EXPECT_EQ(pick(p, 0.2499), 1u);
  EXPECT_EQ(pick(p, 0.25), 3u);
  EXPECT_EQ(pick(p, 0.75), 4u);
  EXPECT_EQ(pick(p, 0x1.fffffffffffffp-1), 4u);
  EXPECT_EQ(pick(Weights{0.3, 0.3, 0.3, 0}, 0.999), 2u);  // sums to 0.9: the last arm with mass, not the last arm
  EXPECT_EQ(pick(Weights{2, 6}, 0.5, 8), 1u);
  EXPECT_THROW(pick(Weights{0, 0}, 0.5), std::logic_error);
}

RC_GTEST_PROP(Simplex, NeverMassZero, (std::vector<bool> has_mass, std::uint32_t u)) {
  Weights w;
  for (bool b : has_mass) w.push_back(b ? 0.1 + static_cast<double>(w.size() % 7) : 0);
  Weights p = w;
  if (std::isnan(normalise(p))) return;  // no mass at all
  RC_ASSERT(is_distribution(p));
  RC_ASSERT(p[pick(p, u / 4294967296.0)] > 0);
}

TEST(Simplex, Checks) {
  EXPECT_TRUE(is_distribution(Weights{0.5, 0.5}));
  EXPECT_FALSE(is_distribution(Weights{0.5, 0.4}));
  EXPECT_FALSE(is_distribution(Weights{1.5, -0.5}));
  EXPECT_FALSE(is_distribution(Weights{std::nan(""), 1}));
  EXPECT_FALSE(is_distribution(Weights{}));
  Weights w{1, 3};
  EXPECT_EQ(normalise(w), 4);
  EXPECT_EQ(w, (Weights{0.25, 0.75}));
  for (Weights bad : {Weights{0, 0}, Weights{-1, 2}, Weights{std::nan("")}, Weights{HUGE_VAL, 1}, Weights{}}) {
    const Weights before = bad;
    EXPECT_TRUE(std::isnan(normalise(bad)));
    EXPECT_TRUE(bad.empty() || bad[0] == before[0] || std::isnan(before[0]));
  }
}

}  // namespace paddock::test
