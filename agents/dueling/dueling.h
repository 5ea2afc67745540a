// What the algorithms of the dueling-bandit literature share: who they are told about, and how they recommend.
//
// They know nothing of contexts, so each context gets a copy of its own. A tie is half a win each; skips and duels of
// an arm with itself carry no information and are not counted. Labels count when they arrive, whatever was asked since.
// Rounds are proposals (and labels given before the start), not labels: bounds in ln t never run behind the counts.
#pragma once
#include "agents/dueling/argmax.h"
#include "sim/core/agent.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace paddock {

/// The first round t with ln t >= x, or slightly less: decisions that wait for it need no logarithm until then.
inline std::uint64_t round_of(double x) {
  return static_cast<std::uint64_t>(std::min(std::exp(x) * (1 - 1e-12), 1e18));
}

/// An agent from an algorithm for one context, which has
///   Params; Algorithm(const Params&, const AgentSetup&);
///   std::pair<ItemId, ItemId> duel(Stream&, std::uint64_t t)     the pair of round t = 1, 2, …
///   void learn(ItemId i, ItemId j, double won)                   i was shown first; won: its share of the win, 1, ½, 0
///   double score(ItemId) const                                   recommended: the largest, uniformly if there are many
/// and perhaps misfit(const Params&, const AgentSetup&), see Register.
template <class Algorithm>
class Dueling final : public Agent, Policy {
 public:
  using Params = typename Algorithm::Params;
  Dueling(const Params& params, const Setup& setup) : arms_(setup.world.responses()) {
    copies_.reserve(setup.world.contexts());
    for (ContextId x = 0; x < setup.world.contexts(); ++x) copies_.push_back({Algorithm(params, setup)});
  }
  static std::string misfit(const Params& params, const Setup& setup) {
    if constexpr (requires { Algorithm::misfit(params, setup); })
      return Algorithm::misfit(params, setup);
    else
      return {};
  }

  void propose(Stream& rng, QueryBatch& out) override {
    while (out.room() > 0) {
      const ContextId x = out.upcoming();
      const auto [i, j] = copies_[x].algorithm.duel(rng, ++copies_[x].round);
      out.duel(x, i, j);
    }
  }
  void learn(const LabelBatch& labels) override {
    for (Row r = 0; r < labels.size(); ++r) {
      Copy& copy = copies_[labels.context(r)];
      copy.round += labels.stamp[r].purpose == Purpose::data;
      const auto shown = labels.items(r);
      if (labels.skipped(r) || shown[0] == shown[1]) continue;
      const auto choice = labels.choice[r];
      copy.algorithm.learn(shown[0], shown[1], choice == LabelBatch::kTie ? 0.5 : choice == 0 ? 1 : 0);
    }
  }
  const Policy& recommended() const override { return *this; }

 private:
  struct Copy {
    Algorithm algorithm;
    std::uint64_t round = 0;
  };

  void sample(ContextId x, Stream& rng, std::span<ItemId> out) const override {
    const Algorithm& a = copies_[x].algorithm;
    for (ItemId& i : out) i = argmax(arms_, rng, [&](ItemId k) { return a.score(k); });
  }
  bool probabilities(ContextId x, std::span<double> out) const override {
    const auto scores = out.first(arms_);
    for (ItemId i = 0; i < arms_; ++i) scores[i] = copies_[x].algorithm.score(i);
    const double best = *std::ranges::max_element(scores);
    const auto ties = static_cast<double>(std::ranges::count(scores, best));
    for (double& s : scores) s = s == best ? 1 / ties : 0;
    return true;
  }
  double log_probability(ContextId x, ItemId i) const override {
    const Algorithm& a = copies_[x].algorithm;
    double ties = 0;
    for (ItemId k = 0; k < arms_; ++k) {
      if (a.score(k) > a.score(i)) return -kInf;
      ties += a.score(k) == a.score(i);
    }
    return -std::log(ties);
  }

  ItemId arms_;
  std::vector<Copy> copies_;
};

}  // namespace paddock
