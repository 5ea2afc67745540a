// pairwise-rl: the best response to its anchor, exactly and from duels.
#include "sim/math/softmax.h"
#include "tests/agents/loop.h"
#include "tests/golden/games.h"

#include <Eigen/QR>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace paddock::test {
namespace {

/// mu exp(P(., a) / tau), normalised.
Eigen::VectorXd best_response(const golden::Game& g, Eigen::Index a, double tau) {
  Eigen::VectorXd pi = g.mu.array().log().matrix() + g.p.col(a) / tau;
  softmax(as_span(pi));
  return pi;
}

TEST(PairwiseRl, EndsAtTheBestResponseToItsAnchor) {
  const auto g = golden::games()[1];
  Loop favourite("{kind: pairwise-rl, tau: 0.2}", g.p, g.mu);  // mu = (.2, .3, .5): arm 2
  favourite.rounds(300);
  EXPECT_LT(largest_error(favourite.policy(), best_response(g, 2, .2)), 1e-12);
  for (const int a : {0, 1}) {
    Loop loop(fmt::format("{{kind: pairwise-rl, tau: 0.1, anchor: {}, eta: 3}}", a), g.p, g.mu);
    loop.rounds(300);
    EXPECT_LT(largest_error(loop.policy(), best_response(g, a, .1)), 1e-12) << a;
  }
  const double gain = (g.p * favourite.policy()).maxCoeff() - .5;
  EXPECT_GT(gain, .1) << "the best response to one answer is easily beaten";
}

TEST(PairwiseRl, FirstStepByHand) {
  const auto g = golden::games()[1];
  Loop loop("{kind: pairwise-rl, tau: 0.1, eta: 0.5}", g.p, g.mu);
  loop.rounds(1);
  Eigen::VectorXd pi(3);
  for (int i = 0; i < 3; ++i) pi[i] = g.mu[i] * std::exp(.5 * g.p(i, 2));
  EXPECT_LT(largest_error(loop.policy(), pi / pi.sum()), 1e-14);
}

// With features the win rates are fitted by them, up to a constant: log pi/mu = <theta, phi> with theta = least squares
// of P(., a) / tau; indicators leave the table as it is.
TEST(PairwiseRl, LogLinearPoliciesFitTheWinRates) {
  const auto g = golden::games()[9];  // E10, four arms
  Loop table("{kind: pairwise-rl, tau: 0.2}", g.p, g.mu),
      linear("{kind: pairwise-rl, tau: 0.2, policy: log-linear}", g.p, g.mu);
  table.rounds(30), linear.rounds(30);
  EXPECT_LT(largest_error(table.policy(), linear.policy()), 1e-12);

  Eigen::MatrixXd phi(2, 4);
  phi << 1, .2, -1, .5, 0, 1, .3, -.7;
  const FeatureWorld world(phi, g.mu);
  MatrixAnnotator people(g.p);
  const auto agent = agent_of("{kind: pairwise-rl, tau: 0.2, anchor: 1, policy: log-linear}")
                         .make({.world = world, .form = Form::oracle, .oracle = &people, .pools = {}});
  const QueryBatch none;
  LabelBatch empty;
  empty.reshape(none, 0);
  for (int t = 0; t < 300; ++t) agent->learn(empty);
  Eigen::MatrixXd design(4, 3);
  design << phi.transpose(), Eigen::VectorXd::Ones(4);
  const Eigen::VectorXd fit = design.colPivHouseholderQr().solve(g.p.col(1) / .2);
  Eigen::VectorXd pi = g.mu.array().log().matrix() + phi.transpose() * fit.head(2);
  softmax(as_span(pi));
  EXPECT_LT(largest_error(law_of(agent->recommended(), 4), pi), 1e-10);
}

TEST(PairwiseRl, LearnsItFromDuels) {
  const auto g = golden::games()[1];
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(3);
  for (std::uint32_t r = 0; r < 40; ++r) {
    Loop loop("{kind: pairwise-rl, tau: 0.5}", g.p, g.mu, Form::duel, 50, r);
    loop.rounds(400);
    mean += loop.policy() / 40;
  }
  EXPECT_LT(largest_error(mean, best_response(g, 2, .5)), 0.01) << mean.transpose();
}

TEST(PairwiseRl, RefusesStepsPastTheReference) {
  EXPECT_THROW(agent_of("{kind: pairwise-rl, tau: 1, eta: 2}"), std::runtime_error);
}

}  // namespace
}  // namespace paddock::test
