// Optimistic multiplicative weights in self-play (Daskalakis and Panageas 2019; Wei et al. 2021).
//
//   pi_{t+1} ∝ pi_t exp(eta (2 q_t - q_{t-1})),  q_t = P(. beats pi_t)     pi_0 = mu, the first step without q_{-1}
//
// The last iterate reaches a maximal lottery, linearly after a burn-in that grows with 1 / the smallest margins.
// `paper`: eta = 1/8. Sampling: see self_play.h; y is uniform by default, and q_{t-1} is the estimate made then.
#include "agents/nash/self_play.h"
#include "sim/core/law.h"
#include "sim/math/spans.h"

namespace paddock {
namespace {

class Omwu final : public SelfPlay {
 public:
  struct Params : WeightedSources {
    Schedule eta;
    static constexpr auto fields() {
      return std::tuple_cat(std::tuple{field("eta", &Params::eta, "step; paper: 1/8", kPositive)},
                            weighted_source_fields<Params>());
    }
  };
  Omwu(const Params& params, const Setup& setup) : SelfPlay(setup, params, {.explore = params.explore}), p_(params) {}

 private:
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    const double eta = p_.eta.at(r.t, [](std::uint64_t) { return 0.125; });
    if (r.t == 0) std::ranges::copy(q, r.memory.begin());
    as_vector(log_pi) += eta * (2 * as_vector(q) - as_vector(r.memory));
    std::ranges::copy(q, r.memory.begin());
  }
  Params p_;
};

const Register<Agent, Omwu> entry{
    {.name = "omwu",
     .summary = "Optimistic multiplicative weights: the last iterate reaches a maximal lottery",
     .formula = "pi_{t+1} ∝ pi_t exp(eta (2 q_t - q_{t-1})), q_t = P(. beats pi_t), eta = 1/8",
     .source =
         "Daskalakis and Panageas 2019, Last-iterate convergence: zero-sum games and constrained min-max "
         "optimization; Wei et al. 2021, Linear last-iterate convergence in constrained saddle-point optimization"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
