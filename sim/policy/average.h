// The average of the policies an agent has gone through: what ergodic guarantees are about.
#pragma once
#include "sim/core/world.h"
#include "sim/math/simplex.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace paddock {

/// Arithmetic mean of the laws added so far, context by context; before the first one, the world's reference.
/// Enumerable worlds; contexts × responses doubles.
class AveragePolicy final : public Policy {
 public:
  explicit AveragePolicy(const WorldView& world)
      : responses_(world.responses()), count_(world.contexts(), 0), sum_(count_.size() * responses_) {
    for (ContextId x = 0; x < world.contexts(); ++x) world.reference().probabilities(x, row(x));
  }
  /// One more policy of context x; a law over its responses.
  void add(ContextId x, std::span<const double> law) {
    const auto sum = row(x);
    if (count_[x]++ == 0)
      std::ranges::copy(law, sum.begin());
    else
      for (ItemId i = 0; i < responses_; ++i) sum[i] += law[i];
  }
  std::uint64_t count(ContextId x) const { return count_[x]; }

  void sample(ContextId x, Stream& s, std::span<ItemId> out) const override {
    for (ItemId& i : out) i = static_cast<ItemId>(pick(row(x), s.uniform(), total(x)));
  }
  bool probabilities(ContextId x, std::span<double> out) const override {
    for (ItemId i = 0; i < responses_; ++i) out[i] = row(x)[i] / total(x);
    return true;
  }
  double log_probability(ContextId x, ItemId i) const override { return std::log(row(x)[i] / total(x)); }

 private:
  double total(ContextId x) const { return count_[x] == 0 ? 1 : static_cast<double>(count_[x]); }
  std::span<double> row(ContextId x) { return {sum_.data() + std::size_t{x} * responses_, responses_}; }
  std::span<const double> row(ContextId x) const { return {sum_.data() + std::size_t{x} * responses_, responses_}; }
  ItemId responses_;
  std::vector<std::uint64_t> count_;
  std::vector<double> sum_;
};

}  // namespace paddock
