// What the YAML parser complains of, in words that say what to do.
#pragma once
#include "sim/scenario/text_scan.h"

#include <string_view>

namespace paddock {

/// Brackets that do not fit explain whatever the parser says at `at`. False when they fit.
bool explain_brackets(const TextScan&, const Mark& at, Problems&);
/// The parser's own complaint.
void explain_parser(std::string_view what, const Mark& at, Problems&);

}  // namespace paddock
