// SPO, self-play preference optimisation (Swamy et al. 2024): the reward of a response is its win rate against a queue
// of the learner's own recent responses.
//
//   exact:    pi_{t+1} ∝ pi_t exp(eta P(. beats pi_t))     pi_0 = mu: multiplicative weights
//   sampled:  y ~ pi_t against y' drawn from the last `queue` responses so asked (before there are any, from pi_t);
//             pi_{t+1} ∝ pi_t exp(eta r), r(y) = mean of o - 1/2 over the labels that show y, 0 if none does
//
// Guarantee for the average, O(sqrt(log n / T)); `paper`: eta = sqrt(D / T), see steps.h. Choices: the reinforcement
// learner inside is the exponentiated step, exact for tables; queue 256 (the paper's queue holds the last batches).
#include "agents/nash/self_play.h"
#include "agents/nash/steps.h"
#include "sim/core/law.h"
#include "sim/math/spans.h"

namespace paddock {
namespace {

class Spo final : public SelfPlay {
 public:
  struct Params : Sources {
    Schedule eta;
    std::uint64_t queue = 256;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("eta", &Params::eta, "step; paper: sqrt(log(1 / min mu) / budgeted steps)", kPositive),
                     field("queue", &Params::queue, "recent responses that make up the opponent (when sampled)",
                           {.min = 1, .max = 1e6})},
          source_fields<Params>());
    }
  };
  Spo(const Params& params, const Setup& setup)
      : SelfPlay(setup, params, {.estimate = Estimate::mean}), p_(params), paper_(setup, params.offline) {
    if (exact()) return;
    queue_.assign(contexts() * p_.queue, 0), said_.assign(contexts(), 0);
  }

 private:
  void face(const Round& r, std::span<double> d) override {
    const std::uint64_t held = exact() ? 0 : std::min(said_[r.x], p_.queue);
    if (held == 0) return SelfPlay::face(r, d);
    std::ranges::fill(d, 0.0);
    for (std::uint64_t k = 0; k < held; ++k) d[queue_[r.x * p_.queue + k]] += 1 / static_cast<double>(held);
  }
  void hear(const Round& r, ItemId y, ItemId z, double margin, std::span<double> q) override {
    SelfPlay::hear(r, y, z, margin, q);
    queue_[r.x * p_.queue + said_[r.x]++ % p_.queue] = y;
  }
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    as_vector(log_pi) += p_.eta.at(r.t, paper_) * as_vector(q);
  }
  Params p_;
  AveragingStep paper_;
  std::vector<ItemId> queue_;  // contexts × queue, a ring
  std::vector<std::uint64_t> said_;
};

const Register<Agent, Spo> entry{
    {.name = "spo",
     .summary = "Win rate against a queue of one's own recent responses as the reward",
     .formula = "pi_{t+1} ∝ pi_t exp(eta r_t), r_t(y) = P(y beats the queue) - 1/2, eta = sqrt(log(1 / min mu) / T)",
     .source = "Swamy et al. 2024, A minimaximalist approach to reinforcement learning from human feedback"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF", .same_as = "mwu"}};

}  // namespace
}  // namespace paddock
