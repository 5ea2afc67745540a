// What fields cannot check alone: agents against form and world, budgets against clocks and prices, names of each
// other.
#pragma once
#include "sim/scenario/scenario.h"

namespace paddock {

/// Of one sweep point, once every part of it could be read. `root` is its tree, for marks.
void check_scenario(const Scenario&, const Node& root, Problems&);

/// Why an agent cannot be judged by a metric, in words; empty when it can.
std::string unjudged(const AgentPlan&, const MetricPlan&, const Scenario&);

/// The names claims use; `columns` and `points` are the study's.
void check_claims(const Scenario&, const Study&, Problems&);

}  // namespace paddock
