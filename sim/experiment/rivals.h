// `winrate.AGENT`: agents against each other, from the policies that their cells stored.
#pragma once
#include "sim/experiment/plan.h"

namespace paddock {

/// The source with one more row per checkpoint for every `winrate.AGENT` that the study asks for: same seed, same
/// checkpoint, against the truth at the start. A rival whose cell is missing gives an empty value. The study must
/// outlive it; not thread-safe.
CellSource with_rivals(const Study&, CellSource);

}  // namespace paddock
