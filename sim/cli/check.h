// Claims with as many seeds as it takes.
#pragma once
#include "analysis/claims/verdict.h"
#include "sim/experiment/interrupts.h"
#include "sim/scenario/scenario.h"

#include <filesystem>
#include <functional>

namespace paddock {

struct CheckOptions {
  std::filesystem::path out;  ///< a study's cells are kept in out/NAME/results.sqlite
  unsigned threads = 1;
  double cell_timeout = std::numeric_limits<double>::infinity();
  bool quiet = false;
  double confidence = 0;  ///< at least this for every claim
  /// Seeds a claim may use, from those its scenario asks for, the contract's limit, and whether the claim set it
  /// itself.
  std::function<std::size_t(std::size_t first, std::size_t most, bool said)> most = [](std::size_t, std::size_t limit,
                                                                                       bool) { return limit; };
};

struct Checked {
  std::vector<Verdict> verdicts;  ///< in the order of the file
  std::size_t failed = 0;         ///< cells
};

/// Runs what the claims of a study and their controls rest on, with more and more seeds, until each is decided or has
/// as many as it may. Verdicts are incomplete after an interruption.
Checked check_study(const Study&, const CheckOptions&, Interrupts&);

}  // namespace paddock
