// plug-in: exact under the oracle (golden games), the models it fits, pessimism, the rates of its errors.
#include "analysis/game/matrix_game.h"
#include "sim/core/preference_model.h"
#include "sim/core/replies.h"
#include "tests/agents/loop.h"
#include "tests/golden/games.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace paddock::test {
namespace {

TEST(PlugIn, ReadsTheSolutionOffTheOracle) {
  for (const auto& g : golden::games()) {
    Loop nash(fmt::format("{{kind: plug-in, tau: {}}}", g.tau), g.p, g.mu);
    EXPECT_LT(largest_error(nash.policy(), g.nash), 2e-9) << g.name;
    Loop leader(fmt::format("{{kind: plug-in, concept: leader, tau-leader: {}, tau-follower: {}}}", g.tau, 2 * g.tau),
                g.p, g.mu);
    EXPECT_LT(largest_error(leader.policy("leader"), g.leader), 2e-9) << g.name;
    EXPECT_LT(largest_error(leader.policy("follower"), g.refined), 2e-9) << g.name;
    if (g.lottery.size() == 0) continue;  // not unique
    Loop lottery("{kind: plug-in, concept: lottery}", g.p, g.mu);
    EXPECT_LT(largest_error(lottery.policy(), g.lottery), 2e-9) << g.name;
  }
}

/// 20 comparisons of each pair in proportion to p.
std::vector<Win> proportional(const Eigen::MatrixXd& p, int each = 20) {
  std::vector<Win> wins;
  for (ItemId i = 0; i < p.rows(); ++i)
    for (ItemId j = 0; j < p.rows(); ++j)
      if (i != j) wins.push_back({i, j, static_cast<int>(std::lround(each * p(i, j)))});
  return wins;
}
double predicted(const Loop& loop, ItemId a, ItemId b) {
  return dynamic_cast<const PreferenceModel&>(const_cast<Loop&>(loop).agent()).predicted(0, a, b);
}

TEST(PlugIn, ModelsOfACycle) {
  const auto g = golden::games()[1];  // E2: noisy rock-paper-scissors
  const Data data(proportional(g.p));
  const auto fitted = [&](const char* model) {
    Loop loop(fmt::format("{{kind: plug-in, model: {}}}", model), g.p, g.mu, Form::duel);
    loop.agent().learn(data.labels());
    return loop;
  };
  const auto table = fitted("{kind: tabular}"), general = fitted("{kind: general-preference, ridge: 1e-6}"),
             logistic = fitted("{kind: pairwise-logistic, ridge: 1e-6}"),
             reward = fitted("{kind: bradley-terry, ridge: 1e-6}");
  for (ItemId i = 0; i < 3; ++i)
    for (ItemId j = 0; j < 3; ++j) {
      EXPECT_NEAR(predicted(table, i, j), g.p(i, j), 1e-15);
      EXPECT_NEAR(predicted(general, i, j), g.p(i, j), 1e-3);  // tolerance of its sweeps
      EXPECT_NEAR(predicted(logistic, i, j), g.p(i, j), 1e-5);
      EXPECT_NEAR(predicted(reward, i, j), 1 / (1 + std::exp(g.bt[j] - g.bt[i])), 1e-5);  // no cycle fits
    }
  EXPECT_LT(largest_error(table.policy(), g.nash), 1e-9);
  EXPECT_LT(largest_error(general.policy(), g.nash), 3e-3);
}

// Features that add up to the whole: with fewer weights than pairs a pairwise model interpolates pairs never compared.
TEST(PlugIn, PairwiseLogisticSharesFeatures) {
  Eigen::MatrixXd phi(2, 4);
  phi << 1, 0, -1, 0, 0, 1, 0, -1;  // four points of a circle: W turns it into a cycle
  const FeatureWorld world(phi, golden::uniform(4));
  const auto agent = agent_of("{kind: plug-in, model: {kind: pairwise-logistic, ridge: 1e-6}}").make({.world = world});
  const Data data({{0, 1, 9}, {1, 0, 1}});
  agent->learn(data.labels());
  const auto& model = dynamic_cast<const PreferenceModel&>(*agent);
  EXPECT_NEAR(model.predicted(0, 0, 1), 0.9, 1e-5);
  EXPECT_GT(model.predicted(0, 1, 2), 0.5);  // the same turn
  EXPECT_NEAR(model.predicted(0, 1, 0), 0.1, 1e-5);
  EXPECT_EQ(model.compared(0, 1, 0), 10);
  EXPECT_EQ(model.compared(0, 2, 3), 0);
}

TEST(PlugIn, PriorAndPessimismByHand) {
  const Eigen::VectorXd mu = golden::column({.5, .3, .2});
  const Data data({{0, 1, 3}, {1, 0, 1}, {2, 0, 1}});
  Loop loop("{kind: plug-in, tau: 0.2, pessimism: 0.3, model: {prior: 0.5}}", Eigen::MatrixXd::Zero(3, 3), mu,
            Form::duel);
  loop.agent().learn(data.labels());
  EXPECT_NEAR(predicted(loop, 0, 1), 3.5 / 5, 1e-15);
  EXPECT_NEAR(predicted(loop, 2, 0), 1.5 / 2, 1e-15);
  EXPECT_EQ(predicted(loop, 1, 2), .5);                       // never compared
  const double b0 = .3 / std::sqrt(5), b1 = .3 / 2, b2 = .3;  // 5, 4 and 1 comparisons
  Eigen::MatrixXd low(3, 3);
  low << .5 - b0, .7 - b0, .25 - b0, .3 - b1, .5 - b1, .5 - b1, .75 - b2, .5 - b2, .5 - b2;
  EXPECT_LT(largest_error(loop.policy(), regularised_matrix_game(low, mu, .2).row), 1e-9);
}

// What was never compared ties with everything in the plug-in game; a pessimist trusts it less.
TEST(PlugIn, PessimismAvoidsTheUnknown) {
  const Eigen::VectorXd mu = golden::uniform(3);
  const Data data({{0, 1, 60}, {1, 0, 40}});  // 2 is unknown
  const auto mass = [&](double b) {
    Loop loop(fmt::format("{{kind: plug-in, tau: 0.05, pessimism: {}}}", b), Eigen::MatrixXd::Zero(3, 3), mu,
              Form::duel);
    loop.agent().learn(data.labels());
    return loop.policy()[2];
  };
  EXPECT_GT(mass(0), 0.2);
  EXPECT_LT(mass(0.5), 0.1);
}

// E12: the same majorities, shown at different rates. The reward model's favourite goes from {0, 2} over 1 to 2; what
// is solved from the table of preferences doesn't move.
TEST(PlugIn, DoesNotDependOnHowOftenPairsAreShown) {
  const auto g = golden::games()[1];
  const std::vector<std::array<int, 3>> shown{{10, 10, 10}, {60, 100, 150}, {10, 40, 10}};  // 01, 02, 12
  const auto weights = golden::pair_weights_of_e2();
  std::vector<Eigen::VectorXd> first;
  for (std::size_t k = 0; k < shown.size(); ++k) {
    const auto [w01, w02, w12] = shown[k];
    const auto times = [](int n, double p) { return static_cast<int>(std::lround(n * p)); };
    const Data data({{0, 1, times(w01, .9)},
                     {1, 0, times(w01, .1)},
                     {0, 2, times(w02, .2)},
                     {2, 0, times(w02, .8)},
                     {1, 2, times(w12, .7)},
                     {2, 1, times(w12, .3)}});
    Loop rlhf("{kind: rlhf, reward: {ridge: 0}}", g.p, g.mu, Form::duel);
    rlhf.agent().learn(data.labels());
    for (ItemId i = 0; i < 3; ++i) EXPECT_NEAR(rlhf.agent().reward(0, i), weights[k].scores[i], 1e-8) << k;
    std::size_t at = 0;
    for (const char* solution : {"nash", "lottery", "leader"}) {
      Loop loop(fmt::format("{{kind: plug-in, concept: {}}}", solution), g.p, g.mu, Form::duel);
      loop.agent().learn(data.labels());
      if (k == 0) first.push_back(loop.policy());
      EXPECT_LT(largest_error(loop.policy(), first[at++]), 1e-12) << solution;
    }
  }
}

// E10, linear link P = 1/2 + c (r_i - r_j): Nash and leader agree, whatever tau_F, and are RLHF's policy for the true
// reward at beta = tau / c; the Bradley-Terry fit is another reward.
TEST(PlugIn, LinearLinksMakeConceptsAgree) {
  const auto g = golden::games()[9];
  Loop nash(fmt::format("{{kind: plug-in, tau: {}}}", g.tau), g.p, g.mu);
  Eigen::VectorXd rlhf = g.mu.array().log().matrix() + golden::column({0, .5, 1, 2}) * .2 / g.tau;
  softmax(as_span(rlhf));
  EXPECT_LT(largest_error(nash.policy(), rlhf), 1e-9);
  for (const double follower : {.02, .3}) {
    Loop leader(fmt::format("{{kind: plug-in, concept: leader, tau-leader: {}, tau-follower: {}}}", g.tau, follower),
                g.p, g.mu);
    EXPECT_LT(largest_error(leader.policy(), nash.policy()), 1e-9);
  }
  Loop fitted(fmt::format("{{kind: rlhf, beta: {}, pairs: uniform, reward: {{ridge: 0}}}}", g.tau / .2), g.p, g.mu);
  EXPECT_GT(largest_error(fitted.policy(), rlhf), 0.01);
}

TEST(PlugIn, LookingChangesNothing) {
  const auto g = golden::games()[1];
  for (const char* model : {"tabular", "bradley-terry", "general-preference", "pairwise-logistic"}) {
    const auto kind = fmt::format("{{kind: plug-in, model: {{kind: {}}}}}", model);
    Loop often(kind, g.p, g.mu, Form::duel), once(kind, g.p, g.mu, Form::duel);
    for (int t = 0; t < 60; ++t) often.rounds(1), (void)often.policy();
    once.rounds(60);
    EXPECT_EQ(often.policy(), once.policy()) << model;
  }
}

TEST(PlugIn, RefusesWhatItCannotDo) {
  EXPECT_THROW(agent_of("{kind: plug-in, pairs: policy}"), std::runtime_error);
  EXPECT_THROW(agent_of("{kind: plug-in, model: {dimension: 3}}"), std::runtime_error);
  EXPECT_THROW(agent_of("{kind: plug-in, pessimism: 1, concept: lottery}"), std::runtime_error);
  EXPECT_THROW(agent_of("{kind: plug-in, pessimism: 1, model: {kind: bradley-terry}}"), std::runtime_error);
}

/// Slope of log mean over log labels, the points being equidistant there; a row a seed.
double slope(const Eigen::MatrixXd& y, double step) {
  double xy = 0, xx = 0;
  for (Eigen::Index k = 0; k < y.cols(); ++k) {
    const double x = (static_cast<double>(k) - static_cast<double>(y.cols() - 1) / 2) * step;
    xy += x * std::log(y.col(k).mean()), xx += x * x;
  }
  return xy / xx;
}
/// Its standard error by the jackknife over seeds.
double slope_error(const Eigen::MatrixXd& y, double step) {
  const Eigen::Index n = y.rows();
  Eigen::VectorXd without(n);
  for (Eigen::Index r = 0; r < n; ++r) {
    Eigen::MatrixXd rest(n - 1, y.cols());
    rest << y.topRows(r), y.bottomRows(n - 1 - r);
    without[r] = slope(rest, step);
  }
  const auto spread = (without.array() - without.mean()).square().sum();
  return std::sqrt(spread * static_cast<double>(n - 1) / static_cast<double>(n));
}

// Uniform coverage: the error of P^ is of order labels^-1/2, and so is the policy's; a KL is quadratic in it.
TEST(SlowPlugIn, ErrorsFallAtTheirRates) {
  const auto g = golden::games()[1];
  const int labels[] = {1000, 4000, 16000, 64000}, seeds = 60;
  Eigen::MatrixXd l1(seeds, 4), kl = Eigen::MatrixXd::Zero(seeds, 4);
  for (int r = 0; r < seeds; ++r) {
    Loop loop("{kind: plug-in, tau: 0.1, pairs: uniform}", g.p, g.mu, Form::duel, 100, static_cast<std::uint32_t>(r));
    int asked = 0;
    for (int k = 0; k < 4; ++k) {
      loop.rounds((labels[k] - asked) / 100), asked = labels[k];
      const Eigen::VectorXd pi = loop.policy();
      l1(r, k) = (pi - g.nash).cwiseAbs().sum();
      for (int i = 0; i < 3; ++i) kl(r, k) += g.nash[i] * std::log(g.nash[i] / pi[i]);
    }
  }
  EXPECT_LT(slope_error(l1, std::log(4)), 0.03);
  EXPECT_LT(slope_error(kl, std::log(4)), 0.06);
  EXPECT_LT(std::abs(slope(l1, std::log(4)) + 0.5), 4.9 * slope_error(l1, std::log(4))) << slope(l1, std::log(4));
  EXPECT_LT(std::abs(slope(kl, std::log(4)) + 1), 4.9 * slope_error(kl, std::log(4))) << slope(kl, std::log(4));
}

}  // namespace
}  // namespace paddock::test
