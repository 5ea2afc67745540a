// What worlds that list their responses share: sizes, the law of contexts, names, the reference policy.
#pragma once
#include "sim/world/reference.h"

#include <string>
#include <vector>

namespace paddock {

/// Sizes of a world that lists its responses.
struct Listing {
  std::uint64_t contexts = 1, responses = 10;
  std::vector<double> context_law{};  ///< one probability per context; empty: uniform
  std::vector<std::string> names{};   ///< of the responses; empty: their numbers
  /// What is wrong with the sizes, with the law of contexts or with the reference; empty when nothing.
  std::string check(const Reference&) const;
};

class ListedWorld : public World {
 public:
  ListedWorld(Listing, const Reference&, const WorldSetup&);
  ContextId contexts() const final { return static_cast<ContextId>(listing_.contexts); }
  ItemId responses() const final { return static_cast<ItemId>(listing_.responses); }
  double context_probability(ContextId x) const final {
    return listing_.context_law.empty() ? 1.0 / contexts() : listing_.context_law[x];
  }
  const Policy& reference() const final { return reference_; }
  std::string name(ItemId i) const final { return listing_.names.empty() ? std::to_string(i) : listing_.names[i]; }

 private:
  Listing listing_;
  ReferencePolicy reference_;
};

}  // namespace paddock
