// The summary that `run` prints.
#pragma once
#include "analysis/report/findings.h"
#include "analysis/report/text_table.h"

#include <string>
#include <string_view>

namespace paddock {

/// Crowd, table, picture, conclusion, effort: everything between the progress line and the file names. Ends with a line
/// break. No line is wider than the look, but for unbreakable names.
std::string terminal_summary(const Findings&, const Look&);

}  // namespace paddock
