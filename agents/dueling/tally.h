// Who beat whom how often.
#pragma once
#include "sim/core/types.h"

#include <algorithm>
#include <vector>

namespace paddock {

/// W(i, j) = wins of i over j, a tie being half a win each; N = W + Wᵀ. n × n doubles.
class Tally {
 public:
  explicit Tally(ItemId arms) : n_(arms), wins_(std::size_t{arms} * arms) {}
  ItemId arms() const { return n_; }
  /// `won`: share of the win that goes to i; 1, ½ or 0.
  void add(ItemId i, ItemId j, double won) {
    wins_[std::size_t{i} * n_ + j] += won;
    wins_[std::size_t{j} * n_ + i] += 1 - won;
  }
  double wins(ItemId i, ItemId j) const { return wins_[std::size_t{i} * n_ + j]; }
  double duels(ItemId i, ItemId j) const { return wins(i, j) + wins(j, i); }
  /// The a at which the bound W/N + sqrt(a/N) of i against j reaches 1/2, i.e. N max(0, 1/2 - W/N)²; 0 when i does not
  /// trail. Bounds of log-type, a = alpha ln t, are compared with it instead of being rebuilt every round.
  double reach(ItemId i, ItemId j) const {
    const double behind = wins(j, i) - wins(i, j);
    return behind > 0 ? behind * behind / (4 * duels(i, j)) : 0;
  }
  /// Arms that i has beaten more often than not.
  double beaten(ItemId i) const {
    ItemId count = 0;
    for (ItemId j = 0; j < n_; ++j) count += wins(i, j) > wins(j, i);
    return count;
  }

 private:
  ItemId n_;
  std::vector<double> wins_;
};

}  // namespace paddock
