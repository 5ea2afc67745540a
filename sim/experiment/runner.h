// Runs a study: what is missing is computed in parallel, stored cell by cell, and told in files.
#pragma once
#include "sim/experiment/interrupts.h"
#include "sim/experiment/plan.h"

#include <filesystem>
#include <limits>
#include <string>

namespace paddock {

struct RunOptions {
  std::filesystem::path out;  ///< results folder
  unsigned threads = 1;
  std::size_t shard = 1, shards = 1;
  bool fresh = false;                                             ///< redo finished cells
  bool fail_fast = false;                                         ///< start nothing more after a failure
  double cell_timeout = std::numeric_limits<double>::infinity();  ///< wall-clock seconds
  bool quiet = false;                                             ///< no progress
  bool tables = true;                                             ///< write results.csv and its relatives
  std::vector<std::string> command;                               ///< for provenance
};

struct RunOutcome {
  std::size_t cells = 0;    ///< of this shard
  std::size_t already = 0;  ///< found done
  std::size_t ran = 0, failed = 0;
  std::uint64_t labels = 0;
  double seconds = 0;
  bool interrupted = false;
  std::vector<CellHead> failures;  ///< of the cells run now, by agent and seed
};

/// Computes the missing cells of the study into `out`/results.sqlite, then writes results.csv, failures.csv,
/// labels.csv and policies.csv (if recorded) and provenance.json. Finished cells survive any
/// kind of end. Throws ResultsError when the folder cannot be used.
RunOutcome run_study(const Study&, const Plan&, const RunOptions&, Interrupts&);

/// Which cells of the shard a run would compute, and why: "new", "failed before", "measures more", "--fresh".
struct Due {
  const Cell* cell;
  std::string reason;
};
std::vector<Due> due_cells(const Study&, const std::vector<Cell>& shard, const std::filesystem::path& out, bool fresh);

}  // namespace paddock
