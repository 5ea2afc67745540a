// Names of contents: of cells, of files.
#pragma once
#include <string>
#include <string_view>

namespace paddock {

/// 128-bit XXH3 of the bytes as 32 hex digits; the same on every machine.
std::string hash128(std::string_view bytes);

}  // namespace paddock
