// Text for the terminal: what `--color` says, and columns of wrapped words.
#pragma once
#include "analysis/report/terminal.h"
#include "sim/cli/options.h"

#include <string>
#include <string_view>

namespace paddock {

/// What stdout can show, given `--color`; UsageError when it is none of auto, always, never.
Look look_of(const Arguments&);
int terminal_width();

int width_of(std::string_view);  ///< in columns
/// `s` filled with spaces to a width in characters.
std::string padded(std::string_view s, int width);
/// Words broken into lines of at most `width` characters; lines after the first start with `indent` spaces, and the
/// first is taken to stand there already. Ends with a line break.
std::string hanging(std::string_view text, int width, int indent);

}  // namespace paddock
