// The preference matrix of one context, as every function of this room takes it.
#pragma once
#include <Eigen/Core>

namespace paddock {

/// p(i, j) = probability that i beats j; p + pᵀ = 1; diagonal ½.
using Preferences = Eigen::Ref<const Eigen::MatrixXd>;
/// A law over the arms: >= 0, sum 1.
using ArmLaw = Eigen::Ref<const Eigen::VectorXd>;

/// Margins |p - ½| up to this count as ties, so that rounding in a mixture of annotators makes no winner.
inline constexpr double kTie = 1e-12;

/// Strict majority of i over j.
inline bool beats(const Preferences& p, Eigen::Index i, Eigen::Index j) { return p(i, j) - 0.5 > kTie; }

}  // namespace paddock
