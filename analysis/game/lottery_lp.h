// The two linear programs behind maximal lotteries; the only file that knows Clp.
#pragma once
#include <Eigen/Core>

#include <optional>

namespace paddock::lottery {

/// An optimal strategy (a vertex) of the symmetric game with skew payoff a, max |a| = 1: maximise v subject to
/// (piᵀ a)_j >= v for all j, sum pi = 1, pi >= 0. Empty when the solver gives up.
std::optional<Eigen::VectorXd> vertex(const Eigen::Ref<const Eigen::MatrixXd>& a);

/// An optimal strategy in the relative interior of all of them: pi_j > 0 wherever any optimum is positive, and
/// (piᵀ a)_j > 0 elsewhere. Tucker: x >= 0 with xᵀa >= 0 and x + (xᵀa)ᵀ > 0 exists for skew a; found as
/// max sum u, u <= x + s, s = aᵀx, 0 <= u <= 1. Empty when the solver gives up.
struct Interior {
  Eigen::VectorXd policy;
  Eigen::VectorXd slack;  // policyᵀ a
};
std::optional<Interior> interior(const Eigen::Ref<const Eigen::MatrixXd>& a);

}  // namespace paddock::lottery
