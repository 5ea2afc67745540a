// What tabular self-play methods share: one policy a context, an opponent, and a step along its win rates.
//
//   q_t(y) = P(y beats d_t) - 1/2,  d_t = the opponent;  log pi_{t+1} = step(log pi_t, q_t), then normalised.
//
// A method says who the opponent is (face) and how it steps (improve); it may keep some numbers a response (memory) and
// take a step in several phases, each with an opponent and win rates of its own. Where the win rates come from is the
// scenario's business:
//   form oracle                the whole game: q = (P - 1/2) d exactly, all contexts at every step
//   form oracle, queries: m    P(y, y') of m sampled pairs a context and phase
//   form duel                  one phase on every context that a call of learn() has labels on
//   form duel, offline: T      T exact steps on the win rates among labels given before the start, then done; pairs
//                              never compared count as ties; nothing is asked
// From samples q is estimated by one of (Estimate):
//   weighted    y ~ xi = (1 - explore) pi_t + explore uniform, y' ~ d_t: q(y) = 1/m sum over labels with that y of
//               (o - 1/2) / xi(y), o = 1 if y won, 1/2 for a tie, 0 if it lost. Unbiased; weights <= n / explore
//   mean        the mean of o - 1/2 over the labels that show y, and 0 for a y not shown
//   regression  y, y' ~ d_t: least squares on o - 1/2 ≈ q(y) - q(y') (sim/math/pair_regression.h)
// or by what the method does itself with a label (hear). An arm against itself is a label like any other. Labels that
// come late are used as they are, with the laws of the moment; skips are passed over, and so are labels given before
// the start unless offline, because they are no duels against the opponent.
#pragma once
#include "agents/nash/given_game.h"
#include "sim/math/pair_regression.h"
#include "sim/policy/average.h"
#include "sim/policy/oracle_game.h"
#include "sim/policy/tabular.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace paddock {

/// Where win rates come from; parameters of every method.
struct Sources {
  std::uint64_t queries = 0, offline = 0;
};
template <class P>
constexpr auto source_fields() {
  return std::tuple{Field<P, std::uint64_t>{"queries",
                                            &P::queries,
                                            "form oracle: pairs whose probability is asked a step and context; 0: the "
                                            "whole game is read",
                                            kAny,
                                            {}},
                    Field<P, std::uint64_t>{"offline",
                                            &P::offline,
                                            "form duel: exact steps taken on the win rates among labels given before "
                                            "the start, instead of asking; 0: ask",
                                            kAny,
                                            {}}};
}
/// The same with a parameter `explore` for estimates by importance weights.
struct WeightedSources : Sources {
  double explore = 1;
};
template <class P>
constexpr auto weighted_source_fields() {
  return std::tuple_cat(
      std::tuple{Field<P, double>{"explore",
                                  &P::explore,
                                  "share of left responses drawn uniformly, not from the policy, where win rates are "
                                  "sampled",
                                  Range{.min = 0, .max = 1, .open_min = true},
                                  {}}},
      source_fields<P>());
}

class SelfPlay : public Agent {
 public:
  void propose(Stream& rng, QueryBatch& out) final;
  void learn(const LabelBatch& labels) final;
  const Policy& recommended() const final { return pi_; }
  /// `average`: the mean of pi_0 … pi_{t-1}.
  const Policy* policy(std::string_view name) const final {
    return name == "average" ? &average_ : Agent::policy(name);
  }
  bool done() const final { return sources_.offline > 0; }  // what there was to learn was given
  static std::string misfit(const Sources& sources, const Setup& setup);

 protected:
  enum class Estimate : std::uint8_t { weighted, mean, regression };
  struct Style {
    Estimate estimate = Estimate::weighted;
    double explore = 0;        ///< the share of uniform draws in the default lead()
    int phases = 1;            ///< win rates a step needs, each against its own opponent
    std::size_t memories = 1;  ///< rows of memory
    bool both_sides = false;   ///< mean: a label speaks of both responses, which come from one law
  };
  /// Step t = 0, 1, … of one context: what the method may look at.
  struct Round {
    ContextId x;
    std::uint64_t t;
    int phase;
    std::span<const double> pi, log_pi, log_mu;
    std::span<double> memory;           ///< its own, rows × responses; every row starts as log mu
    std::span<const double> frequency;  ///< mean: how often each response was shown, sum 1; exact: pi
  };
  SelfPlay(const Setup& setup, const Sources& sources, const Style& style);
  /// d_t, a law over the responses; the policy itself by default.
  virtual void face(const Round& r, std::span<double> d) { std::ranges::copy(r.pi, d.begin()); }
  /// xi, whom to show against d_t.
  virtual void lead(const Round& r, std::span<const double> d, std::span<double> xi) const;
  /// One sampled answer, margin = o - 1/2 of y against z, added to q; divided by their number before improve().
  virtual void hear(const Round& r, ItemId y, ItemId z, double margin, std::span<double> q);
  /// The exact counterpart: q = (P - 1/2) d becomes what hear() gives on average.
  virtual void expect(const Round&, std::span<const double> d, std::span<double> q) const { (void)d, (void)q; }
  /// log pi_t -> log pi_{t+1} in place, up to a constant.
  virtual void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) = 0;

  ItemId responses() const { return pi_.responses(); }
  ContextId contexts() const { return pi_.contexts(); }
  /// Win rates are read off the game, not estimated from samples.
  bool exact() const { return (game_ && sources_.queries == 0) || sources_.offline > 0; }

 private:
  Round round(ContextId x);
  std::span<double> row(std::vector<double>& v, ContextId x) const {
    return {v.data() + std::size_t{x} * pi_.responses(), pi_.responses()};
  }
  std::span<const double> opponent(ContextId x);
  ItemId respond(ContextId x, Stream& rng);
  void take(ContextId x, ItemId y, ItemId z, double margin);
  void finish(ContextId x);
  void advance(ContextId x);
  void step_exactly(ContextId x, const Eigen::MatrixXd& margins);

  Sources sources_;
  Style style_;
  TabularPolicy mu_, pi_;
  AveragePolicy average_;
  OracleGame game_;
  GivenGame given_;
  std::vector<std::uint64_t> steps_;
  std::vector<int> phase_;
  std::vector<double> q_, d_, xi_, seen_, memory_;  // contexts × responses
  std::vector<std::uint8_t> faced_;                 // d_ and xi_ are up to date
  std::vector<std::uint32_t> heard_;                // samples of the context since its last phase
  std::vector<PairRegression> pairs_;
  std::vector<ContextId> touched_;
};

}  // namespace paddock
