// `sweep:` — axes of a grid, and the sweep points they span.
#pragma once
#include "sim/core/fields.h"

#include <string>
#include <vector>

namespace paddock {

/// One axis: values put at a path. The column and `where` use the label (default: the path).
struct Axis {
  std::string label, path;
  std::vector<Node> values;
  Mark mark;
};
struct Sweep {
  std::vector<Axis> axes;
  static constexpr std::string_view kWords = "{grid: {path: [values]}}";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, Sweep&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};

}  // namespace paddock
