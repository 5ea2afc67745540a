// Agents against each other: their table of win rates, and one number each made from it.
#pragma once
#include "analysis/report/findings.h"

#include <Eigen/Core>

#include <string>
#include <vector>

namespace paddock {

/// Who was measured against whom at a point: a metric `winrate.B` of agent A, or of B against A the other way round.
struct HeadToHead {
  std::vector<std::string> agents;  ///< those with at least one rival, in the scenario's order
  Eigen::MatrixXd wins;             ///< mean over seeds of P(row beats column) at the end; NaN: not measured
};
HeadToHead head_to_head(const Findings&, std::size_t point);

/// Bradley-Terry scores of the table, mean 0, in log-odds: scores_i - scores_j fits logit P(i beats j). Empty when some
/// pair was not measured, or when they beat each other so one-sidedly that no scores exist. They say nothing of cycles:
/// agents that go in circles get equal scores.
std::vector<double> bradley_terry_ratings(const HeadToHead&);

}  // namespace paddock
