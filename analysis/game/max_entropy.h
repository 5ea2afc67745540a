// The most even point of a polytope.
#pragma once
#include <Eigen/Core>

#include <optional>

namespace paddock {

/// argmax of -sum p log p over {p = basis · y : sum p = 1, p >= 0, inequalities · p >= 0}, where `start` lies strictly
/// inside (p > 0, inequalities · start > 0, start in the span of the basis). basis: m x k, orthonormal columns;
/// inequalities: q x m with entries of order 1. A primal-dual interior-point method (Boyd & Vandenberghe, 11.7) finds
/// which inequalities bind; Newton on those as equations gives the last digits (1e-12 in p), checked by the signs of
/// slacks and multipliers. Empty when no binding set passes.
std::optional<Eigen::VectorXd> max_entropy(const Eigen::MatrixXd& basis, const Eigen::MatrixXd& inequalities,
                                           const Eigen::VectorXd& start);

}  // namespace paddock
