// Nash-EMA (Munos et al. 2023, section 7): mirror descent against an exponential moving average of its own parameters.
// The parameters of a table are the logits, so the average is a geometric one.
//
//   d_t ∝ exp(e_t),  pi_{t+1} ∝ pi_t^(1 - eta tau) mu^(eta tau) exp(eta P(. beats d_t)),
//   e_{t+1} = beta e_t + (1 - beta) log pi_{t+1}     pi_0 = mu, e_0 = log mu
//
// beta = 0 is omd, beta = 1 the best response to the reference; in between the fixed point is pi*_tau. Choices: beta =
// .999, the smallest the paper tries between those two; eta as for omd, whose condition on the step does not loosen.
// Sampling: see self_play.h; y is uniform by default.
#include "agents/nash/self_play.h"
#include "agents/nash/steps.h"
#include "sim/core/law.h"
#include "sim/math/mirror.h"

namespace paddock {
namespace {

class NashEma final : public SelfPlay {
 public:
  struct Params : WeightedSources {
    double tau = 0.1;
    Schedule eta;
    double beta = 0.999;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("tau", &Params::tau, "strength of the KL pull to the reference", kPositive),
                     field("eta", &Params::eta,
                           "mirror step; paper: tau / (tau² + 1/4), from samples at most 2 / (tau (t + 2))", kPositive),
                     field("beta", &Params::beta, "weight of the past in the average", kProbability)},
          weighted_source_fields<Params>());
    }
    double step(std::uint64_t t, bool exact) const {
      return eta.at(t, [&](std::uint64_t s) { return settling_step(tau / (tau * tau + 0.25), exact, s, tau); });
    }
    std::string check() const {
      return step(0, true) * tau <= 1 ? "" : "eta · tau, the weight of the reference, must not exceed 1";
    }
  };
  NashEma(const Params& params, const Setup& setup)
      : SelfPlay(setup, params, {.explore = params.explore}), p_(params) {}

 private:
  void face(const Round& r, std::span<double> d) override { softmax(r.memory, d); }
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    mirror_step(log_pi, r.log_mu, q, p_.step(r.t, exact()), p_.tau);
    log_softmax(log_pi);
    geometric_mixture(r.memory, log_pi, 1 - p_.beta, r.memory);
  }
  Params p_;
};

const Register<Agent, NashEma> entry{
    {.name = "nash-ema",
     .summary = "Mirror descent against a moving average of its own logits",
     .formula = "d ∝ exp(e), pi <- pi^(1 - eta tau) mu^(eta tau) exp(eta P(. beats d)) / Z, e <- beta e + (1 - beta) "
                "log pi",
     .source = "Munos et al. 2023, Nash learning from human feedback, section 7"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
