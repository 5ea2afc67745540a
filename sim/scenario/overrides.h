// Dotted paths into a tree, and `KEY=VALUE` of the command line.
#pragma once
#include "sim/core/node.h"

#include <string>
#include <string_view>
#include <vector>

namespace paddock {

/// A value for a path: `agents.dts-06.alpha=0.7`.
struct Override {
  std::string path;
  Node value;
  Mark mark;  ///< of the path
};
using Overrides = std::vector<Override>;

/// Splits at the first `=`; what follows is YAML. `number`: which argument it is, for messages.
std::optional<Override> read_override(std::string_view argument, Problems&);

/// `root` with the node at the path replaced. List elements are addressed by name (default name = kind), else by index;
/// mapping keys that do not exist yet are created. Unknown elements are problems with a suggestion.
Node put(const Node& root, const Override&, Problems&);
/// The node at the path, null when there is none.
const Node* at(const Node& root, std::string_view path);
std::vector<std::string_view> split_path(std::string_view path);

}  // namespace paddock
