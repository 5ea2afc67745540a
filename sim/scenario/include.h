// `include:` — scenario files made of parts.
#pragma once
#include "sim/core/node.h"

#include <memory>

namespace paddock {

/// Reads a file and what it includes, relative to the file that says so: mappings merge by key, everything else
/// replaces; later includes win over earlier ones, the file itself over all. Every value keeps the mark of the file it
/// is written in. Null and a problem when a file cannot be read or includes itself.
Node read_with_includes(const std::shared_ptr<const Source>&, Problems&);

}  // namespace paddock
