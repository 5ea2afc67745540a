// Rewards by hand, and sampled metrics against exact ones.
#include "analysis/metrics/sampled.h"
#include "tests/metrics/stage.h"

namespace paddock::test {
namespace {

const Eigen::VectorXd kMu = vec({0.5, 0.25, 0.25}), kPi = vec({0.2, 0.2, 0.6});
const ByContext kUtility{vec({1, 0, -1}), vec({0, 2, 4})};

struct Rewards : testing::Test {
  TableWorld world{{0.8, 0.2}, {kMu, kMu}};
  TableTruth truth = TableTruth::bradley_terry(kUtility);
  TablePolicy policy{{kPi, vec({1, 0, 0})}};
  double of(std::string_view name, const TableTruth& t, ByContext fitted) {
    return facing(name, {.world = world}, t)->measure(now(TableAgent(policy, std::move(fitted))));
  }
};

TEST_F(Rewards, ByHand) {
  EXPECT_NEAR(of("reward.gold", truth, {}), 0.8 * (0.2 - 0.6) + 0.2 * 0, 1e-15);
  // Fitted rewards up to a constant per context: the reference scores .25 and 1.5 in truth.
  const ByContext fitted{vec({10, 11, 13}), vec({-5, -6, -7})};
  const double first = 0.25 + (2 + 2.2 + 7.8) - (5 + 2.75 + 3.25), second = 1.5 + (-5) - (-2.5 - 1.5 - 1.75);
  EXPECT_NEAR(of("reward.proxy", truth, fitted), 0.8 * first + 0.2 * second, 1e-14);
  EXPECT_NEAR(of("reward.proxy", truth, {kUtility[0].array() + 3, kUtility[1].array() - 1}),
              of("reward.gold", truth, {}), 1e-14);
  // Without true utilities the reference scores 0.
  const TableTruth bare({duels(3, {0.6, 0.6, 0.6}), duels(3, {0.6, 0.6, 0.6})});
  EXPECT_NEAR(of("reward.proxy", bare, fitted), 0.8 * (first - 0.25) + 0.2 * (second - 1.5), 1e-14);
  // Residuals (9, 11, 14) and (-5, -8, -11): variances 38/9 and 6.
  EXPECT_NEAR(of("reward.error", truth, fitted), std::sqrt(0.8 * 38 / 9 + 0.2 * 6), 1e-14);
}

TEST_F(Rewards, Undefined) {
  const TableTruth bare({duels(3, {0.6, 0.6, 0.6}), duels(3, {0.6, 0.6, 0.6})});
  EXPECT_TRUE(std::isnan(of("reward.proxy", truth, {})));  // no reward is fitted
  EXPECT_TRUE(std::isnan(of("reward.error", truth, {})));
  EXPECT_TRUE(std::isnan(of("reward.gold", bare, {})));
  for (const char* name : {"reward.gold", "reward.error"})
    EXPECT_EQ(facing(name, {.world = world}, bare)->undefined(), "preferences do not come from utilities in context 0");
  EXPECT_TRUE(Registry<Metric>::get().find("reward.proxy")->traits.reward);
  EXPECT_TRUE(Registry<Metric>::get().find("reward.error")->traits.reward);
}

// The same responses behind slots that cannot be listed, drawn instead of summed over.
struct Sampled : testing::Test {
  TableWorld exact_world{{0.8, 0.2}, {kMu, vec({0.1, 0.1, 0.8})}};
  TableWorld slot_world{{0.8, 0.2}, {kMu, vec({0.1, 0.1, 0.8})}, false};
  TableTruth exact_truth = TableTruth::bradley_terry(kUtility),
             slot_truth = TableTruth::bradley_terry(kUtility, &slot_world);
  TablePolicy law{{kPi, vec({1, 0, 0})}};
  TableWorld::Slots slots{law, *slot_world.items()};
  TableAgent exact_agent{law}, slot_agent{slots};
  const Truth *exact_groups[1] = {&exact_truth}, *slot_groups[1] = {&slot_truth};

