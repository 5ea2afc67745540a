#include "analysis/statistics/figures.h"

#include <gtest/gtest.h>

namespace paddock {
namespace {

TEST(Figures, TwoDigitsOfTheStandardError) {
  EXPECT_EQ(decimals_for(0.0102), 3);
  EXPECT_EQ(decimals_for(0.00047), 5);
  EXPECT_EQ(decimals_for(0.0994), 3);
  EXPECT_EQ(decimals_for(0.0996), 2) << "rounds to 0.10";
  EXPECT_EQ(decimals_for(1), 1);
  EXPECT_EQ(decimals_for(3.4), 1);
  EXPECT_EQ(decimals_for(34), 0);
  EXPECT_EQ(decimals_for(1e9), 0);
  EXPECT_EQ(decimals_for(1e-12), 6);
}

TEST(Figures, NoZeroBeforeThePoint) {
  EXPECT_EQ(fixed(0.25, 3), ".250");
  EXPECT_EQ(fixed(-0.5, 1), "-.5");
  EXPECT_EQ(fixed(-0.0001, 2), ".00") << "no minus on zero";
  EXPECT_EQ(fixed(0, 0), "0");
  EXPECT_EQ(fixed(-0.2, 0), "0");
  EXPECT_EQ(fixed(86.44, 1), "86.4");
  EXPECT_EQ(fixed(10, 2), "10.00");
  EXPECT_EQ(trimmed(0.5, 6), ".5");
  EXPECT_EQ(trimmed(0.5, 6, 3), ".500");
  EXPECT_EQ(trimmed(1.0 / 3, 4), ".3333");
  EXPECT_EQ(trimmed(2, 4), "2");
}

TEST(Figures, EstimatesAsText) {
  Estimate e{
      .n = 20, .mean = 0.02513, .error = 0.00052, .interval = {0.02513 - 0.00109, 0.02513 + 0.00109}, .varies = true};
  EXPECT_EQ(figure(e, false), ".02513 ±.00109");
  EXPECT_EQ(figure(e, false, true), ".02513 +-.00109");
  EXPECT_EQ(figure(estimate(std::vector<double>(20, 0.05)), false), ".050 exact");
  EXPECT_EQ(figure(estimate(std::vector<double>{0.05}), true), ".050 exact");
  EXPECT_EQ(figure(estimate(std::vector<double>{0.05}), false), ".050");
  EXPECT_EQ(figure(estimate(std::vector<double>(2, 0.0503125)), false), ".050313 exact");
  EXPECT_EQ(figure(estimate(std::vector<double>(2, 300)), false), "300 exact");
  EXPECT_EQ(figure(estimate({}), false), "–");
  EXPECT_EQ(figure(estimate(std::vector<double>{1, INFINITY}), false), "inf");
}

TEST(Figures, CountsAndTimes) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1400), "1,400");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(magnitude(950), "950");
  EXPECT_EQ(magnitude(20'000), "20 k");
  EXPECT_EQ(magnitude(2e6), "2.0 M");
  EXPECT_EQ(magnitude(999'600), "1.0 M");
  EXPECT_EQ(magnitude(5e10), "50 G");
  EXPECT_EQ(duration(1.13), "1.1 s");
  EXPECT_EQ(duration(42), "42 s");
  EXPECT_EQ(duration(210), "3.5 min");
  EXPECT_EQ(duration(2.1 * 3600), "2.1 h");
  EXPECT_EQ(duration(4 * 86400), "4.0 days");
  EXPECT_EQ(duration(2e6 * 37), "2.3 years");  // ux.md 1: 2.0 M labels at 37 s each
}

}  // namespace
}  // namespace paddock
