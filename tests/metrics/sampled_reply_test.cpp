// exploitability.sampled and its bounds: against the exact value, listed and not, and their coverage.
#include "tests/metrics/stage.h"

namespace paddock::test {
namespace {

const Eigen::MatrixXd kRps = duels(3, {0.8, 0.3, 0.9});
const Eigen::VectorXd kPi = vec({0.2, 0.2, 0.6});  // exploitability .68 - .5, by arm 1

struct Told {
  double value, low, high;
};
Told told(const TableWorld& world, const Policy& policy, std::uint32_t replication) {
  const TableTruth truth({kRps}, {}, world.items() ? &world : nullptr);
  const TableAgent agent(policy);
  const auto of = [&](const char* name) {
    return facing(name, {.world = world, .replication = replication}, truth)->measure(now(agent));
  };
  return {of("exploitability.sampled"), of("exploitability.low"), of("exploitability.high")};
}

TEST(SampledReply, IsNearTheExactValue) {
  const TableWorld world({1}, {vec({.4, .3, .3})});
  const TablePolicy policy({kPi});
  double mean = 0;
  const int seeds = 100;
  for (std::uint32_t r = 0; r < seeds; ++r) {
    const Told t = told(world, policy, r);
    EXPECT_LE(t.low, .18) << r;  // at 99.5 % each; empirical Bernstein is far on the safe side
    EXPECT_GE(t.high, .18) << r;
    EXPECT_LT(t.high - t.low, .08) << r;
    mean += t.value / seeds;
  }
  // Wins of arm 1 over 0, 1, 2 are .2, .5, .9: sd .262 a draw, over 2,048 draws and 100 seeds
  EXPECT_NEAR(mean, .18, 4.9 * .262 / std::sqrt(2048. * seeds));
}

TEST(SampledReply, WhereResponsesCannotBeListed) {
  const TableWorld listed({1}, {vec({.4, .3, .3})}), hidden({1}, {vec({.4, .3, .3})}, false);
  const TablePolicy policy({kPi});
  const TableWorld::Slots slots(policy, *hidden.items());
  const Told a = told(listed, policy, 3), b = told(hidden, slots, 3);
  EXPECT_EQ(a.value, b.value);  // the same draws behind slots
  EXPECT_EQ(a.low, b.low);
  const auto before = hidden.items()->slots();
  told(hidden, slots, 3);
  EXPECT_EQ(hidden.items()->slots(), before) << "slots are given back";
}

TEST(SampledReply, TheChoiceDoesNotFlatterIt) {  // nothing beats the uniform policy; the best of noise would seem to
  const TableWorld world({1}, {vec({1, 1, 1}) / 3});
  const TableTruth truth({duels(3, {.9, .1, .9})});
  const TablePolicy policy({vec({1, 1, 1}) / 3});
  double mean = 0;
  const int seeds = 400;
  for (std::uint32_t r = 0; r < seeds; ++r)
    mean +=
        facing("exploitability.sampled", {.world = world, .replication = r}, truth)->measure(now(TableAgent(policy))) /
        seeds;
  EXPECT_NEAR(mean, 0, 4.9 * .327 / std::sqrt(2048. * seeds));  // wins .5, .9, .1 alike; the largest mean is at +.006
}

}  // namespace
}  // namespace paddock::test
