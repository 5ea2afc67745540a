// Equalities between solution concepts that hold for every game: sharper than any table of numbers.
#include "analysis/game/gaps.h"
#include "analysis/game/lottery.h"
#include "analysis/game/nash.h"
#include "analysis/game/rlhf.h"
#include "analysis/game/stackelberg.h"
#include "sim/math/bradley_terry.h"
#include "tests/game/random_games.h"
#include "tests/golden/games.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace paddock::test {
namespace {

struct Instance {
  Eigen::MatrixXd p;
  Eigen::VectorXd mu, pi;
  double tau;
};

Instance instance(unsigned seed) {
  Dice dice(seed);
  const int n = 2 + dice.below(9);
  const Kind kind = static_cast<Kind>(dice.below(4));
  const double spread = 4 * dice.uniform(), tau = std::pow(10, -2.5 * dice.uniform());
  return {random_game(n, kind, seed + 1), random_policy(n, spread, seed + 2), random_policy(n, spread, seed + 3), tau};
}

double kl(const Eigen::VectorXd& p, const Eigen::VectorXd& q) { return paddock::kl(as_span(p), as_span(q)); }

double regularised_value(const Instance& g, const Eigen::VectorXd& pi, const Eigen::VectorXd& rho) {
  return win_rate(pi, g.p, rho) - g.tau * kl(pi, g.mu) + g.tau * kl(rho, g.mu);
}

double distance(const Eigen::VectorXd& a, const Eigen::VectorXd& b) { return (a - b).cwiseAbs().maxCoeff(); }

}  // namespace

RC_GTEST_PROP(Identities, OfTheRegularisedNashPolicy, (unsigned seed)) {
  const Instance g = instance(seed);
  const Nash nash = regularised_nash(g.p, g.mu, g.tau);
  RC_ASSERT(nash.converged);
  RC_ASSERT(std::abs(regularised_value(g, nash.policy, nash.policy) - 0.5) < 1e-13);
  const Eigen::VectorXd soft = (g.p * nash.policy / g.tau).array() + g.mu.array().log();
  RC_ASSERT(std::abs(g.tau * log_sum_exp(as_span(soft)) - 0.5 + g.tau * kl(nash.policy, g.mu)) < 1e-12);
  const Eigen::VectorXd fixed = Gaps().reply(g.p, nash.policy, g.mu.array().log().matrix(), g.tau);
  RC_ASSERT(distance(fixed, nash.policy) < 1e-9);
  Eigen::Index best = 0;
  (g.p * nash.policy).maxCoeff(&best);
  const double bound = g.tau * (-std::log(g.mu[best]) - kl(nash.policy, g.mu));
  RC_ASSERT(exploitability(g.p, nash.policy) <= bound + 1e-12);
  RC_ASSERT(kl(nash.policy, g.mu) <= kl(maximal_lottery(g.p).policy, g.mu) + 1e-9);
}

// G(pi) = 2 tau [KL(pi || pi*) + KL(pi* || reply(pi))]; V(pi*, pi) - ½ = tau KL(pi || pi*).
RC_GTEST_PROP(Identities, OfTheRegularisedGap, (unsigned seed)) {
  const Instance g = instance(seed);
  const Eigen::VectorXd star = regularised_nash(g.p, g.mu, g.tau).policy;
  const Eigen::VectorXd reply = Gaps().reply(g.p, g.pi, g.mu.array().log().matrix(), g.tau);
  const double gap = regularised_gap(g.p, g.pi, g.mu, g.tau);
  RC_ASSERT(std::abs(gap - 2 * (regularised_value(g, reply, g.pi) - 0.5)) < 1e-11);
  RC_ASSERT(std::abs(gap - 2 * g.tau * (kl(g.pi, star) + kl(star, reply))) < 1e-9);
  RC_ASSERT(std::abs(regularised_value(g, star, g.pi) - 0.5 - g.tau * kl(g.pi, star)) < 1e-9);
}

RC_GTEST_PROP(Identities, OfTheOtherGaps, (unsigned seed)) {
  const Instance g = instance(seed);
  RC_ASSERT(std::abs(win_rate(g.pi, g.p, g.mu) + win_rate(g.mu, g.p, g.pi) - 1) < 1e-14);
  const double direct = (g.p * g.mu).maxCoeff() - (g.pi.transpose() * g.p).minCoeff();
  RC_ASSERT(std::abs(nash_conv(g.p, g.pi, g.mu) - direct) < 1e-13);
  RC_ASSERT(std::abs(nash_conv(g.p, g.pi, g.pi) - 2 * exploitability(g.p, g.pi)) < 1e-15);
  RC_ASSERT(exploitability(g.p, g.pi) >= 0);
}

RC_GTEST_PROP(Identities, PermutingArmsPermutesEverything, (unsigned seed)) {
  const Instance g = instance(seed);
  const Eigen::PermutationMatrix<Eigen::Dynamic> t = random_permutation(g.p.rows(), seed + 4);
  const Eigen::MatrixXd p = t * g.p * t.transpose();
  const Eigen::VectorXd mu = t * g.mu, pi = t * g.pi;
  RC_ASSERT(distance(regularised_nash(p, mu, g.tau).policy, t * regularised_nash(g.p, g.mu, g.tau).policy) < 1e-10);
  RC_ASSERT(distance(maximal_lottery(p).policy, t * maximal_lottery(g.p).policy) < 1e-10);
  const Stackelberg one = solve_stackelberg(g.p, g.mu, g.tau, 0.3, g.mu),
                    two = solve_stackelberg(p, mu, g.tau, 0.3, mu);
  RC_ASSERT(distance(two.leader, t * one.leader) < 1e-13);
  RC_ASSERT(std::abs(one.value - two.value) < 1e-14);
  RC_ASSERT(std::abs(regularised_gap(p, pi, mu, g.tau) - regularised_gap(g.p, g.pi, g.mu, g.tau)) < 1e-13);
}

