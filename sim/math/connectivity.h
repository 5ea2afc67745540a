// Who is connected to whom in a table of wins: decides whether scores can be fitted without a ridge.
#pragma once
#include <Eigen/Core>

#include <vector>

namespace paddock {

/// Strong components of the graph i -> j whenever wins(i, j) > 0 (diagonal ignored), n x n, by Boost.Graph.
/// component[i] is in 0 … k-1; a component never lost to one with a smaller number, so k-1 is unbeaten from below.
std::vector<int> win_components(const Eigen::Ref<const Eigen::MatrixXd>& wins);

/// Strong connectedness of the same graph, O(n²) and without allocation once the scratch has grown to n.
class StrongConnection {
 public:
  bool holds(const Eigen::Ref<const Eigen::MatrixXd>& wins);

 private:
  std::vector<char> seen_;
  std::vector<Eigen::Index> stack_;
};

}  // namespace paddock
