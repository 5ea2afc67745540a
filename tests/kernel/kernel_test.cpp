// The clock, the budget, the two paths; queues against their closed forms.
#include "sim/kernel/kernel.h"

#include "tests/play.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace paddock::test {
namespace {

/// Asks fair pairs for ever; remembers what it learnt.
struct Asker final : Agent, Policy {
  ItemId n;
  std::vector<double> log;  // serial, choice, version
  std::uint64_t stop_after = ~0ull, learnt = 0;
  explicit Asker(ItemId responses) : n(responses) {}
  void propose(Stream& rng, QueryBatch& out) override {
    while (out.room() > 0) out.duel(out.upcoming(), rng.below(n), rng.below(n));
  }
  void learn(const LabelBatch& l) override {
    for (Row i = 0; i < l.size(); ++i) {
      const auto& q = l.queries->stamp[l.query[i]];
      log.push_back(static_cast<double>(q.serial)), log.push_back(l.choice[i]), log.push_back(l.stamp[i].pool);
      log.push_back(l.stamp[i].worker);
    }
    learnt += l.size();
  }
  bool done() const override { return learnt >= stop_after; }
  const Policy& recommended() const override { return *this; }
  void sample(ContextId, Stream&, std::span<ItemId> out) const override { std::ranges::fill(out, 0); }
};

struct Bench {
  Arms world{4};
  Asker agent{4};
  std::vector<std::unique_ptr<MatrixAnnotator>> people;
  std::vector<Regime> regimes{1};
  Settings s;
  explicit Bench(int groups = 1) {
    for (int g = 0; g < groups; ++g) {
      people.push_back(std::make_unique<MatrixAnnotator>(arithmetic(4, 0.1), 7 + g));
      regimes[0].pools.push_back(
          {.judge = people.back().get(), .entity = static_cast<std::uint32_t>(g), .share = 1.0 + g});
      regimes[0].groups.push_back(people.back().get());
    }
    regimes[0].truth = people[0].get();
    s.budget.labels = 1000;
  }
  Pool& pool(std::size_t i = 0) { return regimes[0].pools[i]; }
  std::vector<Reading> run(QueueBooks* books = nullptr) {
    Kernel k(agent, world, regimes, {}, s);
    auto r = k.run();
    if (books) *books = k.books();
    return r;
  }
};
TimeLaw exponential(double mean) { return TimeLaw(Law::make(Law::Kind::exponential, mean)); }

TEST(Kernel, DirectAndClockedPathsGiveTheSameLabels) {
  for (const auto& [batch, votes, groups, workers, majority] : {std::tuple{1u, 1u, 1, 0, false},
                                                                {7u, 1u, 1, 0, false},
                                                                {7u, 1u, 3, 0, false},
                                                                {4u, 3u, 2, 0, false},
                                                                {4u, 3u, 2, 5, false},
                                                                {5u, 3u, 2, 3, true},
                                                                {1u, 2u, 1, 2, true}}) {
    std::vector<double> logs[2];
    for (int path = 0; path < 2; ++path) {
      Bench b(groups);
      for (Pool& p : b.regimes[0].pools) p.workers = workers;
      b.s.batch = batch, b.s.votes = votes, b.s.majority = majority, b.s.by_events = path == 1;
      b.run();
      logs[path] = b.agent.log;
    }
    EXPECT_FALSE(logs[0].empty());
    EXPECT_EQ(logs[0], logs[1]) << "batch " << batch << " votes " << votes << " groups " << groups;
  }
}

TEST(Kernel, NeverExceedsTheLabelBudget) {
  for (unsigned batch : {1u, 7u, 64u})
    for (unsigned votes : {1u, 3u}) {
      Bench b;
      b.s.batch = batch, b.s.votes = votes, b.s.budget.labels = 100;
      const auto r = b.run();
      EXPECT_LE(r.back().labels, 100u);
      EXPECT_GT(r.back().labels + votes, 100u);
      EXPECT_EQ(r.back().x, 100);
    }
}

TEST(Kernel, MoneyIsReservedWhenAskedAndPaidWhenAnswered) {
  for (bool slow : {false, true}) {
    Bench b(2);
    for (Pool& p : b.regimes[0].pools) {
      p.price = {.label = 0.3, .second = 0, .query = 0.1};
      if (slow) p.service = exponential(30), p.workers = 3, b.s.async = true;
    }
    b.s.budget.labels = kInf, b.s.budget.cost = 40, b.s.unit = Unit::cost, b.s.batch = 4;
    const auto r = b.run();
    EXPECT_EQ(r.back().labels, 100u) << slow;  // 100 × 0.4
    EXPECT_NEAR(r.back().cost, 40, 1e-9);
  }
}

TEST(Kernel, TimeBudgetAbandonsWhatIsUnderWay) {
  Bench b;
  b.pool().service = TimeLaw(Law(10.0)), b.pool().workers = 1, b.pool().price.label = 1;
  b.s.budget.labels = kInf, b.s.budget.time = 95, b.s.unit = Unit::time;
  b.s.at = {20, 60};
  const auto r = b.run();
  EXPECT_EQ(r.back().labels, 9u);
  EXPECT_EQ(r.back().cost, 9);
  EXPECT_EQ(r.back().time, 95);
  ASSERT_EQ(r.size(), 4u);
  EXPECT_EQ(r[1].labels, 2u);
  EXPECT_EQ(r[2].labels, 6u);
}

TEST(Kernel, CheckpointsComeAfterTheBatchThatReachesThem) {
  Bench b;
  b.s.batch = 32, b.s.budget.labels = 100, b.s.at = {1, 20, 33, 100};
  const auto r = b.run();
  ASSERT_EQ(r.size(), 5u);
  const std::vector<std::uint64_t> labels{0, 32, 32, 64, 100};
  for (std::size_t i = 0; i < r.size(); ++i) EXPECT_EQ(r[i].labels, labels[i]);
}

TEST(Kernel, AnAgentThatStopsRepeatsItsLastValues) {
  Bench b;
  b.agent.stop_after = 10;
  b.s.budget.labels = 100, b.s.at = {5, 50};
  const auto r = b.run();
  ASSERT_EQ(r.size(), 4u);
  EXPECT_EQ(r[2].x, 50);
  EXPECT_EQ(r[2].labels, 10u);
  EXPECT_EQ(r[3].x, 100);
  EXPECT_EQ(r[3].labels, 10u);
}

TEST(Kernel, VotesGoToDistinctWorkersWhateverTheSpeed) {
  for (bool slow : {false, true}) {
    Bench b(2);
    for (Pool& p : b.regimes[0].pools) {
      p.workers = 3;
      if (slow) p.service = exponential(5);
    }
    b.s.votes = 3, b.s.batch = 4, b.s.budget.labels = 3000;
    b.run();
    std::map<double, std::vector<std::pair<double, double>>> by_query;
    for (std::size_t i = 0; i < b.agent.log.size(); i += 4)
      by_query[b.agent.log[i]].emplace_back(b.agent.log[i + 2], b.agent.log[i + 3]);
    EXPECT_EQ(by_query.size(), 1000u);
    for (auto& [q, who] : by_query) {
      std::ranges::sort(who);
      EXPECT_EQ(std::ranges::adjacent_find(who), who.end());
    }
  }
}

TEST(Kernel, SharesAreSharesOfLabelsWhateverTheSpeed) {
  Bench b(2);  // shares 1 : 2
  b.pool(0).service = exponential(100), b.pool(0).workers = 2;
  b.pool(1).service = exponential(1), b.pool(1).workers = 2;
  b.s.async = true, b.s.budget.labels = 30000;
  b.run();
  double second = 0;
  for (std::size_t i = 0; i < b.agent.log.size(); i += 4) second += b.agent.log[i + 2];
  const double n = 30000, p = 2.0 / 3;
  EXPECT_LT(std::abs(second - n * p) / std::sqrt(n * p * (1 - p)), 4.9);
}

TEST(Kernel, TheWorldChangesAtALabelInTheMiddleOfABatch) {
  for (bool by_events : {false, true}) {
    Bench b;
    MatrixAnnotator reversed(arithmetic(4, -1.0 / 6), 7);
    b.regimes.push_back(b.regimes[0]);
    b.regimes[1].labels = 37, b.regimes[1].pools[0].judge = &reversed;
    MatrixAnnotator sure(arithmetic(4, 1.0 / 6), 7);
    b.regimes[0].pools[0].judge = &sure;
    b.s.batch = 10, b.s.budget.labels = 100, b.s.by_events = by_events;
    struct Pair final : Agent, Policy {  // 0 against 3: the first regime always says 0, the second always 3
      std::vector<int> said;
      void propose(Stream&, QueryBatch& out) override {
        while (out.room() > 0) out.duel(0, 0, 3);
      }
      void learn(const LabelBatch& l) override {
        for (Row i = 0; i < l.size(); ++i) said.push_back(l.choice[i]);
      }
      const Policy& recommended() const override { return *this; }
      void sample(ContextId, Stream&, std::span<ItemId> out) const override { std::ranges::fill(out, 0); }
    } agent;
    Kernel k(agent, b.world, b.regimes, {}, b.s);
    k.run();
    EXPECT_EQ(std::accumulate(agent.said.begin(), agent.said.begin() + 37, 0), 0);
    EXPECT_EQ(std::accumulate(agent.said.begin() + 37, agent.said.end(), 0), 63);
  }
}

TEST(Kernel, ComputeTimeDelaysTheNextProposal) {
  Bench b;
  b.s.compute = TimeLaw(Law(30.0)), b.s.budget.labels = kInf, b.s.budget.time = 100, b.s.unit = Unit::time;
  EXPECT_EQ(b.run().back().labels, 4u);  // at 0, 30, 60 and 90 s
}

TEST(Kernel, OffDutyPoolsWait) {
  Bench b;
  b.pool().service = TimeLaw(Law(1.0)), b.pool().workers = 1, b.pool().availability = {.on = 10, .off = 90, .start = 5};
  b.s.budget.labels = kInf, b.s.budget.time = 200, b.s.unit = Unit::time;
  EXPECT_EQ(b.run().back().labels, 20u);  // [5, 15) and [105, 115)
}

TEST(Kernel, OracleRoundsAreStepsAndNoLabels) {
  struct Reader final : Agent, Policy {
    int updates = 0;
    void propose(Stream&, QueryBatch& out) override { out.step(); }
    void learn(const LabelBatch& l) override { updates += 1 + static_cast<int>(l.size()); }
    const Policy& recommended() const override { return *this; }
    void sample(ContextId, Stream&, std::span<ItemId> out) const override { std::ranges::fill(out, 0); }
  };
  for (bool by_events : {false, true}) {
    Bench b;
    Reader agent;
    b.s.form = Form::oracle, b.s.budget = {.labels = kInf, .steps = 50, .time = kInf, .cost = kInf};
    b.s.unit = Unit::steps, b.s.by_events = by_events;
    Kernel k(agent, b.world, b.regimes, {}, b.s);
    const auto r = k.run();
    EXPECT_EQ(agent.updates, 50);
    EXPECT_EQ(r.back().steps, 50u);
    EXPECT_EQ(r.back().labels, 0u);
  }
}

TEST(Kernel, StopsWhenAskedTo) {
  Bench b;
  b.s.budget.labels = 1e9;
  std::stop_source stop;
  stop.request_stop();
  Kernel k(b.agent, b.world, b.regimes, {}, b.s);
  k.run(stop.get_token());
  EXPECT_FALSE(k.finished());
}

// Closed forms of waiting: annotators.md §11.
struct QueueCase {
  const char* name;
  int servers;
  double arrival_rate, mean_wait;
  Law service;
};
class SlowQueue : public testing::TestWithParam<QueueCase> {};
TEST_P(SlowQueue, MeanWaitMatchesTheClosedForm) {
  const QueueCase& c = GetParam();
  constexpr int kReplications = 40;
  double sum = 0, squares = 0;
  for (int i = 0; i < kReplications; ++i) {
    Bench b;
    b.pool().service = TimeLaw(c.service), b.pool().workers = c.servers;
    b.s.arrivals = exponential(1 / c.arrival_rate), b.s.budget.labels = 2e5;
    b.s.seed = 11, b.s.replication = static_cast<std::uint32_t>(i);
    QueueBooks books;
    b.run(&books);
    EXPECT_NEAR(books.length_integral / books.sojourns, 1, 1e-9);
    const double w = books.waits / static_cast<double>(books.votes);
    sum += w, squares += w * w;
  }
  const double mean = sum / kReplications, variance = (squares / kReplications - mean * mean) / (kReplications - 1);
  EXPECT_LT(std::abs(mean - c.mean_wait) / std::sqrt(variance), 4.9) << mean << " ± " << std::sqrt(variance);
}
INSTANTIATE_TEST_SUITE_P(Waits, SlowQueue,
                         testing::Values(QueueCase{"MM1", 1, 0.8, 4.0, Law::make(Law::Kind::exponential, 1)},
                                         QueueCase{"MM2", 2, 1.5, 1.285714, Law::make(Law::Kind::exponential, 1)},
                                         QueueCase{"MM5", 5, 4, 0.554113, Law::make(Law::Kind::exponential, 1)},
                                         QueueCase{"MD1", 1, 0.8, 2.0, Law(1.0)},
                                         QueueCase{"MLognormal1", 1, 0.8, 2.568051,
                                                   Law::make(Law::Kind::lognormal, std::exp(-0.125), 0.5)}),
                         [](const auto& c) { return c.param.name; });

TEST(Kernel, SojournsEqualTheIntegralOfTheLengthInClosedLoopsToo) {
  Bench b(3);
  for (Pool& p : b.regimes[0].pools) p.service = exponential(7), p.workers = 2;
  b.s.async = true, b.s.open = 20, b.s.budget.labels = kInf, b.s.budget.time = 5000, b.s.votes = 2;
  QueueBooks books;
  b.run(&books);
  EXPECT_GT(books.votes, 1000u);
  EXPECT_NEAR(books.length_integral / books.sojourns, 1, 1e-9);
}

}  // namespace
}  // namespace paddock::test
