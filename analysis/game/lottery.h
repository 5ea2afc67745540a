// Maximal lotteries: the mixed strategies no arm beats (von Neumann winners, unregularised Nash policies).
#pragma once
#include "analysis/game/preferences.h"

namespace paddock {

struct Lottery {
  Eigen::VectorXd policy;  // n; the optimum of largest entropy when there are several
  double gap = 0;          // its exploitability max_i (p policy)_i - ½ in the matrix given: the certificate
  bool unique = true;
  bool converged = true;  // false: gap above 1e-9, or several optima and the one of largest entropy was not found
};

/// argmax over pi of min_j (piᵀ p)_j. Linear program (Clp, dual simplex) on the Smith set with margins scaled to 1,
/// then the kernel of the support for the last digits. Unique when the support's margins have exactly one singular
/// value below 1e-8 and every arm outside loses by more than 1e-8 (scaled margins): then the optimum is strictly
/// complementary. Otherwise the optimum of largest entropy, by an interior-point method. Prints nothing; re-entrant.
/// Source: Kreweras 1965; Fishburn 1984; uniqueness by strict complementarity, Goldman & Tucker 1956.
Lottery maximal_lottery(const Preferences& p);

/// The same for the margin game: margins(i, j) = -margins(j, i), any scale (votes for i minus votes for j).
/// `gap` is then max_i (margins · policy)_i / (2 max |margins|).
Lottery margin_lottery(const Eigen::Ref<const Eigen::MatrixXd>& margins);

}  // namespace paddock
