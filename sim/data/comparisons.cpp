#include "sim/data/comparisons.h"

namespace paddock {

Eigen::MatrixXd Comparisons::preferences() const {
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(size(), size(), 0.5);
  for (Eigen::Index j = 0; j < size(); ++j)
    for (Eigen::Index i = 0; i < j; ++i) {
      const double total = wins(i, j) + wins(j, i) + ties(i, j);
      if (total > 0) p(i, j) = (wins(i, j) + ties(i, j) / 2) / total;
      p(j, i) = 1 - p(i, j);
    }
  return p;
}

Eigen::Matrix<bool, Eigen::Dynamic, Eigen::Dynamic> Comparisons::compared() const { return counts().array() > 0; }

std::int64_t Comparisons::uncompared_pairs() const {
  std::int64_t missing = 0;
  for (Eigen::Index j = 0; j < size(); ++j)
    for (Eigen::Index i = 0; i < j; ++i) missing += wins(i, j) + wins(j, i) + ties(i, j) == 0;
  return missing;
}

void count_ballot(const Ballot& ballot, Comparisons& data) {
  for (std::size_t g = 0; g < ballot.groups.size(); ++g)
    for (const int i : ballot.groups[g]) {
      for (const int j : ballot.groups[g])
        if (i != j) data.ties(i, j) += ballot.count;
      for (std::size_t h = g + 1; h < ballot.groups.size(); ++h)
        for (const int j : ballot.groups[h]) data.wins(i, j) += ballot.count;
    }
}

void count_record(const Comparison& r, Comparisons& data) {
  if (r.left == r.right) return;
  if (r.outcome == Outcome::left) data.wins(r.left, r.right) += r.count;
  if (r.outcome == Outcome::right) data.wins(r.right, r.left) += r.count;
  if (r.outcome == Outcome::tie) data.ties(r.left, r.right) += r.count, data.ties(r.right, r.left) += r.count;
}

}  // namespace paddock
