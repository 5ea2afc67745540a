// `sweep:` — grid axes, zip groups and random draws, and the sweep points they span.
#pragma once
#include "sim/core/fields.h"
#include "sim/scenario/overrides.h"

#include <string>
#include <vector>

namespace paddock {

inline constexpr std::uint64_t kMostPoints = 100'000;

/// One swept key: the value its path has in each row. The column and `where` use the label (default: the path).
struct Axis {
  std::string label, path;
  std::vector<Node> values;
  std::vector<std::string> texts;  ///< of the values, as columns show them
  Mark mark;
};
/// Axes that vary together, one value of each in a row: a grid key alone, a zip group, or all random draws.
struct Dimension {
  std::vector<Axis> axes;  ///< of equal length
  std::size_t rows() const { return axes[0].values.size(); }
};

/// The block as written. Sweep points are all combinations of rows of its dimensions, the first varying slowest: grid
/// keys in order, zip groups in order, draws.
struct Sweep {
  Node written;
  static constexpr std::string_view kWords = "{grid: {path: [values]}, zip: …, random: {draws, over}}";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, Sweep&, const FieldView&, Problems&);
  Node write() const { return written; }
  static std::string schema();
};

/// Draw i of a random key is the quantile, under its law, of a uniform named by (seed, path, i): more draws, other laws
/// or other keys leave it alone.
std::vector<Dimension> dimensions(const Sweep&, std::uint64_t seed, Problems&);

/// The sweep with the values of a key replaced, when `o` names one by label or path; null when it names none. A list
/// becomes the new axis, in a zip group of equal length as before; a random key also takes a law.
Node swept(const Node& sweep, const Override& o);

}  // namespace paddock
