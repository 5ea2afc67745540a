// E1-E12: every printed number of the worked games.
#include "analysis/game/gaps.h"
#include "analysis/game/lottery.h"
#include "analysis/game/nash.h"
#include "analysis/game/rlhf.h"
#include "analysis/game/stackelberg.h"
#include "analysis/game/tournament.h"
#include "sim/math/bradley_terry.h"
#include "tests/golden/games.h"

#include <gtest/gtest.h>

namespace paddock::test {
namespace {

constexpr double kPrinted = 6e-10;  // half a unit of the ninth decimal

void expect_near(const Eigen::MatrixXd& got, const Eigen::MatrixXd& expected, double within = kPrinted) {
  ASSERT_EQ(got.rows(), expected.rows());
  ASSERT_EQ(got.cols(), expected.cols());
  EXPECT_LT((got - expected).cwiseAbs().maxCoeff(), within) << got.transpose() << "\n" << expected.transpose();
}

}  // namespace

class WorkedGame : public testing::TestWithParam<golden::Game> {};

TEST_P(WorkedGame, Tournament) {
  const golden::Game& g = GetParam();
  EXPECT_EQ(condorcet_winner(g.p).value_or(-1), g.condorcet);
}

TEST_P(WorkedGame, Lottery) {
  const golden::Game& g = GetParam();
  const Lottery lottery = maximal_lottery(g.p);
  EXPECT_TRUE(lottery.converged);
  EXPECT_LT(lottery.gap, 1e-15);
  EXPECT_EQ(lottery.unique, g.lottery.size() > 0);
  if (lottery.unique)
    expect_near(lottery.policy, g.lottery);
  else  // E8, two tied cycles: entropy is largest at the uniform policy
    expect_near(lottery.policy, golden::uniform(g.p.rows()), 1e-12);
}

TEST_P(WorkedGame, Nash) {
  const golden::Game& g = GetParam();
  const Nash nash = regularised_nash(g.p, g.mu, g.tau);
  EXPECT_TRUE(nash.converged);
  expect_near(nash.policy, g.nash);
  EXPECT_NEAR(kl(as_span(nash.policy), as_span(g.mu)), g.nash_kl, kPrinted);
  const Eigen::VectorXd soft = (g.p * nash.policy / g.tau).array() + g.mu.array().log();
  EXPECT_NEAR(g.tau * log_sum_exp(as_span(soft)), g.soft_value, kPrinted);
  EXPECT_NEAR(exploitability(g.p, nash.policy), g.nash_exploitability, kPrinted);
  EXPECT_LT(nash.gap, 1e-15);
}

TEST_P(WorkedGame, ReplyAndGapOfTheReference) {
  const golden::Game& g = GetParam();
  const Eigen::VectorXd log_mu = g.mu.array().log();
  expect_near(Gaps().reply(g.p, g.mu, log_mu, g.tau), g.reply);
  EXPECT_NEAR(regularised_gap(g.p, g.mu, g.mu, g.tau), g.gap_mu, kPrinted);
}

TEST_P(WorkedGame, Stackelberg) {
  const golden::Game& g = GetParam();
  const Stackelberg game = solve_stackelberg(g.p, g.mu, g.tau, 2 * g.tau, g.mu);
  expect_near(game.leader, g.leader);
  expect_near(game.action_values, g.leader_values);
  EXPECT_NEAR(game.value, g.leader_value, kPrinted);
  EXPECT_NEAR(game.leader.dot(game.follower.cwiseProduct(g.p).rowwise().sum()), g.leader_beats_follower, kPrinted);
  expect_near(game.follower.topRows(g.follower.rows()), g.follower);
  expect_near(refined_policy(game, 2), g.refined);
}

TEST_P(WorkedGame, StackelbergLimitIsTheMaximinArm) {
  const golden::Game& g = GetParam();
  const Eigen::VectorXd uniform = golden::uniform(g.p.rows());
  const Stackelberg game = solve_stackelberg(g.p, uniform, 1e-6, 1e-6, uniform);
  Eigen::VectorXd expected = Eigen::VectorXd::Zero(g.p.rows());
  for (int arm : g.maximin) expected[arm] = 1 / static_cast<double>(g.maximin.size());
  EXPECT_NEAR(game.value, g.maximin_value, 1e-5);
  for (Eigen::Index i = 0; i < expected.size(); ++i) EXPECT_TRUE(expected[i] > 0 || game.leader[i] < 1e-9);
}

TEST_P(WorkedGame, Rlhf) {
  const golden::Game& g = GetParam();
  const BradleyTerryFit fit = fit_bradley_terry(g.p);
  EXPECT_TRUE(fit.converged);
  expect_near(fit.scores, g.bt);
  const KlOptimum one = kl_optimum(g.mu, fit.scores, 1);
  expect_near(one.policy, g.rlhf_one);
  EXPECT_NEAR(exploitability(g.p, one.policy), g.rlhf_one_exploitability, kPrinted);
  expect_near(kl_optimum(g.mu, fit.scores, g.beta).policy, g.rlhf);
}

INSTANTIATE_TEST_SUITE_P(E1toE11, WorkedGame, testing::ValuesIn(golden::games()),
                         [](const auto& game) { return game.param.name; });

TEST(WorkedGames, E12TheRewardDependsOnThePairsShown) {
  const Eigen::MatrixXd p = golden::games()[1].p;
  for (const golden::PairWeights& w : golden::pair_weights_of_e2()) {
    Eigen::Matrix3d weights;
    weights << 0, w.w01, w.w02, w.w01, 0, w.w12, w.w02, w.w12, 0;
    expect_near(fit_bradley_terry(weights.cwiseProduct(p)).scores, w.scores);
  }
}

TEST(WorkedGames,
     E13ThreeCamps) {  // nlhf.md section 9: shares (1/3-eps/4, 1/3+eps/2, 1/3-eps/4) of 0>1>2, 1>2>0, 2>0>1
  for (const double eps : {0.06, -0.06}) {
    const double a = 1.0 / 3 - eps / 4, b = 1.0 / 3 + eps / 2, c = a;
    Eigen::Matrix3d p;
    p << 0.5, a + c, a, b, 0.5, a + b, b + c, c, 0.5;
    expect_near(maximal_lottery(p).policy, Eigen::Vector3d(1.0 / 3 + eps / 2, 1.0 / 3 + eps / 2, 1.0 / 3 - eps), 1e-14);
    const double r = eps > 0 ? 0.060054 : -0.060054;
    expect_near(fit_bradley_terry(p).scores, Eigen::Vector3d(-r, r, 0), 6e-7);
  }
}

TEST(WorkedGames, E14TestTimeRefinement) {  // nlhf.md section 9
  const golden::Game g = golden::games()[1];
  const Stackelberg game = solve_stackelberg(g.p, g.mu, 0.1, 0.2, g.mu);
  const int samples[] = {1, 2, 3, 5};
  const double hits[3][4] = {{.085313345, .262849505, .616282370, .896026434},
                             {.204752795, .631805299, .834969478, .966845861},
                             {.709933860, .806173478, .954737086, .997531682}};
  for (int arm = 0; arm < 3; ++arm)
    for (int k = 0; k < 4; ++k) EXPECT_NEAR(hitting_probability(game, arm, samples[k]), hits[arm][k], kPrinted);
  Eigen::MatrixXd power = game.follower;
  for (const double rate : {.658554862, .421657713, .452905319}) {
    EXPECT_NEAR(game.leader.dot(power.cwiseProduct(g.p.transpose()).rowwise().sum()), rate, kPrinted);
    power *= game.follower;
  }
}

}  // namespace paddock::test
