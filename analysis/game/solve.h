// Everything that can be said of a contest at once: the table of solution concepts that `paddock solve` prints.
#pragma once
#include "analysis/game/contest.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace paddock {

struct SolveOptions {
  std::vector<std::string> concepts = {};       // names of solution_concepts(), - and _ alike; empty: the standard ones
  double tau = 0.1;                             // >= 0, strength of the reference in `nash`; 0: the maximal lottery
  double beta = 0.1;                            // > 0, of `rlhf`
  double tau_leader = 0.1, tau_follower = 0.1;  // > 0, of `stackelberg`
  double ridge = 0;                             // >= 0, of `bradley_terry`
  double alpha = 10;                            // > 0, ranking intensity of `alpha_rank`
  bool margins = false;                         // maximal lottery and ranked pairs of margins, not of probabilities
  Eigen::VectorXd reference = {};               // mu, n; empty: uniform
  Eigen::MatrixXd follower_reference = {};      // n x 1, or n x n with a law in each row; empty: reference
};

/// One value of a solution. Monostate: there is none (no Condorcet winner, no maximiser).
using Finding =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<double>, std::vector<std::string>,
                 std::vector<std::vector<double>>, std::vector<std::vector<std::string>>>;

struct Solution {
  std::string name;                                     // of the concept: "maximal_lottery"
  std::vector<std::pair<std::string, Finding>> values;  // one with an empty key: the concept is that value
  std::vector<std::string> notes = {};                  // what a reader must know: not unique, no maximiser, tied
  bool failed = false;                                  // a solver gave up; the values are then missing, never wrong
};

struct SolveResult {
  std::vector<std::string> names;
  std::int64_t uncompared_pairs = 0;
  std::vector<std::string> notes = {};  // on the contest: pairs never compared, groups, ties
  std::vector<Solution> solutions;      // in the order of solution_concepts()

  /// The value at "nash.exploitability" or "cyclic_triples"; null when it was not computed.
  const Finding* find(std::string_view path) const;
  /// The same as a number: true is 1, false 0; nothing for anything else.
  std::optional<double> number(std::string_view path) const;
};

/// What can be asked for.
struct SolutionConcept {
  std::string_view name, summary, source;
  bool standard;  // part of the answer when nothing in particular is asked for
};
std::span<const SolutionConcept> solution_concepts();
/// The concept of that name, - and _ alike; null when there is none.
const SolutionConcept* find_concept(std::string_view name);

/// Solves all that is asked for. Throws std::logic_error for options out of range, unknown concepts and wrong shapes.
SolveResult solve(const Contest&, const SolveOptions& = {});

}  // namespace paddock
