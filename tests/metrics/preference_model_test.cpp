// model.accuracy, model.calibration, model.coverage: cases by hand.
#include "sim/core/preference_model.h"

#include "tests/metrics/stage.h"

namespace paddock::test {
namespace {

/// An agent that believes a table and has seen some pairs, in every context.
class Believer final : public Agent, public PreferenceModel {
 public:
  Believer(const Policy& policy, Eigen::MatrixXd p, Eigen::MatrixXd seen)
      : policy_(policy), p_(std::move(p)), seen_(std::move(seen)) {}
  void propose(Stream&, QueryBatch&) override {}
  void learn(const LabelBatch&) override {}
  const Policy& recommended() const override { return policy_; }
  double predicted(ContextId, ItemId a, ItemId b) const override { return p_(a, b); }
  double compared(ContextId, ItemId a, ItemId b) const override { return seen_(a, b); }

 private:
  const Policy& policy_;
  Eigen::MatrixXd p_, seen_;
};

const Eigen::VectorXd kMu = vec({.5, .3, .2});
const TablePolicy kPolicy({kMu});
double of(std::string_view name, const Agent& agent, const Eigen::MatrixXd& p) {
  const TableWorld world({1}, {kMu});
  const TableTruth truth({p});
  return facing(name, {.world = world}, truth)->measure(now(agent));
}

// Pairs 01, 02, 12 weigh .15, .10, .06.
TEST(ModelMetrics, Accuracy) {
  const auto truth = duels(3, {.6, .3, .5});  // 12 ties: it has no majority
  const Believer right(kPolicy, duels(3, {.9, .4, .1}), {}), half(kPolicy, duels(3, {.2, .1, .5}), {}),
      unsure(kPolicy, duels(3, {.5, .4, .5}), {});
  EXPECT_NEAR(of("model.accuracy", right, truth), 1, 1e-15);
  EXPECT_NEAR(of("model.accuracy", half, truth), .1 / .25, 1e-15);
  EXPECT_NEAR(of("model.accuracy", unsure, truth), (.15 / 2 + .1) / .25, 1e-15);
  EXPECT_TRUE(std::isnan(of("model.accuracy", right, duels(3, {.5, .5, .5}))));
  // A reward believes sigmoid of differences: here 0 > 1 > 2, wrong on 02.
  EXPECT_NEAR(of("model.accuracy", TableAgent(kPolicy, {vec({1, 0, -1})}), truth), .15 / .25, 1e-15);
  EXPECT_TRUE(std::isnan(of("model.accuracy", TableAgent(kPolicy), truth)));
}

TEST(ModelMetrics, Calibration) {
  const auto truth = duels(3, {.6, .3, .9});
  EXPECT_NEAR(of("model.calibration", Believer(kPolicy, truth, {}), truth), 0, 1e-15);
  // 01 and 02 fall into the bin [.8, .85), on sides 0 and 2: mean prediction against mean truth; 12 into its own.
  const Believer some(kPolicy, duels(3, {.81, .16, .7}), {});
  const double together = .15 * (.81 - .6) + .10 * (.84 - .7), alone = .06 * (.7 - .9);
  EXPECT_NEAR(of("model.calibration", some, truth), (together - alone) / .31, 1e-14);
  // In one bin errors of either sign make up for each other.
  const Believer fair(kPolicy, duels(3, {.72, .28, .72}), {});
  EXPECT_NEAR(of("model.calibration", fair, duels(3, {.62, .28, .97})), 0, 1e-14);  // .15 * .1 = .06 * .25
}

TEST(ModelMetrics, Coverage) {
  const auto truth = duels(3, {.6, .3, .9});
  Eigen::MatrixXd seen = Eigen::MatrixXd::Zero(3, 3);
  seen(0, 2) = seen(2, 0) = 4;
  const Believer some(kPolicy, truth, seen);
  EXPECT_NEAR(of("model.coverage", some, truth), .1 / .31, 1e-15);
  EXPECT_TRUE(std::isnan(of("model.coverage", TableAgent(kPolicy, {vec({1, 0, -1})}), truth)));
}

TEST(ModelMetrics, ContextsWithoutMajoritiesDoNotCount) {
  const TableWorld world({.5, .5}, {kMu, kMu});
  const TableTruth truth({duels(3, {.5, .5, .5}), duels(3, {.6, .5, .5})});
  const Believer wrong(kPolicy, duels(3, {.4, .5, .5}), {});
  EXPECT_EQ(facing("model.accuracy", {.world = world}, truth)->measure(now(wrong)), 0);
}

TEST(ModelMetrics, PairsMayWeighAlike) {
  Problems problems;
  const auto r = Registry<Metric>::get().parse(
      Node::map({{"kind", {}, Node::scalar("model.accuracy")}, {"weights", {}, Node::scalar("uniform")}}), problems,
      "metric");
  ASSERT_TRUE(problems.empty());
  const TableWorld world({1}, {kMu});
  const TableTruth truth({duels(3, {.6, .3, .9})});
  const auto m = r.make({.world = world});
  m->shift({truth, {}}, {});
  EXPECT_NEAR(m->measure(now(Believer(kPolicy, duels(3, {.9, .4, .1}), {}))), 2. / 3, 1e-15);
}

}  // namespace
}  // namespace paddock::test
