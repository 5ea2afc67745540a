// Majorities: who beats whom with probability above ½, and what that says about winners and cycles.
//
// Diagonals of p are ignored here; margins up to kTie are ties.
#pragma once
#include "analysis/game/preferences.h"

#include <Eigen/Core>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace paddock {

using Mask = Eigen::Matrix<bool, Eigen::Dynamic, Eigen::Dynamic>;  // true: the pair was compared; empty: all were

/// The arm that beats every other one, if there is one (a single arm does).
std::optional<Eigen::Index> condorcet_winner(const Preferences& p);
/// The arm that every other one beats, if there is one and n > 1.
std::optional<Eigen::Index> condorcet_loser(const Preferences& p);

/// score_i = #{j: i beats j} + ½ #{j: i and j tie}, over compared pairs; in [0, n-1]. (Copeland 1951)
Eigen::VectorXd copeland_scores(const Preferences& p, const Mask& compared = {});
/// score_i = mean over j != i of p(i, j); ½ for a single arm. (Borda 1781)
Eigen::VectorXd borda_scores(const Preferences& p);
/// All arms whose score is within kTie · n of the best, ascending.
std::vector<Eigen::Index> best_arms(const Eigen::VectorXd& scores);

/// Smallest non-empty set whose members each beat everything outside, ascending: the top strong component of the graph
/// i -> j unless j beats i. Ties and uncompared pairs (½) join the set. (Good 1971; Smith 1973)
std::vector<Eigen::Index> smith_set(const Preferences& p);

/// The Smith set, the Smith set of what remains without it, and so on: groups that each beat everything in later ones.
/// All groups of one arm: the majority is transitive and without ties.
std::vector<std::vector<Eigen::Index>> condensation(const Preferences& p);

/// Arms that nobody beats but those they beat in turn, directly or through others, ascending: the strong components of
/// the graph of strict majorities that no other component beats. Inside the Smith set; equal without ties.
/// (Schwartz 1972)
std::vector<Eigen::Index> schwartz_set(const Preferences& p);

/// Unordered triples with three strict majorities (`decided`), and those of them that form a cycle.
struct Triples {
  std::int64_t decided = 0, cyclic = 0;
  double cyclic_fraction() const {
    return decided == 0 ? 0 : static_cast<double>(cyclic) / static_cast<double>(decided);
  }
};
/// O(n³ / 64) by bit sets.
Triples count_triples(const Preferences& p);

/// For all distinct i, j, k with p(i, j) >= ½ and p(j, k) >= ½: p(i, k) is at least ½ (weak), the smaller (moderate),
/// the larger (strong) of the two. The strongest class that holds. O(n³), less when a cycle is met.
enum class Transitivity { none, weak, moderate, strong };
Transitivity stochastic_transitivity(const Preferences& p);
std::string_view name(Transitivity);

}  // namespace paddock
