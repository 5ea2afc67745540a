// One sweep point: its tree read into a Scenario, defaults filled in, checked.
#pragma once
#include "sim/scenario/scenario.h"

namespace paddock {

/// Reads one sweep point. Complete only when no problem was added.
Scenario read_scenario(const Node& root, Problems&);
/// Fills what depends on several blocks: agents' feedback, default name, units, checkpoints. Before check_scenario.
void settle(Scenario&, const Node& root, Problems&);
/// Which metrics judge which agent; then every agent's cell. After the default metrics are known.
void make_cells(Scenario&);

}  // namespace paddock
