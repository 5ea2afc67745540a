// Shared policies: average, log-linear, tabular.
#include "sim/policy/average.h"
#include "sim/policy/log_linear.h"
#include "sim/policy/tabular.h"
#include "tests/agents/loop.h"
#include "tests/golden/games.h"

#include <gtest/gtest.h>

#include <cmath>

namespace paddock::test {
namespace {

TEST(TabularPolicy, RefreshNormalisesLogitsAndKeepsArmsThatUnderflow) {
  const Arms world(3, 2);
  TabularPolicy pi(world);
  const auto logits = pi.edit(1);
  logits[0] = 1000, logits[1] = 1001, logits[2] = -1000;
  pi.refresh(1);
  EXPECT_NEAR(pi.of(1)[1], 1 / (1 + std::exp(-1.0)), 1e-15);
  EXPECT_EQ(pi.of(1)[2], 0);
  EXPECT_NEAR(pi.logits(1)[2] - pi.logits(1)[0], -2000, 1e-9);
  EXPECT_NEAR(std::exp(pi.logits(1)[0]), pi.of(1)[0], 1e-12);  // logits of 1000 have 1e-13 to spare
  EXPECT_NEAR(pi.of(0)[0], 1.0 / 3, 1e-15);
}

TEST(AveragePolicy, IsTheReferenceAndThenTheMean) {
  const Arms world(2, 2, {.3, .7});
  AveragePolicy mean(world);
  EXPECT_LT(largest_error(law_of(mean, 2), golden::column({.3, .7})), 1e-15);
  mean.add(0, std::vector<double>{1, 0}), mean.add(0, std::vector<double>{.5, .5});
  EXPECT_LT(largest_error(law_of(mean, 2), golden::column({.75, .25})), 1e-15);
  EXPECT_LT(largest_error(law_of(mean, 2, 1), golden::column({.3, .7})), 1e-15);
  EXPECT_NEAR(mean.log_probability(0, 1), std::log(.25), 1e-15);
  std::vector<ItemId> drawn(10000);
  Stream rng(1, 0, Purpose::agent);
  mean.sample(0, rng, drawn);
  EXPECT_LT(std::abs(static_cast<double>(std::ranges::count(drawn, 1u)) - 2500), 4.9 * std::sqrt(10000 * .1875));
}

TEST(LogLinearPolicy, TiltsTheReferenceByItsFeatures) {
  Eigen::MatrixXd phi(2, 3);
  phi << 1, 0, 2, 0, 1, -1;
  const FeatureWorld world(phi, golden::column({.5, .3, .2}));
  LogLinearPolicy pi(world);
  EXPECT_LT(largest_error(law_of(pi, 3), golden::column({.5, .3, .2})), 1e-15);
  for (const double a : {0.5, -1.0}) {  // read again after every edit
    pi.edit() << a, 0.25;
    Eigen::VectorXd law(3);
    law << .5 * std::exp(a), .3 * std::exp(.25), .2 * std::exp(2 * a - .25);
    EXPECT_LT(largest_error(law_of(pi, 3), law / law.sum()), 1e-15);
    EXPECT_NEAR(pi.log_probability(0, 2), std::log(law[2] / law.sum()), 1e-14);
  }
}

class Plain final : public WorldView {
 public:
  ContextId contexts() const override { return 2; }
  ItemId responses() const override { return 3; }
  const Policy& reference() const override { return arms_.reference(); }

 private:
  Arms arms_{3};
};

TEST(FeatureMatrix, GivesIndicatorsWhereThereAreNone) {  // one for every response of every context
  EXPECT_EQ(feature_matrix(Plain()), Eigen::MatrixXd::Identity(6, 6));
  Eigen::MatrixXd shared(3, 6);  // the bench's own features do not tell contexts apart
  shared << Eigen::MatrixXd::Identity(3, 3), Eigen::MatrixXd::Identity(3, 3);
  EXPECT_EQ(feature_matrix(Arms(3, 2)), shared);
}

}  // namespace
}  // namespace paddock::test
