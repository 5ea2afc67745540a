// KL-regularised Nash policies, the target of Nash learning from human feedback.
#pragma once
#include "analysis/game/gaps.h"
#include "analysis/game/preferences.h"

#include <Eigen/LU>

#include <vector>

namespace paddock {

struct Nash {
  Eigen::VectorXd policy, log_policy;  // n; -inf and 0 where mu is 0
  double gap = 0;       // regularised gap of the policy, 2 tau [KL(policy || exact) + KL(exact || reply)]
  double residual = 0;  // sqrt(sum_i policy_i r_i²) with r = log policy - log softmax(log mu + p policy/tau): bounds
                        // the error of the policy to first order, because the Jacobian's inverse has norm <= 1 here
  bool converged = false;  // residual <= 1e-10
  int iterations = 0;      // linear systems solved
};

/// The unique fixed point policy_i ∝ mu_i exp(sum_j p(i, j) policy_j / tau), tau > 0: the symmetric equilibrium of
/// V(q, r) = qᵀ p r - tau KL(q || mu) + tau KL(r || mu). Newton on z = log policy,
/// F(z) = z - log mu - A softmax(z)/tau with A = (p - pᵀ)/2, in the metric of the policy, where the Jacobian is I plus
/// a skew matrix and hence never singular; step halving; homotopy in 1/tau from 1 up. Solves tau >= 0.001 and n <= 500
/// to 1e-9 in the policy; a result that is not that good says converged = false. O(m³) a step for the m arms of
/// non-negligible mass. Reusable: a second solve first tries to start from the last solution. Not thread-safe.
/// Source: Nash learning from human feedback (existence, uniqueness); the scheme is derived here.
class NashSolver {
 public:
  /// Throws std::logic_error on wrong shapes, tau <= 0 or mu without mass. The reference is valid until the next call.
  const Nash& solve(const Preferences& p, const Eigen::VectorXd& mu, double tau);
  void reset() { last_.log_policy.resize(0); }

 private:
  bool newton(double strength, double goal, int limit);
  double residual_at(const Eigen::VectorXd& z, double strength, Eigen::VectorXd& policy, Eigen::VectorXd& residual);
  void direction(double strength);
  bool follow_path(double strength);

  Nash last_;
  Gaps gaps_;
  Eigen::MatrixXd skew_, system_;
  Eigen::VectorXd log_mu_, z_, policy_, residual_, step_, trial_, trial_policy_, trial_residual_, root_, right_, local_;
  std::vector<Eigen::Index> kept_, active_;
  Eigen::PartialPivLU<Eigen::MatrixXd> factor_;
};

/// One-off solve. tau = 0 gives the maximal lottery (of largest entropy when there are several; mu plays no part).
Nash regularised_nash(const Preferences& p, const Eigen::VectorXd& mu, double tau);

}  // namespace paddock
