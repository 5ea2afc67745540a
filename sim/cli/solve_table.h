// What `solve` prints for people.
#pragma once
#include "analysis/game/solve.h"
#include "analysis/report/text_table.h"

#include <string>

namespace paddock {

/// A table with a row for each response, best first, and a line for each concept. Ends with a line break.
std::string solve_table(const SolveResult&, const std::string& about, const Look&);

}  // namespace paddock
