// What tabular self-play methods share: one policy a context, an opponent, and a step along its win rates.
//
//   q_t(y) = P(y beats d_t) - 1/2,  d_t = the opponent;  log pi_{t+1} = step(log pi_t, q_t), then normalised.
//
// A method says who the opponent is (face) and how it steps (improve). Exact under form oracle: every step updates all
// contexts with q = (P - 1/2) d. Sampled under form duel: y ~ xi = (1 - explore) pi_t + explore uniform is shown
// against y' ~ d_t, and a call of learn() with m labels on a context makes one step there with the unbiased estimate
//   q(y) = 1/m sum over labels with that y of (o - 1/2) / xi(y),   o = 1 if y won, 1/2 for a tie, 0 if it lost:
// importance weights (at most responses / explore), baseline 1/2. An arm against itself is a label like any other.
// Labels that come late are used as they are, with the xi of the moment; skips and labels given before the start, which
// are no duels against the opponent, are passed over.
#pragma once
#include "sim/policy/average.h"
#include "sim/policy/oracle_game.h"
#include "sim/policy/tabular.h"

#include <cstdint>
#include <span>
#include <vector>

namespace paddock {

class SelfPlay : public Agent {
 public:
  void propose(Stream& rng, QueryBatch& out) final;
  void learn(const LabelBatch& labels) final;
  const Policy& recommended() const final { return pi_; }
  /// `average`: the mean of pi_0 … pi_{t-1}.
  const Policy* policy(std::string_view name) const final {
    return name == "average" ? &average_ : Agent::policy(name);
  }

 protected:
  /// Step t = 0, 1, … of one context: what the method may look at.
  struct Round {
    std::uint64_t t;
    std::span<const double> pi, log_pi, log_mu;
  };
  SelfPlay(const Setup& setup, double explore);
  /// d_t, a law over the responses.
  virtual void face(const Round&, std::span<double> d) const = 0;
  /// log pi_t -> log pi_{t+1} in place, up to a constant. q(y) = P(y beats d_t) - 1/2, or its estimate.
  virtual void improve(const Round&, std::span<const double> q, std::span<double> log_pi) const = 0;

 private:
  Round round(ContextId x) const { return {steps_[x], pi_.of(x), pi_.logits(x), mu_.logits(x)}; }
  std::span<double> row(std::vector<double>& v, ContextId x) const {
    return {v.data() + std::size_t{x} * pi_.responses(), pi_.responses()};
  }
  double chance(ContextId x, ItemId y) const { return (1 - explore_) * pi_.of(x)[y] + explore_ / pi_.responses(); }
  std::span<const double> opponent(ContextId x);
  void step(ContextId x);

  double explore_;
  TabularPolicy mu_, pi_;
  AveragePolicy average_;
  OracleGame game_;
  std::vector<std::uint64_t> steps_;
  std::vector<double> q_, d_;         // contexts × responses
  std::vector<std::uint8_t> faced_;   // d_ is up to date
  std::vector<std::uint32_t> heard_;  // labels of the context in this call
  std::vector<ContextId> touched_;
};

}  // namespace paddock
