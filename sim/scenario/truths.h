// What can be said of a scenario only by building its world and population: do they fit, what is known, what is random.
#pragma once
#include "sim/scenario/expand.h"
#include "sim/scenario/scenario.h"

#include <map>
#include <memory>
#include <set>

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

/// What only building worlds and populations can tell of sweep points; those that share them share the answers.
class TruthChecks {
 public:
  /// Problems of a point: agents, kinds and events that do not fit the world. No truth can be built then.
  void fit(const Scenario&, const Variants&, Problems&);
  /// Why a metric is undefined against the known truth; empty where it is defined, or where only luck decides.
  std::string undefined(const Scenario&, const Variants&, const MetricPlan&);
  /// The same of the first replication, whatever others may have.
  std::string undefined_at_first(const Scenario&, const Variants&, const MetricPlan&);
  /// Ten replications, or one if nothing is random.
  std::vector<std::uint32_t> default_seeds(const Scenario&, const Variants&);

 private:
  bool random(const Scenario&, const std::string& truth);
  std::set<std::string> fit_;
  std::unique_ptr<World> world_;  // of the last point that needed one
  std::string world_of_, truths_of_;
  std::optional<Truths> truths_;
  std::map<std::string, std::string> undefined_;
  std::map<std::string, bool> random_;
};

/// Whether replications differ in their truth or reference policy.
bool random_truth(const Scenario&);
/// Whether replications differ in anything at all.
bool random_study(const Scenario&);

}  // namespace paddock
