// One way to say that the code itself broke a promise; user mistakes are Problems (problem.h).
#pragma once
#include <source_location>
#include <stdexcept>
#include <string>

namespace paddock {

/// Throws std::logic_error naming the place when `condition` is false. On in every build: keep it out of inner loops.
inline void expects(bool condition, const char* what, std::source_location at = std::source_location::current()) {
  if (!condition)
    throw std::logic_error(std::string(at.file_name()) + ":" + std::to_string(at.line()) + ": expected " + what);
}

}  // namespace paddock
