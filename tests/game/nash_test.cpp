// The regularised Nash solver at its limits.
#include "analysis/game/nash.h"

#include "tests/game/random_games.h"
#include "tests/golden/games.h"

#include <gtest/gtest.h>

namespace paddock::test {
namespace {

double distance(const Eigen::VectorXd& a, const Eigen::VectorXd& b) { return (a - b).cwiseAbs().maxCoeff(); }

// Extragradient in log space with eta = 1/(1 + tau): the independent second solver; linear rate.
Eigen::VectorXd by_extragradient(const Eigen::MatrixXd& p, const Eigen::VectorXd& mu, double tau, int steps) {
  const double eta = 1 / (1 + tau);
  const Eigen::VectorXd log_mu = mu.array().log();
  Eigen::VectorXd z = log_mu, half(z.size()), pi(z.size());
  for (int t = 0; t < steps; ++t) {
    softmax(as_span(z), as_span(pi));
    half = (1 - eta * tau) * z + eta * tau * log_mu + eta * (p * pi);
    softmax(as_span(half), as_span(pi));
    z = (1 - eta * tau) * z + eta * tau * log_mu + eta * (p * pi);
    log_softmax(as_span(z));
  }
  softmax(as_span(z), as_span(pi));
  return pi;
}

}  // namespace

TEST(Nash, AgreesWithExtragradient) {
  for (const double tau : {1.0, 0.1, 0.02})
    for (int seed = 0; seed < 8; ++seed) {
      const Eigen::MatrixXd p = random_game(15, static_cast<Kind>(seed % 4), seed);
      const Eigen::VectorXd mu = random_policy(15, 3, seed + 50);
      const Nash nash = regularised_nash(p, mu, tau);
      ASSERT_TRUE(nash.converged);
      EXPECT_LT(distance(nash.policy, by_extragradient(p, mu, tau, static_cast<int>(60 / tau) + 200)), 1e-10);
    }
}

TEST(Nash, SmallestTauOfTheContract) {
  for (const golden::Game& g : golden::games()) {
    const Nash nash = regularised_nash(g.p, g.mu, 0.001);
    EXPECT_TRUE(nash.converged) << g.name;
    EXPECT_LT(nash.gap, 1e-14);
  }
  const Nash large = regularised_nash(random_game(120, Kind::tournament, 1), random_policy(120, 12, 2), 0.001);
  EXPECT_TRUE(large.converged);
  EXPECT_LT(large.gap, 1e-13);
}

TEST(Nash, LimitPrefersTheOptimumNearestToTheReference) {  // E8 as tau -> 0; nlhf.md 1.3
  const golden::Game g = golden::games()[7];
  Eigen::VectorXd expected(6);
  expected << .196847, .196847, .196847, .136486, .136486, .136486;
  EXPECT_LT(distance(regularised_nash(g.p, g.mu, 1e-4).policy, expected), 3e-4);
  EXPECT_LT(distance(regularised_nash(g.p, g.mu, 1e-6).policy, expected), 4e-6);
}

TEST(Nash, LargeTauKeepsTheReference) {  // first order: mu (1 + (p mu - mean) / tau)
  const golden::Game g = golden::games()[6];
  const Eigen::VectorXd q = g.p * g.mu, first = g.mu.array() * (1 + (q.array() - g.mu.dot(q)) / 1e4);
  EXPECT_LT(distance(regularised_nash(g.p, g.mu, 1e4).policy, first), 1e-8);
}

TEST(Nash, ReferencesWithTinyAndNoMass) {
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(4, 4, 0.5);
  p.topLeftCorner(3, 3) = golden::games()[1].p;
  p.row(3).head(3).setOnes(), p.col(3).head(3).setZero();  // arm 3 would win, but mu forbids it
  Eigen::VectorXd mu(4);
  mu << 0.2, 0.3, 0.5, 0;
  const Nash nash = regularised_nash(p, mu, 0.1);
  EXPECT_TRUE(nash.converged);
  EXPECT_EQ(nash.policy[3], 0);
  EXPECT_LT(distance(nash.policy.head(3), golden::games()[1].nash), 1e-9);
  EXPECT_LT(nash.gap, 1e-15);
  mu[3] = 1e-300;
  const Nash tiny = regularised_nash(p, mu, 0.001);
  EXPECT_TRUE(tiny.converged);
  mu[3] = 1e-12;
  EXPECT_NEAR(regularised_nash(p, mu, 0.001).policy[3], 1, 1e-9);
  EXPECT_THROW(regularised_nash(p, Eigen::VectorXd::Zero(4), 0.1), std::logic_error);
  EXPECT_THROW(regularised_nash(p, mu, -1), std::logic_error);
}

TEST(Nash, TauZeroIsTheMaximalLottery) {
  const golden::Game g = golden::games()[1];
  EXPECT_LT(distance(regularised_nash(g.p, g.mu, 0).policy, g.lottery), 1e-15);
}

TEST(Nash, ReusedSolverForgetsNothingAndAddsNothing) {
  NashSolver solver;
  for (const golden::Game& g : golden::games()) {  // sizes change from game to game
    for (const double tau : {g.tau, g.tau * 0.9, 2.0})
      EXPECT_LT(distance(solver.solve(g.p, g.mu, tau).policy, regularised_nash(g.p, g.mu, tau).policy), 1e-11);
  }
  Eigen::MatrixXd p = random_game(30, Kind::continuous, 5);
  const Eigen::VectorXd mu = golden::uniform(30);
  const int cold = solver.solve(p, mu, 0.02).iterations;
  p(0, 1) += 0.01, p(1, 0) -= 0.01;
  EXPECT_LT(solver.solve(p, mu, 0.02).iterations, cold);
  EXPECT_TRUE(solver.solve(p, mu, 0.02).converged);
}

}  // namespace paddock::test
