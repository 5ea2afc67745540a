// Writers: what they write, the readers of read.h read back.
#pragma once
#include "sim/data/comparisons.h"

#include <iosfwd>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace paddock {

/// `left,right,winner[,annotator][,pair][,context][,count]`: the records as they are where there are any (the columns
/// in brackets only when some record has one), else one row for each ordered pair with wins and each pair with ties.
void write_comparisons(std::ostream& out, const Comparisons& data);

/// Strict rankings, best first, and how often each was given.
using RankingCounts = std::map<std::vector<int>, double>;

/// PrefLib 2022: soc when all rank every item, else soi; most frequent first. Names without line breaks.
void write_preflib(std::ostream& out, std::span<const std::string> names, const RankingCounts& rankings);

/// A matrix with names above and at the left.
void write_matrix(std::ostream& out, std::span<const std::string> names, const Eigen::MatrixXd& p);

std::string_view name(Outcome outcome);  // left, right, tie

}  // namespace paddock
