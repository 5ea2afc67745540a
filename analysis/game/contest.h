// What a solution concept may need to know about preferences: probabilities, counts, names.
#pragma once
#include "analysis/game/preferences.h"
#include "analysis/game/tournament.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace paddock {

/// n arms; all matrices n x n. From Comparisons d of sim/data: {d.names, d.preferences(), d.half_wins(), d.margins(),
/// d.compared(), d.uncompared_pairs()}.
struct Contest {
  std::vector<std::string> names;
  Eigen::MatrixXd p;            // P(i beats j); ½ on the diagonal and for pairs never compared; p + pᵀ = 1
  Eigen::MatrixXd wins;         // w_ij of the Bradley-Terry likelihood: counts with ties half; p itself for a matrix
  Eigen::MatrixXd margins;      // skew, any scale: wins of i over j minus wins of j over i; p - ½ for a matrix
  Mask compared;                // empty: all pairs were
  std::int64_t uncompared = 0;  // unordered pairs

  Eigen::Index size() const { return p.rows(); }
};

/// A table of probabilities, each pair weighing the same; no names: "0" … "n-1".
Contest contest_of(const Preferences& p, std::span<const std::string> names = {});

/// Why Bradley-Terry scores have no maximum likelihood, in words with names: parts never compared with each other, or
/// arms that never lost to the rest. Empty when they have. (Ford 1957)
std::string why_no_scores(const Contest&);

}  // namespace paddock
