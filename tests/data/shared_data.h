// Real data sets outside the repository: `PADDOCK_SHARED_DATA` from the environment or the build; tests skip without.
#pragma once
#include "places.h"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace paddock::test {

/// Path of a shared file, empty when it is not there.
inline std::string shared_file(const std::string& name) {
  std::filesystem::path folder;
  if (const char* given = std::getenv("PADDOCK_SHARED_DATA")) folder = given;
#ifdef PADDOCK_SHARED_DATA
  if (folder.empty()) folder = PADDOCK_SHARED_DATA;
#endif
  const std::filesystem::path path = folder / name;
  return !folder.empty() && std::filesystem::exists(path) ? path.string() : "";
}

}  // namespace paddock::test
