// Self-play by regularised best responses: no step size, no memory of the last policy.
//
//   pi_{t+1} ∝ mu exp(w_t / tau)     pi_0 = mu
//   opponent policy:     w_t = P(. beats pi_t): the naive fixed-point iteration, omd with step 1 / tau
//   opponent average:    w_t = P(. beats the mean of pi_0 … pi_t): smooth fictitious play (Fudenberg and Levine 1995)
//   opponent reference:  w_t = P(. beats mu): Munos et al.'s baseline BR, found at once; also offline IPO's optimum
//   when
//                        both responses of the data come from mu
//
// The fixed point of the first two is the Nash policy pi*_tau, but the first settles only where tau exceeds the
// spectral radius of the game around it; the best response to the reference can be beaten in turn. Sampled: y uniform
// by default (see self_play.h); w_t is the estimate of the moment, or for average and reference the mean of all so far.
#include "agents/nash/self_play.h"

namespace paddock {
namespace {

enum class Against : std::uint8_t { policy, average, reference };
constexpr auto enum_words(Against) {
  return std::array{Word{Against::policy, "policy"}, Word{Against::average, "average"},
                    Word{Against::reference, "reference"}};
}

class BestResponse final : public SelfPlay {
 public:
  struct Params : WeightedSources {
    double tau = 0.1;
    Against opponent = Against::policy;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("tau", &Params::tau, "strength of the KL pull to the reference", kPositive),
                     field("opponent", &Params::opponent,
                           "respond to the last policy, to the mean of all so far, or to the reference")},
          weighted_source_fields<Params>());
    }
  };
  BestResponse(const Params& params, const Setup& setup)
      : SelfPlay(setup, params, {.explore = params.explore}), p_(params), mu_(setup.world) {}

 private:
  void face(const Round& r, std::span<double> d) override {
    std::ranges::copy(p_.opponent == Against::reference ? mu_.of(r.x) : r.pi, d.begin());
  }
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    const double newest = p_.opponent == Against::policy ? 1 : 1 / (static_cast<double>(r.t) + 1);
    for (std::size_t y = 0; y < q.size(); ++y) {
      r.memory[y] = r.t == 0 ? q[y] : r.memory[y] + newest * (q[y] - r.memory[y]);
      log_pi[y] = r.log_mu[y] + r.memory[y] / p_.tau;
    }
  }
  Params p_;
  TabularPolicy mu_;
};

const Register<Agent, BestResponse> entry{
    {.name = "self-play",
     .summary = "Regularised best responses to the last policy, the average or the reference",
     .formula = "pi_{t+1} ∝ mu exp(P(. beats d_t) / tau), d_t = pi_t, its average or mu",
     .source = "Munos et al. 2023, Nash learning from human feedback, section 7 (SP, BR); Fudenberg and Levine 1995, "
               "Consistency and cautious fictitious play"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
