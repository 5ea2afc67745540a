// EGPO, extragradient preference optimisation (Zhou et al. 2025): mirror-prox with the KL term taken exactly. Both
// halves of a step start from pi_t; only the opponent moves.
//
//   h_t     ∝ pi_t^(1 - eta tau) mu^(eta tau) exp(eta P(. beats pi_t))     pi_0 = mu
//   pi_{t+1} ∝ pi_t^(1 - eta tau) mu^(eta tau) exp(eta P(. beats h_t))
//
// Linear to the Nash policy with steps that do not shrink with tau: eta <= 1 / (tau + 1/2) gives KL(pi*_tau || pi_t) <=
// (1 - eta tau)^t KL(pi*_tau || mu), since |P - 1/2| <= 1/2 (the often quoted 1 / (tau + 3) is a cautious value of the
// same kind); `paper` is that bound, and from samples, where a constant step keeps a noise floor of order eta / (tau
// m), at most 2 / (tau (t + 2)). From samples each half takes a batch of its own, so a step takes two calls of learn();
// the policy stays pi_t in between.
#include "agents/nash/self_play.h"
#include "agents/nash/steps.h"
#include "sim/core/law.h"
#include "sim/math/mirror.h"

namespace paddock {
namespace {

class Egpo final : public SelfPlay {
 public:
  struct Params : WeightedSources {
    double tau = 0.1;
    Schedule eta;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("tau", &Params::tau, "strength of the KL pull to the reference", kPositive),
                     field("eta", &Params::eta,
                           "mirror step; paper: 1 / (tau + 1/2), from samples at most 2 / (tau (t + 2))", kPositive)},
          weighted_source_fields<Params>());
    }
    double step(std::uint64_t t, bool exact) const {
      return eta.at(t, [&](std::uint64_t s) { return settling_step(1 / (tau + 0.5), exact, s, tau); });
    }
    std::string check() const {
      return step(0, true) * tau <= 1 ? "" : "eta · tau, the weight of the reference, must not exceed 1";
    }
  };
  Egpo(const Params& params, const Setup& setup)
      : SelfPlay(setup, params, {.explore = params.explore, .phases = 2}), p_(params) {}

 private:
  void face(const Round& r, std::span<double> d) override {
    if (r.phase == 0) return SelfPlay::face(r, d);
    softmax(r.memory, d);  // log h_t
  }
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    if (r.phase == 0) std::ranges::copy(log_pi, r.memory.begin());
    mirror_step(r.phase == 0 ? r.memory : log_pi, r.log_mu, q, p_.step(r.t, exact()), p_.tau);
  }
  Params p_;
};

const Register<Agent, Egpo> entry{
    {.name = "egpo",
     .summary = "Extragradient: look one mirror step ahead, then step against that policy",
     .formula = "h ∝ pi^(1 - eta tau) mu^(eta tau) exp(eta P(. beats pi)), pi <- the same with P(. beats h), eta = "
                "1 / (tau + 1/2)",
     .source = "Zhou et al. 2025, Extragradient preference optimization (EGPO): beyond last-iterate convergence for "
               "Nash learning from human feedback"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