RC_GTEST_PROP(Identities, TwoArms, (unsigned seed)) {  // pi_0 / pi_1 = mu_0 / mu_1 · exp((p01 - ½) / tau)
  const Eigen::MatrixXd p = random_game(2, Kind::continuous, seed);
  const Eigen::VectorXd mu = random_policy(2, 2, seed + 1), pi = regularised_nash(p, mu, 0.2).policy;
  RC_ASSERT(std::abs(std::log(pi[0] / pi[1]) - std::log(mu[0] / mu[1]) - (p(0, 1) - 0.5) / 0.2) < 1e-11);
  const Eigen::VectorXd rlhf = kl_optimum(mu, fit_bradley_terry(p).scores, 0.2).policy;
  RC_ASSERT(std::abs(std::log(rlhf[0] / rlhf[1]) - std::log(mu[0] / mu[1]) - logit(p(0, 1)) / 0.2) < 1e-8);
}

// p = ½ + c (r_i - r_j): Nash, leader and reward optimum (beta = tau / c) are one policy; the follower ignores y.
RC_GTEST_PROP(Identities, LinearLink, (unsigned seed)) {
  Dice dice(seed);
  const Eigen::Index n = 2 + dice.below(8);
  Eigen::VectorXd r(n);
  for (double& x : r) x = dice.uniform();
  const double c = 0.5, tau = 0.02 + dice.uniform();
  const Eigen::MatrixXd p = (c * (r.replicate(1, n) - r.transpose().replicate(n, 1))).array() + 0.5;
  const Eigen::VectorXd mu = random_policy(n, 2, seed + 1), target = kl_optimum(mu, r, tau / c).policy;
  RC_ASSERT(distance(regularised_nash(p, mu, tau).policy, target) < 1e-10);
  const Stackelberg game = solve_stackelberg(p, mu, tau, 0.01 + dice.uniform(), mu);
  RC_ASSERT(distance(game.leader, target) < 1e-10);
  RC_ASSERT((game.follower.rowwise() - game.follower.row(0)).cwiseAbs().maxCoeff() < 1e-12);
}

TEST(Identities, AllTiesKeepTheReference) {
  const Eigen::MatrixXd p = Eigen::MatrixXd::Constant(5, 5, 0.5);
  const Eigen::VectorXd mu = random_policy(5, 2, 3);
  EXPECT_LT(distance(regularised_nash(p, mu, 0.01).policy, mu), 1e-14);
  EXPECT_LT(distance(solve_stackelberg(p, mu, 0.1, 0.2, mu).leader, mu), 1e-14);
  EXPECT_LT(distance(kl_optimum(mu, fit_bradley_terry(p).scores, 0.1).policy, mu), 1e-14);
  EXPECT_LT(distance(maximal_lottery(p).policy, golden::uniform(5)), 1e-15);
}

TEST(Identities, BradleyTerryAtTemperatureZeroAllAgree) {
  const Eigen::Vector4d r(0.3, -0.2, 0.9, 0.1);
  Eigen::MatrixXd p(4, 4);
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j) p(i, j) = sigmoid(r[i] - r[j]);
  const Eigen::VectorXd mu = golden::uniform(4), best = Eigen::Vector4d(0, 0, 1, 0);
  EXPECT_LT((fit_bradley_terry(p).scores.array() - r.array() + r.mean()).abs().maxCoeff(), 1e-14);
  EXPECT_EQ(maximal_lottery(p).policy, best);
  EXPECT_LT(distance(regularised_nash(p, mu, 0.002).policy, best), 1e-12);
  EXPECT_LT(distance(solve_stackelberg(p, mu, 0.001, 0.001, mu).leader, best), 1e-12);
  EXPECT_LT(distance(kl_optimum(mu, r, 0.01).policy, best), 1e-12);
}

// KL-optimal policy: J(pi*) - J(pi) = beta KL(pi || pi*); numbers of rlhf.md section 6, E5.
TEST(Identities, KlOptimum) {
  const Eigen::Vector4d mu(.5, .3, .15, .05), r(0, 1, 2, 3), pi(.1, .2, .3, .4);
  for (const auto& [beta, value, first] : {std::tuple{0.1, 2.7004403929, 0.0},
                                           {0.5, 1.7182481401, 0.0160886140},
                                           {1.0, 1.2320119504, 0.1458525454},
                                           {2.0, 0.9727909775, 0.3074192987}}) {
    const KlOptimum best = kl_optimum(mu, r, beta);
    EXPECT_NEAR(best.value, value, 1e-10);
    EXPECT_NEAR(best.policy[0], first, 1e-10);
    EXPECT_NEAR(best.value - (pi.dot(r) - beta * kl(pi, mu)), beta * kl(pi, best.policy), 1e-12);
  }
}

}  // namespace paddock::test
