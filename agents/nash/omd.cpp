// Regularised online mirror descent = self-play with a KL pull = Online IPO 1 (Calandriello et al. 2024; Munos et al.
// 2023; as a game method Sokota et al. 2023, magnetic mirror descent with the reference as magnet).
//
//   pi_{t+1} ∝ pi_t^(1 - eta tau) mu^(eta tau) exp(eta P(. beats pi_t))     pi_0 = mu, the opponent is pi_t itself
//
// optimistic: the opponent is m_t ∝ pi_t^(1 - eta tau) mu^(eta tau) exp(eta q_{t-1}), a prediction of the next policy
// that reuses the last win rates (q_{-1} = 0): extragradient at one evaluation a step (Popov 1980).
// The fixed point is the Nash policy pi*_tau exactly, for every eta. `paper`: eta = tau / (tau² + L²), L = max |P -
// 1/2| taken as 1/2, for which KL(pi*_tau || pi_t) <= (1 - eta tau)^t KL(pi*_tau || mu) (Sokota et al. 2023,
// Theorem 3.4, written for this parametrisation); larger steps may spiral away, optimistic ones up to about 1/4 do not.
// With sampled win rates a constant step keeps a noise floor of order eta / (tau m), so there `paper` is min(that,
// 2 / (tau (t + 2))): KL of order 1 / (tau² t), by the recursion of Nash-MD's Theorem 1. Sampling: see self_play.h; y
// is uniform by default.
#include "agents/nash/self_play.h"
#include "agents/nash/steps.h"
#include "sim/core/law.h"
#include "sim/math/mirror.h"

namespace paddock {
namespace {

class Omd final : public SelfPlay {
 public:
  struct Params : WeightedSources {
    double tau = 0.1;
    Schedule eta;
    bool optimistic = false;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("tau", &Params::tau, "strength of the KL pull to the reference", kPositive),
                     field("eta", &Params::eta,
                           "mirror step; paper: tau / (tau² + 1/4), from samples at most 2 / (tau (t + 2))", kPositive),
                     field("optimistic", &Params::optimistic, "play against a prediction of the next policy")},
          weighted_source_fields<Params>());
    }
    double step(std::uint64_t t, bool exact) const {
      return eta.at(t, [&](std::uint64_t s) { return settling_step(tau / (tau * tau + 0.25), exact, s, tau); });
    }
    std::string check() const {
      return step(0, true) * tau <= 1 ? "" : "eta · tau, the weight of the reference, must not exceed 1";
    }
  };
  Omd(const Params& params, const Setup& setup) : SelfPlay(setup, params, {.explore = params.explore}), p_(params) {}

 private:
  void face(const Round& r, std::span<double> d) override {
    if (!p_.optimistic) return SelfPlay::face(r, d);
    softmax(r.memory, d);
  }
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    mirror_step(log_pi, r.log_mu, q, p_.step(r.t, exact()), p_.tau);
    if (!p_.optimistic) return;
    std::ranges::copy(log_pi, r.memory.begin());
    mirror_step(r.memory, r.log_mu, q, p_.step(r.t + 1, exact()), p_.tau);
  }
  Params p_;
};

const Register<Agent, Omd> entry{
    {.name = "omd",
     .summary = "Self-play by mirror descent with a KL pull to the reference (Online IPO 1)",
     .formula = "pi_{t+1} ∝ pi_t^(1 - eta tau) mu^(eta tau) exp(eta P(. beats pi_t)), eta = tau / (tau² + 1/4)",
     .source = "Calandriello et al. 2024, Human alignment of LLMs through online preference optimisation; Sokota et "
               "al. 2023, A unified approach to RL, quantal response equilibria and two-player zero-sum games",
     .revision = 2},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