  double exact(std::string_view name) {
    return facing(name, {.world = exact_world}, exact_truth, exact_groups)->measure(now(exact_agent));
  }
  std::unique_ptr<Metric> sampled(std::string_view name, std::uint32_t replication) {
    return facing(name, {.world = slot_world, .seed = 5, .replication = replication}, slot_truth, slot_groups);
  }
};

TEST_F(Sampled, AgreesWithExact) {
  for (const char* name : {"winrate.reference", "reward.gold", "regret.simple", "welfare.min", "welfare.nash"}) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(Registry<Metric>::get().find(name)->traits.sampled);
    EXPECT_FALSE(Registry<Metric>::get().find(name)->traits.enumerable);
    constexpr int kRuns = 100;
    double sum = 0, squares = 0;
    for (std::uint32_t r = 0; r < kRuns; ++r) {
      auto m = sampled(name, r);
      EXPECT_EQ(m->undefined(), "");
      const double v = m->measure(now(slot_agent));
      sum += v, squares += v * v;
    }
    const double mean = sum / kRuns, error = std::sqrt((squares / kRuns - mean * mean) / (kRuns - 1));
    EXPECT_LT(std::abs(mean - exact(name)), 4.9 * error);
    EXPECT_LT(error, 0.003);
    EXPECT_GT(error, 0);
  }
}

TEST_F(Sampled, SameDrawsForEveryAgentAndCheckpoint) {
  auto one = sampled("winrate.reference", 1), two = sampled("winrate.reference", 1);
  const double first = one->measure(now(slot_agent));
  EXPECT_EQ(one->measure(now(slot_agent)), first);
  EXPECT_EQ(two->measure(now(slot_agent)), first);
  // Against itself: the judged policy and its opponent draw independently.
  const TableAgent reference(slot_world.reference());
  EXPECT_NEAR(one->measure(now(reference)), 0.5, 0.02);
  EXPECT_NE(one->measure(now(reference)), 0.5);
}

TEST_F(Sampled, LeavesTheStoreAsItWas) {
  ItemStore& store = *slot_world.items();
  ItemId before[4], after[4];
  for (ItemId& i : before) i = store.add();
  store.release(before[1]), store.release(before[3]),
      store.release(before[0]);  // the agent will get 0, 3, 1 and a new one
  const std::size_t fresh = store.slots();
  for (const char* name :
       {"winrate.reference", "winrate.uniform", "welfare.mean", "reward.gold", "reward.proxy", "regret.simple"})
    sampled(name, 0)->measure(now(TableAgent(slots)));
  for (ItemId& i : after) i = store.add();
  EXPECT_EQ(after[0], before[0]);
  EXPECT_EQ(after[1], before[3]);
  EXPECT_EQ(after[2], before[1]);
  EXPECT_EQ(after[3], fresh);  // the slot that would have been next
}

/// Arms in the box [0, 1] preferred by how large they are: P(a, b) = (1 + a - b) / 2.
TEST(SampledUniform, DrawsFromTheBox) {
  const TableWorld world({1}, {vec({0, 1})}, false);  // the reference always answers with arm 1.0
  struct Larger final : Truth {
    explicit Larger(ItemStore& s) : store(s) {}
    ItemStore& store;
    double preference(ContextId, ItemId a, ItemId b, const Moment&) const override {
      return (1 + store.reals(a)[0] - store.reals(b)[0]) / 2;
    }
  } truth(*world.items());
  const TableAgent agent(world.reference());
  EXPECT_NEAR(facing("winrate.uniform", {.world = world}, truth)->measure(now(agent)), 0.75,
              4.9 * 0.5 / std::sqrt(12 * 4096));
}

TEST_F(Sampled, UtilityRegretNeedsTheLargestUtility) {
  auto m = sampled("regret.utility", 0);
  EXPECT_EQ(m->undefined(), "");
  ItemStore& store = *slot_world.items();
  const ItemId a = store.add(), b = store.add();
  store.reals(a)[0] = 1, store.reals(b)[0] = 2;
  QueryBatch q;
  q.reshape(Form::duel, 2, 2), q.clear(2), q.duel(0, a, b), q.duel(1, a, a);
  m->observe(q);
  EXPECT_DOUBLE_EQ(m->measure(now(slot_agent)), 1.5 + 2);
  const TableTruth bare({duels(3, {0.6, 0.6, 0.6}), duels(3, {0.6, 0.6, 0.6})}, {}, &slot_world);
  for (const char* name : {"regret.utility", "regret.simple"}) {
    auto lost = facing(name, {.world = slot_world}, bare);
    EXPECT_EQ(lost->undefined(), "the truth cannot tell its largest utility");
    EXPECT_TRUE(std::isnan(lost->measure(now(slot_agent))));
  }
  auto gold = facing("reward.gold", {.world = slot_world}, bare);
  EXPECT_EQ(gold->undefined(), "preferences do not come from utilities");
  EXPECT_TRUE(std::isnan(gold->measure(now(slot_agent))));
}

}  // namespace
}  // namespace paddock::test
