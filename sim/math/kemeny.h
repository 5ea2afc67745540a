// The order that disagrees least with a table of wins.
#pragma once
#include <Eigen/Core>

#include <vector>

namespace paddock {

struct Kemeny {
  std::vector<int> order;  // best first
  double distance = 0;     // sum of wins(b, a) over pairs with a before b: pairwise votes against the order
  bool exact = true;       // false: a local optimum
  bool unique = true;      // no other order is as good; known where exact
};

/// Minimises that sum over orders of n items; wins: n × n, >= 0 (the diagonal is ignored). The optimum keeps the order
/// of the strong components of the weak majority relation (Truchon 1998), so each is ordered by itself: exactly up to
/// kKemenyExact items, by dynamic programming over subsets (2^k k steps); beyond, from the order by Borda score, moving
/// single items as long as that helps. Sources: Kemeny 1959; Young 1988; Betzler et al. 2014.
Kemeny kemeny(const Eigen::Ref<const Eigen::MatrixXd>& wins);

inline constexpr int kKemenyExact = 18;  // items

}  // namespace paddock
