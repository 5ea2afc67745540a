#include "analysis/statistics/bootstrap.h"

#include "sim/core/stream.h"

#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>

#include <cmath>

namespace paddock {
namespace {

using Values = std::vector<double>;
double mean_of(std::span<const double> v) { return mean(v); }

TEST(Bootstrap, IsNamedNotSequential) {
  Values v;
  for (int i = 1; i < 30; ++i) v.push_back(std::sqrt(i));
  const auto a = bootstrap(v, mean_of, {.seed = 3, .entity = entity("x")});
  bootstrap(v, mean_of, {.seed = 3, .entity = entity("y")});
  const auto b = bootstrap(v, mean_of, {.seed = 3, .entity = entity("x")});
  EXPECT_EQ(a.low, b.low);
  EXPECT_EQ(a.high, b.high);
  const auto other = bootstrap(v, mean_of, {.seed = 4, .entity = entity("x"), .replicates = 200});
  EXPECT_NE(a.low + a.high, other.low + other.high);
}

TEST(Bootstrap, JointResamplingKeepsPairs) {
  Scores s{{1, 5, 2, 9, 4}, {}};
  for (const double v : s[0]) s[1].push_back(v + 10);
  const auto difference = [](const Scores& x) { return mean(x[1]) - mean(x[0]); };
  const auto paired = bootstrap(s, difference, {.resample = Resample::jointly});
  EXPECT_NEAR(paired.low, 10, 1e-12);
  EXPECT_NEAR(paired.high, 10, 1e-12);
  const auto separate = bootstrap(s, difference, {.resample = Resample::within_series});
  EXPECT_LT(separate.low, 9);
}

TEST(Bootstrap, StrataKeepTheirRuns) {
  const auto flat = [](const Scores& x) { return mean(x[0]) + 1000 * mean(x[1]); };
  const auto i = bootstrap({{1, 1, 1}, {2, 2}}, flat);
  EXPECT_EQ(i.low, 2001);
  EXPECT_EQ(i.high, 2001);
}

// The bootstrap distribution of a mean of n has variance s²(n-1)/n / n, known without sampling: at n = 200 the interval
// is within sampling error of mean ± 1.96 of that.
TEST(Bootstrap, AgreesWithTheFormulaForMeans) {
  Values v;
  Stream stream(1, 0, Purpose::statistics, entity("formula"));
  for (int i = 0; i < 200; ++i) v.push_back(stream.uniform());
  const auto i = bootstrap(v, mean_of, {.replicates = 20'000});
  const double error = std::sqrt(variance(v) * 199 / 200 / 200);
  EXPECT_NEAR(i.low, mean(v) - 1.96 * error, 0.08 * error);
  EXPECT_NEAR(i.high, mean(v) + 1.96 * error, 0.08 * error);
}

struct Coverage {
  std::size_t n;
  double iqm, mean, t;  // what the table says
};
constexpr int kTrials = 600;

/// Shares of 600 trials in which the 95 % interval holds the truth.
Coverage measure(std::size_t n, bool skewed) {
  const boost::math::normal normal;
  const double quartile = boost::math::quantile(normal, 0.75);
  // of the lognormal: E[X] = sqrt(e); E[X | middle half] = 2 sqrt(e) (Phi(q - 1) - Phi(-q - 1))
  const double true_mean = skewed ? std::exp(0.5) : 0;
  const double true_iqm =
      skewed ? 2 * std::exp(0.5) * (boost::math::cdf(normal, quartile - 1) - boost::math::cdf(normal, -quartile - 1))
             : 0;
  int iqm = 0, boot = 0, t = 0;
  Values v(n);
  Stream stream(7, static_cast<std::uint32_t>(n), Purpose::statistics, entity(skewed ? "lognormal" : "normal"));
  for (std::uint32_t trial = 0; trial < kTrials; ++trial) {
    stream.seek(trial);
    for (double& x : v) {
      x = boost::math::quantile(normal, stream.uniform() * (1 - 1e-16) + 1e-17);
      if (skewed) x = std::exp(x);
    }
    const Bootstrap o{.seed = trial, .entity = entity("trial"), .replicates = 1000};
    iqm += bootstrap(
               v, [](std::span<const double> x) { return interquartile_mean(x); }, o)
               .holds(true_iqm);
    boot += bootstrap(v, mean_of, o).holds(true_mean);
    t += estimate(v).interval.holds(true_mean);
  }
  return {n, iqm / double{kTrials}, boot / double{kTrials}, t / double{kTrials}};
}

void expect_same(double measured, double table, const std::string& what) {
  const double p = (measured + table) / 2, error = std::sqrt(2 * p * (1 - p) / kTrials);
  EXPECT_LT(std::abs(measured - table) / error, 4.9) << what << ": " << measured << ", the table says " << table;
}

// Coverage of nominal 95 % intervals by number of seeds, measured independently before this code was written (600
// trials, 1000 replicates): few seeds make percentile intervals far too sure, Student's not unless the law is skewed.
TEST(SlowBootstrap, CoverageOfNormalScores) {
  for (const Coverage& row :
       {Coverage{3, .735, .735, .947}, {5, .898, .842, .945}, {10, .943, .908, .960}, {20, .930, .917, .940}}) {
    const auto m = measure(row.n, false);
    expect_same(m.iqm, row.iqm, "iqm " + std::to_string(row.n));
    expect_same(m.mean, row.mean, "mean " + std::to_string(row.n));
    EXPECT_LT(std::abs(m.t - 0.95) / std::sqrt(0.95 * 0.05 / kTrials), 4.9) << "exact for normal values, got " << m.t;
  }
}

TEST(SlowBootstrap, CoverageOfSkewedScores) {
  for (const Coverage& row :
       {Coverage{3, .750, .627, .802}, {5, .910, .730, .828}, {10, .940, .805, .843}, {20, .937, .868, .877}}) {
    const auto m = measure(row.n, true);
    expect_same(m.iqm, row.iqm, "iqm " + std::to_string(row.n));
    expect_same(m.mean, row.mean, "mean " + std::to_string(row.n));
    expect_same(m.t, row.t, "t " + std::to_string(row.n));
  }
}

}  // namespace
}  // namespace paddock
