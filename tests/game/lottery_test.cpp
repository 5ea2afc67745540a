// Maximal lotteries: theorems that hold for every game.
#include "analysis/game/lottery.h"

#include "analysis/game/gaps.h"
#include "analysis/game/lottery_lp.h"
#include "analysis/game/nash.h"
#include "analysis/game/tournament.h"
#include "tests/game/random_games.h"
#include "tests/golden/games.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace paddock::test {
namespace {

Eigen::Index support(const Eigen::VectorXd& p) { return (p.array() > 1e-12).count(); }

}  // namespace

TEST(Lottery, WeightedCycle) {  // margins a, b, c round the cycle give (b, c, a) / (a + b + c)
  const double a = 0.1, b = 0.3, c = 0.05;
  Eigen::Matrix3d p;
  p << 0.5, 0.5 + a, 0.5 - c, 0.5 - a, 0.5, 0.5 + b, 0.5 + c, 0.5 - b, 0.5;
  const Lottery lottery = maximal_lottery(p);
  EXPECT_LT((lottery.policy - Eigen::Vector3d(b, c, a) / (a + b + c)).cwiseAbs().maxCoeff(), 1e-15);
  EXPECT_TRUE(lottery.unique);
}

TEST(Lottery, MarginsOfAnyScale) {
  Eigen::Matrix3d m;
  m << 0, 2, -1, -2, 0, 6, 1, -6, 0;
  for (const double scale : {1e-9, 1.0, 1e12}) {
    const Lottery lottery = margin_lottery(scale * m);
    EXPECT_LT((lottery.policy - Eigen::Vector3d(6, 1, 2) / 9).cwiseAbs().maxCoeff(), 1e-14);
    EXPECT_TRUE(lottery.unique && lottery.converged);
  }
  EXPECT_FALSE(margin_lottery(Eigen::Matrix3d::Zero()).unique);
}

TEST(Lottery, ClonesShareTheirMassEvenly) {  // a cycle whose arm 0 comes three times
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(5, 5, 0.5);
  for (int clone : {0, 3, 4}) p(clone, 1) = 1, p(1, clone) = 0, p(clone, 2) = 0, p(2, clone) = 1;
  p(1, 2) = 1, p(2, 1) = 0;
  const Lottery lottery = maximal_lottery(p);
  Eigen::VectorXd expected(5);
  expected << 1.0 / 9, 1.0 / 3, 1.0 / 3, 1.0 / 9, 1.0 / 9;
  EXPECT_FALSE(lottery.unique);
  EXPECT_TRUE(lottery.converged);
  EXPECT_LT((lottery.policy - expected).cwiseAbs().maxCoeff(), 1e-12);
}

TEST(Lottery, SaysNothing) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  for (int seed = 0; seed < 20; ++seed) maximal_lottery(random_game(12, static_cast<Kind>(seed % 4), seed));
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Lottery, OneArm) {
  const Lottery lottery = maximal_lottery(Eigen::MatrixXd::Constant(1, 1, 0.5));
  EXPECT_EQ(lottery.policy[0], 1);
  EXPECT_TRUE(lottery.unique && lottery.converged);
  EXPECT_THROW(maximal_lottery(Eigen::MatrixXd(0, 0)), std::logic_error);
}

// Without ties the lottery of a tournament is unique and has an odd support (Fisher & Ryan 1992; Laffond et al. 1993).
RC_GTEST_PROP(Lottery, TournamentsHaveOddSupport, (unsigned seed)) {
  const Lottery lottery = maximal_lottery(random_game(1 + seed % 40, Kind::tournament, seed));
  RC_ASSERT(lottery.unique && lottery.converged);
  RC_ASSERT(lottery.gap < 1e-14);
  RC_ASSERT(support(lottery.policy) % 2 == 1);
}

RC_GTEST_PROP(Lottery, IsOptimalAndLivesOnTheSmithSet, (unsigned seed)) {
  Dice dice(seed);
  const Eigen::Index n = 2 + dice.below(20);
  const Eigen::MatrixXd p = random_game(n, static_cast<Kind>(dice.below(4)), seed + 1);
  const Lottery lottery = maximal_lottery(p);
  RC_ASSERT(lottery.converged);
  RC_ASSERT(std::abs(lottery.policy.sum() - 1) < 1e-14);
  RC_ASSERT(lottery.policy.minCoeff() >= 0);
  RC_ASSERT(exploitability(p, lottery.policy) < 1e-13);
  Eigen::VectorXd outside = lottery.policy;
  for (Eigen::Index i : smith_set(p)) outside[i] = 0;
  RC_ASSERT(outside.isZero(0));
}

// With several optima: the limit of the regularised Nash policy with a uniform reference has the largest entropy.
RC_GTEST_PROP(Lottery, HasTheLargestEntropy, (unsigned seed)) {
  Dice dice(seed);
  const Eigen::Index n = 2 + dice.below(7);
  const Eigen::MatrixXd p = random_game(n, dice.below(2) ? Kind::ties : Kind::quarters, seed + 1);
  const Lottery lottery = maximal_lottery(p);
  const Nash nearly = regularised_nash(p, golden::uniform(n), 1e-4);
  RC_ASSERT(lottery.converged);
  RC_ASSERT(nearly.converged);
  RC_ASSERT((lottery.policy - nearly.policy).cwiseAbs().maxCoeff() < 0.02);
  if (lottery.unique) return;
  const std::optional<lottery::Interior> inside = lottery::interior((p - p.transpose()).eval());
  RC_ASSERT(inside.has_value());
  const double best = entropy(as_span(lottery.policy));
  for (int k = 0; k < 20; ++k) {  // no optimum nearby or far is more even
    const Eigen::VectorXd other = lottery.policy + (k + 1) / 20.0 * (inside->policy - lottery.policy);
    RC_ASSERT(entropy(as_span(other)) <= best + 1e-12);
  }
}

}  // namespace paddock::test
