// A policy that answers what somebody else has said: a follower, an editor of its own drafts.
#pragma once
#include "sim/core/world.h"

namespace paddock {

/// As a Policy it is the law of the answer when the first response comes from the policy it follows.
class Replies : public Policy {
 public:
  /// The law of the answer to response `to` of a context, one entry a response. Enumerable worlds.
  virtual void replies(ContextId, ItemId to, std::span<double> out) const = 0;
};

}  // namespace paddock
