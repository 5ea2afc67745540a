// Whole orders from pairwise preferences.
#pragma once
#include "analysis/game/tournament.h"

#include <vector>

namespace paddock {

struct Ranking {
  std::vector<Eigen::Index> order;  // best first; empty: not computed, a group of tied or cyclic arms is too large
  bool unique = true;               // no other order does as well; false: ties were broken by number
  double cost = 0;                  // of the order, where the rule minimises one
};

/// Groups larger than this have no exact Kemeny and Slater orders here: 2^n states.
inline constexpr Eigen::Index kLargestExact = 18;

/// The order that minimises the sum of disagreement(j, i) over all pairs where i stands above j, by dynamic programming
/// over subsets of each group of the condensation of p (an optimal order keeps the groups in order, because there
/// disagreement(j, i) < disagreement(i, j) for i in an earlier group: asked of the caller). O(2^m m²) for a group of m.
/// Source: Held & Karp 1962, for Kemeny orders Betzler et al. 2009; groups: Truchon 1998 (extended Condorcet
/// criterion).
Ranking least_disagreement(const Preferences& p, const Eigen::Ref<const Eigen::MatrixXd>& disagreement);

/// Kemeny 1959: the total Kendall distance to the voters is least; votes(i, j) count voters (or probability) for i over
/// j, whose majorities are p's.
Ranking kemeny(const Preferences& p, const Eigen::Ref<const Eigen::MatrixXd>& votes);
/// Slater 1961: fewest majorities turned round.
Ranking slater(const Preferences& p);

/// Tideman 1987: majorities are locked from the largest margin down, but for those that would close a cycle.
/// margins: skew; those up to kTie · max |margin| are ties.
Ranking ranked_pairs(const Eigen::Ref<const Eigen::MatrixXd>& margins);

/// Best Copeland score first among the arms that no remaining one beats unanimously: Copeland's order subject to
/// unanimity(i, j) = nobody prefers j to i. Where every order is allowed this is leximax Copeland subject to Pareto
/// optimality. Source: Ge et al. 2024, Axioms for AI alignment from human feedback.
Ranking leximax_copeland(const Eigen::VectorXd& scores, const Mask& unanimity);

}  // namespace paddock
