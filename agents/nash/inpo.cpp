// INPO, iterative Nash policy optimisation (Zhang et al. 2024): no-regret self-play by a loss on pairs that needs no
// win rates. With eta the paper's (a weight: the step is 1 / eta), pairs y, y' ~ pi_t and label o,
//
//   pi_{t+1} = argmin E [log pi(y)/pi(y') - tau/eta log mu(y)/mu(y') - (1 - tau/eta) log pi_t(y)/pi_t(y') - (o -
//   1/2)/eta]²
//            ∝ pi_t^(1 - tau/eta) mu^(tau/eta) exp(P(. beats pi_t) / eta)     pi_0 = mu
//
// (the paper writes it on winner and loser with target 1 / (2 eta); the same loss). Exact it is omd with step 1 / eta;
// sampled it is least squares on the batch's pairs. `paper`: eta_t = tau (t + 2) / 2, for the last iterate:
// KL(pi*_tau || pi_T) = O(1 / (tau² T)). Practice: eta = .0075, tau = eta / 3.
#include "agents/nash/self_play.h"
#include "agents/nash/steps.h"
#include "sim/core/law.h"
#include "sim/math/mirror.h"

namespace paddock {
namespace {

class Inpo final : public SelfPlay {
 public:
  struct Params : Sources {
    double tau = 0.1;
    Schedule eta;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("tau", &Params::tau, "strength of the KL pull to the reference", kPositive),
                     field("eta", &Params::eta,
                           "weight of KL(pi || pi_t), the inverse step, at least tau; paper: tau "
                           "(t + 2) / 2",
                           kPositive)},
          source_fields<Params>());
    }
    double step(std::uint64_t t) const {
      return 1 / eta.at(t, [this](std::uint64_t s) { return 1 / falling_step(s, tau); });
    }
    std::string check() const { return step(0) * tau <= 1 ? "" : "eta must be at least tau"; }
  };
  Inpo(const Params& params, const Setup& setup)
      : SelfPlay(setup, params, {.estimate = Estimate::regression}), p_(params) {}

 private:
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    mirror_step(log_pi, r.log_mu, q, p_.step(r.t), p_.tau);
  }
  Params p_;
};

const Register<Agent, Inpo> entry{
    {.name = "inpo",
     .summary = "No-regret self-play by a regression on labelled pairs of its own responses",
     .formula = "pi_{t+1} ∝ pi_t^(1 - tau/eta) mu^(tau/eta) exp(P(. beats pi_t) / eta), eta_t = tau (t + 2) / 2",
     .source = "Zhang et al. 2024, Iterative Nash policy optimization: aligning LLMs with general preferences via "
               "no-regret learning"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
