// Rankings and agreement by hand.
#include "tests/metrics/stage.h"
#include "tests/play.h"

#include <rapidcheck/gtest.h>

namespace paddock::test {
namespace {

// 0 > 1 > 2 > 3 by .6, except that 3 beats 1 (.55) and 2 ties with 3. Borda x 3: 1.8, 1.45, 1.3, 1.45.
const Eigen::MatrixXd kFour = duels(4, {0.6, 0.6, 0.6, 0.6, 0.45, 0.5});
const Eigen::VectorXd kMu = Eigen::VectorXd::Constant(4, 0.25);

double order(std::string_view name, const Eigen::VectorXd& law, ByContext reward = {},
             std::string_view policy = "recommended") {
  const TableWorld world({1}, {kMu});
  const TableTruth truth({kFour});
  const TablePolicy pi({law});
  return facing(name, {.world = world, .policy = policy}, truth)->measure(now(TableAgent(pi, std::move(reward))));
}

TEST(Ranking, Kendall) {
  // Majorities: 0 over 1, 2, 3; 1 over 2; 3 over 1.
  EXPECT_NEAR(order("ranking.kendall", vec({0.4, 0.3, 0.2, 0.1})), 1.0 / 5, 1e-15);
  EXPECT_NEAR(order("ranking.kendall", vec({0.1, 0.2, 0.3, 0.4})), 4.0 / 5, 1e-15);
  EXPECT_NEAR(order("ranking.kendall", vec({0.25, 0.25, 0.25, 0.25})), 0.5, 1e-15);
  EXPECT_NEAR(order("ranking.kendall", vec({1, 0, 0, 0})), (0.5 + 0.5) / 5, 1e-15);
  // The fitted reward orders when what is recommended is judged; else the policy named.
  EXPECT_NEAR(order("ranking.kendall", vec({0.4, 0.3, 0.2, 0.1}), {vec({4, 2, 1, 3})}), 0, 1e-15);
  EXPECT_NEAR(order("ranking.kendall", vec({0.4, 0.3, 0.2, 0.1}), {vec({4, 2, 1, 3})}, "played"), 1.0 / 5, 1e-15);
}

TEST(Ranking, TopK) {
  // k = min(5, 4 / 2) = 2; true top by Borda: 0, then 1 and 3 alike.
  EXPECT_NEAR(order("ranking.topk", vec({0.4, 0.3, 0.2, 0.1})), 1, 1e-15);
  EXPECT_NEAR(order("ranking.topk", vec({0.4, 0.2, 0.3, 0.1})), 0.5, 1e-15);
  EXPECT_NEAR(order("ranking.topk", vec({0, 0.4, 0.2, 0.4})), 1, 1e-15);
  EXPECT_NEAR(order("ranking.topk", vec({1, 0, 0, 0})), (1 + 2.0 / 3) / 2, 1e-15);  // the second is a guess among three
  const TableWorld world({1}, {kMu});
  const auto* kind = Registry<Metric>::get().find("ranking.topk");
  auto one = kind->defaults();
  ASSERT_EQ(one->fields().size(), 1u);
  *static_cast<std::uint64_t*>(one->fields()[0].slot) = 1;
  auto m = kind->make(*one, {.world = world});
  const TableTruth truth({kFour});
  m->shift({truth, {}}, {});
  const TablePolicy pi({vec({0.2, 0.4, 0.2, 0.2})});
  EXPECT_EQ(m->measure(now(TableAgent(pi))), 0);
}

TEST(Ranking, Ndcg) {
  // Gains x 3: .5, .15, 0, .15; discounts 1, 1/log2 3, 1/2, 1/log2 5.
  const double d2 = 1 / std::log2(3.0), d4 = 1 / std::log2(5.0), best = 0.5 + 0.15 * d2 + 0.15 * 0.5;
  EXPECT_NEAR(order("ranking.ndcg", vec({0.4, 0.3, 0.1, 0.2})), 1, 1e-14);
  EXPECT_NEAR(order("ranking.ndcg", vec({0.1, 0.2, 0.4, 0.3})), (0.15 * d2 + 0.15 * 0.5 + 0.5 * d4) / best, 1e-14);
  EXPECT_NEAR(order("ranking.ndcg", vec({1, 0, 0, 0})), (0.5 + 0.1 * (d2 + 0.5 + d4)) / best, 1e-14);
}

TEST(Ranking, Identified) {
  EXPECT_EQ(order("identified", vec({0.4, 0.3, 0.2, 0.1})), 1);
  EXPECT_EQ(order("identified", vec({0.3, 0.4, 0.2, 0.1})), 0);
  EXPECT_EQ(order("identified", vec({0.4, 0.4, 0.2, 0})), 0.5);
  // No Condorcet winner: 0 > 1 > 2 > 0, all beat 3; 3 is no Copeland winner. And where there is nothing to identify:
  EXPECT_EQ(judge("identified", duels(4, {0.6, 0.4, 0.6, 0.6, 0.6, 0.6}), kMu, vec({0, 0, 1, 0})), 1);
  EXPECT_EQ(judge("identified", duels(4, {0.6, 0.4, 0.6, 0.6, 0.6, 0.6}), kMu, vec({0, 0, 0, 1})), 0);
  EXPECT_TRUE(std::isnan(judge("identified", duels(3, {0.6, 0.4, 0.6}), kMu.head(3) * 4 / 3, vec({1, 0, 0}))));
  EXPECT_EQ(judge("identified", Eigen::MatrixXd::Constant(1, 1, 0.5), vec({1}), vec({1})), 1);
}

TEST(Ranking, Undefined) {
  const TableWorld world({1}, {kMu});
  const TableTruth ties({Eigen::MatrixXd::Constant(4, 4, 0.5)});
  EXPECT_EQ(facing("ranking.kendall", {.world = world}, ties)->undefined(), "no pair has a majority");
  EXPECT_EQ(facing("ranking.topk", {.world = world}, ties)->undefined(), "all responses have the same Borda score");
  EXPECT_EQ(facing("ranking.ndcg", {.world = world}, ties)->undefined(), "all responses have the same Borda score");
  EXPECT_EQ(facing("identified", {.world = world}, ties)->undefined(), "all responses are Copeland winners");
  for (const char* name : {"ranking.kendall", "ranking.topk", "ranking.ndcg", "identified"})
    EXPECT_TRUE(std::isnan(judge(name, Eigen::MatrixXd::Constant(4, 4, 0.5), kMu, kMu))) << name;
}

RC_GTEST_PROP(RankingProperties, TheTruthIsTheBestOrder, ()) {
  const Eigen::Index n = *rc::gen::inRange(2, 9);
  const Eigen::VectorXd u = arbitrary_vector(n);
  RC_PRE((u.array() - u.mean()).abs().maxCoeff() > 0.01);
  const TableWorld world({1}, {Eigen::VectorXd::Constant(n, 1.0 / static_cast<double>(n))});
  const TableTruth truth = TableTruth::bradley_terry({u});
  const TablePolicy pi({arbitrary_law(n)});
  const auto of = [&](std::string_view name, const Eigen::VectorXd& reward) {
    return facing(name, {.world = world}, truth)->measure(now(TableAgent(pi, {reward})));
  };
  const Eigen::VectorXd other = arbitrary_vector(n);
  RC_ASSERT(of("ranking.kendall", u) == 0);
  RC_ASSERT(std::abs(of("ranking.topk", u) - 1) < 1e-12);
  RC_ASSERT(std::abs(of("ranking.ndcg", u) - 1) < 1e-9);
  RC_ASSERT(of("agreement.agent", u) >= of("agreement.agent", other) - 1e-12);
  RC_ASSERT(of("ranking.ndcg", other) <= 1 + 1e-12);
  RC_ASSERT(of("ranking.ndcg", other) >= 0);
  RC_ASSERT(std::abs(of("ranking.kendall", other) + of("ranking.kendall", -other) - 1) < 1e-12);
}

TEST(Agreement, OfTheAgent) {
  const TableWorld world({1}, {vec({0.5, 0.3, 0.2})});
  const TableTruth truth({duels(3, {0.9, 0.7, 0.6})});
  const TablePolicy pi({vec({0.6, 0.2, 0.2})});
  auto m = facing("agreement.agent", {.world = world}, truth);
  // Pairs {0, 1}, {0, 2} ordered rightly, {1, 2} held equal; weights .15, .1, .06.
  EXPECT_NEAR(m->measure(now(TableAgent(pi))), (0.15 * 0.9 + 0.1 * 0.7 + 0.06 * 0.5) / 0.31, 1e-15);
  EXPECT_NEAR(m->measure(now(TableAgent(pi, {vec({1, 2, 3})}))), (0.15 * 0.1 + 0.1 * 0.3 + 0.06 * 0.4) / 0.31, 1e-15);
}

struct Votes : testing::Test {
  TableWorld world{{1}, {kMu}};
  TablePolicy pi{{kMu}};
  TableAgent agent{pi};
  QueryBatch open;
  LabelBatch labels;
  std::unique_ptr<Metric> m;
  void start(Form form, Row stride) {
    open.reshape(form, stride, 4), open.clear(4);
    for (Row r = 0; r < 4; ++r) {
      for (ItemId& i : open.add(0)) i = 0;
      open.stamp[r] = {.serial = r, .issued = 0, .version = 0};
    }
    labels.reshape(open, 16), labels.clear();
    m = metric("agreement.annotators", {.world = world, .form = form, .votes = 3});
  }
  void label(Row query, std::uint8_t choice) { labels.choice[labels.add(query)] = choice; }
  void rank(Row query, std::vector<std::uint8_t> order) {
    const Row i = labels.add(query);
    labels.choice[i] = 0;
    std::ranges::copy(order, labels.ranks(i).begin());
  }
  void learn() { m->observe(labels), labels.clear(); }
};

TEST_F(Votes, Duels) {
  start(Form::duel, 2);
  EXPECT_TRUE(std::isnan(m->measure(now(agent))));
  label(0, 1), label(1, 0), label(0, 1), label(0, 0);  // three pairs on query 0, one agrees
  learn();
  EXPECT_NEAR(m->measure(now(agent)), 1.0 / 3, 1e-15);
  label(1, 0), label(1, LabelBatch::kTie), label(2, LabelBatch::kTie), label(2, LabelBatch::kTie),
      label(2, LabelBatch::kSkip);
  learn();  // query 1: later votes meet the one learnt before: 1 of 3; query 2: ties agree, a skip does not count
  EXPECT_NEAR(m->measure(now(agent)), (1.0 + 1 + 1) / 7, 1e-15);
  open.stamp[0].serial = 9;  // the slot is another query's now
  label(0, 0);
  learn();
  EXPECT_NEAR(m->measure(now(agent)), 3.0 / 7, 1e-15);
}

TEST_F(Votes, Rankings) {
  start(Form::ranking, 3);
  rank(0, {0, 1, 2}), rank(0, {0, 1, 2}), rank(0, {2, 0, 1});
  learn();  // 1, then twice 1/3: only 0 before 1 is common
  EXPECT_NEAR(m->measure(now(agent)), (1 + 2.0 / 3) / 3, 1e-15);
}

TEST_F(Votes, Ratings) {
  start(Form::rating, 3);
  for (auto v : {std::vector<double>{1, 2, 2}, {0, 5, 5}, {3, 1, 2}}) {
    const Row i = labels.add(0);
    labels.choice[i] = 0;
    std::ranges::copy(v, labels.values(i).begin());
  }
  learn();
  EXPECT_NEAR(m->measure(now(agent)), (1.0 + 0 + 0) / 3, 1e-15);
}

TEST_F(Votes, OneLabelAQueryIsUndefined) {
  EXPECT_EQ(metric("agreement.annotators", {.world = world})->undefined(), "no query gets two labels (feedback.votes)");
  EXPECT_EQ(metric("agreement.annotators", {.world = world, .votes = 2})->undefined(), "");
}

TEST_F(Votes, ObservingAllocatesNothing) {
  start(Form::ranking, 3);
  rank(0, {0, 1, 2}), rank(1, {0, 1, 2});
  m->observe(labels);
  const auto before = allocations();
  for (int k = 0; k < 100; ++k) m->observe(labels);
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace paddock::test
