// The preference game as labels given before the start show it, for agents that learn from data alone.
#pragma once
#include "sim/core/world.h"
#include "sim/math/comparisons.h"

#include <Eigen/Core>

#include <vector>

namespace paddock {

/// Empirical margins wins / comparisons - 1/2 of every context: ties are half a win each, pairs never compared are
/// ties. Antisymmetric by construction, so whatever holds for games holds for it. contexts × n² doubles, twice.
class GivenGame {
 public:
  /// Holds nothing and costs nothing unless `wanted`.
  GivenGame(const WorldView& world, bool wanted) {
    const auto n = static_cast<Eigen::Index>(world.responses());
    if (wanted) wins_.assign(world.contexts(), Eigen::MatrixXd::Zero(n, n)), margins_ = wins_;
  }
  void add(const LabelBatch& labels, Row i) {
    for_each_win(labels, i, [&](ItemId w, ItemId l, double weight) { wins_[labels.context(i)](w, l) += weight; });
  }
  /// Margins of all labels so far.
  const Eigen::MatrixXd& margins(ContextId x) {
    const Eigen::MatrixXd& w = wins_[x];
    for (Eigen::Index i = 0; i < w.rows(); ++i)
      for (Eigen::Index j = 0; j < i; ++j) {
        const double n = w(i, j) + w(j, i);
        margins_[x](i, j) = n > 0 ? w(i, j) / n - 0.5 : 0;
        margins_[x](j, i) = -margins_[x](i, j);
      }
    return margins_[x];
  }

 private:
  std::vector<Eigen::MatrixXd> wins_, margins_;
};

}  // namespace paddock
