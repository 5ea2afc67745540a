// Rewards: true, believed, and how far apart.
//
// reward.gold:  E u(y), u the true utility.
// reward.proxy: E r(y), r the agent's fitted reward, known only up to a constant in each context: chosen so that the
//               reference policy scores what it does on reward.gold (0 where the truth has no utilities). Both then
//               start together, and over-optimisation is what opens between them.
// reward.error: root mean square of r - u over responses, each less its mean over the responses of the context.
//
// Expectations over the context law and the judged policy.
// Sources: Gao, Schulman, Hilton (2023), Scaling laws for reward model overoptimization; Zhu et al. (2023), Principled
// reinforcement learning with human feedback.
#include "analysis/metrics/expected.h"
#include "sim/math/spans.h"

#include <cmath>

namespace paddock {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr const char* kNoUtilities = "preferences do not come from utilities";

std::string utilities(Ground& g, ContextId x, std::span<double> out) { return g.utilities(x, out) ? "" : kNoUtilities; }

class Gold final : public Expected {
 public:
  using Params = NoParams;
  Gold(const Params&, const Setup& s)
      : Expected(s, utilities), probe_(s.seed, s.replication, Purpose::measure, entity("probe")) {}
  void shift(const Scene& scene, const Moment& m) override {
    Expected::shift(scene, m);
    if (ground().enumerable()) return;
    ItemId one[1];  // only a response can tell whether it has a utility
    ground().world().reference().sample(0, probe_, one);
    missing_ = std::isnan(scene.truth.utility(0, one[0], m)) ? kNoUtilities : "";
    if (ItemStore* store = ground().world().items()) store->release(one[0]);
  }

 protected:
  std::string undrawn() const override { return missing_; }
  double drawn(ContextId x, ItemId i) override { return ground().truth().utility(x, i, ground().moment()); }

 private:
  Stream probe_;
  std::string missing_;
};

class Proxy final : public Metric {
 public:
  using Params = NoParams;
  Proxy(const Params&, const Setup& s)
      : ground_(s.world), judged_(s), mine_(s, "judged"), theirs_(s, "opponent"), mu_(s.world.responses()) {}
  void shift(const Scene& scene, const Moment& m) override { ground_.shift(scene.truth, m); }
  double measure(const Checkpoint& c) override {
    ground_.look({c.now, &c.agent.played()});
    const Policy* policy = judged_.policy(c.agent);
    if (!policy) return kUndefined;
    return over_contexts(ground_.world(), [&](ContextId x) {
      return ground_.enumerable() ? exact(c.agent, x) : sampled(c.agent, *policy, x);
    });
  }

 private:
  double exact(const Agent& agent, ContextId x) {
    const Eigen::VectorXd* law = judged_.law(agent, x);
    if (!law || !ground_.world().reference().probabilities(x, as_span(mu_))) return kUndefined;
    double gain = 0, start = 0;
    for (Eigen::Index k = 0; k < mu_.size(); ++k) {
      const auto i = static_cast<ItemId>(k);
      gain += ((*law)[k] - mu_[k]) * agent.reward(x, i);
      start += mu_[k] * ground_.truth().utility(x, i, ground_.moment());
    }
    return std::isnan(start) ? gain : gain + start;
  }
  double sampled(const Agent& agent, const Policy& policy, ContextId x) {
    const auto mine = mine_.take(policy, x);
    const auto theirs = theirs_.take(ground_.world().reference(), x);
    double gain = 0, start = 0;
    for (ItemId i : mine) gain += agent.reward(x, i);
    for (ItemId i : theirs) gain -= agent.reward(x, i), start += ground_.truth().utility(x, i, ground_.moment());
    theirs_.release(), mine_.release();
    return (std::isnan(start) ? gain : gain + start) / static_cast<double>(mine.size());
  }
  Ground ground_;
  Judged judged_;
  Draws mine_, theirs_;
  Eigen::VectorXd mu_;
};

class Error final : public Metric {
 public:
  using Params = NoParams;
  Error(const Params&, const Setup& s) : utility_(s.world, utilities), residual_(s.world.responses()) {}
  void shift(const Scene& scene, const Moment& m) override { utility_.shift(scene.truth, m); }
  std::string undefined() const override { return utility_.undefined(); }
  double measure(const Checkpoint& c) override {
    utility_.look({c.now, &c.agent.played()});
    return std::sqrt(over_contexts(utility_.ground().world(), [&](ContextId x) {
      const auto u = utility_.of(x);
      for (ItemId i = 0; i < u.size(); ++i) residual_[i] = c.agent.reward(x, i) - u[i];
      const double mean = residual_.mean();
      return (residual_.array() - mean).square().mean();
    }));
  }

 private:
  Scores utility_;
  Eigen::VectorXd residual_;
};

const Register<Metric, Gold> gold{
    {.name = "reward.gold",
     .summary = "True utility of what the policy answers.",
     .formula = "E u(y) over contexts and the policy",
     .source = "Gao, Schulman and Hilton (2023), Scaling laws for reward model overoptimization"},
    {.higher_is_better = true,
     .unit = "utility",
     .undefined = "where preferences do not come from utilities",
     .judges_policy = true,
     .enumerable = false,
     .sampled = true}};
const Register<Metric, Proxy> proxy{
    {.name = "reward.proxy",
     .summary = "Reward that the agent believes its policy earns, from the same start as reward.gold.",
     .formula =
         "E r(y) over contexts and the policy, r shifted so that the reference policy scores its true utility (or 0)",
     .source = "Gao, Schulman and Hilton (2023), Scaling laws for reward model overoptimization"},
    {.higher_is_better = true,
     .unit = "utility",
     .undefined = "for agents that fit no reward",
     .judges_policy = true,
     .enumerable = false,
     .sampled = true,
     .reward = true}};
const Register<Metric, Error> error{
    {.name = "reward.error",
     .summary = "Typical error of the fitted reward, constants in a context aside.",
     .formula = "sqrt(mean over contexts and responses of ((r - mean r) - (u - mean u))^2)",
     .source = "Zhu, Jordan and Jiao (2023), Principled reinforcement learning with human feedback"},
    {.range = kNonNegative,
     .unit = "utility",
     .undefined = "for agents that fit no reward; where preferences do not come from utilities",
     .reward = true}};

}  // namespace
}  // namespace paddock
