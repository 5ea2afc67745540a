// What exists, without anybody's opinion of it: contexts, responses, features, the reference policy.
#pragma once
#include "sim/core/batch.h"
#include "sim/core/stream.h"

#include <limits>
#include <memory>
#include <span>
#include <string>

namespace paddock {

/// What an agent would do: a view, valid until the agent's next learn().
class Policy {
 public:
  virtual ~Policy() = default;
  /// Fills `out` with independent draws. In a world that is not enumerable each is a fresh slot of its ItemStore.
  virtual void sample(ContextId, Stream&, std::span<ItemId> out) const = 0;
  /// The whole law into `out` (one entry a response); false where the world is not enumerable.
  virtual bool probabilities(ContextId, std::span<double>) const { return false; }
  /// Natural log of the probability or density of one response; NaN where unknown.
  virtual double log_probability(ContextId, ItemId) const { return std::numeric_limits<double>::quiet_NaN(); }
};

/// The public side of a world: what agents and annotators may know.
class WorldView {
 public:
  virtual ~WorldView() = default;
  virtual ContextId contexts() const { return 1; }
  /// Responses of each context; 0 when not enumerable (see items()).
  virtual ItemId responses() const = 0;
  virtual double context_probability(ContextId) const { return 1.0 / contexts(); }
  /// Length of features(); 0: none.
  virtual std::size_t dimension() const { return 0; }
  virtual void features(ContextId, ItemId, std::span<double>) const {}
  /// The policy that agents start from and are measured against; full support.
  virtual const Policy& reference() const = 0;
  /// Slots of responses when not enumerable, else null.
  virtual ItemStore* items() const { return nullptr; }
  /// Box of each coordinate of a continuous arm: {low, high}.
  virtual std::pair<double, double> bounds(std::size_t /*coordinate*/) const { return {0, 1}; }
  /// Name of a response, for people; its number when it has none.
  virtual std::string name(ItemId i) const { return std::to_string(i); }
};

struct WorldSetup {
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
};
/// Which agents and metrics a world suits.
struct WorldTraits {
  bool enumerable = true;
  bool features = false;
};

class World : public WorldView {
 public:
  using Setup = WorldSetup;
  using Traits = WorldTraits;
};

}  // namespace paddock
