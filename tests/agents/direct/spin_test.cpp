// spin: closed-form iterations, fixed points and rates (nlhf.md section 8.1), gradient steps, winners as data.
#include "sim/math/finite_difference.h"
#include "sim/math/softmax.h"
#include "tests/agents/loop.h"
#include "tests/golden/games.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace paddock::test {
namespace {

const Eigen::VectorXd kData = golden::column({.6, .3, .1});
Loop spin(std::string_view rest, const Eigen::VectorXd& mu = golden::uniform(3)) {
  return Loop(fmt::format("{{kind: spin, target: [.6, .3, .1], {}}}", rest), Eigen::MatrixXd::Constant(3, 3, .5), mu);
}
/// log pi - log p_data, centred.
Eigen::VectorXd error(const Loop& loop) {
  Eigen::VectorXd e = loop.policy().array().log() - kData.array().log();
  return e.array() - e.mean();
}

TEST(Spin, MultipliesItsErrorByOneMinusOneOverLambda) {
  auto one = spin("lambda: 1");
  one.rounds(1);
  EXPECT_LT(largest_error(one.policy(), kData), 1e-14);
  for (const double lambda : {0.7, 2.0, 5.0, 0.4}) {
    auto loop = spin(fmt::format("lambda: {}", lambda));
    for (int t = 0; t < 6; ++t) {
      const Eigen::VectorXd before = error(loop);
      loop.rounds(1);
      EXPECT_LT(largest_error(error(loop), (1 - 1 / lambda) * before), 1e-11) << lambda;
    }
  }
  auto wild = spin("lambda: 0.1");  // factor -9
  wild.rounds(6);
  EXPECT_GT(wild.policy().maxCoeff(), 1 - 1e-12);
}

TEST(Spin, AMixtureWithTheReferenceEndsBetween) {
  auto loop = spin("lambda: 1, opponent: mixture, alpha: 0.5");
  Eigen::VectorXd end(3);
  for (int i = 0; i < 3; ++i) end[i] = std::pow(kData[i], 1 / 1.5);
  loop.rounds(80);
  EXPECT_LT(largest_error(loop.policy(), end / end.sum()), 1e-12);
  EXPECT_LT(largest_error(loop.policy(), golden::column({.517380, .325929, .156690})), 1e-6);
}

TEST(Spin, AveragesAsOpponentsReachTheDataWhereTheLastSelfDiverges) {
  const auto distance = [](std::string_view opponent) {
    auto loop = spin(fmt::format("lambda: 0.4, opponent: {}", opponent));
    loop.rounds(400);
    return largest_error(loop.policy("average"), kData);
  };
  EXPECT_GT(distance("last"), 0.1);
  EXPECT_LT(distance("fictitious"), 0.05);
}

TEST(Spin, OpponentsByHand) {  // two iterations, nu = b = a mean of policies
  const Eigen::VectorXd mu = golden::column({.2, .3, .5});
  const auto next = [&](const Eigen::VectorXd& nu, double lambda) {
    Eigen::VectorXd p(3);
    for (int i = 0; i < 3; ++i) p[i] = nu[i] * std::pow(kData[i] / nu[i], 1 / lambda);
    return Eigen::VectorXd(p / p.sum());
  };
  const Eigen::VectorXd one = next(mu, 2), two = next((mu + one) / 2, 2), three = next((mu + one + two) / 3, 2);
  auto fictitious = spin("lambda: 2, opponent: fictitious", mu), last_two = spin("lambda: 2, opponent: last-two", mu);
  fictitious.rounds(3), last_two.rounds(3);
  EXPECT_LT(largest_error(fictitious.policy(), three), 1e-14);
  EXPECT_LT(largest_error(last_two.policy(), next((one + two) / 2, 2)), 1e-14);
}

TEST(Spin, InnerStepsDescendTheLoss) {
  const Eigen::VectorXd mu = golden::column({.2, .3, .5});
  auto loop = spin("lambda: 0.7, inner-steps: 1, lr: 0.9", mu);
  Eigen::VectorXd theta = mu.array().log();
  for (int t = 0; t < 5; ++t) {
    const Eigen::VectorXd base = theta, nu = [&] {
      Eigen::VectorXd p = theta;
      softmax(as_span(p));
      return p;
    }();
    const auto loss = [&](const Eigen::VectorXd& x) {
      double sum = 0;
      for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) sum += kData[i] * nu[j] * softplus(-0.7 * (x[i] - base[i] - x[j] + base[j]));
      return sum;
    };
    theta -= 0.9 * central_gradient(loss, theta);
    loop.rounds(1);
    Eigen::VectorXd pi = theta;
    softmax(as_span(pi));
    EXPECT_LT(largest_error(loop.policy(), pi), 1e-8) << t;
  }
}

// Without a target the data are what wins comparisons of the reference: mu_i sum_{j != i} mu_j P_ij, up to a factor.
TEST(Spin, LearnsFromWinners) {
  const auto g = golden::games()[1];
  Eigen::VectorXd winners(3);
  for (int i = 0; i < 3; ++i) {
    winners[i] = 0;
    for (int j = 0; j < 3; ++j)
      if (j != i) winners[i] += g.mu[i] * g.mu[j] * g.p(i, j);
  }
  winners /= winners.sum();
  Loop exact("{kind: spin, lambda: 1}", g.p, g.mu);
  exact.rounds(1);
  EXPECT_LT(largest_error(exact.policy(), winners), 1e-14);
  Loop counted("{kind: spin, lambda: 1}", g.p, g.mu, Form::duel, 20000);
  counted.rounds(1);
  EXPECT_LT(largest_error(counted.policy(), winners), 4.9 * 0.5 / std::sqrt(20000));
}

TEST(Spin, RefusesTargetsThatAreNoLaw) {
  EXPECT_THROW(agent_of("{kind: spin, target: [.5, .6]}"), std::runtime_error);
  EXPECT_THROW(agent_of("{kind: spin, target: [1, 0]}"), std::runtime_error);
}

}  // namespace
}  // namespace paddock::test
