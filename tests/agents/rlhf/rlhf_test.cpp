// rlhf: Bradley-Terry fits and KL optima against printed numbers and closed forms.
#include "sim/math/softmax.h"
#include "tests/agents/loop.h"
#include "tests/golden/games.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace paddock::test {
namespace {

Eigen::VectorXd rewards(const Agent& agent, ItemId n, ContextId x = 0) {
  Eigen::VectorXd r(n);
  for (ItemId i = 0; i < n; ++i) r[i] = agent.reward(x, i);
  return r;
}
/// counts(i, j) labels in which i beat j.
Data data(const Eigen::MatrixXd& counts) {
  std::vector<Win> wins;
  for (Eigen::Index i = 0; i < counts.rows(); ++i)
    for (Eigen::Index j = 0; j < counts.cols(); ++j)
      if (i != j && counts(i, j) > 0)
        wins.push_back({static_cast<ItemId>(i), static_cast<ItemId>(j), static_cast<int>(std::lround(counts(i, j)))});
  return Data(wins);
}
struct Fit {
  Eigen::VectorXd reward, policy;
};
Fit fit(std::string_view agent, const Eigen::MatrixXd& counts, const Eigen::VectorXd& mu) {
  Loop loop(agent, counts, mu, Form::duel);
  const auto labels = data(counts);
  loop.agent().learn(labels.labels());
  return {rewards(loop.agent(), static_cast<ItemId>(mu.size())), loop.policy()};
}
Eigen::VectorXd tilted(const Eigen::VectorXd& mu, const Eigen::VectorXd& r, double beta) {
  Eigen::VectorXd pi = mu.array() * (r / beta).array().exp();
  return pi / pi.sum();
}

// rlhf.md section 6, E1: wins and ridges.
TEST(Rlhf, FitsThePrintedScores) {
  const auto wins = golden::square(4, {0, 7, 9, 4, 3, 0, 6, 8, 1, 4, 0, 5, 2, 2, 5, 0});
  const std::vector<std::pair<double, std::vector<double>>> table{
      {0, {0.9659541793, 0.2116505920, -0.5705674479, -0.6070373234}},
      {0.1, {0.9486660196, 0.2091424868, -0.5618895567, -0.5959189497}},
      {1, {0.8227593251, 0.1893461890, -0.4975368526, -0.5145686615}},
      {10, {0.3851521417, 0.1005984081, -0.2530570338, -0.2326935160}}};
  const Eigen::VectorXd mu = golden::column({.4, .3, .2, .1});
  for (const auto& [ridge, scores] : table)
    for (const char* model : {"bradley-terry", "linear"}) {  // indicators of responses are features like any other
      const auto got = fit(fmt::format("{{kind: rlhf, reward: {{model: {}, ridge: {}}}}}", model, ridge), wins, mu);
      if (ridge == 0 && std::string_view(model) == "linear") continue;  // indicators are dependent without a ridge
      EXPECT_LT(largest_error(got.reward, golden::column(scores)), 1e-8) << model << " " << ridge;
      EXPECT_LT(largest_error(got.policy, tilted(mu, golden::column(scores), 0.1)), 1e-7) << model << " " << ridge;
    }
}

// nlhf.md section 9: scores and RLHF policies of games whose probabilities are whole percents.
TEST(Rlhf, FindsTheGoldenPolicies) {
  for (const auto& g : golden::games()) {
    const Eigen::MatrixXd percent = 100 * g.p;
    if (largest_error(percent.reshaped().array().round().matrix(), percent.reshaped()) > 1e-9) continue;
    if ((g.p.array() == 0).any()) continue;  // no maximiser from counts of one side only is promised by the solver
    const auto at = [&](double beta) {
      return fit(fmt::format("{{kind: rlhf, beta: {}, reward: {{ridge: 0}}}}", beta), percent, g.mu);
    };
    EXPECT_LT(largest_error(at(1).reward, g.bt), 1e-8) << g.name;
    EXPECT_LT(largest_error(at(1).policy, g.rlhf_one), 1e-8) << g.name;
    EXPECT_LT(largest_error(at(g.beta).policy, g.rlhf), 1e-8) << g.name;
  }
}

// rlhf.md section 6, E8: without a true Bradley-Terry model the projection depends on which pairs are shown.
TEST(Rlhf, DependsOnThePairsShown) {
  const auto p = golden::square(4, {.5, .8, .3, .7, .2, .5, .9, .6, .7, .1, .5, .55, .3, .4, .45, .5});
  const Eigen::VectorXd mu = golden::column({.4, .3, .2, .1});
  const auto uniform = fit("{kind: rlhf, beta: 0.5, reward: {ridge: 0}}", 100 * p, mu);
  EXPECT_LT(largest_error(uniform.policy, golden::column({0.5334431092, 0.3253321894, 0.1061440452, 0.0350806561})),
            1e-8);
  const Eigen::MatrixXd shown = 1000 * (mu * mu.transpose()).cwiseProduct(p);
  const auto by_mu = fit("{kind: rlhf, beta: 0.5, reward: {ridge: 0}}", shown, mu);
  EXPECT_LT(largest_error(by_mu.reward, golden::column({0.4053596586, -0.0031923048, -0.0236070871, -0.3785602666})),
            1e-8);
  EXPECT_LT(largest_error(by_mu.policy, golden::column({0.6267925225, 0.2076449358, 0.1328917529, 0.0326707888})),
            1e-8);
}

TEST(Rlhf, KeepsTheReferenceWhereNoMaximiserExists) {
  const Eigen::VectorXd mu = golden::column({.7, .3});
  const auto got = fit("{kind: rlhf, reward: {ridge: 0}}", golden::square(2, {0, 10, 0, 0}), mu);
  EXPECT_LT(largest_error(got.policy, mu), 1e-15);
  // With a ridge it exists: 10 sigmoid(-2a) = ridge a (rlhf.md section 6, E1).
  const auto ridged = fit("{kind: rlhf, reward: {ridge: 0.1}}", golden::square(2, {0, 10, 0, 0}), mu);
  EXPECT_NEAR(ridged.reward[0], 1.9569974098, 1e-8);
}

TEST(Rlhf, ATieIsHalfAWinEach) {
  const Eigen::VectorXd mu = golden::uniform(2);
  Loop ties("{kind: rlhf, reward: {ridge: 0}}", Eigen::MatrixXd::Zero(2, 2), mu, Form::duel);
  const Data data({{.winner = 0, .loser = 1, .count = 4, .tie = true}, {.winner = 0, .loser = 1, .count = 2}});
  ties.agent().learn(data.labels());  // 4 : 2
  EXPECT_NEAR(ties.agent().reward(0, 0) - ties.agent().reward(0, 1), std::log(2.0), 1e-10);
}

// rlhf.md section 6, E3: rankings 012 ×5, 021 ×3, 102 ×4, 210 ×2, 120 ×1 split into pairs.
TEST(Rlhf, BreaksRankingsIntoPairs) {
  const std::vector<std::pair<std::vector<std::uint8_t>, int>> rankings{
      {{0, 1, 2}, 5}, {{0, 2, 1}, 3}, {{1, 0, 2}, 4}, {{2, 1, 0}, 2}, {{1, 2, 0}, 1}};
  QueryBatch queries;
  queries.reshape(Form::ranking, 3, 15), queries.clear(15);
  LabelBatch labels;
  labels.reshape(queries, 15);
  for (const auto& [order, count] : rankings)
    for (int k = 0; k < count; ++k) {
      const Row r = queries.size();
      const auto shown = queries.add(0);
      for (ItemId i = 0; i < 3; ++i) shown[i] = i;
      labels.choice[labels.add(r)] = order[0];
      std::ranges::copy(order, labels.ranks(r).begin());
      labels.stamp[r].purpose = Purpose::data;
    }
  Loop loop("{kind: rlhf, reward: {ridge: 0}}", Eigen::MatrixXd::Zero(3, 3), golden::uniform(3), Form::duel);
  loop.agent().learn(labels);
  EXPECT_LT(largest_error(rewards(loop.agent(), 3), golden::column({0.4834330582, 0.1942222795, -0.6776553378})), 1e-8);
}

TEST(Rlhf, LinearRewardsShareWeightsBetweenResponses) {
  // phi = 0, 1, 2, 3 with 40 : 20 between neighbours 0 and 1 only: weight -log 2 (ridge small), extrapolated to all.
  Eigen::MatrixXd phi(1, 4);
  phi << 0, 1, 2, 3;
  const FeatureWorld world(phi, golden::uniform(4));
  const auto agent = agent_of("{kind: rlhf, beta: 1, reward: {model: linear, ridge: 1e-9}}").make({.world = world});
  const Data data({{.winner = 0, .loser = 1, .count = 40}, {.winner = 1, .loser = 0, .count = 20}});
  agent->learn(data.labels());
  for (ItemId i = 0; i < 4; ++i) EXPECT_NEAR(agent->reward(0, i), (1.5 - i) * std::log(2.0), 1e-8);
  EXPECT_LT(largest_error(law_of(agent->recommended(), 4), golden::column({8, 4, 2, 1}) / 15), 1e-8);
}

// Looking at the recommendation must not change what is asked later, whoever draws the pairs.
TEST(Rlhf, LookingChangesNothing) {
  const auto g = golden::games()[1];
  for (const char* pairs : {"reference", "policy", "policy-reference", "best-worst", "pilaf", "active", "uniform"}) {
    const std::string agent = fmt::format("{{kind: rlhf, pairs: {}}}", pairs);
    Loop watched(agent, g.p, g.mu, Form::duel, 3), alone(agent, g.p, g.mu, Form::duel, 3);
    for (int t = 0; t < 60; ++t) watched.rounds(1), watched.policy();
    alone.rounds(60);
    EXPECT_EQ(watched.policy(), alone.policy()) << pairs;
  }
}

// E12: the population's own fit, for the two laws of pairs that a scenario can name.
TEST(Rlhf, ReadsThePopulationsFitOffTheOracle) {
  const auto g = golden::games()[1];
  const auto weights = golden::pair_weights_of_e2();
  Loop uniform("{kind: rlhf, pairs: uniform, reward: {ridge: 0}}", g.p, g.mu),
      reference("{kind: rlhf, pairs: reference, reward: {ridge: 0}}", g.p, g.mu),
      linear("{kind: rlhf, pairs: reference, reward: {model: linear, ridge: 1e-9}}", g.p, g.mu);
  uniform.rounds(3), reference.rounds(1), linear.rounds(1);
  for (ItemId i = 0; i < 3; ++i) {
    EXPECT_NEAR(uniform.agent().reward(0, i), weights[0].scores[i], 1e-8);
    EXPECT_NEAR(reference.agent().reward(0, i), weights[1].scores[i], 1e-8);
    EXPECT_NEAR(linear.agent().reward(0, i), weights[1].scores[i], 1e-6);
  }
  EXPECT_LT(largest_error(uniform.policy(), g.rlhf), 1e-8);
}

TEST(SlowRlhf, RecoversTheTruePolicyOfABradleyTerryCrowd) {
  const Eigen::VectorXd r = golden::column({0, .5, 1, -.5}), mu = golden::column({.4, .3, .2, .1});
  Eigen::MatrixXd p(4, 4);
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j) p(i, j) = sigmoid(r[i] - r[j]);
  for (const char* pairs : {"reference", "uniform", "policy", "policy-reference", "pilaf"}) {
    Eigen::VectorXd mean = Eigen::VectorXd::Zero(4);
    for (std::uint32_t seed = 0; seed < 20; ++seed) {
      Loop loop(fmt::format("{{kind: rlhf, beta: 0.5, pairs: {}}}", pairs), p, mu, Form::duel, 50, seed);
      loop.rounds(100);
      mean += loop.policy() / 20;
    }
    // rlhf.md section 6, E8, Bradley-Terry world
    EXPECT_LT(largest_error(mean, golden::column({0.1465156538, 0.2987031294, 0.5413061926, 0.0134750242})), 0.03)
        << pairs;
  }
}

}  // namespace
}  // namespace paddock::test
