// Magnetic mirror descent (Sokota et al. 2023) in self-play, in its proximal form; the magnet is the reference.
//
//   pi_{t+1} = argmax over p of <P pi_t, p> - tau KL(p || mu) - KL(p || pi_t) / eta
//            ∝ [pi_t mu^(eta tau) exp(eta P(. beats pi_t))]^(1 / (1 + eta tau))     pi_0 = mu
//
// The fixed point is pi*_tau. It is omd with step eta / (1 + eta tau). `paper`: eta = tau / L², L = max |P - 1/2| taken
// as 1/2 (Theorem 3.4), with KL(pi*_tau || pi_t) <= (1 + eta tau)^-t KL(pi*_tau || mu); from samples at most the step
// whose omd form is 2 / (tau (t + 2)). tau is the paper's alpha. Sampling: see self_play.h; y is uniform by default.
#include "agents/nash/self_play.h"
#include "agents/nash/steps.h"
#include "sim/core/law.h"
#include "sim/math/mirror.h"

namespace paddock {
namespace {

class Mmd final : public SelfPlay {
 public:
  struct Params : WeightedSources {
    double tau = 0.1;
    Schedule eta;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{
              field("tau", &Params::tau, "strength of the KL pull to the reference, the magnet", kPositive),
              field("eta", &Params::eta, "proximal step; paper: 4 tau, from samples at most 2 / (tau t)", kPositive)},
          weighted_source_fields<Params>());
    }
    double step(std::uint64_t t, bool exact) const {
      return eta.at(t, [&](std::uint64_t s) {
        return exact || s == 0 ? 4 * tau : std::min(4 * tau, 2 / (tau * static_cast<double>(s)));
      });
    }
  };
  Mmd(const Params& params, const Setup& setup) : SelfPlay(setup, params, {.explore = params.explore}), p_(params) {}

 private:
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    proximal_step(log_pi, r.log_mu, q, p_.step(r.t, exact()), p_.tau);
  }
  Params p_;
};

const Register<Agent, Mmd> entry{
    {.name = "mmd",
     .summary = "Magnetic mirror descent with the reference as magnet, in proximal form",
     .formula = "pi_{t+1} ∝ [pi_t mu^(eta tau) exp(eta P(. beats pi_t))]^(1 / (1 + eta tau)), eta = 4 tau",
     .source = "Sokota et al. 2023, A unified approach to reinforcement learning, quantal response equilibria, and "
               "two-player zero-sum games, section 3"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF", .same_as = "omd"}};

}  // namespace
}  // namespace paddock
