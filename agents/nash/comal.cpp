// COMAL, convergent meta-alignment (Liu et al. 2024): solve the regularised game around a reference, make the solution
// the reference, repeat.
//
//   inner  pi <- pi^(1 - eta tau) ref^(eta tau) exp(eta P(. beats pi)) / Z     until pi = pi*_tau(ref); pi_0 = ref = mu
//   outer  ref <- pi
//
// Outer steps are the proximal point method: KL(p || ref) falls at every one of them, for any tau and every maximal
// lottery p, and the last iterate reaches a lottery. One step here is one inner step (entropic mirror descent, as in
// the paper). exact: the reference is renewed when the inner problem is solved, max |log pi - log softmax(log ref + P
// pi / tau)| <= inner-tol; sampled (INPO's regression on pairs y, y' ~ pi) after `refresh` inner steps, 12 in the
// released code. `paper`: eta = tau / (tau² + 1/4), for which the inner loop contracts by 1 - eta tau.
#include "agents/nash/self_play.h"
#include "sim/core/law.h"
#include "sim/math/mirror.h"

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

class Comal final : public SelfPlay {
 public:
  struct Params : Sources {
    double tau = 0.1;
    Schedule eta;
    std::uint64_t refresh = 0;
    double inner_tol = 1e-6;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("tau", &Params::tau, "strength of the KL pull to the current reference", kPositive),
                     field("eta", &Params::eta, "inner mirror step; paper: tau / (tau² + 1/4)", kPositive),
                     field("refresh", &Params::refresh,
                           "inner steps before the policy becomes the reference; 0: as many as inner-tol needs, 12 "
                           "when sampled"),
                     field("inner-tol", &Params::inner_tol, "largest error of a log probability in an inner solution",
                           kPositive)},
          source_fields<Params>());
    }
    double step(std::uint64_t t) const {
      return eta.at(t, [this](std::uint64_t) { return tau / (tau * tau + 0.25); });
    }
    std::string check() const {
      return step(0) * tau <= 1 ? "" : "eta · tau, the weight of the reference, must not exceed 1";
    }
  };
  Comal(const Params& params, const Setup& setup)
      : SelfPlay(setup, params, {.estimate = Estimate::regression, .memories = 2}), p_(params) {
    if (p_.refresh == 0 && !exact()) p_.refresh = 12;
  }

 private:
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    const auto reference = r.memory.first(log_pi.size()), solution = r.memory.subspan(log_pi.size());
    const bool due = p_.refresh > 0 ? r.t > 0 && r.t % p_.refresh == 0 : solved(reference, q, log_pi, solution);
    if (due) std::ranges::copy(log_pi, reference.begin());
    mirror_step(log_pi, reference, q, p_.step(r.t), p_.tau);
  }
  bool solved(std::span<const double> reference, std::span<const double> q, std::span<const double> log_pi,
              std::span<double> solution) const {
    for (std::size_t y = 0; y < q.size(); ++y) solution[y] = reference[y] + q[y] / p_.tau;
    log_softmax(solution);
    double error = 0;
    for (std::size_t y = 0; y < q.size(); ++y) error = std::max(error, std::abs(solution[y] - log_pi[y]));
    return error <= p_.inner_tol;
  }
  Params p_;
};

const Register<Agent, Comal> entry{
    {.name = "comal",
     .summary = "Regularised games solved one after the other, each around the last solution",
     .formula = "ref <- pi*_tau(ref), the fixed point of pi = ref exp(P(. beats pi) / tau) / Z",
     .source = "Liu et al. 2024, COMAL: a convergent meta-algorithm for aligning LLMs with general preferences"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
