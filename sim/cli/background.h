// What a report says of a study beside its numbers: the crowd, the truth, the families.
#pragma once
#include "analysis/report/findings.h"
#include "sim/scenario/scenario.h"

namespace paddock {

/// `command`: what repeats the study. Builds the first replication of the first point to tell what is true there.
Background background_of(const Study&, const std::string& command);

/// One line about who wins against whom in a matrix of P(row beats column): the Condorcet winner, or that there is
/// none.
std::string truth_line(const std::vector<std::vector<double>>& p, const std::vector<std::string>& names);

}  // namespace paddock
