// Queue metrics by hand, counters, and the list of metrics that scenarios rely on.
#include "tests/metrics/stage.h"

namespace paddock::test {
namespace {

constexpr Tick s = kSecond;

struct Service : testing::Test {
  TableWorld world{{1}, {vec({1})}};
  TablePolicy pi{{vec({1})}};
  TableAgent agent{pi};
  QueryBatch open;
  LabelBatch labels;
  Service() {
    open.reshape(Form::duel, 2, 4), open.clear(4);
    // asked at 0, 2 and 4 s, when the agent had made 0, 1 and 1 updates
    for (auto stamp : {QueryBatch::Stamp{0, 0, 0}, {1, 2 * s, 1}, {2, 4 * s, 1}})
      open.duel(0, 0, 0), open.stamp[open.size() - 1] = stamp;
    labels.reshape(open, 8), labels.clear();
  }
  void label(Row q, Tick started, Tick answered, Purpose purpose = Purpose::answer) {
    const Row i = labels.add(q);
    labels.choice[i] = 0;
    labels.stamp[i] = {.pool = 0, .worker = 0, .started = started, .answered = answered, .cost = 0, .purpose = purpose};
  }
  /// Three learnings: the label of query 0; those of 1; of 2 with one given before the start.
  double of(std::string_view name, double warmup, double end = 10) {
    auto m = metric(name, {.world = world, .warmup = warmup, .workers = 2});
    EXPECT_EQ(m->watches(), Metric::kLabels);
    EXPECT_EQ(m->undefined(), "");
    const auto learn = [&] { m->observe(labels), labels.clear(); };
    label(0, 1 * s, 3 * s), learn();
    label(1, 3 * s, 6 * s), learn();
    label(0, 0, 9 * s, Purpose::data), label(2, 6 * s, 8 * s), learn();
    return m->measure(now(agent, end));
  }
};

TEST_F(Service, ByHand) {
  EXPECT_DOUBLE_EQ(of("queue.wait", 0), (1.0 + 1 + 2) / 3);
  EXPECT_DOUBLE_EQ(of("queue.length", 0), (1.0 + 1 + 2) / 10);
  EXPECT_DOUBLE_EQ(of("utilisation", 0), (2.0 + 3 + 2) / (2 * 10));
  EXPECT_DOUBLE_EQ(of("staleness", 0), (0.0 + 0 + 1) / 3);
}

TEST_F(Service, WarmUp) {
  EXPECT_DOUBLE_EQ(of("queue.wait", 2), (1.0 + 2) / 2);         // asked from then on
  EXPECT_DOUBLE_EQ(of("queue.length", 2.5), (0.5 + 2) / 7.5);   // the part of each wait after it
  EXPECT_DOUBLE_EQ(of("utilisation", 5), (1.0 + 2) / (2 * 5));  // likewise of each service
  EXPECT_DOUBLE_EQ(of("staleness", 4), 1);
  EXPECT_TRUE(std::isnan(of("queue.wait", 5)));    // nobody asked since
  EXPECT_TRUE(std::isnan(of("utilisation", 10)));  // no time has passed since
}

TEST_F(Service, LittlesLaw) {  // waits over the window, however it is cut
  EXPECT_DOUBLE_EQ(of("queue.length", 0), 3.0 / 10 * of("queue.wait", 0));
}

TEST_F(Service, Undefined) {
  EXPECT_EQ(metric("utilisation", {.world = world})->undefined(), "the number of workers is unlimited");
  EXPECT_TRUE(std::isnan(metric("utilisation", {.world = world})->measure(now(agent, 1))));
  for (const char* name : {"queue.wait", "queue.length", "staleness", "utilisation"}) {
    auto m = metric(name, {.world = world, .workers = 2, .form = Form::oracle});
    EXPECT_EQ(m->undefined(), "nobody is asked under form oracle");
    EXPECT_TRUE(std::isnan(m->measure(now(agent, 1)))) << name;
  }
}

TEST_F(Service, Counters) {
  const Checkpoint c{.labels = 12, .steps = 3, .now = 90 * s, .cost = 4.5, .agent = agent};
  EXPECT_EQ(metric("labels", {.world = world})->measure(c), 12);
  EXPECT_EQ(metric("steps", {.world = world})->measure(c), 3);
  EXPECT_EQ(metric("time", {.world = world})->measure(c), 90);
  EXPECT_EQ(metric("cost", {.world = world})->measure(c), 4.5);
}

// The names of the public contract, with what it says of their direction and use.
TEST(MetricList, IsWhatScenariosRelyOn) {
  const std::map<std::string_view, bool> higher_is_better{{"regret.average", false},
                                                          {"regret.strong", false},
                                                          {"regret.weak", false},
                                                          {"regret.copeland", false},
                                                          {"regret.borda", false},
                                                          {"regret.von-neumann", false},
                                                          {"regret.utility", false},
                                                          {"regret.simple", false},
                                                          {"winrate.reference", true},
                                                          {"winrate.uniform", true},
                                                          {"winrate.nash", true},
                                                          {"exploitability", false},
                                                          {"exploitability.regularised", false},
                                                          {"kl.reference", false},
                                                          {"kl.nash", false},
                                                          {"kl.optimum", false},
                                                          {"entropy", false},
                                                          {"reward.gold", true},
                                                          {"reward.proxy", true},
                                                          {"reward.error", false},
                                                          {"suboptimality", false},
                                                          {"welfare.min", true},
                                                          {"welfare.mean", true},
                                                          {"welfare.nash", true},
                                                          {"ranking.kendall", false},
                                                          {"ranking.topk", true},
                                                          {"ranking.ndcg", true},
                                                          {"identified", true},
                                                          {"agreement.annotators", true},
                                                          {"agreement.agent", true},
                                                          {"labels", false},
                                                          {"steps", false},
                                                          {"cost", false},
                                                          {"time", false},
                                                          {"queue.wait", false},
                                                          {"queue.length", false},
                                                          {"staleness", false},
                                                          {"utilisation", false}};
  const auto& kinds = Registry<Metric>::get().kinds();
  for (const auto& [name, better] : higher_is_better) {
    SCOPED_TRACE(name);
    ASSERT_TRUE(kinds.contains(name));
    const auto& kind = kinds.at(name);
    EXPECT_EQ(kind.traits.higher_is_better, better);
    EXPECT_FALSE(kind.card.summary.empty() || kind.card.formula.empty() || kind.card.source.empty() ||
                 kind.traits.unit.empty());
    EXPECT_EQ(kind.traits.cumulative, (name.starts_with("regret.") && name != "regret.simple") || name == "labels" ||
                                          name == "steps" || name == "cost" || name == "time");
    EXPECT_FALSE(kind.traits.sampled && kind.traits.enumerable);
  }
}

}  // namespace
}  // namespace paddock::test
