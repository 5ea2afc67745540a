// A study written out: the scenario with every default, as valid YAML in which · marks what was not written.
#pragma once
#include "sim/scenario/scenario.h"

#include <string>

namespace paddock {

/// All keys of all sweep points on which they agree (or that are swept, as at the first point), and the sweep.
Node resolved(const Study&);
/// YAML of `resolved`, one line a key where it fits, with comments on what `written` does not say.
std::string annotated(const Node& resolved, const Node& written);

}  // namespace paddock
