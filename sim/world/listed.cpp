#include "sim/world/listed.h"

#include "sim/math/simplex.h"

#include <fmt/format.h>

#include <cmath>
#include <set>

namespace paddock {

std::string Listing::check(const Reference& reference) const {
  if (contexts * responses >= 1ull << 32)
    return fmt::format("{} contexts of {} responses are too many", contexts, responses);
  if (!names.empty() && names.size() != responses)
    return fmt::format("{} names for {} responses", names.size(), responses);
  if (std::set<std::string>(names.begin(), names.end()).size() != names.size())
    return "two responses have the same name";
  if (!context_law.empty()) {
    if (context_law.size() != contexts)
      return fmt::format("context-law lists {} probabilities for {} contexts", context_law.size(), contexts);
    if (!is_distribution(context_law, 1e-6)) return "context-law must be probabilities that sum to 1";
  }
  return reference.misfit(contexts, responses);
}

ListedWorld::ListedWorld(Listing listing, const Reference& reference, const WorldSetup& setup)
    : listing_(std::move(listing)), reference_(reference, contexts(), responses(), setup) {
  normalise(listing_.context_law);
}

}  // namespace paddock
