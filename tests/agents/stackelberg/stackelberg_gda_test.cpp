// stackelberg-gda against its closed form (golden leaders), printed trajectories (nlhf.md F14) and sampled runs.
#include "sim/core/replies.h"
#include "tests/agents/loop.h"
#include "tests/golden/games.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace paddock::test {
namespace {

const golden::Game& game(int number) {
  static const auto games = golden::games();
  return games[static_cast<std::size_t>(number - 1)];
}
std::string agent(const golden::Game& g, std::string_view rest = "") {  // golden leaders: tau_F = 2 tau_L
  return fmt::format("{{kind: stackelberg-gda, tau-leader: {}, tau-follower: {}{}}}", g.tau, 2 * g.tau, rest);
}

TEST(StackelbergGda, FollowsThePrintedTrajectories) {  // F14
  Loop five(agent(game(2), ", lr: 0.01, kappa: 5"), game(2).p, game(2).mu);
  five.rounds(1000);
  EXPECT_LT(largest_error(five.policy(), golden::column({.087758312, .216315711, .695925977})), 1e-6);
  five.rounds(4000);
  EXPECT_LT(largest_error(five.policy(), golden::column({.085313362, .204752873, .709933765})), 1e-6);
  EXPECT_LT(largest_error(five.policy("follower"), game(2).refined), 1e-6);
  Loop one(agent(game(2), ", kappa: 1"), game(2).p, game(2).mu);
  one.rounds(1000);
  EXPECT_LT(largest_error(one.policy(), golden::column({.100255138, .239624655, .660120207})), 1e-6);
}

TEST(StackelbergGda, EndsAtTheClosedForm) {
  // Not E6, E7 and E11: there the solution has masses below lr tau, where projected steps jump over them.
  for (const int number : {1, 2, 3, 5, 8, 10}) {
    const auto& g = game(number);
    Loop loop(agent(g), g.p, g.mu);
    loop.rounds(30000);
    EXPECT_LT(largest_error(loop.policy("leader"), g.leader), 1e-6) << g.name;
    EXPECT_LT(largest_error(loop.policy("follower"), g.refined), 1e-5) << g.name;
  }
}

// Mirror steps reach all of them, masses of 1e-9 included, and give every row of the follower its own full rate.
TEST(StackelbergGda, EntropicStepsEndAtTheClosedFormEverywhere) {
  for (const auto& g : golden::games()) {
    Loop loop(agent(g, ", geometry: entropic, lr: 0.5, kappa: 1"), g.p, g.mu);
    loop.rounds(6000);
    EXPECT_LT(largest_error(loop.policy("leader"), g.leader), 1e-8) << g.name;
    EXPECT_LT(largest_error(loop.policy("follower"), g.refined), 1e-8) << g.name;
    const auto& follower = dynamic_cast<const Replies&>(*loop.agent().policy("follower"));
    Eigen::VectorXd row(g.p.rows());
    for (Eigen::Index y = 0; y < g.follower.rows(); ++y) {
      follower.replies(0, static_cast<ItemId>(y), as_span(row));
      EXPECT_LT(largest_error(row, g.follower.row(y).transpose()), 1e-8) << g.name << ", reply to " << y;
    }
  }
}

// nlhf.md section 6: what the released code's return, without the follower's KL term, ends at.
TEST(StackelbergGda, WithoutTheFollowersTermEndsElsewhere) {
  Loop loop(agent(game(2), ", geometry: entropic, lr: 0.5, follower-kl: false"), game(2).p, game(2).mu);
  loop.rounds(3000);
  EXPECT_LT(largest_error(loop.policy(), golden::column({.071703, .089653, .838644})), 1e-6);
}

TEST(StackelbergGda, OffersItsPolicies) {
  Loop loop(agent(game(2)), game(2).p, game(2).mu);
  EXPECT_EQ(loop.agent().policy("leader"), &loop.agent().recommended());
  EXPECT_LT(largest_error(loop.policy("follower"), game(2).mu), 1e-15);
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(3);
  for (int t = 0; t < 20; ++t) sum += loop.policy(), loop.rounds(1);
  EXPECT_LT(largest_error(loop.policy("average"), sum / 20), 1e-15);

  std::vector<ItemId> drawn(20000);  // sampling the follower agrees with its law
  Stream rng(1, 0, Purpose::agent);
  const auto& follower = *loop.agent().policy("follower");
  follower.sample(0, rng, drawn);
  const auto law = loop.policy("follower");
  for (int j = 0; j < 3; ++j) {
    const auto n = static_cast<double>(std::ranges::count(drawn, static_cast<ItemId>(j)));
    EXPECT_LT(std::abs(n / 20000 - law[j]), 4.9 * std::sqrt(law[j] * (1 - law[j]) / 20000));
    EXPECT_NEAR(std::exp(follower.log_probability(0, static_cast<ItemId>(j))), law[j], 1e-12);
  }
}

TEST(StackelbergGda, WantsARealStep) {
  EXPECT_THROW(agent_of("{kind: stackelberg-gda, lr: paper}"), std::runtime_error);
  EXPECT_THROW(agent_of("{kind: stackelberg-gda, geometry: entropic, lr: 3}"),
               std::runtime_error);  // lr kappa tau_F > 1
}

// The mean over seeds of the averaged late iterates is the closed form. The released code's objective, which drops the
// follower's KL term from the leader's return, has its fixed point at (.0717, .0897, .8386) instead (nlhf.md section
// 6).
TEST(SlowStackelbergGda, SampledRunsEndAtTheClosedForm) {
  const auto& g = game(2);
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(3), follower = mean;
  const int seeds = 12, window = 200;
  for (std::uint32_t r = 0; r < seeds; ++r) {
    Loop loop(agent(g, ", lr: 0.1"), g.p, g.mu, Form::duel, 20, r);
    loop.rounds(6000);
    for (int t = 0; t < window; ++t) {
      loop.rounds(10);
      mean += loop.policy() / (seeds * window), follower += loop.policy("follower") / (seeds * window);
    }
  }
  EXPECT_LT(largest_error(mean, g.leader), 0.02) << mean.transpose();
  EXPECT_LT(largest_error(follower, g.refined), 0.02) << follower.transpose();
}

// k2 and k3 inside a score function push rare responses out, whatever they are worth (nlhf.md section 6): arm 0, of
// which the closed form keeps .085, all but disappears.
TEST(SlowStackelbergGda, TheOtherEstimatorsEndElsewhere) {
  const auto& g = game(2);
  for (const char* estimator : {"k2", "k3"}) {
    double least = 1;
    for (std::uint32_t r = 0; r < 3; ++r) {
      Loop loop(agent(g, fmt::format(", lr: 0.1, estimator: {}", estimator)), g.p, g.mu, Form::duel, 20, r);
      loop.rounds(8000);
      least = std::min(least, loop.policy().minCoeff());
    }
    EXPECT_LT(least, 0.01) << estimator;
  }
}

}  // namespace
}  // namespace paddock::test
