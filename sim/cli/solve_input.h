// What `solve` reads: preferences of any kind, reference policies.
#pragma once
#include "analysis/game/contest.h"
#include "sim/cli/options.h"
#include "sim/data/comparisons.h"

#include <optional>
#include <string>
#include <vector>

namespace paddock {

/// A contest, where it came from in words, and the reference policy that belongs to it.
struct SolveInput {
  Contest contest;
  std::string about;
  Eigen::VectorXd reference;       // empty: uniform
  std::vector<std::string> notes;  // on the source: the first of several sweep points, a truth drawn anew
};

Contest contest_of(const Comparisons&);

/// The contest that the words of a command line name: CSV matrix, comparisons, PrefLib, or the true population of a
/// scenario. Nothing when the scenario has mistakes, which are then printed. DataError and UsageError otherwise.
std::optional<SolveInput> solve_input(const Arguments&);

/// A policy for the named arms: `uniform`, probabilities separated by commas, or a file with numbers in that order or
/// rows `name,probability`. Sums of 1 within 1e-5 are made exact. DataError, UsageError.
Eigen::VectorXd read_reference(const std::string& given, const std::vector<std::string>& names);
/// A policy (n x 1) as above, or a table with a policy in each row (n x n), with or without names.
Eigen::MatrixXd read_follower_reference(const std::string& file, const std::vector<std::string>& names);

}  // namespace paddock
