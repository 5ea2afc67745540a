// nash-md and omd: exact trajectories, solutions, theorems; sampled win rates against the printed noise floors.
#include "tests/agents/nash/arena.h"
#include "tests/golden/trajectories.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace paddock::test {
namespace {

/// nlhf.md section 1.6: 2 [tau logsumexp(log mu + A pi / tau) + tau KL(pi || mu)].
double regularised_gap(const Eigen::MatrixXd& p, const Eigen::VectorXd& pi, const Eigen::VectorXd& mu, double tau) {
  const Eigen::VectorXd logits = mu.array().log() + ((p * pi).array() - 0.5) / tau;
  return 2 * tau * (log_sum_exp(as_span(logits)) + kl(as_span(pi), as_span(mu)));
}
// Five printed digits, two where a running text quotes them; what is below 1e-9 is a bound.
void expect_printed(double value, double printed, double digits, const std::string& where) {
  if (printed == 0) return;
  if (printed < 1e-9)
    EXPECT_LE(value, 10 * printed) << where;
  else
    EXPECT_NEAR(value, printed, digits * printed) << where;
}

TEST(SelfPlay, FollowsThePrintedTrajectories) {
  const auto star = exact_nash(e2());
  for (const auto& trajectory : golden::trajectories()) {
    Loop loop(trajectory.agent, e2().p, e2().mu);
    int t = 0;
    for (const auto& point : trajectory.points) {
      loop.rounds(point.t - t), t = point.t;
      const std::string where = fmt::format("{} at {}", trajectory.name, t);
      const auto pi = loop.policy(trajectory.policy);
      const double digits = point.policy.empty() ? 0.02 : 1e-4;
      if (!point.policy.empty()) {
        EXPECT_LT(largest_error(pi, golden::column(point.policy)), 1e-6) << where;
      }
      expect_printed(kl_to(star, pi), point.kl, digits, where + ": KL");
      expect_printed(regularised_gap(e2().p, pi, e2().mu, e2().tau), point.gap, digits, where + ": gap");
      expect_printed(exploitability(e2().p, pi), point.exploitability, digits, where + ": exploitability");
    }
  }
}

TEST(SelfPlay, OmdEndsAtTheNashPolicyOfEveryGame) {
  for (const auto& g : golden::games()) {
    Loop loop(with("omd", g.tau), g.p, g.mu);
    loop.rounds(static_cast<int>(40 * (g.tau * g.tau + 0.25) / (g.tau * g.tau)));  // 40 times 1 / (eta tau)
    EXPECT_LT(largest_error(loop.policy(), g.nash), 2e-9) << g.name;
  }
}

TEST(SelfPlay, NashMdEndsAtTheNashPolicyOfEveryGame) {
  for (const auto& g : golden::games()) {
    Loop loop(with("nash-md", g.tau), g.p, g.mu);
    loop.rounds(20000);
    EXPECT_LT(largest_error(loop.policy(), g.nash), 1e-3) << g.name;
  }
}

// Munos et al. 2023, Theorem 1: KL(pi* || pi_T) <= 8 / (tau² (T + 1)).
TEST(SelfPlay, NashMdKeepsItsTheorem) {
  for (const auto& g : golden::games()) {
    const auto star = exact_nash(g);
    Loop loop(with("nash-md", g.tau), g.p, g.mu);
    for (int t = 1; t <= 300; ++t) {
      loop.rounds(1);
      EXPECT_LE(kl_to(star, loop.policy()), 8 / (g.tau * g.tau * (t + 1))) << g.name << " at " << t;
    }
  }
}

// addendum_alignment.md section 2: eta <= tau / (tau² + L²) contracts KL by 1 - eta tau a step.
TEST(SelfPlay, OmdContracts) {
  for (const auto& g : golden::games()) {
    const auto star = exact_nash(g);
    const double eta = g.tau / (g.tau * g.tau + 0.25);
    Loop loop(with("omd", g.tau), g.p, g.mu);
    double before = kl_to(star, g.mu);
    for (int t = 1; t <= 60; ++t) {
      loop.rounds(1);
      const double now = kl_to(star, loop.policy());
      EXPECT_LE(now, (1 - eta * g.tau) * before + 1e-14) << g.name << " at " << t;
      before = now;
    }
  }
}

// F18: on pure rock-paper-scissors with uniform mu, sigma = 1 / (2 sqrt 3); local limit 2 tau / (tau² + sigma²).
TEST(SelfPlay, OmdIsStableExactlyBelowTheLocalLimit) {
  const auto g = golden::games()[0];
  for (const double tau : {0.01, 0.1}) {
    const double limit = 2 * tau / (tau * tau + 1.0 / 12);
    EXPECT_NEAR(limit, tau == 0.01 ? 0.239712 : 2.142857, 1e-6);
    for (const double factor : {0.99, 1.01}) {
      // At mu = uniform the agent would start at the solution; a mu near it moves sigma in second order only.
      const Eigen::VectorXd mu = golden::column({.34, .33, .33});
      Loop loop(with("omd", tau, fmt::format(", eta: {}", factor * limit)), g.p, mu);
      const auto star = exact_nash(g.p, mu, tau);
      loop.rounds(20);
      const double early = (loop.policy() - star).norm();
      loop.rounds(2000);
      const double late = (loop.policy() - star).norm();
      if (factor < 1)
        EXPECT_LT(late, early) << tau;
      else
        EXPECT_GT(late, early) << tau;
    }
  }
}

TEST(SelfPlay, TheAverageIsTheMeanOfThePoliciesPlayedSoFar) {
  for (const char* kind : {"omd", "nash-md"}) {
    Loop loop(kind, e2().p, e2().mu);
    EXPECT_LT(largest_error(loop.policy("average"), e2().mu), 1e-15);
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(3);
    for (int t = 0; t < 25; ++t) sum += loop.policy(), loop.rounds(1);
    EXPECT_LT(largest_error(loop.policy("average"), sum / 25), 1e-15);
    EXPECT_EQ(loop.agent().policy("leader"), nullptr);
    EXPECT_EQ(loop.agent().policy("played"), &loop.agent().recommended());
  }
}

TEST(SelfPlay, RelabellingTheArmsRelabelsThePolicy) {
  const auto g = golden::games()[6];  // E7, ten arms
  Eigen::PermutationMatrix<Eigen::Dynamic> turn(10);
  turn.setIdentity();
  for (int i = 0; i < 10; ++i) turn.indices()[i] = (3 * i + 4) % 10;
  const Eigen::VectorXd mu = golden::column({.05, .15, .1, .1, .2, .02, .08, .1, .1, .1});
  for (const char* kind : {"omd", "nash-md"}) {
    Loop a(kind, g.p, mu), b(kind, turn * g.p * turn.transpose(), turn * mu);
    a.rounds(100), b.rounds(100);
    EXPECT_LT(largest_error(turn * a.policy(), b.policy()), 1e-13) << kind;
  }
}

TEST(SelfPlay, ContextsAreGamesOfTheirOwn) {
  Loop exact("nash-md", e2().p, e2().mu, Form::oracle, 1, 0, 3), one("nash-md", e2().p, e2().mu);
  exact.rounds(7), one.rounds(7);
  for (ContextId x = 0; x < 3; ++x) EXPECT_EQ(exact.policy("recommended", x), one.policy());
  Loop duels("nash-md", e2().p, e2().mu, Form::duel, 1, 0, 2);
  duels.rounds(1);  // a label on context 0 only
  EXPECT_NE(duels.policy("recommended", 0), e2().mu);
  EXPECT_LT(largest_error(duels.policy("recommended", 1), e2().mu), 1e-15);
}

// One label: q(y) = n (o - 1/2), nothing elsewhere, and pi_1 ∝ mu exp(eta q) since pi_0 = mu.
TEST(SelfPlay, OneLabelMovesTheArmShownLeft) {
  Loop loop("{kind: omd, tau: 0.1, eta: 0.2}", e2().p, e2().mu, Form::duel);
  loop.rounds(1);
  int moved = 0;
  for (const double sign : {-1, 1})
    for (int y = 0; y < 3; ++y) {
      Eigen::VectorXd expected = e2().mu;
      expected[y] *= std::exp(sign * 0.2 * 3 / 2);
      expected /= expected.sum();
      moved += largest_error(loop.policy(), expected) < 1e-14;
    }
  EXPECT_EQ(moved, 1);
}

TEST(SelfPlay, IgnoresLabelsThatAreNotAgainstItsOpponent) {
  for (const char* kind : {"omd", "nash-md"}) {
    Loop loop(kind, e2().p, e2().mu, Form::duel);
    const Data data({{.winner = 0, .loser = 1, .count = 50}});
    loop.agent().learn(data.labels());
    EXPECT_LT(largest_error(loop.policy(), e2().mu), 1e-15);
  }
}

TEST(SelfPlay, RejectsStepsThatForgetMoreThanEverything) {
  EXPECT_THROW(agent_of("{kind: nash-md, tau: 0.5, eta: 3}"), std::runtime_error);
  EXPECT_THROW(agent_of("{kind: omd, tau: 0.5, eta: 3}"), std::runtime_error);
  EXPECT_THROW(agent_of("{kind: omd, tau: 0}"), std::runtime_error);
  EXPECT_NO_THROW(agent_of("{kind: nash-md, tau: 1e-3}"));
}

// nlhf.md section 10, stochastic bands: y uniform, opponent ~ pi, q_k = n/m sum 1{y = k}(o - 1/2), eta = .05; mean
// within 25 %. The figures themselves are means of 200 seeds.
TEST(SlowSelfPlay, OmdHasThePrintedNoiseFloor) {
  const auto ten = noise("{kind: omd, tau: 0.1, eta: 0.05}", 10, 4000, 1, 200);
  EXPECT_NEAR(ten.mean, 5.77e-3, 0.25 * 5.77e-3) << "± " << ten.error;
  const auto early = noise("{kind: omd, tau: 0.1, eta: 0.05}", 10, 400, 1, 200);
  EXPECT_NEAR(early.mean, 6.22e-3, 0.25 * 6.22e-3) << "± " << early.error;
  const auto hundred = noise("{kind: omd, tau: 0.1, eta: 0.05}", 100, 400, 1, 100);
  EXPECT_NEAR(hundred.mean, 6.52e-4, 0.25 * 6.52e-4) << "± " << hundred.error;
}

// The floor is proportional to eta (nlhf.md section 10).
TEST(SlowSelfPlay, TheFloorOfOmdIsProportionalToItsStep) {
  const auto small = noise("{kind: omd, tau: 0.1, eta: 0.025}", 10, 4000, 2000, 30);
  const auto large = noise("{kind: omd, tau: 0.1, eta: 0.05}", 10, 4000, 2000, 30);
  const double ratio = large.mean / small.mean;
  const double error = ratio * std::hypot(large.error / large.mean, small.error / small.mean);
  EXPECT_LT(std::abs(ratio - 2), 4.9 * error + 0.1) << ratio << " ± " << error;  // 0.1: terms of order eta
}

// With decreasing steps the last iterate converges: four times the labels, a quarter of the KL.
TEST(SlowSelfPlay, SampledMethodsConvergeLikeOneOverT) {
  for (const char* kind : {"nash-md", "omd"}) {
    const std::string agent = fmt::format("{{kind: {}, tau: 0.1}}", kind);
    const auto before = noise(agent, 10, 2000, 1, 150), after = noise(agent, 10, 8000, 1, 150);
    const double ratio = before.mean / after.mean;
    const double error = ratio * std::hypot(before.error / before.mean, after.error / after.mean);
    EXPECT_LT(std::abs(ratio - 4), 4.9 * error) << kind << ": " << ratio << " ± " << error;
    EXPECT_LT(after.mean, 4e-3) << kind;
  }
}

// Drawing y mostly from the policy stays unbiased: the same limit.
TEST(SlowSelfPlay, ImportanceWeightsKeepTheEstimateUnbiased) {
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(3);
  for (std::uint32_t r = 0; r < 40; ++r) {
    Loop loop("{kind: omd, tau: 0.1, explore: 0.2}", e2().p, e2().mu, Form::duel, 20, r);
    loop.rounds(4000);
    mean += loop.policy() / 40;
  }
  EXPECT_LT(largest_error(mean, e2().nash), 0.01);
}

}  // namespace
}  // namespace paddock::test
