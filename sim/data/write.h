// Writers: what they write, the readers of read.h read back.
#pragma once
#include "sim/data/comparisons.h"

#include <iosfwd>
#include <span>
#include <string>

namespace paddock {

/// `left,right,winner[,annotator][,pair][,count]`: the records as they are where there are any (annotator, pair and
/// count only when some record has one), else one row for each ordered pair with wins and each pair with ties.
void write_comparisons(std::ostream& out, const Comparisons& data);

/// A matrix with names above and at the left.
void write_matrix(std::ostream& out, std::span<const std::string> names, const Eigen::MatrixXd& p);

std::string_view name(Outcome outcome);  // left, right, tie

}  // namespace paddock
