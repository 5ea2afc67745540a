// Pair sampling: frequencies against the law written out, and what each rule promises.
#include "sim/policy/pairs.h"

#include "tests/agents/loop.h"
#include "tests/golden/games.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace paddock::test {
namespace {

const std::vector<double> kMu{.4, .3, .2, .1};
struct Table {
  Arms world{4, 1, kMu};
  TabularPolicy pi{world};
  Table() {
    const auto logits = pi.edit(0);
    for (int i = 0; i < 4; ++i) logits[i] = std::log(kMu[i]) + 0.8 * i;
    pi.refresh(0);
  }
};
Eigen::MatrixXd frequencies(Pairs pairs, double beta, int draws) {
  Table t;
  PairRule rule(t.world, pairs, beta);
  Stream rng(5, 0, Purpose::agent);
  Eigen::MatrixXd count = Eigen::MatrixXd::Zero(4, 4);
  std::array<ItemId, 2> shown;
  for (int k = 0; k < draws; ++k) rule.draw(0, t.pi, rng, shown), count(shown[0], shown[1]) += 1;
  return count;
}
/// Product of two laws given that the draws differ.
Eigen::MatrixXd distinct(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  Eigen::MatrixXd joint = a * b.transpose();
  joint.diagonal().setZero();
  return joint / joint.sum();
}
void expect_law(const Eigen::MatrixXd& count, const Eigen::MatrixXd& law) {
  const double n = count.sum();
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j)
      EXPECT_LE(std::abs(count(i, j) - n * law(i, j)), 4.9 * std::sqrt(n * law(i, j) * (1 - law(i, j)))) << i << j;
}
Eigen::VectorXd mu() { return golden::column(kMu); }
Eigen::VectorXd pi() {
  const Table t;
  return law_of(t.pi, 4);
}

TEST(PairRule, DrawsFromTheLawsItNames) {
  expect_law(frequencies(Pairs::uniform, 1, 40000), distinct(golden::uniform(4), golden::uniform(4)));
  expect_law(frequencies(Pairs::reference, 1, 40000), distinct(mu(), mu()));
  expect_law(frequencies(Pairs::policy, 1, 40000), distinct(pi(), pi()));
  expect_law(frequencies(Pairs::policy_reference, 1, 40000), distinct(pi(), mu()));
}

// dueling_active.md 7.4: pi± ∝ pi (pi / mu)^±beta, pairs from pi+ and pi- with probability Z+Z- / (1 + Z+Z-).
TEST(PairRule, PilafMixesTheTiltedPolicies) {
  const double beta = 0.7;
  const Eigen::ArrayXd p = pi(), ratio = p / mu().array();
  const Eigen::VectorXd up = p * ratio.pow(beta), down = p * ratio.pow(-beta);
  const double z = up.sum() * down.sum();
  const Eigen::MatrixXd law = distinct(pi(), pi()) / (1 + z) + distinct(up / up.sum(), down / down.sum()) * z / (1 + z);
  expect_law(frequencies(Pairs::pilaf, beta, 40000), law);
}

TEST(PairRule, BestWorstShowsTheExtremesOfEightDraws) {
  // log pi / mu grows with the number: the best of 8 draws is the largest, the worst the smallest number drawn.
  const auto count = frequencies(Pairs::best_worst, 1, 40000);
  const Eigen::VectorXd p = pi();
  Eigen::MatrixXd law = Eigen::MatrixXd::Zero(4, 4);
  const auto within = [&](int low, int high) {
    return low > high ? 0.0 : std::pow(p.segment(low, high - low + 1).sum(), 8);
  };
  for (int best = 0; best < 4; ++best)
    for (int worst = 0; worst < best; ++worst)
      law(best, worst) =
          within(worst, best) - within(worst + 1, best) - within(worst, best - 1) + within(worst + 1, best - 1);
  for (int all = 0; all < 4; ++all)  // eight times the same: it meets another response of the policy
    for (int other = 0; other < 4; ++other)
      if (other != all) law(all, other) += within(all, all) * p[other] / (1 - p[all]);
  expect_law(count, law);
}

TEST(PairRule, ActiveSpreadsOverAllPairs) {
  const auto count = frequencies(Pairs::active, 1, 6 * 50);
  const Eigen::MatrixXd pairs = count + count.transpose();
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < i; ++j) EXPECT_NEAR(pairs(i, j), 50, 2);
}

TEST(PairRule, ShowsDifferentResponsesWhileThereAreEnough) {
  Table t;
  Stream rng(5, 0, Purpose::agent);
  const auto words = enum_words(Pairs{});
  for (const auto& w : words) {
    PairRule rule(t.world, w.value, 0.5);
    for (int k = 0; k < 200; ++k) {
      std::array<ItemId, 4> four;
      rule.draw(0, t.pi, rng, four);
      EXPECT_EQ(std::set(four.begin(), four.end()).size(), 4u) << w.text;
    }
  }
}

TEST(PairRule, SurvivesPoliciesWithoutChoice) {
  const Arms one(1), three(3);
  TabularPolicy single(one), sharp(three);
  sharp.edit(0)[1] = 5000;
  sharp.refresh(0);
  Stream rng(5, 0, Purpose::agent);
  std::array<ItemId, 2> shown;
  for (const auto& w : enum_words(Pairs{})) {
    PairRule alone(one, w.value, 0.5), among(three, w.value, 0.5);
    alone.draw(0, single, rng, shown);
    EXPECT_EQ(shown[0], 0u);
    EXPECT_EQ(shown[1], 0u);
    among.draw(0, sharp, rng, shown);
    EXPECT_NE(shown[0], shown[1]) << w.text;
  }
}

}  // namespace
}  // namespace paddock::test
