// Multiplicative weights in self-play (Freund and Schapire 1999), the unregularised core of the family.
//
//   pi_{t+1} ∝ pi_t exp(eta P(. beats pi_t))     pi_0 = mu
//
// Only the average learns: with eta = sqrt(D / T), D = log(1 / min mu), the gap of (average, average) is at most 4
// sqrt(D / T); on a cycle the last iterate spirals outwards. `paper`: that eta for the budget's T (see steps.h). With
// exact win rates SPO and SPPO are the same method. Sampling: see self_play.h; y is uniform by default.
#include "agents/nash/self_play.h"
#include "agents/nash/steps.h"
#include "sim/core/law.h"
#include "sim/math/spans.h"

namespace paddock {
namespace {

class Mwu final : public SelfPlay {
 public:
  struct Params : WeightedSources {
    Schedule eta;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("eta", &Params::eta, "step; paper: sqrt(log(1 / min mu) / budgeted steps)", kPositive)},
          weighted_source_fields<Params>());
    }
  };
  Mwu(const Params& params, const Setup& setup)
      : SelfPlay(setup, params, {.explore = params.explore}), p_(params), paper_(setup, params.offline) {}

 private:
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    as_vector(log_pi) += p_.eta.at(r.t, paper_) * as_vector(q);
  }
  Params p_;
  AveragingStep paper_;
};

const Register<Agent, Mwu> entry{
    {.name = "mwu",
     .summary = "Multiplicative weights against itself: the average learns, the last iterate cycles",
     .formula = "pi_{t+1} ∝ pi_t exp(eta P(. beats pi_t)), eta = sqrt(log(1 / min mu) / T)",
     .source = "Freund and Schapire 1999, Adaptive game playing using multiplicative weights"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
