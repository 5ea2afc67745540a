// What the names in a claim's formulas stand for.
#pragma once
#include "sim/core/expression.h"
#include "sim/scenario/scenario.h"

namespace paddock {

/// Names that depend on the checkpoint: t (its x), time, cost.
bool of_checkpoint(std::string_view name);
/// The value of any other name for an agent at a sweep point: K responses, X contexts, d features, the agent's numeric
/// parameters (`-` written `_`), param('path') of the scenario with all defaults, `whole`. Nothing, with the reason in
/// `why`, when it stands for no number.
std::optional<double> variable(std::string_view name, const Scenario&, const AgentPlan&, const Node& whole,
                               std::string& why);

}  // namespace paddock
