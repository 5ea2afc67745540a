// Nash-MD (Munos et al. 2023, "Nash learning from human feedback", section 6): mirror descent against a geometric
// mixture of the policy and the reference.
//
//   pi^mu_t ∝ pi_t^(1 - eta_t tau) mu^(eta_t tau)          the opponent
//   pi_{t+1} ∝ pi^mu_t exp(eta_t P(. beats pi^mu_t))       pi_0 = mu
//
// Theorem 1: eta_t = 2 / (tau (t + 2)) gives KL(pi*_tau || pi_T) <= 8 / (tau² (T + 1)) for the last iterate, where
// pi*_tau is the Nash policy of the game regularised with tau KL(. || mu). A constant eta leaves a bias of order eta².
// Choices: the sampled form draws y uniformly by default (explore: 1), since importance weights 1 / pi_t are unbounded
// and the schedule begins with eta = 1 / tau. See self_play.h for the estimate.
#include "agents/nash/self_play.h"
#include "agents/nash/steps.h"
#include "sim/core/law.h"
#include "sim/math/mirror.h"

namespace paddock {
namespace {

class NashMd final : public SelfPlay {
 public:
  struct Params : WeightedSources {
    double tau = 0.1;
    Schedule eta;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("tau", &Params::tau, "strength of the KL pull to the reference", kPositive),
                     field("eta", &Params::eta, "mirror step; paper: 2 / (tau (t + 2))", kPositive)},
          weighted_source_fields<Params>());
    }
    double step(std::uint64_t t) const {
      return eta.at(t, [this](std::uint64_t s) { return falling_step(s, tau); });
    }
    std::string check() const {
      return step(0) * tau <= 1 ? "" : "eta · tau, the share of the reference in the mixture, must not exceed 1";
    }
  };
  NashMd(const Params& params, const Setup& setup) : SelfPlay(setup, params, {.explore = params.explore}), p_(params) {}

 private:
  void face(const Round& r, std::span<double> d) override {
    geometric_mixture(r.log_pi, r.log_mu, p_.step(r.t) * p_.tau, d);
    softmax(d);
  }
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    mirror_step(log_pi, r.log_mu, q, p_.step(r.t), p_.tau);
  }
  Params p_;
};

const Register<Agent, NashMd> entry{{.name = "nash-md",
                                     .summary = "Mirror descent against a geometric mixture with the reference",
                                     .formula = "pi_{t+1} ∝ m_t exp(eta_t P(. beats m_t)), m_t ∝ pi_t^(1 - eta_t tau) "
                                                "mu^(eta_t tau), eta_t = 2 / (tau (t + 2))",
                                     .source = "Munos et al. 2023, Nash learning from human feedback, section 6",
                                     .revision = 2},
                                    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
