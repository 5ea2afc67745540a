// Regret: by hand, by the direct formula, and as theory says.
#include "analysis/game/gaps.h"
#include "analysis/game/tournament.h"
#include "tests/metrics/stage.h"
#include "tests/play.h"

#include <rapidcheck/gtest.h>

namespace paddock::test {
namespace {

/// Queries that show what is given, all in the contexts given.
QueryBatch queries(std::vector<std::vector<ItemId>> shown, std::vector<ContextId> contexts = {}) {
  QueryBatch q;
  q.reshape(shown[0].size() == 2 ? Form::duel : Form::best_of, static_cast<Row>(shown[0].size()),
            static_cast<Row>(shown.size()));
  q.clear(static_cast<Row>(shown.size()));
  for (std::size_t r = 0; r < shown.size(); ++r)
    std::ranges::copy(shown[r], q.add(contexts.empty() ? 0 : contexts[r]).begin());
  return q;
}

// Arm 0 beats all: .6 .7 .9; then 1 > 2 (.8), 3 > 1 (.55), 2 and 3 tie.
const Eigen::MatrixXd kFour = duels(4, {0.6, 0.7, 0.9, 0.8, 0.45, 0.5});

struct Regret : testing::Test {
  TableWorld world{{1}, {Eigen::VectorXd::Constant(4, 0.25)}};
  TableTruth truth{{kFour}};
  TablePolicy policy{{vec({0, 0.5, 0.5, 0})}};
  TableAgent agent{policy};
  double of(std::string_view name, std::vector<std::vector<ItemId>> shown) {
    auto m = facing(name, {.world = world}, truth);
    EXPECT_EQ(m->undefined(), "");
    EXPECT_EQ(m->watches(), Metric::kQueries);
    m->observe(queries(std::move(shown)));
    return m->measure(now(agent));
  }
};

TEST_F(Regret, ByHand) {
  // Gaps to the Condorcet winner: 0, .1, .2, .4.
  EXPECT_NEAR(of("regret.average", {{1, 3}, {0, 2}, {0, 0}}), 0.25 + 0.1 + 0, 1e-15);
  EXPECT_NEAR(of("regret.strong", {{1, 3}, {0, 2}, {0, 0}}), 0.4 + 0.2 + 0, 1e-15);
  EXPECT_NEAR(of("regret.weak", {{1, 3}, {0, 2}, {0, 0}}), 0.1 + 0 + 0, 1e-15);
  EXPECT_NEAR(of("regret.average", {{1, 2, 3}}), 0.7 / 3, 1e-15);
  EXPECT_NEAR(of("regret.strong", {{2, 1, 3}}), 0.4, 1e-15);
  EXPECT_NEAR(of("regret.weak", {{2, 1, 3}}), 0.1, 1e-15);
  // Copeland scores 3, 1, .5, 1.5 of 3.
  EXPECT_NEAR(of("regret.copeland", {{1, 3}, {2, 0}}), (2 + 1.5) / 2 / 3 + 2.5 / 2 / 3, 1e-15);
  // Borda scores 2.2/3, (.4 + .8 + .45)/3, (.3 + .2 + .5)/3, (.1 + .55 + .5)/3.
  EXPECT_NEAR(of("regret.borda", {{1, 2}}), (2.2 - (1.65 + 1.0) / 2) / 3, 1e-15);
  // What arm 0 would have won beyond one half against 1, 3, 2, 2: .1 .4 .2 .2, each in half a query.
  EXPECT_NEAR(of("regret.von-neumann", {{1, 3}, {2, 2}}), 0.25 + 0.2, 1e-15);
  EXPECT_NEAR(of("regret.von-neumann", {{0, 0}}), 0, 1e-15);
}

TEST_F(Regret, Simple) {
  EXPECT_NEAR(facing("regret.simple", {.world = world}, truth)->measure(now(agent)), 0.5 * 0.1 + 0.5 * 0.2, 1e-15);
  const TableTruth useful({kFour}, {vec({3, 1, 2, 5})});  // with utilities they count, whoever beats whom
  EXPECT_NEAR(facing("regret.simple", {.world = world}, useful)->measure(now(agent)), 0.5 * 4 + 0.5 * 3, 1e-15);
}

TEST_F(Regret, Utility) {
  const TableTruth useful({kFour}, {vec({3, 1, 2, 5})});
  auto m = facing("regret.utility", {.world = world}, useful);
  m->observe(queries({{0, 1}, {3, 3}}));
  EXPECT_DOUBLE_EQ(m->measure(now(agent)), 3);
}

TEST_F(Regret, UndefinedIsSaidAndNeverZero) {
  const TableTruth cycle({duels(4, {0.6, 0.4, 0.6, 0.6, 0.6, 0.6})});
  for (const char* name : {"regret.average", "regret.strong", "regret.weak"}) {
    auto m = facing(name, {.world = world}, cycle);
    EXPECT_EQ(m->undefined(), "no Condorcet winner");
    EXPECT_TRUE(std::isnan(m->measure(now(agent)))) << "before any query";
    m->observe(queries({{0, 1}}));
    EXPECT_TRUE(std::isnan(m->measure(now(agent))));
  }
  EXPECT_EQ(facing("regret.simple", {.world = world}, cycle)->undefined(), "neither utilities nor a Condorcet winner");
  auto utility = facing("regret.utility", {.world = world}, cycle);
  EXPECT_EQ(utility->undefined(), "preferences do not come from utilities");
  EXPECT_TRUE(std::isnan(utility->measure(now(agent))));
  for (const char* name : {"regret.copeland", "regret.borda", "regret.von-neumann"})
    EXPECT_EQ(facing(name, {.world = world}, cycle)->undefined(), "");
  for (const char* name : {"regret.average", "regret.copeland", "regret.von-neumann", "regret.utility"}) {
    auto m = facing(name, {.world = world, .form = Form::oracle}, truth);
    EXPECT_EQ(m->undefined(), "nothing is shown under form oracle");
    EXPECT_TRUE(std::isnan(m->measure(now(agent))));
  }
}

TEST_F(Regret, ContextsThatCannotOccurDoNotMatter) {
  const Eigen::MatrixXd cycle = duels(3, {0.6, 0.4, 0.6}), order = duels(3, {0.6, 0.7, 0.6});
  const ByContext mu(2, Eigen::VectorXd::Constant(3, 1.0 / 3));
  const TableTruth both({order, cycle});
  const TableWorld one({1, 0}, mu), two({0.9, 0.1}, mu);
  EXPECT_EQ(facing("regret.average", {.world = one}, both)->undefined(), "");
  EXPECT_EQ(facing("regret.average", {.world = two}, both)->undefined(), "no Condorcet winner in context 1");
}

TEST_F(Regret, ContextsHaveTheirOwnWinners) {
  const TableWorld two({0.5, 0.5}, ByContext(2, Eigen::VectorXd::Constant(2, 0.5)));
  const TableTruth opposite({duels(2, {0.9}), duels(2, {0.2})});
  const auto log = queries({{0, 0}, {0, 0}, {1, 1}, {0, 1}}, {0, 1, 1, 0});
  auto average = facing("regret.average", {.world = two}, opposite),
       von_neumann = facing("regret.von-neumann", {.world = two}, opposite);
  average->observe(log), von_neumann->observe(log);
  EXPECT_NEAR(average->measure(now(agent)), 0.3 + 0.2, 1e-15);
  EXPECT_NEAR(von_neumann->measure(now(agent)), 0.2 + 0.3, 1e-15);  // comparator 0 in context 0, 1 in context 1
}

TEST_F(Regret, AnEventChangesThePriceOfLaterQueriesOnly) {
  const TableTruth after({duels(4, {0.4, 0.7, 0.9, 0.8, 0.55, 0.5})});  // now arm 1 is the winner
  for (const char* name : {"regret.average", "regret.von-neumann"}) {
    auto m = facing(name, {.world = world}, truth);
    m->observe(queries({{0, 0}, {1, 1}}));
    m->shift({after, {}}, {});
    m->observe(queries({{0, 0}, {1, 1}, {1, 1}}));
    // Against 0 twice and 1 three times: arm 0 leads by .1 - .2, arm 1 by -.1 + .1, and arm 3 never leads.
    EXPECT_NEAR(m->measure(now(agent)), std::string_view(name) == "regret.average" ? 0.1 + 0.1 : 0.0, 1e-15) << name;
  }
}

/// People who come to prefer what is played less of: P(0, 1) = 1 - probability that 0 is played.
struct Contrary final : Truth {
  double preference(ContextId, ItemId a, ItemId b, const Moment& m) const override {
    double p[2];
    m.played->probabilities(0, p);
    return a == b ? 0.5 : a == 0 ? 1 - p[0] : p[0];
  }
  bool fixed() const override { return false; }
};

TEST_F(Regret, MovingTruthIsAskedAtEachQuery) {
  const TableWorld two({1}, {vec({0.5, 0.5})});
  const Contrary truth_of_moment;
  const TablePolicy first({vec({0.9, 0.1})}), second({vec({0.2, 0.8})});
  for (const char* name : {"regret.average", "regret.von-neumann"}) {
    auto m = metric(name, {.world = two});
    m->shift({truth_of_moment, {}}, {0, &first});
    m->observe(queries({{0, 0}}));  // arm 1 beats it with .9
    m->shift({truth_of_moment, {}}, {1, &second});
    m->observe(queries({{0, 0}, {1, 1}}));  // now 0 beats 1 with .8
    // Averages .4 + 0 + .3; comparators: 0 leads by .3, 1 by .4 - .3.
    EXPECT_NEAR(m->measure(now(agent)), std::string_view(name) == "regret.average" ? 0.7 : 0.3, 1e-12) << name;
  }
}

TEST(RegretOfOneArm, IsZero) {
  const TableWorld world({1}, {vec({1})});
  const TableTruth truth({Eigen::MatrixXd::Constant(1, 1, 0.5)}, {vec({7})});
  const TablePolicy policy({vec({1})});
  const TableAgent agent(policy);
  for (const char* name : {"regret.average", "regret.strong", "regret.weak", "regret.copeland", "regret.borda",
                           "regret.von-neumann", "regret.utility", "regret.simple"}) {
    auto m = facing(name, {.world = world}, truth);
    EXPECT_EQ(m->undefined(), "") << name;
    m->observe(queries({{0, 0}, {0, 0}}));
    EXPECT_EQ(m->measure(now(agent)), 0) << name;
  }
}

RC_GTEST_PROP(RegretProperties, EqualsTheDirectFormula, ()) {
  const Eigen::Index n = arbitrary_size(), contexts = *rc::gen::inRange(1, 4);
  Matrices p;
  for (Eigen::Index x = 0; x < contexts; ++x) p.push_back(arbitrary_game(n));
  const TableWorld world(std::vector<double>(contexts, 1.0 / static_cast<double>(contexts)),
                         ByContext(contexts, Eigen::VectorXd::Constant(n, 1.0 / static_cast<double>(n))));
  const TableTruth truth(p);
  const TablePolicy policy(ByContext(contexts, Eigen::VectorXd::Constant(n, 1.0 / static_cast<double>(n))));
  const TableAgent agent(policy);
  const Eigen::Index size = *rc::gen::inRange(1, 4), rows = *rc::gen::inRange(1, 20);
  std::vector<std::vector<ItemId>> shown;
  std::vector<ContextId> at;
  for (Eigen::Index r = 0; r < rows; ++r) {
    shown.emplace_back();
    for (Eigen::Index k = 0; k < size; ++k)
      shown.back().push_back(static_cast<ItemId>(*rc::gen::inRange<Eigen::Index>(0, n)));
    at.push_back(static_cast<ContextId>(*rc::gen::inRange<Eigen::Index>(0, contexts)));
  }
  std::map<std::string, double> expected{
      {"regret.average", 0}, {"regret.strong", 0}, {"regret.weak", 0}, {"regret.copeland", 0}, {"regret.borda", 0}};
  std::vector<Eigen::VectorXd> lead(contexts, Eigen::VectorXd::Zero(n));
  for (Eigen::Index r = 0; r < rows; ++r) {
    const Eigen::MatrixXd& m = p[at[r]];
    const auto c = condorcet_winner(m);
    const Eigen::VectorXd copeland = copeland_scores(m) / std::max(1.0, static_cast<double>(n - 1)),
                          borda = borda_scores(m);
    double sum = 0, high = -1, low = 2, beaten = 0, points = 0;
    for (ItemId i : shown[r]) {
      const double gap = c ? m(*c, i) - 0.5 : std::nan("");
      sum += gap, high = std::max(high, gap), low = std::min(low, gap), beaten += copeland[i], points += borda[i];
      lead[at[r]] += (m.col(i).array() - 0.5).matrix() / static_cast<double>(size);
    }
    const auto k = static_cast<double>(size);
    expected["regret.average"] += sum / k, expected["regret.strong"] += c ? high : std::nan("");
    expected["regret.weak"] += c ? low : std::nan("");
    expected["regret.copeland"] += copeland.maxCoeff() - beaten / k,
        expected["regret.borda"] += borda.maxCoeff() - points / k;
  }
  for (const Eigen::VectorXd& l : lead) expected["regret.von-neumann"] += l.maxCoeff();
  for (const auto& [name, value] : expected) {
    auto m = facing(name, {.world = world}, truth);
    m->observe(queries(shown, at));
    const double measured = m->measure(now(agent));
    RC_ASSERT(std::isnan(measured) != m->undefined().empty());
    if (!m->undefined().empty()) continue;
    RC_ASSERT(std::abs(measured - value) < 1e-12);
    RC_ASSERT(measured > -1e-12);
  }
}

RC_GTEST_PROP(RegretProperties, VonNeumannIsTheExploitabilityOfWhatWasPlayed, ()) {
  const Eigen::Index n = arbitrary_size();
  const Eigen::MatrixXd p = arbitrary_game(n);
  const TableWorld world({1}, {Eigen::VectorXd::Constant(n, 1.0 / static_cast<double>(n))});
  const TableTruth truth({p});
  Eigen::VectorXd counts = Eigen::VectorXd::Zero(n);
  std::vector<std::vector<ItemId>> shown;
  for (int r = 0; r < 12; ++r) {
    shown.push_back({static_cast<ItemId>(*rc::gen::inRange<Eigen::Index>(0, n)),
                     static_cast<ItemId>(*rc::gen::inRange<Eigen::Index>(0, n))});
    for (ItemId i : shown.back()) counts[i] += 0.5;
  }
  const TablePolicy policy({counts / 12});
  const TableAgent agent(policy);
  auto m = facing("regret.von-neumann", {.world = world}, truth);
  m->observe(queries(shown));
  RC_ASSERT(std::abs(m->measure(now(agent)) - 12 * exploitability(p, counts / 12)) < 1e-12);
}

TEST_F(Regret, ObservingAllocatesNothing) {
  const TableTruth useful({kFour}, {vec({3, 1, 2, 5})});
  const auto log = queries({{0, 1}, {2, 3}, {1, 1}});
  for (const char* name : {"regret.average", "regret.strong", "regret.weak", "regret.copeland", "regret.borda",
                           "regret.von-neumann", "regret.utility"}) {
    auto m = facing(name, {.world = world}, useful);
    const auto before = allocations();
    for (int k = 0; k < 1000; ++k) m->observe(log);
    EXPECT_EQ(allocations(), before) << name;
  }
}

}  // namespace
}  // namespace paddock::test
