// What can be said of a scenario only by building its world and population: do they fit, what is known, what is random.
#pragma once
#include "sim/scenario/scenario.h"

#include <memory>

namespace paddock {

/// World, people and the truth that metrics compare with, of one replication before any event.
class Truths {
 public:
  Truths(const Scenario&, std::uint32_t replication);
  const World& world() const { return *world_; }
  const Truth& truth() const { return *truth_; }
  std::span<const Truth* const> groups() const { return groups_; }

 private:
  std::unique_ptr<World> world_;
  std::unique_ptr<Population> people_;
  std::vector<const Truth*> groups_;
  const Truth* truth_ = nullptr;
};

/// The tree with what is implied: a dataset's items by its comparisons and the other way round, as many responses as a
/// matrix has rows.
Node with_implied(const Node& root);

/// Problems of every point: kinds that do not fit the world, metrics that the known truth leaves undefined.
void check_truths(const Study&, Problems&);

/// Why a metric is undefined against the truth; empty when defined.
std::string undefined(const Scenario&, const AgentPlan&, const MetricPlan&, const Truths&);
/// Whether replications differ in their truth or reference policy.
bool random_truth(const Scenario&);

/// Ten replications, or one if nothing is random.
std::vector<std::uint32_t> default_seeds(const Scenario&);

}  // namespace paddock
