// One sweep point: its tree read into a Scenario, defaults filled in, checked.
#pragma once
#include "sim/scenario/scenario.h"

namespace paddock {

/// Reads one sweep point. Complete only when no problem was added.
Scenario read_scenario(const Node& root, Problems&);
/// Reads one block anew, the others stay.
void reread(Scenario&, std::string_view block, const Node& root, Problems&);
/// Fills what depends on several blocks: agents' feedback, default name, units, checkpoints. Before check_scenario.
void settle(Scenario&, const Node& root, Problems&);
}  // namespace paddock
