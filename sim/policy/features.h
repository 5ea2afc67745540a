// Features of every response of an enumerable world as one matrix.
#pragma once
#include "sim/core/world.h"

#include <Eigen/Core>

namespace paddock {

/// d × (contexts · responses): column x · responses + i is phi(x, i). A world without features gets indicators, one
/// dimension for every response of every context, so that linear methods become tabular ones.
inline Eigen::MatrixXd feature_matrix(const WorldView& world) {
  const auto columns = static_cast<Eigen::Index>(std::size_t{world.contexts()} * world.responses());
  if (world.dimension() == 0) return Eigen::MatrixXd::Identity(columns, columns);
  Eigen::MatrixXd phi(static_cast<Eigen::Index>(world.dimension()), columns);
  for (ContextId x = 0; x < world.contexts(); ++x)
    for (ItemId i = 0; i < world.responses(); ++i) {
      auto* column = phi.col(static_cast<Eigen::Index>(std::size_t{x} * world.responses() + i)).data();
      world.features(x, i, {column, world.dimension()});
    }
  return phi;
}

}  // namespace paddock
