// Distances in nats of the judged policy from others, and its entropy. Means over the context law.
//
// kl.reference:  KL(pi || mu).
// kl.nash:       KL(pi*_tau || pi), pi*_tau = mu exp(P pi*_tau / tau) / Z with the agent's tau; at tau = 0 the maximal
//                lottery. The direction that theorems bound.
// kl.optimum:    KL(pi || pi*_beta), pi*_beta = mu exp(u / beta) / Z with true utilities u and the agent's beta.
// suboptimality: J(pi*_beta) - J(pi), J(pi) = E u - beta KL(pi || mu). Computed as beta KL(pi || pi*_beta), which it
//                equals, without a difference of large numbers.
// entropy:       -sum pi log pi.
//
// Logs come from the policy where it keeps them, so an underflowing probability still counts. An infinite divergence
// (one policy leaves out what the other plays) is undefined.
// Sources: Munos et al. (2024), section 4; Rafailov et al. (2023), equation 4; Ziegler et al. (2019), the objective.
#include "analysis/game/gaps.h"
#include "analysis/game/nash.h"
#include "analysis/metrics/ground.h"

#include <cmath>

namespace paddock {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

std::string reference_logs(Ground& g, ContextId x, std::span<double> out) {
  return logs_of(g.world().reference(), x, out) ? "" : "the reference policy has no probabilities";
}

/// log pi*_tau.
Score nash_logs(std::optional<double> tau) {
  return [tau, solver = NashSolver(), mu = Eigen::VectorXd()](Ground& g, ContextId x,
                                                              std::span<double> out) mutable -> std::string {
    if (!tau) return "the agent has no tau";
    mu.resize(static_cast<Eigen::Index>(out.size()));
    if (!g.world().reference().probabilities(x, as_span(mu))) return "the reference policy has no probabilities";
    const Nash nash = *tau > 0 ? solver.solve(g.preferences(x), mu, *tau) : regularised_nash(g.preferences(x), mu, 0);
    if (!nash.converged) return "the Nash policy could not be computed";
    std::ranges::copy(as_span(nash.log_policy), out.begin());
    return {};
  };
}

/// log pi*_beta.
Score optimum_logs(std::optional<double> beta) {
  return [beta, u = std::vector<double>()](Ground& g, ContextId x, std::span<double> out) mutable -> std::string {
    if (!beta || !(*beta > 0)) return "the agent has no beta above 0";
    u.resize(out.size());
    if (!g.utilities(x, u)) return "preferences do not come from utilities";
    if (auto why = reference_logs(g, x, out); !why.empty()) return why;
    for (std::size_t i = 0; i < u.size(); ++i) out[i] += u[i] / *beta;
    log_softmax(out);
    return {};
  };
}

/// KL between the judged policy and one known by its logs.
class Divergence : public Metric {
 public:
  using Params = NoParams;
  enum class From { judged, target };
  Divergence(const Setup& s, Score target, From from, double scale = 1)
      : target_(s.world, std::move(target)), judged_(s), from_(from), scale_(scale) {}
  void shift(const Scene& scene, const Moment& m) override { target_.shift(scene.truth, m); }
  std::string undefined() const override { return target_.undefined(); }
  double measure(const Checkpoint& c) override {
    target_.look({c.now, &c.agent.played()});
    const double mean = over_contexts(target_.ground().world(), [&](ContextId x) {
      const Eigen::VectorXd* logs = judged_.logs(c.agent, x);
      if (!logs) return kUndefined;
      const auto target = target_.of(x);
      return clamp_rounding(from_ == From::judged ? kl_of_logs(as_span(*logs), target)
                                                  : kl_of_logs(target, as_span(*logs)));
    });
    return std::isfinite(mean) ? scale_ * mean : kUndefined;
  }

 private:
  Scores target_;
  Judged judged_;
  const From from_;
  const double scale_;
};

struct KlReference final : Divergence {
  KlReference(const Params&, const Setup& s) : Divergence(s, reference_logs, From::judged) {}
};
struct KlNash final : Divergence {
  KlNash(const Params&, const Setup& s) : Divergence(s, nash_logs(s.parameter("tau")), From::target) {}
};
struct KlOptimumMetric final : Divergence {
  KlOptimumMetric(const Params&, const Setup& s) : Divergence(s, optimum_logs(s.parameter("beta")), From::judged) {}
};
struct Suboptimality final : Divergence {
  Suboptimality(const Params&, const Setup& s)
      : Divergence(s, optimum_logs(s.parameter("beta")), From::judged, s.parameter("beta").value_or(kUndefined)) {}
};

class Entropy final : public Metric {
 public:
  using Params = NoParams;
  Entropy(const Params&, const Setup& s) : world_(s.world), judged_(s) {}
  double measure(const Checkpoint& c) override {
    return over_contexts(world_, [&](ContextId x) {
      const Eigen::VectorXd* law = judged_.law(c.agent, x);
      return law ? entropy(as_span(*law)) : kUndefined;
    });
  }

 private:
  const WorldView& world_;
  Judged judged_;
};

MetricTraits nats(std::string_view undefined, std::vector<std::string_view> needs = {}) {
  return {
      .range = kNonNegative, .unit = "nats", .undefined = undefined, .judges_policy = true, .needs = std::move(needs)};
}

const Register<Metric, KlReference> kl_reference{
    {.name = "kl.reference",
     .summary = "How far the policy has moved from the reference policy.",
     .formula = "KL(pi || mu), mean over contexts",
     .source = "Ziegler et al. (2019), Fine-tuning language models from human preferences"},
    nats("")};
const Register<Metric, KlNash> kl_nash{
    {.name = "kl.nash",
     .summary = "How far the policy is from the KL-regularised Nash policy at the agent's tau.",
     .formula = "KL(pi* || pi), pi* = mu exp(P pi* / tau) / Z, mean over contexts",
     .source = "Munos et al. (2024), Nash learning from human feedback, section 4"},
    nats("for agents without tau; where the policy leaves out what the Nash policy plays", {"tau"})};
const Register<Metric, KlOptimumMetric> kl_optimum_{
    {.name = "kl.optimum",
     .summary = "How far the policy is from the best one for the true utilities at the agent's beta.",
     .formula = "KL(pi || pi*), pi* = mu exp(u / beta) / Z, mean over contexts",
     .source = "Rafailov et al. (2023), Direct preference optimization, equation 4"},
    nats("for agents without beta; where preferences do not come from utilities", {"beta"})};
const Register<Metric, Suboptimality> suboptimality{
    {.name = "suboptimality",
     .summary = "What the policy lacks to the best value of true utility less the KL penalty at the agent's beta.",
     .formula = "max J - J(pi), J(pi) = E u - beta KL(pi || mu); equals beta KL(pi || mu exp(u / beta) / Z)",
     .source = "Ziegler et al. (2019); Rafailov et al. (2023), equation 3"},
    {.range = kNonNegative,
     .unit = "utility",
     .undefined = "for agents without beta; where preferences do not come from utilities",
     .judges_policy = true,
     .needs = {"beta"}}};
const Register<Metric, Entropy> entropy_{{.name = "entropy",
                                          .summary = "How undecided the policy is; 0 for a single response.",
                                          .formula = "-sum over i of pi(i) log pi(i), mean over contexts",
                                          .source = "Shannon (1948)"},
                                         nats("")};

}  // namespace
}  // namespace paddock
