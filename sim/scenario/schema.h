// JSON Schema of scenario files, for editors.
#pragma once
#include <string>

namespace paddock {

/// Draft-07 (the newest that YAML editors read), made from the registries and the fields of everything a scenario
/// holds: every scenario that loads is valid; what no schema can see (names of each other, truths, clocks) is not told.
std::string scenario_schema();

}  // namespace paddock
