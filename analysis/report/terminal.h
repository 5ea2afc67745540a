// The summary that `run` prints.
#pragma once
#include "analysis/report/findings.h"
#include "analysis/report/text_table.h"

#include <string>
#include <string_view>

namespace paddock {

enum class ColorChoice : std::uint8_t { automatic, always, never };
/// What the terminal behind a file descriptor can show: its width (COLUMNS, else the window, at least 80), UTF-8 by the
/// locale's name, colour on a terminal unless NO_COLOR is set.
Look terminal_look(int descriptor, ColorChoice);

/// Crowd, table, picture, conclusion, effort: everything between the progress line and the file names. Ends with a line
/// break. No line is wider than the look, but for unbreakable names.
std::string terminal_summary(const Findings&, const Look&);

}  // namespace paddock
