// A deterministic policy: one response per context.
#pragma once
#include "sim/core/world.h"

#include <algorithm>
#include <vector>

namespace paddock {

/// Plays choose(x) with probability 1. Enumerable worlds.
class PointPolicy final : public Policy {
 public:
  PointPolicy(ContextId contexts, ItemId responses) : responses_(responses), choice_(contexts, 0) {}
  void choose(ContextId x, ItemId i) { choice_[x] = i; }
  ItemId choice(ContextId x) const { return choice_[x]; }
  void sample(ContextId x, Stream&, std::span<ItemId> out) const override { std::ranges::fill(out, choice_[x]); }
  bool probabilities(ContextId x, std::span<double> out) const override {
    std::ranges::fill(out.first(responses_), 0.0);
    return out[choice_[x]] = 1, true;
  }
  double log_probability(ContextId x, ItemId i) const override {
    return i == choice_[x] ? 0 : -std::numeric_limits<double>::infinity();
  }

 private:
  ItemId responses_;
  std::vector<ItemId> choice_;
};

}  // namespace paddock
