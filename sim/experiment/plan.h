// From a study to the cells that must be computed.
#pragma once
#include "sim/results/rows.h"
#include "sim/scenario/scenario.h"

#include <cstdint>
#include <string>
#include <vector>

namespace paddock {

/// One computation: an agent at a sweep point in one replication.
struct Cell {
  std::size_t point = 0, agent = 0;  ///< the first place that wants it
  std::uint32_t seed = 0;            ///< replication
  std::string key;                   ///< hash of everything that decides its numbers
};

struct Plan {
  Outline outline;          ///< every place in the order of the results, with the key of its cell
  std::vector<Cell> cells;  ///< each key once
  std::string hash;         ///< of all keys in order: names the study
};

/// Expands points × agents × replications. Points that differ only in one agent share the cells of the others.
Plan make_plan(const Study&);

/// Cells of shard `index` (from 1) of `count`: disjoint, together everything.
std::vector<Cell> shard_of(const std::vector<Cell>&, std::size_t index, std::size_t count);

}  // namespace paddock
