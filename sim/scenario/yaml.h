// YAML text to paddock's own located, immutable tree.
#pragma once
#include "sim/core/node.h"

#include <memory>
#include <string_view>

namespace paddock {

/// Parses one document. yaml-cpp only parses: encoding, nesting, duplicate keys, aliases, merge keys and the number of
/// nodes are checked here. Null and at least one problem when it is not acceptable.
Node read_yaml(std::shared_ptr<const Source>, Problems&);

/// For tests and literals: parses `text`; throws std::invalid_argument with the problems when it is wrong.
Node node_of(std::string_view text);

/// Reads a file into a Source named by its path; null and a problem (where it was `wanted`) when it cannot be read.
std::shared_ptr<const Source> read_source(const std::string& path, Problems&, Mark wanted = {});

inline constexpr int kDeepest = 64;
inline constexpr std::size_t kMostNodes = 1'000'000;

}  // namespace paddock
