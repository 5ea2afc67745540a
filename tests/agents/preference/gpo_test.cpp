// gpo: its step, the game it plays, and its model on cycles (seeds.md section 6, experiment 15).
#include "analysis/game/lottery.h"
#include "sim/core/preference_model.h"
#include "sim/math/softmax.h"
#include "tests/agents/loop.h"
#include "tests/golden/games.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace paddock::test {
namespace {

TEST(Gpo, TakesMirrorStepsOnLogOdds) {
  const auto g = golden::games()[1];
  Loop loop("{kind: gpo, beta: 1.5}", g.p, g.mu);
  Eigen::VectorXd pi = g.mu;
  for (int t = 0; t < 5; ++t) {
    Eigen::VectorXd next(3);
    for (int i = 0; i < 3; ++i) {
      double s = 0;
      for (int j = 0; j < 3; ++j) s += pi[j] * logit(g.p(i, j));
      next[i] = pi[i] * std::exp(s / 1.5);
    }
    pi = next / next.sum();
    loop.rounds(1);
    EXPECT_LT(largest_error(loop.policy(), pi), 1e-12) << t;
  }
}

TEST(Gpo, LogLinearInIndicatorsIsTabular) {
  const auto g = golden::games()[1];
  for (const Form form : {Form::oracle, Form::duel}) {
    Loop table("{kind: gpo}", g.p, g.mu, form, 10), linear("{kind: gpo, policy: log-linear}", g.p, g.mu, form, 10);
    table.rounds(20), linear.rounds(20);
    EXPECT_LT(largest_error(table.policy(), linear.policy()), 1e-9);
  }
}

// nlhf.md section 7: the equilibrium of the scores, (.191228, .312876, .495896) on E2, is not the lottery (2, 3, 4)/9.
TEST(Gpo, AveragesToTheEquilibriumOfTheScores) {
  const auto g = golden::games()[1];
  Loop loop("{kind: gpo, beta: 100}", g.p, g.mu);
  loop.rounds(200000);
  EXPECT_LT(largest_error(loop.policy("average"), golden::column({.191228, .312876, .495896})), 2e-3);
}

TEST(Gpo, LearnsTheScoresFromDuels) {
  const auto g = golden::games()[1];
  Loop loop("{kind: gpo, beta: 20, model: {ridge: 0.1}}", g.p, g.mu, Form::duel, 50);
  loop.rounds(200);
  const auto& model = dynamic_cast<const PreferenceModel&>(loop.agent());
  for (ItemId i = 0; i < 3; ++i)
    for (ItemId j = 0; j < 3; ++j) EXPECT_NEAR(model.predicted(0, i, j), g.p(i, j), 0.06) << i << j;
  EXPECT_NEAR(model.compared(0, 0, 1) + model.compared(0, 0, 2) + model.compared(0, 1, 2), 10000, 0);
  for (ItemId i = 0; i < 3; ++i) {
    double s = 0;
    for (ItemId j = 0; j < 3; ++j) s += g.mu[j] * logit(model.predicted(0, i, j));
    EXPECT_NEAR(loop.agent().reward(0, i), s, 1e-9);
  }
}

/// 60 cycles, five of each length from 3 to 12: neighbours beat each other with .9; 2,000 duels of neighbours, which
/// are the pairs scored. Mean accuracy of a model.
double accuracy_on_cycles(const char* model) {
  double sum = 0;
  for (std::uint32_t r = 0; r < 60; ++r) {
    const ItemId n = 3 + r % 10;
    Stream s(7, r, Purpose::data);
    std::vector<Win> wins(2 * n);
    for (ItemId i = 0; i < n; ++i) wins[2 * i] = {i, (i + 1) % n, 0}, wins[2 * i + 1] = {(i + 1) % n, i, 0};
    for (int k = 0; k < 2000; ++k) {
      const auto i = s.below(n);
      ++wins[2 * i + (s.uniform() < .9 ? 0 : 1)].count;
    }
    const auto size = static_cast<Eigen::Index>(n);
    Loop loop(fmt::format("{{kind: plug-in, model: {}}}", model), Eigen::MatrixXd::Constant(size, size, .5),
              golden::uniform(static_cast<int>(n)), Form::duel);
    const Data data(wins);
    loop.agent().learn(data.labels());
    const auto& fitted = dynamic_cast<const PreferenceModel&>(loop.agent());
    double right = 0;
    for (ItemId i = 0; i < n; ++i) right += fitted.predicted(0, i, (i + 1) % n) > .5;
    sum += right / n;
  }
  return sum / 60;
}
TEST(SlowGeneralPreference, SeesCyclesWhereScoresCannot) {
  EXPECT_GE(accuracy_on_cycles("{kind: general-preference}"), .99);
  const double bt = accuracy_on_cycles("{kind: bradley-terry}");
  EXPECT_GE(bt, .42);
  EXPECT_LE(bt, .60);
}

}  // namespace
}  // namespace paddock::test
