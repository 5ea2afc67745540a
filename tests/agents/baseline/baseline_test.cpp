#include "tests/agents/dueling/loop.h"

#include <gtest/gtest.h>

namespace paddock::test {
namespace {

Settings budget(Form form, double n, Row size = 2) {
  Settings s;
  s.form = form, s.size = size, s.batch = 10, s.seed = 3;
  (form == Form::oracle ? s.budget.steps : s.budget.labels) = n;
  if (form == Form::oracle) s.unit = Unit::steps;
  return s;
}
void expect_shares(const std::vector<ItemId>& asked, const std::vector<double>& law) {
  const auto n = static_cast<double>(asked.size());
  for (ItemId i = 0; i < law.size(); ++i)
    EXPECT_LT(
        std::abs(static_cast<double>(std::ranges::count(asked, i)) - n * law[i]) / std::sqrt(n * law[i] * (1 - law[i])),
        4.9)
        << "arm " << i;
}

TEST(Baseline, RandomShowsAndRecommendsAnything) {
  const auto out = play(recipe("random"), arithmetic(5, 0.05), budget(Form::duel, 20000));
  EXPECT_EQ(out.policy, std::vector<double>(5, 0.2));
  expect_shares(out.asked, out.policy);
  int same = 0;
  for (std::size_t r = 0; r < out.asked.size(); r += 2) same += out.asked[r] == out.asked[r + 1];
  EXPECT_LT(std::abs(same - 4000) / std::sqrt(20000 * 0.16), 4.9);  // with replacement
  EXPECT_NEAR(out.agent->recommended().log_probability(0, 3), std::log(0.2), 1e-15);
  EXPECT_EQ(play(recipe("random"), arithmetic(5, 0.05), budget(Form::ranking, 100, 4)).asked.size(), 400u);
}

// t (1/K) sum Delta_i: 0.075 t on Cyclic-4, 0.175 t on Arithmetic-8.
TEST(Baseline, RandomHasTheExactRegret) {
  const auto cyclic = summary(recipe("random"), cyclic4(), 2000, 50),
             line = summary(recipe("random"), arithmetic(8, 0.05), 2000, 50);
  EXPECT_LT(std::abs(cyclic.average.value - 150) / cyclic.average.error, 4.9);
  EXPECT_LT(std::abs(line.average.value - 350) / line.average.error, 4.9);
}

TEST(Baseline, ReferenceShowsAndRecommendsTheReference) {
  Table table;
  table.reference = {0.5, 0.3, 0.2};
  for (Form form : {Form::duel, Form::ranking, Form::rating}) {
    const auto out = play(recipe("reference"), arithmetic(3, 0.1),
                          budget(form, 6000,
                                 form == Form::ranking ? 3
                                 : form == Form::duel  ? 2
                                                       : 1),
                          table);
    EXPECT_EQ(out.policy, table.reference);
    expect_shares(out.asked, table.reference);
  }
  table = {};
  table.points = true;  // a world whose responses cannot be listed
  EXPECT_EQ(play(recipe("reference"), arithmetic(3, 0.1), budget(Form::duel, 50), table).asked.size(), 100u);
}

std::vector<double> best(const Eigen::MatrixXd& p) { return play(recipe("oracle"), p, budget(Form::oracle, 5)).policy; }

TEST(Baseline, OracleKnowsTheWinner) {
  EXPECT_EQ(best(arithmetic(4, 0.1)), (std::vector<double>{1, 0, 0, 0}));
  EXPECT_EQ(best(cyclic4()), (std::vector<double>{1, 0, 0, 0}));
}

// a beats b .65, b beats c .75, c beats a .60: the lottery is proportional to the margin of the pair left out,
// (.25, .10, .15).
TEST(Baseline, OraclePlaysTheLotteryOfACycle) {
  const auto policy = best((Eigen::MatrixXd(3, 3) << .5, .65, .40, .35, .5, .75, .60, .25, .5).finished());
  EXPECT_NEAR(policy[0], 0.5, 1e-9);
  EXPECT_NEAR(policy[1], 0.2, 1e-9);
  EXPECT_NEAR(policy[2], 0.3, 1e-9);
  for (double q : best(Eigen::MatrixXd::Constant(4, 4, 0.5))) EXPECT_NEAR(q, 0.25, 1e-6);
}

/// Arm `best` beats both others; it changes.
struct Moving final : Truth {
  ItemId best = 0;
  double preference(ContextId, ItemId a, ItemId b, const Moment&) const override {
    return a == b ? 0.5 : a == best ? 0.8 : b == best ? 0.2 : 0.5;
  }
  bool fixed() const override { return false; }
};

TEST(Baseline, OracleFollowsATruthThatMoves) {
  const Arms world(3);
  Moving truth;
  const auto agent = recipe("oracle").make({.world = world, .form = Form::oracle, .oracle = &truth});
  std::vector<double> policy(3);
  for (ItemId i : {0u, 2u, 1u}) {
    truth.best = i;
    agent->learn({});
    agent->recommended().probabilities(0, policy);
    EXPECT_EQ(policy[i], 1);
  }
}

}  // namespace
}  // namespace paddock::test
