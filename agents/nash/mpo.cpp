// MPO, magnetic preference optimisation (Wang et al. 2024): magnetic mirror descent whose magnet follows the policy.
//
//   pi_{t+1} ∝ [pi_t rho^(eta tau) exp(eta P(. beats pi_t))]^(1 / (1 + eta tau))     pi_0 = rho = mu
//   before step t = K, 2K, …: rho <- pi_t
//
// Every K steps the regularised game is solved around a new magnet (a proximal point method), so the last iterate
// reaches the Nash policy of the game itself, a maximal lottery. K must be long enough for the inner loop to contract;
// K = 1 is multiplicative weights. Choices, where the paper tunes: eta = 4 tau, at most 1 (`paper`, magnetic mirror
// descent's condition), K = ceil(5 (1 + eta tau) / (eta tau)), five time constants of the inner loop. tau is the
// paper's alpha. Sampling: see self_play.h; y is uniform by default.
#include "agents/nash/self_play.h"
#include "sim/core/law.h"
#include "sim/math/mirror.h"

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

class Mpo final : public SelfPlay {
 public:
  struct Params : WeightedSources {
    double tau = 0.1;
    Schedule eta;
    std::uint64_t refresh = 0;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("tau", &Params::tau, "strength of the KL pull to the magnet", kPositive),
                     field("eta", &Params::eta, "proximal step; paper: 4 tau, at most 1", kPositive),
                     field("refresh", &Params::refresh,
                           "steps before the policy becomes the magnet; 0: ceil(5 (1 + 1 / (eta tau)))")},
          weighted_source_fields<Params>());
    }
    double step(std::uint64_t t) const {
      return eta.at(t, [&](std::uint64_t) { return std::min(4 * tau, 1.0); });
    }
  };
  Mpo(const Params& params, const Setup& setup) : SelfPlay(setup, params, {.explore = params.explore}), p_(params) {
    if (p_.refresh == 0) p_.refresh = static_cast<std::uint64_t>(std::ceil(5 + 5 / (p_.step(0) * p_.tau)));
  }

 private:
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    if (r.t > 0 && r.t % p_.refresh == 0) std::ranges::copy(log_pi, r.memory.begin());
    proximal_step(log_pi, r.memory, q, p_.step(r.t), p_.tau);
  }
  Params p_;
};

const Register<Agent, Mpo> entry{
    {.name = "mpo",
     .summary = "Magnetic mirror descent whose magnet is renewed by the policy: last iterate to a lottery",
     .formula =
         "pi_{t+1} ∝ [pi_t rho^(eta tau) exp(eta P(. beats pi_t))]^(1 / (1 + eta tau)); rho <- pi_t every K steps",
     .source = "Wang et al. 2024, Magnetic preference optimization: achieving last-iterate convergence for language "
               "model alignment"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
