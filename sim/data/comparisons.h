// Preference data in memory: who was compared with whom, and who won.
#pragma once
#include <Eigen/Core>

#include <cstdint>
#include <string>
#include <vector>

namespace paddock {

enum class Outcome : std::int8_t { left, right, tie };

/// One row of a comparison file. Indices are into Comparisons' name lists; -1: the file has no such column or the cell
/// is empty.
struct Comparison {
  int left = 0, right = 0;  // may be equal: recorded, but in no count
  Outcome outcome = Outcome::tie;
  int annotator = -1, pair = -1;
  double count = 1;          // multiplicity, >= 0
  std::int64_t context = 0;  // of the world the labels are about; -1: the cell holds something else than a number
  int line = 0;
};

/// One (weighted) ranking: groups of tied items, best first. Items not listed were not compared.
struct Ballot {
  double count = 1;
  std::vector<std::vector<int>> groups;
};

/// n items; all matrices n x n with zero diagonal.
struct Comparisons {
  std::vector<std::string> names;              // in order of first appearance; PrefLib: by number
  Eigen::MatrixXd wins;                        // wins(i, j): times i beat j
  Eigen::MatrixXd ties;                        // symmetric
  std::vector<std::string> annotators, pairs;  // in order of first appearance
  std::vector<Comparison> records;             // of a CSV file
  std::vector<Ballot> ballots;                 // of a PrefLib file

  Eigen::Index size() const { return static_cast<Eigen::Index>(names.size()); }
  /// wins + ties / 2.
  Eigen::MatrixXd half_wins() const { return wins + ties / 2; }
  /// N = wins + winsᵀ + ties: how often each pair was compared.
  Eigen::MatrixXd counts() const { return wins + wins.transpose() + ties; }
  /// wins - winsᵀ.
  Eigen::MatrixXd margins() const { return wins - wins.transpose(); }
  /// P = half_wins / counts; ½ on the diagonal and for pairs never compared; P + Pᵀ = 1 exactly.
  Eigen::MatrixXd preferences() const;
  Eigen::Matrix<bool, Eigen::Dynamic, Eigen::Dynamic> compared() const;
  /// Unordered pairs of different items with counts 0 / above 0.
  std::int64_t uncompared_pairs() const;
  std::int64_t compared_pairs() const { return size() * (size() - 1) / 2 - uncompared_pairs(); }
  double decisive_total() const { return wins.sum(); }
  double tie_total() const { return ties.sum() / 2; }
};

/// Adds a ballot's pairs to wins and ties (both sized): every item beats all in later groups, ties within its group.
void count_ballot(const Ballot& ballot, Comparisons& data);
/// Adds a record to wins or ties (both sized); nothing for an item against itself.
void count_record(const Comparison& record, Comparisons& data);

}  // namespace paddock
