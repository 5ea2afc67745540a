// What can be said of a scenario only by building its world and population: do they fit, what is known, what is random.
#pragma once
#include "sim/scenario/scenario.h"

namespace paddock {

/// The tree with a world where the annotators imply one: a dataset's items, as many responses as a matrix has rows.
Node implied_world(const Node& root);

/// Problems of every point: kinds that do not fit the world, metrics that the known truth leaves undefined.
void check_truths(const Study&, Problems&);

/// Why a metric is undefined against the scenario's truth in its first replication; empty when defined.
std::string undefined(const Scenario&, const AgentPlan&, const MetricPlan&);

/// Ten replications, or one if nothing is random.
std::vector<std::uint32_t> default_seeds(const Scenario&);

}  // namespace paddock
