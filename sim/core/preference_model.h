// What an agent that models preferences predicts, for metrics that hold it against the truth.
#pragma once
#include "sim/core/types.h"

namespace paddock {

/// A second face of an Agent; an agent that fits only a reward predicts sigmoid(reward(a) - reward(b)) instead.
class PreferenceModel {
 public:
  virtual ~PreferenceModel() = default;
  /// Predicted probability that a beats b in a context. Enumerable worlds.
  virtual double predicted(ContextId, ItemId a, ItemId b) const = 0;
  /// Comparisons of the two learnt so far, either way round; a tie is one.
  virtual double compared(ContextId, ItemId a, ItemId b) const = 0;
};

}  // namespace paddock
