// The leader-follower game: references, and the objective it claims to optimise.
#include "analysis/game/stackelberg.h"

#include "sim/math/softmax.h"
#include "sim/math/spans.h"
#include "tests/game/random_games.h"
#include "tests/golden/games.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace paddock::test {
namespace {

// E_{i~pi} [sum_j omega_ij p_ij + tau_f KL(omega_i || mu_f_i)] - tau_l KL(pi || mu)
double objective(const Eigen::MatrixXd& p, const Eigen::VectorXd& mu, const Eigen::MatrixXd& mu_f, double tau_l,
                 double tau_f, const Eigen::VectorXd& pi, const Eigen::MatrixXd& omega) {
  double sum = -tau_l * kl(as_span(pi), as_span(mu));
  for (Eigen::Index i = 0; i < p.rows(); ++i) {
    const Eigen::VectorXd reply = omega.row(i), reference = mu_f.row(i);
    sum += pi[i] * (reply.dot(p.row(i).transpose()) + tau_f * kl(as_span(reply), as_span(reference)));
  }
  return sum;
}

}  // namespace

RC_GTEST_PROP(Stackelberg, NobodyGainsByDeviating, (unsigned seed)) {
  Dice dice(seed);
  const Eigen::Index n = 2 + dice.below(6);
  const Eigen::MatrixXd p = random_game(n, static_cast<Kind>(dice.below(4)), seed + 1);
  const Eigen::VectorXd mu = random_policy(n, 2, seed + 2);
  const double tau_l = 0.02 + dice.uniform(), tau_f = 0.02 + dice.uniform();
  Eigen::MatrixXd mu_f(n, n), omega(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    mu_f.row(i) = random_policy(n, 2, seed + 10 + i).transpose();
    omega.row(i) = random_policy(n, 2, seed + 100 + i).transpose();
  }
  const Stackelberg game = solve_stackelberg(p, mu, tau_l, tau_f, mu_f);
  const auto value = [&](const Eigen::VectorXd& pi, const Eigen::MatrixXd& reply) {
    return objective(p, mu, mu_f, tau_l, tau_f, pi, reply);
  };
  RC_ASSERT(std::abs(value(game.leader, game.follower) - game.value) < 1e-12);
  RC_ASSERT(value(game.leader, omega) >= game.value - 1e-12);
  RC_ASSERT(value(random_policy(n, 3, seed + 3), game.follower) <= game.value + 1e-12);
}

TEST(Stackelberg, OneReferenceForAllIsATableOfEqualRows) {
  const golden::Game g = golden::games()[6];
  const Eigen::VectorXd follower = random_policy(10, 2, 1);
  const Eigen::MatrixXd table = follower.transpose().replicate(10, 1);
  const Stackelberg one = solve_stackelberg(g.p, g.mu, 0.1, 0.2, follower),
                    two = solve_stackelberg(g.p, g.mu, 0.1, 0.2, table);
  EXPECT_EQ(one.leader, two.leader);
  EXPECT_EQ(one.follower, two.follower);
}

TEST(Stackelberg, ForbiddenActionsStayForbidden) {
  const golden::Game g = golden::games()[1];
  const Eigen::Vector3d mu(0.5, 0, 0.5);
  const Stackelberg game = solve_stackelberg(g.p, mu, 0.1, 0.2, mu);
  EXPECT_EQ(game.leader[1], 0);
  EXPECT_EQ(game.follower.col(1), Eigen::Vector3d::Zero());
  EXPECT_THROW(solve_stackelberg(g.p, mu, 0, 0.2, mu), std::logic_error);
  EXPECT_THROW(solve_stackelberg(g.p, mu, 0.1, 0.2, Eigen::MatrixXd::Ones(3, 2)), std::logic_error);
}

// nlhf.md 1.5, the Condorcet paradox: without regularisation the follower walks the cycle and meets everyone.
TEST(Stackelberg, FollowerWalksTheCycle) {
  Eigen::Matrix3d p;
  p << 0.5, 1, 0, 0, 0.5, 1, 1, 0, 0.5;
  const Eigen::VectorXd mu = golden::uniform(3);
  const Stackelberg game = solve_stackelberg(p, mu, 1e-3, 1e-3, mu);
  for (int arm = 0; arm < 3; ++arm)
    for (int k = 1; k <= 3; ++k) EXPECT_NEAR(hitting_probability(game, arm, k), k / 3.0, 1e-12);
}

}  // namespace paddock::test
