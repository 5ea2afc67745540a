// kl.leader: KL(pi* || pi), pi* the Stackelberg leader of the truth at the agent's tau-leader and tau-follower, mean
// over the context law. The closed form (analysis/game/stackelberg.h) is recomputed at each checkpoint; O(n²) a
// context. Source: Pásztor et al. (2025), Stackelberg learning from human feedback, Proposition 1.
#include "analysis/game/stackelberg.h"
#include "analysis/metrics/ground.h"
#include "sim/math/softmax.h"
#include "sim/math/spans.h"

#include <cmath>

namespace paddock {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

class KlLeader final : public Metric {
 public:
  using Params = NoParams;
  KlLeader(const Params&, const Setup& s)
      : ground_(s.world, kKept),
        judged_(s),
        tau_leader_(s.parameter("tau-leader")),
        tau_follower_(s.parameter("tau-follower")),
        mu_(s.world.responses()) {}
  void shift(const Scene& scene, const Moment& m) override { ground_.shift(scene.truth, m); }
  std::string undefined() const override {
    return tau_leader_ && tau_follower_ ? "" : "the agent has no tau-leader and tau-follower";
  }
  double measure(const Checkpoint& c) override {
    if (!undefined().empty()) return kUndefined;
    ground_.look({c.now, &c.agent.played()});
    return over_contexts(ground_.world(), [&](ContextId x) {
      const Eigen::VectorXd* logs = judged_.logs(c.agent, x);
      if (!logs || !ground_.world().reference().probabilities(x, as_span(mu_))) return kUndefined;
      const auto solved = solve_stackelberg(ground_.preferences(x), mu_, *tau_leader_, *tau_follower_, mu_);
      double sum = 0;
      for (Eigen::Index i = 0; i < mu_.size(); ++i)
        if (solved.leader[i] > 0) sum += solved.leader[i] * (std::log(solved.leader[i]) - (*logs)[i]);
      return std::isfinite(sum) ? sum : kUndefined;
    });
  }

 private:
  Ground ground_;
  Judged judged_;
  const std::optional<double> tau_leader_, tau_follower_;
  Eigen::VectorXd mu_;
};

const Register<Metric, KlLeader> entry{
    {.name = "kl.leader",
     .summary = "How far the policy is from the Stackelberg leader at the agent's temperatures.",
     .formula = "KL(pi* || pi), pi*_i = mu_i exp(f_i / tau_L) / Z, f_i = -tau_F log sum_j mu_j exp(-P(i, j) / tau_F); "
                "mean over contexts",
     .source = "Pásztor et al. (2025), Stackelberg learning from human feedback, Proposition 1"},
    {.range = kNonNegative,
     .unit = "nats",
     .undefined = "for agents without tau-leader and tau-follower; where the policy leaves out what the leader plays",
     .judges_policy = true,
     .needs = {"tau-leader", "tau-follower"}}};

}  // namespace
}  // namespace paddock
