// Largest score, ties at random: the public matrices list the best arm first, so an index rule would flatter it.
#pragma once
#include "sim/core/stream.h"

#include <limits>

namespace paddock {

/// An arm among 0 … n-1 with the largest score(i), uniformly among ties; n > 0, scores not NaN, -inf allowed. Draws one
/// number for each tie met on the way.
template <class Score>
ItemId argmax(ItemId n, Stream& rng, Score score) {
  ItemId arm = 0;
  std::uint32_t ties = 0;
  double best = -std::numeric_limits<double>::infinity();
  for (ItemId i = 0; i < n; ++i) {
    const double s = score(i);
    if (s < best) continue;
    if (s > best) best = s, ties = 0;
    if (++ties == 1 || rng.below(ties) == 0) arm = i;
  }
  return arm;
}

}  // namespace paddock
