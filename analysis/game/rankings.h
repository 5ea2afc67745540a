// Whole orders from pairwise preferences, besides Kemeny's (sim/math/kemeny.h).
#pragma once
#include "analysis/game/tournament.h"
#include "sim/math/kemeny.h"

#include <vector>

namespace paddock {

struct Ranking {
  std::vector<Eigen::Index> order;  // best first
  bool unique = true;               // false: ties were broken by number
};

/// Tideman 1987: majorities are locked from the largest margin down, but for those that would close a cycle.
/// margins: skew; those up to kTie · max |margin| are ties.
Ranking ranked_pairs(const Eigen::Ref<const Eigen::MatrixXd>& margins);

/// Best Copeland score first among the arms that no remaining one beats unanimously: Copeland's order subject to
/// unanimity(i, j) = nobody prefers j to i. Where every order is allowed this is leximax Copeland subject to Pareto
/// optimality. Source: Ge et al. 2024, Axioms for AI alignment from human feedback.
Ranking leximax_copeland(const Eigen::VectorXd& scores, const Mask& unanimity);

/// Slater 1961: the order that turns fewest majorities round; `distance` counts them.
Kemeny slater(const Preferences& p);

}  // namespace paddock
