// omega(y' | y) as a table: the follower of tabular Stackelberg learners.
#pragma once
#include "sim/core/replies.h"
#include "sim/policy/tabular.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace paddock {

/// A law for every response y of every context, with its logs. Follows `first`, which must outlive it: a sample is y
/// from `first`, then y' from omega(. | y). Enumerable worlds; contexts × responses² doubles, twice.
class ReplyTable final : public Replies {
 public:
  /// Starts at the reference whatever y is.
  ReplyTable(const TabularPolicy& reference, const TabularPolicy& first) : first_(first), n_(first.responses()) {
    for (ContextId x = 0; x < first.contexts(); ++x)
      for (ItemId y = 0; y < n_; ++y) {
        law_.insert(law_.end(), reference.of(x).begin(), reference.of(x).end());
        logits_.insert(logits_.end(), reference.logits(x).begin(), reference.logits(x).end());
      }
  }
  std::span<const double> of(ContextId x, ItemId y) const { return {law_.data() + at(x, y), n_}; }
  std::span<const double> logits(ContextId x, ItemId y) const { return {logits_.data() + at(x, y), n_}; }
  /// Write the logits, then refresh.
  std::span<double> edit(ContextId x, ItemId y) { return {logits_.data() + at(x, y), n_}; }
  void refresh(ContextId x, ItemId y) {
    const std::span<double> law{law_.data() + at(x, y), n_};
    const double total = softmax(logits(x, y), law);
    for (double& l : edit(x, y)) l -= total;
  }

  void replies(ContextId x, ItemId to, std::span<double> out) const override {
    std::ranges::copy(of(x, to), out.begin());
  }
  void sample(ContextId x, Stream& s, std::span<ItemId> out) const override {
    first_.sample(x, s, out);
    for (ItemId& i : out) i = static_cast<ItemId>(pick(of(x, i), s.uniform()));
  }
  bool probabilities(ContextId x, std::span<double> out) const override {
    for (ItemId i = 0; i < n_; ++i) out[i] = answered(x, i);
    return true;
  }
  double log_probability(ContextId x, ItemId i) const override { return std::log(answered(x, i)); }

 private:
  std::size_t at(ContextId x, ItemId y) const { return (std::size_t{x} * n_ + y) * n_; }
  double answered(ContextId x, ItemId i) const {
    double sum = 0;
    for (ItemId y = 0; y < n_; ++y) sum += first_.of(x)[y] * of(x, y)[i];
    return sum;
  }
  const TabularPolicy& first_;
  ItemId n_;
  std::vector<double> law_, logits_;
};

}  // namespace paddock
