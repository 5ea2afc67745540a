// SPPO, self-play preference optimisation by a square loss (Wu et al. 2024).
//
//   pi_{t+1} = argmin E_{y ~ pi_t} [log pi(y) / pi_t(y) - eta (P(y beats pi_t) - 1/2)]²     pi_0 = mu
//
// exact: without the normaliser, which the loss drops, this is pi_{t+1} ∝ pi_t exp(eta P(. beats pi_t)), multiplicative
// weights. sampled: pairs y, y' ~ pi_t, every label speaking of both; the loss of a table is 0 where log pi(y) /
// pi_t(y) = eta times the mean of o - 1/2 over the labels that show y; a response not shown keeps its logit. The
// released pipeline compares 5 responses with each other: batch 10. Guarantee for the average, O(1 / sqrt T); `paper`:
// eta = sqrt(D / T), see steps.h (practice: eta = 1000, one jump to the best response).
#include "agents/nash/self_play.h"
#include "agents/nash/steps.h"
#include "sim/core/law.h"
#include "sim/math/spans.h"

namespace paddock {
namespace {

class Sppo final : public SelfPlay {
 public:
  struct Params : Sources {
    Schedule eta;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("eta", &Params::eta, "step; paper: sqrt(log(1 / min mu) / budgeted steps)", kPositive)},
          source_fields<Params>());
    }
  };
  Sppo(const Params& params, const Setup& setup)
      : SelfPlay(setup, params, {.estimate = Estimate::mean, .both_sides = true}),
        p_(params),
        paper_(setup, params.offline) {}

 private:
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    as_vector(log_pi) += p_.eta.at(r.t, paper_) * as_vector(q);
  }
  Params p_;
  AveragingStep paper_;
};

const Register<Agent, Sppo> entry{
    {.name = "sppo",
     .summary = "Regression of log ratios on win rates against the policy itself",
     .formula = "min E_{y ~ pi_t} [log pi/pi_t (y) - eta (P(y beats pi_t) - 1/2)]², eta = sqrt(log(1 / min mu) / T)",
     .source = "Wu et al. 2024, Self-play preference optimization for language model alignment"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF", .same_as = "mwu"}};

}  // namespace
}  // namespace paddock
