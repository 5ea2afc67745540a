// Folders of shards become one folder.
#pragma once
#include "sim/results/store.h"

#include <filesystem>
#include <string>
#include <vector>

namespace paddock {

struct MergeOutcome {
  std::size_t taken = 0;            ///< cells that are new in the target, or better than what it had
  std::size_t known = 0;            ///< cells that it held already
  std::vector<std::string> doubts;  ///< cells that both hold with different numbers: the target's are kept
};

/// Takes every cell of the source over that the target lacks, that failed there and not here, or that measures more
/// here. Doing it again does nothing. Throws ResultsError; whatever had been taken until then is safe.
void merge_cells(const Store& source, Store& target, MergeOutcome&);

}  // namespace paddock
