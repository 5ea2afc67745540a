// Metrics of the policy judged: win rates, exploitability, divergences, welfare; by hand, against solvers, by
// identities.
#include "analysis/game/lottery.h"
#include "analysis/game/nash.h"
#include "analysis/metrics/winrate.h"
#include "tests/golden/games.h"
#include "tests/metrics/stage.h"

#include <rapidcheck/gtest.h>

namespace paddock::test {
namespace {

const Eigen::MatrixXd kRps = duels(3, {0.8, 0.3, 0.9});  // 0 > 1 (.8), 2 > 0 (.7), 1 > 2 (.9)
const Eigen::VectorXd kMu = vec({0.5, 0.25, 0.25}), kPi = vec({0.2, 0.2, 0.6});

TEST(WinRate, ByHand) {
  // P mu = (.25 + .2 + .075, .1 + .125 + .225, .35 + .025 + .125)
  EXPECT_NEAR(judge("winrate.reference", kRps, kMu, kPi), 0.2 * 0.525 + 0.2 * 0.45 + 0.6 * 0.5, 1e-15);
  EXPECT_NEAR(judge("winrate.uniform", kRps, kMu, kPi), (0.2 * 1.6 + 0.2 * 1.6 + 0.6 * 1.3) / 3, 1e-15);
  // Margins .3, .4 and .2 round the cycle: the lottery is (b, c, a)/(a+b+c) = (4, 2, 3)/9; it ties with every policy on
  // its support.
  EXPECT_NEAR(judge("winrate.nash", kRps, kMu, kPi), 0.5, 1e-9);
  const Eigen::MatrixXd beaten = duels(2, {0.9});
  EXPECT_NEAR(judge("winrate.nash", beaten, vec({0.5, 0.5}), vec({0.25, 0.75})), 0.25 * 0.5 + 0.75 * 0.1, 1e-9);
}

TEST(WinRate, ContextsByTheirLaw) {
  const TableWorld world({0.9, 0.1}, {vec({1, 0}), vec({1, 0})});
  const TableTruth truth({duels(2, {0.2}), duels(2, {0.6})});
  const TablePolicy policy({vec({0, 1}), vec({0.5, 0.5})});
  const TableAgent agent(policy);
  EXPECT_NEAR(facing("winrate.reference", {.world = world}, truth)->measure(now(agent)), 0.9 * 0.8 + 0.1 * (0.25 + 0.2),
              1e-15);
  EXPECT_NEAR(facing("exploitability", {.world = world}, truth)->measure(now(agent)), 0.9 * 0 + 0.1 * 0.05, 1e-15);
}

TEST(WinRate, OfAPolicyByName) {
  const TableWorld world({1}, {vec({1, 0})});
  const TableTruth truth({duels(2, {0.2})});
  const TablePolicy recommended({vec({1, 0})}), played({vec({0, 1})});
  const TableAgent agent(recommended, {}, &played);
  const auto of = [&](std::string_view name) {
    return facing("winrate.reference", {.world = world, .policy = name}, truth)->measure(now(agent));
  };
  EXPECT_DOUBLE_EQ(of("recommended"), 0.5);
  EXPECT_DOUBLE_EQ(of("played"), 0.8);
  EXPECT_TRUE(std::isnan(of("leader")));  // it has none
}

TEST(WinRate, BetweenStoredPolicies) {
  const TableWorld world({0.75, 0.25}, {kMu, kMu});
  const TableTruth truth({kRps, kRps.transpose()});
  const std::vector<double> rock{1, 0, 0, 1, 0, 0}, paper{0, 0, 1, 0, 1, 0};
  const Contest contest(world, truth);
  EXPECT_NEAR(contest.winrate(paper, rock), 0.75 * 0.7 + 0.25 * 0.8, 1e-15);
  EXPECT_NEAR(contest.winrate(rock, paper), 0.75 * 0.3 + 0.25 * 0.2, 1e-15);
  EXPECT_NEAR(contest.winrate(rock, rock), 0.5, 1e-15);
  EXPECT_NEAR(winrate(world, truth, {}, paper, rock), 0.75 * 0.7 + 0.25 * 0.8, 1e-15);
}

/// Preferences that follow the clock: P(0, 1) = the second, in tenths.
struct Clockwork final : Truth {
  double preference(ContextId, ItemId a, ItemId b, const Moment& m) const override {
    const double p = to_seconds(m.now) / 10;
    return a == b ? 0.5 : a == 0 ? p : 1 - p;
  }
  bool fixed() const override { return false; }
};

TEST(MovingTruth, IsAskedAtEachCheckpoint) {
  const TableWorld world({1}, {vec({0, 1})});
  const Clockwork truth;
  const TablePolicy policy({vec({1, 0})});
  const TableAgent agent(policy);
  for (const char* name : {"winrate.reference", "exploitability", "welfare.min"}) {
    const Truth* groups[] = {&truth};
    auto m = facing(name, {.world = world}, truth, groups);
    const bool loses = std::string_view(name) == "exploitability";
    EXPECT_NEAR(m->measure(now(agent, 3)), loses ? 0.2 : 0.3, 1e-15) << name;
    EXPECT_NEAR(m->measure(now(agent, 4)), loses ? 0.1 : 0.4, 1e-15) << name;
  }
}

TEST(Exploitability, ByHand) {
  // P pi = (.1 + .16 + .18, .04 + .1 + .54, .14 + .02 + .3)
  EXPECT_NEAR(judge("exploitability", kRps, kMu, kPi), 0.68 - 0.5, 1e-15);
  EXPECT_NEAR(judge("exploitability", kRps, kMu, vec({4, 2, 3}) / 9), 0, 1e-15);
  EXPECT_EQ(judge("exploitability", Eigen::MatrixXd::Constant(1, 1, 0.5), vec({1}), vec({1})), 0);
}

// Games with solutions computed elsewhere by two methods each: see tests/golden/games.h.
TEST(GoldenGames, NashPolicyAndReferenceAreWhereTheyShouldBe) {
  for (const golden::Game& g : golden::games()) {
    SCOPED_TRACE(g.name);
    EXPECT_NEAR(judge("exploitability", g.p, g.mu, g.nash, g.tau), g.nash_exploitability, 2e-9);
    EXPECT_NEAR(judge("exploitability.regularised", g.p, g.mu, g.mu, g.tau), g.gap_mu, 2e-9);
    EXPECT_NEAR(judge("exploitability.regularised", g.p, g.mu, g.nash, g.tau), 0, 1e-8);
    EXPECT_NEAR(judge("kl.nash", g.p, g.mu, g.nash, g.tau), 0, 1e-8);
    EXPECT_NEAR(judge("kl.nash", g.p, g.mu, g.mu, g.tau), g.nash_kl, 2e-8);
    EXPECT_NEAR(judge("kl.reference", g.p, g.mu, g.nash, g.tau), g.nash_kl, 2e-8);
  }
}

TEST(Divergence, ByHand) {
  const Eigen::VectorXd u = vec({1, 0, -1}), pi = vec({0.5, 0.3, 0.2});
  const double beta = 0.7, z = 0.5 * std::exp(1 / beta) + 0.25 + 0.25 * std::exp(-1 / beta);
  const double kl_mu = 0.5 * std::log(0.5 / 0.5) + 0.3 * std::log(0.3 / 0.25) + 0.2 * std::log(0.2 / 0.25);
  EXPECT_NEAR(judge("kl.reference", kRps, kMu, pi), kl_mu, 1e-14);
  EXPECT_NEAR(judge("entropy", kRps, kMu, pi), -0.5 * std::log(0.5) - 0.3 * std::log(0.3) - 0.2 * std::log(0.2), 1e-14);
  EXPECT_EQ(judge("entropy", kRps, kMu, vec({0, 1, 0})), 0);
  // J(pi) = E u - beta KL(pi || mu) = .3 - beta KL; best value beta log Z.
  const double suboptimality = beta * std::log(z) - (0.3 - beta * kl_mu);
  EXPECT_NEAR(judge("suboptimality", kRps, kMu, pi, 0.1, beta, u), suboptimality, 1e-14);
  EXPECT_NEAR(judge("kl.optimum", kRps, kMu, pi, 0.1, beta, u), suboptimality / beta, 1e-14);
}

TEST(Divergence, Undefined) {
  EXPECT_TRUE(std::isnan(judge("kl.nash", kRps, kMu, vec({1, 0, 0}))));  // infinite
  EXPECT_TRUE(std::isnan(judge("kl.optimum", kRps, kMu, kPi)));          // no utilities
  const TableWorld world({1}, {kMu});
  const TableTruth truth({kRps}, {vec({1, 0, 0})});
  EXPECT_EQ(facing("kl.nash", {.world = world}, truth)->undefined(), "the agent has no tau");
  EXPECT_EQ(facing("exploitability.regularised", {.world = world}, truth)->undefined(), "the agent has no tau");
  EXPECT_EQ(facing("suboptimality", {.world = world}, truth)->undefined(), "the agent has no beta above 0");
  EXPECT_EQ(facing("kl.optimum", {.world = world, .agent = &dials(0, 1)}, TableTruth({kRps}))->undefined(),
            "preferences do not come from utilities");
  EXPECT_EQ(facing("kl.optimum", {.world = world, .agent = &dials(0, 1)}, truth)->undefined(), "");
}

/// A policy whose probability underflows while its log does not.
struct Tiny final : Policy {
  void sample(ContextId, Stream&, std::span<ItemId>) const override {}
  bool probabilities(ContextId, std::span<double> out) const override { return out[0] = 1, out[1] = 0, true; }
  double log_probability(ContextId, ItemId i) const override { return i == 0 ? 0 : -1000; }
};
TEST(Divergence, UnderflowingProbabilitiesCountByTheirLogs) {
  const TableWorld world({1}, {vec({0.5, 0.5})});
  const TableTruth truth({duels(2, {0.5})});
  const Tiny policy;
  const TableAgent agent(policy);
  // All ties: the Nash policy is mu; KL(mu || pi) = ½ log(½ / 1) + ½ (log ½ + 1000).
  const double kl = facing("kl.nash", {.world = world, .agent = &dials(0.1, 1)}, truth)->measure(now(agent));
  EXPECT_NEAR(kl, std::log(0.5) + 500, 1e-9);
}

TEST(Divergence, TauZeroIsTheMaximalLottery) {
  EXPECT_NEAR(judge("kl.nash", kRps, kMu, vec({4, 2, 3}) / 9, 0), 0, 1e-9);
  EXPECT_NEAR(judge("exploitability.regularised", kRps, kMu, kPi, 0), 2 * 0.18, 1e-15);
}

TEST(Welfare, ByHand) {
  const TableWorld world({1}, {vec({0, 0, 1})});
  const TableTruth happy({duels(3, {0.5, 0.9, 0.8})}), sad({duels(3, {0.5, 0.4, 0.1})}),
      crowd({duels(3, {0.5, 0.7, 0.6})});
  const Truth* groups[] = {&happy, &sad};
  const TablePolicy policy({vec({0.5, 0.5, 0})});
  const TableAgent agent(policy);
  const auto of = [&](std::string_view name) {
    return facing(name, {.world = world}, crowd, groups)->measure(now(agent));
  };
  EXPECT_NEAR(of("welfare.min"), 0.25, 1e-15);
  EXPECT_NEAR(of("welfare.mean"), (0.85 + 0.25) / 2, 1e-15);
  EXPECT_NEAR(of("welfare.nash"), std::sqrt(0.85 * 0.25), 1e-15);
  EXPECT_EQ(facing("welfare.min", {.world = world}, crowd)->undefined(), "there are no groups");
  const TablePolicy all_for_one({vec({0, 0, 1})});
  const TableTruth never({duels(3, {0.5, 0, 0})});
  const Truth* left_out[] = {&happy, &never};
  const TablePolicy first({vec({1, 0, 0})});
  EXPECT_EQ(facing("welfare.nash", {.world = world}, crowd, left_out)->measure(now(TableAgent(first))), 0);
}

RC_GTEST_PROP(PolicyProperties, GapsAndIdentities, ()) {
  const Eigen::Index n = arbitrary_size();
  const Eigen::MatrixXd p = arbitrary_game(n);
  const Eigen::VectorXd mu = arbitrary_law(n, 0.05), pi = arbitrary_law(n), u = arbitrary_vector(n);
  const double tau = 0.02 + uniform01(), beta = 0.05 + uniform01();
  const auto of = [&](std::string_view name) { return judge(name, p, mu, pi, tau, beta, u); };

  const double exploitable = of("exploitability");
  RC_ASSERT(exploitable >= 0);
  RC_ASSERT(std::abs(exploitable - ((p * pi).maxCoeff() - 0.5)) < 1e-12);
  const Lottery lottery = maximal_lottery(p);
  RC_ASSERT(judge("exploitability", p, mu, lottery.policy) < 1e-9);  // the LP's policy is what cannot be exploited
  RC_ASSERT(of("winrate.nash") < 0.5 + 1e-9);
  RC_ASSERT(std::abs(judge("winrate.reference", p, pi, pi) - 0.5) < 1e-12);
  RC_ASSERT(std::abs(of("winrate.reference") + judge("winrate.reference", p, pi, mu) - 1) < 1e-12);

  const Nash nash = regularised_nash(p, mu, tau);
  RC_ASSERT(nash.converged);
  Gaps gaps(n);
  const Eigen::VectorXd log_mu = mu.array().log(), reply = gaps.reply(p, pi, log_mu, tau);
  const double identity = 2 * tau * (kl(as_span(pi), as_span(nash.policy)) + kl(as_span(nash.policy), as_span(reply)));
  RC_ASSERT(std::abs(of("exploitability.regularised") - identity) < 1e-8 * (1 + identity));

  double objective = 0;
  for (Eigen::Index i = 0; i < n; ++i)
    if (pi[i] > 0) objective += pi[i] * (u[i] - beta * std::log(pi[i] / mu[i]));
  const double best = beta * std::log((mu.array() * (u / beta).array().exp()).sum());
  RC_ASSERT(std::abs(of("suboptimality") - (best - objective)) < 1e-10);
  RC_ASSERT(std::abs(of("suboptimality") - beta * of("kl.optimum")) < 1e-12);
  RC_ASSERT(of("kl.reference") >= 0);
  RC_ASSERT(of("entropy") <= std::log(static_cast<double>(n)) + 1e-12);
}

RC_GTEST_PROP(PolicyProperties, RelabellingChangesNothing, ()) {
  const Eigen::Index n = arbitrary_size();
  const auto q = arbitrary_permutation(n);
  const Eigen::MatrixXd p = arbitrary_game(n), p2 = q * p * q.transpose();
  const Eigen::VectorXd mu = arbitrary_law(n, 0.05), pi = arbitrary_law(n, 0.01), u = arbitrary_vector(n);
  const Eigen::VectorXd mu2 = q * mu, pi2 = q * pi, u2 = q * u;
  for (const char* name :
       {"winrate.reference", "winrate.uniform", "winrate.nash", "exploitability", "exploitability.regularised",
        "kl.reference", "kl.nash", "kl.optimum", "entropy", "reward.gold", "suboptimality", "regret.simple",
        "ranking.kendall", "ranking.topk", "ranking.ndcg", "identified", "agreement.agent"}) {
    const double one = judge(name, p, mu, pi, 0.2, 0.5, u), two = judge(name, p2, mu2, pi2, 0.2, 0.5, u2);
    RC_LOG() << name;
    RC_ASSERT(std::isnan(one) == std::isnan(two));
    if (!std::isnan(one)) RC_ASSERT(std::abs(one - two) < 1e-8);
  }
}

}  // namespace
}  // namespace paddock::test
