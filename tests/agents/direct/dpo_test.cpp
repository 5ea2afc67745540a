// dpo: its loss and gradient, printed trajectories, and the theorem that its optimum is RLHF's.
#include "sim/math/finite_difference.h"
#include "sim/math/softmax.h"
#include "tests/agents/loop.h"
#include "tests/golden/games.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace paddock::test {
namespace {

/// Mean DPO loss of logits theta (pi = softmax(log mu + theta)) on wins, written out with normalisers.
double loss(const Eigen::VectorXd& theta, const Eigen::VectorXd& mu, const std::vector<Win>& wins, double beta) {
  Eigen::VectorXd log_pi = theta + mu.array().log().matrix();
  log_softmax(as_span(log_pi));
  const Eigen::VectorXd ratio = log_pi - mu.array().log().matrix();
  double sum = 0, count = 0;
  for (const Win& w : wins) {
    sum -= w.count * log_sigmoid(beta * (ratio[w.winner] - ratio[w.loser])), count += w.count;
  }
  return sum / count;
}

TEST(Dpo, DescendsItsLoss) {
  const Eigen::VectorXd mu = golden::column({.2, .3, .1, .4});
  const std::vector<Win> wins{{0, 1, 3}, {1, 2, 2}, {3, 0, 4}, {2, 3, 1}, {1, 0, 1}};
  for (const double beta : {0.1, 2.0}) {
    const Data data(wins);
    Loop loop(fmt::format("{{kind: dpo, beta: {}, lr: 0.7, minibatch: 1000}}", beta), Eigen::MatrixXd::Zero(4, 4), mu,
              Form::duel);
    Eigen::VectorXd theta = Eigen::VectorXd::Zero(4);
    for (int t = 0; t < 30; ++t) {
      loop.agent().learn(data.labels());
      theta -= 0.7 * central_gradient([&](const Eigen::VectorXd& x) { return loss(x, mu, wins, beta); }, theta);
      Eigen::VectorXd pi = theta + mu.array().log().matrix();
      softmax(as_span(pi));
      ASSERT_LT(largest_error(loop.policy(), pi), 1e-8) << "step " << t;
    }
    for (ItemId i = 0; i < 4; ++i)
      EXPECT_NEAR(loop.agent().reward(0, i) - loop.agent().reward(0, 0), beta * (theta[i] - theta[0]), 1e-7);
  }
}

// rlhf.md section 6, E7: h = .7; -df/dh is what a step is made of.
TEST(Dpo, HasThePrintedSlope) {
  EXPECT_NEAR(softplus(-0.1 * 0.7), 0.6587595555, 1e-9);
  EXPECT_NEAR(-0.1 * sigmoid(-0.1 * 0.7), -0.0482507142, 1e-9);
  // mu (.5, .5) and a margin of .7 before the last step, reached by one step of 14 from h = 0 (slope .1/2, both ways)
  Loop loop("{kind: dpo, beta: 0.1, lr: 7}", Eigen::MatrixXd::Zero(2, 2), golden::uniform(2), Form::duel);
  const Data one({{.winner = 0, .loser = 1}});
  const auto margin = [&] { return std::log(loop.policy()[0] / loop.policy()[1]); };
  loop.agent().learn(one.labels());
  EXPECT_NEAR(margin(), 0.7, 1e-12);
  loop.agent().learn(one.labels());
  EXPECT_NEAR(margin() - 0.7, 2 * 7 * 0.0482507142, 1e-8);
}

// rlhf.md section 6, E20: a pair that never loses; the margin grows like log t.
TEST(Dpo, ChasesDeterministicPairsForEver) {
  const std::vector<std::pair<int, double>> printed{
      {10, .0997753006}, {100, .9756589232}, {1000, 7.92207293}, {10000, 28.96244090}};
  for (const auto& [steps, margin] : printed) {
    Loop loop(fmt::format("{{kind: dpo, beta: 0.1, lr: 0.1, epochs: {}}}", steps), Eigen::MatrixXd::Zero(2, 2),
              golden::uniform(2), Form::duel);
    const Data one({{.winner = 0, .loser = 1}});
    loop.agent().learn(one.labels());
    const double h = loop.agent().reward(0, 0) / 0.1 - loop.agent().reward(0, 1) / 0.1;
    EXPECT_NEAR(h, margin, 1e-8) << steps;
  }
}

// rlhf.md section 3.1: the population optimum is mu exp(r / beta) of the Bradley-Terry projection; numbers of E8.
TEST(Dpo, EndsWhereRlhfEnds) {
  const auto p = golden::square(4, {.5, .8, .3, .7, .2, .5, .9, .6, .7, .1, .5, .55, .3, .4, .45, .5});
  const Eigen::VectorXd mu = golden::column({.4, .3, .2, .1});
  std::vector<Win> wins;
  for (ItemId i = 0; i < 4; ++i)
    for (ItemId j = 0; j < 4; ++j)
      if (i != j) wins.push_back({i, j, static_cast<int>(std::lround(20 * p(i, j)))});
  const Data data(wins);
  Loop dpo("{kind: dpo, beta: 0.5, lr: 8, epochs: 4000, minibatch: 1000}", p, mu, Form::duel);
  Loop rlhf("{kind: rlhf, beta: 0.5, reward: {ridge: 0}}", p, mu, Form::duel);
  dpo.agent().learn(data.labels()), rlhf.agent().learn(data.labels());
  EXPECT_LT(largest_error(dpo.policy(), golden::column({0.5334431092, 0.3253321894, 0.1061440452, 0.0350806561})),
            1e-8);
  EXPECT_LT(largest_error(dpo.policy(), rlhf.policy()), 1e-9);
}

// rlhf.md section 6, E16: with shared features the preferred response itself can lose.
TEST(Dpo, DisplacesThePreferredResponseInLogLinearPolicies) {
  Eigen::MatrixXd phi(2, 3);
  phi << 1, .8, 0, 0, .3, 1;
  const FeatureWorld world(phi, golden::uniform(3));
  const std::vector<std::pair<int, std::vector<double>>> printed{{1, {.3298331123, .3319840104, .3381828773}},
                                                                 {10, {.2989059246, .3186797254, .3824143500}},
                                                                 {50, {.1809268713, .2443495878, .5747235409}},
                                                                 {199, {.0224269261, .0588834847, .9186895892}}};
  const Data one({{.winner = 1, .loser = 0}});
  for (const auto& [steps, law] : printed) {
    const auto agent = agent_of(fmt::format("{{kind: dpo, beta: 1, lr: 0.1, policy: log-linear, epochs: {}}}", steps))
                           .make({.world = world});
    agent->learn(one.labels());
    EXPECT_LT(largest_error(law_of(agent->recommended(), 3), golden::column(law)), 1e-8) << steps;
  }
}

TEST(Dpo, LogLinearInIndicatorsIsTabular) {
  const auto g = golden::games()[1];
  Loop table("{kind: dpo, policy: tabular}", g.p, g.mu, Form::duel, 4),
      linear("{kind: dpo, policy: log-linear}", g.p, g.mu, Form::duel, 4);
  table.rounds(50), linear.rounds(50);
  EXPECT_LT(largest_error(table.policy(), linear.policy()), 1e-12);
}

TEST(Dpo, GoesThroughGivenLabelsInMiniBatches) {  // 3 labels by 2: two steps an epoch, the second on one label
  const Eigen::VectorXd mu = golden::uniform(3);
  const Data all({{0, 1, 1}, {1, 2, 1}, {2, 0, 1}});
  Loop loop("{kind: dpo, beta: 1, lr: 0.5, minibatch: 2}", Eigen::MatrixXd::Zero(3, 3), mu, Form::duel);
  loop.agent().learn(all.labels());
  Eigen::VectorXd theta(3);
  theta << 0.5 / 2 * 0.5, 0, -0.5 / 2 * 0.5;  // mean of e0 - e1 and e1 - e2, slope 1/2
  const double slope = sigmoid(-(theta[2] - theta[0]));
  theta[2] += 0.5 * slope, theta[0] -= 0.5 * slope;
  softmax(as_span(theta));
  EXPECT_LT(largest_error(loop.policy(), theta), 1e-14);
}

/// Every pair of P in proportion, 10,000 each way together: weights 1/6 a pair.
std::vector<Win> population(const Eigen::VectorXd& r) {
  std::vector<Win> wins;
  for (ItemId i = 0; i < r.size(); ++i)
    for (ItemId j = 0; j < r.size(); ++j)
      if (i != j) wins.push_back({i, j, static_cast<int>(std::lround(2000 * sigmoid(r[i] - r[j])))});
  return wins;
}

// addendum_alignment.md section 6: minimisers of the population objective plus alpha beta E_q log pi, q = mu. That is
// xpo with alpha beta in the place of its alpha. Counts are whole, hence 1e-4.
TEST(Dpo, OptimismMovesTheOptimumAsPrinted) {
  const Eigen::VectorXd r = golden::column({0, .5, 1, -.5}), mu = golden::column({.4, .3, .2, .1});
  const Data data(population(r));
  const std::vector<std::pair<double, std::vector<double>>> printed{
      {0, {.1465156538, .2987031294, .5413061926, .0134750242}},
      {.01, {.1375380941, .2910258260, .5585489019, .0128871780}},
      {.1, {.0346743578, .0983612904, .8626377190, .0043266328}}};
  for (const auto& [alpha, law] : printed) {
    Loop loop(fmt::format("{{kind: dpo, beta: 0.5, lr: 20, epochs: 1500, minibatch: 20000, optimism: xpo, alpha: {}}}",
                          0.5 * alpha),
              Eigen::MatrixXd::Zero(4, 4), mu, Form::duel);
    loop.agent().learn(data.labels());
    EXPECT_LT(largest_error(loop.policy(), golden::column(law)), 2e-4) << alpha;
  }
}

// Above alpha_max = .1726890862 (the set {2}) nothing holds the policy back.
TEST(Dpo, TooMuchOptimismRunsAway) {
  const Eigen::VectorXd r = golden::column({0, .5, 1, -.5}), mu = golden::column({.4, .3, .2, .1});
  const Data data(population(r));
  const auto best = [&](double alpha, int epochs) {
    Loop loop(fmt::format("{{kind: dpo, beta: 0.5, lr: 50, epochs: {}, minibatch: 20000, optimism: xpo, alpha: {}}}",
                          epochs, 0.5 * alpha),
              Eigen::MatrixXd::Zero(4, 4), mu, Form::duel);
    loop.agent().learn(data.labels());
    return loop.agent().reward(0, 2) - loop.agent().reward(0, 3);
  };
  EXPECT_NEAR(best(.12, 2000), best(.12, 4000), 0.05);
  EXPECT_GT(best(.2, 4000) - best(.2, 2000), 1);
}

// One SELM step from the reference: alpha beta e_greedy less alpha beta pi, besides DPO's; the reference is renewed.
TEST(Dpo, SelmByHand) {
  const Eigen::VectorXd mu = golden::column({.5, .3, .2});
  Loop loop("{kind: dpo, beta: 0.5, lr: 2, optimism: selm, alpha: 0.1, refresh: 1}", Eigen::MatrixXd::Zero(3, 3), mu,
            Form::duel);
  const Data one({{.winner = 1, .loser = 2}});
  Eigen::VectorXd theta = mu.array().log();
  Eigen::VectorXd pi = mu;
  for (const int greedy : {0, 1}) {  // by then 1 is likelier than 0
    const double slope = 0.5 * 0.5;  // h = 0: the reference is the policy
    theta[1] += 2 * slope, theta[2] -= 2 * slope;
    theta += 2 * 0.1 * 0.5 * pi, theta[greedy] -= 2 * 0.1 * 0.5;
    loop.agent().learn(one.labels());
    pi = theta;
    softmax(as_span(pi));
    EXPECT_LT(largest_error(loop.policy(), pi), 1e-14);
    EXPECT_NEAR(loop.agent().reward(0, 1), 0, 1e-15);  // measured against the reference, which has moved
  }
}

TEST(SlowDpo, OnlineRunsApproachTheRlhfPolicyWithDefaults) {
  const Eigen::VectorXd r = golden::column({0, .5, 1, -.5}), mu = golden::column({.4, .3, .2, .1});
  Eigen::MatrixXd p(4, 4);
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j) p(i, j) = sigmoid(r[i] - r[j]);
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(4);
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    Loop loop("{kind: dpo, beta: 0.5}", p, mu, Form::duel, 1, seed);
    loop.rounds(20000);
    mean += loop.policy() / 20;
  }
  EXPECT_LT(largest_error(mean, golden::column({0.1465156538, 0.2987031294, 0.5413061926, 0.0134750242})), 0.03)
      << mean.transpose();
}

}  // namespace
}  // namespace paddock::test
