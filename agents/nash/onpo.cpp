// ONPO, optimistic Nash policy optimisation (Zhang et al. 2025): the win rates of pi_t move an auxiliary policy and,
// from there, the one that plays next.
//
//   a_{t+1}  ∝ a_t exp(eta P(. beats pi_t))          a_0 = pi_0 = mu
//   pi_{t+1} ∝ a_{t+1} exp(eta P(. beats pi_t))
//
// For eta <= 1/sqrt 2 the gap of (average, average) is at most 2 D / (eta T) + eta / (2 T), D = log(1 / min mu): 1 / T
// instead of the 1 / sqrt T of multiplicative weights. `paper`: eta = min(1/2, sqrt D); for eta <= 1/8 and a unique
// Nash policy the last iterate converges linearly. Sampled: pairs y, y' ~ pi_t and one least squares fit for both
// steps.
#include "agents/nash/self_play.h"
#include "agents/nash/steps.h"
#include "sim/core/law.h"
#include "sim/math/spans.h"

namespace paddock {
namespace {

class Onpo final : public SelfPlay {
 public:
  struct Params : Sources {
    Schedule eta;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("eta", &Params::eta, "step; paper: min(1/2, sqrt(log(1 / min mu)))", kPositive)},
          source_fields<Params>());
    }
  };
  Onpo(const Params& params, const Setup& setup)
      : SelfPlay(setup, params, {.estimate = Estimate::regression}),
        p_(params),
        paper_(std::min(0.5, std::sqrt(start_distance(setup.world)))) {}

 private:
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    const double eta = p_.eta.at(r.t, [this](std::uint64_t) { return paper_; });
    as_vector(r.memory) += eta * as_vector(q);
    log_softmax(r.memory);
    as_vector(log_pi) = as_vector(std::span<const double>(r.memory)) + eta * as_vector(q);
  }
  Params p_;
  double paper_;
};

const Register<Agent, Onpo> entry{
    {.name = "onpo",
     .summary = "Optimistic self-play: win rates used twice, average gap of order 1/T",
     .formula =
         "a <- a exp(eta q) / Z, pi <- a exp(eta q) / Z, q = P(. beats pi), eta = min(1/2, sqrt(log(1 / min mu)))",
     .source = "Zhang et al. 2025, Improving LLM general preference alignment via optimistic online mirror descent"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
