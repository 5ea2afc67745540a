// active-reward: pair choices against an exhaustive search with determinants and inverses computed from scratch.
#include "sim/math/logistic.h"
#include "sim/math/softmax.h"
#include "tests/agents/loop.h"
#include "tests/golden/games.h"

#include <Eigen/LU>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace paddock::test {
namespace {

constexpr ItemId kN = 7;
Eigen::MatrixXd features() {
  Stream rng(11, 0, Purpose::world);
  Eigen::MatrixXd phi(3, kN);
  for (Eigen::Index i = 0; i < phi.size(); ++i) phi.data()[i] = 2 * rng.uniform() - 1;
  phi.row(2) *= 0.3;
  return phi;
}
std::vector<Win> wins() { return {{0, 1, 5}, {1, 0, 3}, {2, 3, 4}, {3, 2, 1}, {4, 5, 6}, {5, 6, 2}, {6, 0, 3}}; }

/// The posterior, from the data and nothing of the agent.
struct Posterior {
  Eigen::VectorXd theta;
  Eigen::MatrixXd h;
};
Posterior posterior(const Eigen::MatrixXd& phi, double ridge) {
  Eigen::MatrixXd z(phi.rows(), static_cast<Eigen::Index>(wins().size()));
  std::vector<double> won(wins().size(), 1.0), counts;
  for (std::size_t k = 0; k < wins().size(); ++k) {
    const Win w = wins()[k];
    z.col(static_cast<Eigen::Index>(k)) = phi.col(w.winner) - phi.col(w.loser);
    counts.push_back(w.count);
  }
  LogisticSolver solver;
  Posterior out{solver.fit({z, won, counts}, {.ridge = ridge}).weights, {}};
  out.h = ridge * Eigen::MatrixXd::Identity(phi.rows(), phi.rows());
  for (Eigen::Index k = 0; k < z.cols(); ++k) {
    const double s = sigmoid(out.theta.dot(z.col(k)));
    out.h += counts[static_cast<std::size_t>(k)] * s * (1 - s) * z.col(k) * z.col(k).transpose();
  }
  return out;
}

TEST(ActiveReward, AsksTheBestPairOfAnExhaustiveSearch) {
  const Eigen::MatrixXd phi = features();
  const FeatureWorld world(phi, golden::uniform(kN));
  const Data data(wins());
  for (const std::string rule : {"d-optimal", "variance", "uncertainty"}) {
    const auto agent =
        agent_of(fmt::format("{{kind: active-reward, acquisition: {}, ridge: 0.5}}", rule)).make({.world = world});
    agent->learn(data.labels());
    auto [theta, h] = posterior(phi, 0.5);
    for (ItemId i = 0; i < kN; ++i) EXPECT_NEAR(agent->reward(0, i), theta.dot(phi.col(i)), 1e-9);
    QueryBatch out;
    out.reshape(Form::duel, 2, 4), out.clear(4);
    for (ContextId& x : out.context) x = 0;
    Stream rng(1, 0, Purpose::agent);
    agent->propose(rng, out);
    ASSERT_EQ(out.size(), 4u);
    for (Row r = 0; r < 4; ++r) {  // every pair asked counts for the next
      const auto score = [&](ItemId a, ItemId b) {
        const Eigen::VectorXd z = phi.col(a) - phi.col(b);
        const double s = sigmoid(theta.dot(z)), weight = s * (1 - s);
        if (rule == "d-optimal") {
          const Eigen::MatrixXd after = h + weight * z * z.transpose();
          return std::log(after.determinant() / h.determinant());
        }
        return rule == "variance" ? z.dot(h.inverse() * z) : -std::abs(theta.dot(z));
      };
      double best = -1e9;
      for (ItemId b = 0; b < kN; ++b)
        for (ItemId a = 0; a < b; ++a) best = std::max(best, score(a, b));
      EXPECT_NEAR(score(out.items(r)[0], out.items(r)[1]), best, 1e-9) << rule << " row " << r;
      const Eigen::VectorXd z = phi.col(out.items(r)[0]) - phi.col(out.items(r)[1]);
      const double s = sigmoid(theta.dot(z));
      h += s * (1 - s) * z * z.transpose();
    }
  }
}

TEST(ActiveReward, RecommendsTheLargestUtility) {
  const Eigen::MatrixXd phi = features();
  const FeatureWorld world(phi, golden::column({.1, .1, .1, .4, .1, .1, .1}));
  const auto agent = agent_of("active-reward").make({.world = world});
  EXPECT_EQ(law_of(agent->recommended(), kN)[3], 1);  // nothing known: the reference's favourite
  const Data data(wins());
  agent->learn(data.labels());
  Eigen::Index best = 0;
  (posterior(phi, 1).theta.transpose() * phi).maxCoeff(&best);
  EXPECT_EQ(law_of(agent->recommended(), kN)[best], 1);
}

TEST(ActiveReward, BreaksTiesBetweenPairsAtRandom) {
  const FeatureWorld world(Eigen::MatrixXd::Identity(4, 4), golden::uniform(4));
  std::vector<int> count(16, 0);
  for (std::uint32_t r = 0; r < 600; ++r) {  // before any label all six pairs are alike
    const auto agent = agent_of("active-reward").make({.world = world});
    QueryBatch out;
    out.reshape(Form::duel, 2, 1), out.clear(1), out.context[0] = 0;
    Stream rng(1, r, Purpose::agent);
    agent->propose(rng, out);
    ++count[out.items(0)[0] * 4 + out.items(0)[1]];
  }
  for (ItemId b = 1; b < 4; ++b)
    for (ItemId a = 0; a < b; ++a) EXPECT_LT(std::abs(count[a * 4 + b] - 100), 4.9 * std::sqrt(600 * 5.0 / 36));
}

// Informative pairs order the responses better than random ones (dueling_active.md 7.2, sign accuracy on the pool).
TEST(SlowActiveReward, InformativePairsOrderBetterThanRandomOnes) {
  Eigen::VectorXd gain = Eigen::VectorXd::Zero(60);
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    Stream draw(3, seed, Purpose::world);
    Eigen::MatrixXd phi(8, 25);
    Eigen::VectorXd theta(8);
    const std::vector<double> scale{1, 1, 1, .3, .3, .3, .1, .1};
    for (Eigen::Index k = 0; k < 8; ++k) {
      theta[k] = 4 * draw.uniform() - 2;
      for (Eigen::Index i = 0; i < 25; ++i) phi(k, i) = scale[static_cast<std::size_t>(k)] * (4 * draw.uniform() - 2);
    }
    const Eigen::VectorXd u = phi.transpose() * theta;
    const FeatureWorld world(phi, golden::uniform(25));
    for (const double sign : {1.0, -1.0}) {
      const auto agent =
          agent_of(sign > 0 ? "active-reward" : "{kind: active-reward, acquisition: random}").make({.world = world});
      Stream rng(1, seed, Purpose::agent), noise(1, seed, Purpose::answer);
      QueryBatch q;
      q.reshape(Form::duel, 2, 1);
      LabelBatch l;
      l.reshape(q, 1);
      for (int t = 0; t < 150; ++t) {
        q.clear(1), l.clear(), q.context[0] = 0;
        agent->propose(rng, q);
        l.choice[l.add(0)] = noise.uniform() >= sigmoid(u[q.items(0)[0]] - u[q.items(0)[1]]);
        l.stamp[0] = {0, -1, 0, 0, 0, Purpose::answer};
        agent->learn(l);
      }
      int right = 0;
      for (ItemId b = 0; b < 25; ++b)
        for (ItemId a = 0; a < b; ++a) right += (agent->reward(0, a) > agent->reward(0, b)) == (u[a] > u[b]);
      gain[seed] += sign * right / 300.0;
    }
  }
  const double mean = gain.mean(), error = std::sqrt((gain.array() - mean).square().sum() / 60 / 59);
  EXPECT_GT(mean, 2.6 * error) << mean << " ± " << error;
}

}  // namespace
}  // namespace paddock::test
