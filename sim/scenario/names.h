// Names of scenarios, agents and groups: they appear in paths, columns and file names.
#pragma once
#include "sim/core/node.h"

#include <string>
#include <unordered_map>

namespace paddock {

/// Empty when `name` is [a-z0-9][a-z0-9-]*, else why not. `what`: "an agent's name".
std::string faulty_name(std::string_view name, std::string_view what);

/// Whether a dotted path ends in `file`.
bool names_file(std::string_view path);
/// Every path under a key `file` (or a dotted path that ends so) made absolute, from the folder of the file it is
/// written in (the working directory for the command line).
Node with_absolute_files(const Node&);
/// The same places, with a hash of the file's bytes instead of its path: cells do not depend on where files lie.
/// `known`: hashes of files that were read before.
Node with_hashed_files(const Node&, std::unordered_map<std::string, std::string>& known);

}  // namespace paddock
