// oscillation: how far the policy has moved since the checkpoint before, in total variation: it goes to 0 where a
// learner settles, and stays away from it where one runs in circles, however good its average is. Undefined at the
// first checkpoint. Meant for checkpoints at growing distances ({log: n}), so that slow circles show too.
// Source: Mertikopoulos, Papadimitriou and Piliouras (2018), Cycles in adversarial regularized learning.
#include "analysis/metrics/ground.h"

namespace paddock {
namespace {

class Oscillation final : public Metric {
 public:
  using Params = NoParams;
  Oscillation(const Params&, const Setup& s)
      : world_(s.world), judged_(s), before_(s.world.responses(), s.world.contexts()) {}
  double measure(const Checkpoint& c) override {
    const double moved = over_contexts(world_, [&](ContextId x) {
      const Eigen::VectorXd* law = judged_.law(c.agent, x);
      if (!law) return std::numeric_limits<double>::quiet_NaN();
      const double distance = (*law - before_.col(x)).cwiseAbs().sum() / 2;
      before_.col(x) = *law;
      return distance;
    });
    return first_ ? first_ = false, std::numeric_limits<double>::quiet_NaN() : moved;
  }

 private:
  const WorldView& world_;
  Judged judged_;
  Eigen::MatrixXd before_;  // a column a context
  bool first_ = true;
};

const Register<Metric, Oscillation> entry{
    {.name = "oscillation",
     .summary = "How far the policy has moved since the checkpoint before.",
     .formula = "(1/2) sum over i of |pi(i) - pi_before(i)|, mean over contexts",
     .source = "Mertikopoulos, Papadimitriou and Piliouras (2018), Cycles in adversarial regularized learning"},
    {.range = kProbability, .unit = "total variation", .undefined = "at the first checkpoint", .judges_policy = true}};

}  // namespace
}  // namespace paddock
