// Draws for metrics in worlds whose responses cannot be listed.
#pragma once
#include "sim/core/metric.h"

#include <algorithm>
#include <vector>

namespace paddock {

/// Draws shared out over the contexts, at least kDrawsLeast in each: a mean of win rates has a standard error below
/// .008.
inline constexpr std::size_t kDraws = 4096, kDrawsLeast = 64;

/// Draws by common random numbers: a context's are the same for every agent and checkpoint, so differences between
/// agents are sharper than the values. Allocates at the first use only.
class Draws {
 public:
  Draws(const MetricSetup& s, std::string_view whose)
      : world_(&s.world), stream_(s.seed, s.replication, Purpose::measure, entity(whose)) {}
  std::span<const ItemId> take(const Policy& policy, ContextId x) {
    items_.resize(std::max(kDrawsLeast, kDraws / world_->contexts()));
    stream_.seek(x);
    policy.sample(x, stream_, items_);
    return items_;
  }
  /// Gives the slots back, last taken first: the store then hands out the same slots as if nothing had been measured.
  void release() {
    if (ItemStore* store = world_->items())
      for (std::size_t k = items_.size(); k-- > 0;) store->release(items_[k]);
  }

 private:
  const WorldView* world_;
  Stream stream_;
  std::vector<ItemId> items_;
};

}  // namespace paddock
