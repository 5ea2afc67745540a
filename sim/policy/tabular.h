// Softmax over a table of logits: the policy of every tabular learner.
#pragma once
#include "sim/core/world.h"
#include "sim/math/simplex.h"
#include "sim/math/softmax.h"

#include <span>
#include <vector>

namespace paddock {

/// pi(y | x) = softmax(logits[x])(y). The logits are the state, probabilities are derived and kept beside them: an arm
/// that underflows keeps its logit and can come back. contexts × responses doubles, twice.
class TabularPolicy final : public Policy {
 public:
  /// Starts at the world's reference policy: logits = log mu.
  explicit TabularPolicy(const WorldView& world)
      : responses_(world.responses()),
        logits_(std::size_t{world.contexts()} * responses_),
        probability_(logits_.size()) {
    for (ContextId x = 0; x < world.contexts(); ++x) {
      world.reference().probabilities(x, row(probability_, x));
      for (ItemId i = 0; i < responses_; ++i) row(logits_, x)[i] = std::log(row(probability_, x)[i]);
    }
  }
  ContextId contexts() const { return static_cast<ContextId>(logits_.size() / responses_); }
  ItemId responses() const { return responses_; }
  std::span<const double> logits(ContextId x) const {
    return {logits_.data() + std::size_t{x} * responses_, responses_};
  }
  std::span<const double> of(ContextId x) const {
    return {probability_.data() + std::size_t{x} * responses_, responses_};
  }
  /// Write the logits, then refresh(x): they become log pi (normalised), the probabilities follow.
  std::span<double> edit(ContextId x) { return row(logits_, x); }
  void refresh(ContextId x) {
    const double total = softmax(row(logits_, x), row(probability_, x));
    for (double& l : row(logits_, x)) l -= total;
  }
  bool finite(ContextId x) const {
    for (double p : of(x))
      if (!std::isfinite(p)) return false;
    return true;
  }

  void sample(ContextId x, Stream& s, std::span<ItemId> out) const override {
    for (ItemId& i : out) i = static_cast<ItemId>(pick(of(x), s.uniform()));
  }
  bool probabilities(ContextId x, std::span<double> out) const override {
    std::ranges::copy(of(x), out.begin());
    return true;
  }
  double log_probability(ContextId x, ItemId i) const override { return logits(x)[i]; }

 private:
  std::span<double> row(std::vector<double>& v, ContextId x) const {
    return {v.data() + std::size_t{x} * responses_, responses_};
  }
  ItemId responses_;
  std::vector<double> logits_, probability_;
};

}  // namespace paddock
