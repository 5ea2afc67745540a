// Stackelberg equilibrium of a preference game: a leader that answers first, a follower that sees the answer.
#pragma once
#include "analysis/game/preferences.h"

#include <Eigen/Core>

namespace paddock {

struct Stackelberg {
  Eigen::VectorXd leader;         // pi, n
  Eigen::MatrixXd follower;       // omega(j | i), n x n, row i = reply to the leader's action i
  Eigen::VectorXd action_values;  // f_i = min over omega(.|i) of sum_j omega_j p(i, j) + tau_f KL(omega || mu_f)
  double value = 0;               // pi f - tau_l KL(pi || mu): the game's value to the leader
};

/// Closed form of max over pi, min over omega of
///   E_{i ~ pi} [ sum_j omega(j|i) p(i, j) + tau_f KL(omega(.|i) || mu_f(.|i)) ] - tau_l KL(pi || mu):
/// omega(j|i) ∝ mu_f(j|i) exp(-p(i, j)/tau_f), f_i = -tau_f log sum_j mu_f(j|i) exp(-p(i, j)/tau_f),
/// pi_i ∝ mu_i exp(f_i/tau_l), value = tau_l log sum_i mu_i exp(f_i/tau_l). O(n²), tau_l, tau_f > 0.
/// `follower_reference` mu_f is one law for every action of the leader (n x 1), or a law in each row (n x n); a zero
/// there or in mu removes the action. p(i, i) is taken as ½. Throws std::logic_error on wrong shapes.
/// Source: Stackelberg learning from human feedback, Proposition 1.
Stackelberg solve_stackelberg(const Preferences& p, const Eigen::VectorXd& mu, double tau_leader, double tau_follower,
                              const Eigen::Ref<const Eigen::MatrixXd>& follower_reference);

/// Law of the k-th sample when the follower refines its own answers: pi omegaᵏ⁻¹, k >= 1.
Eigen::VectorXd refined_policy(const Stackelberg& game, int k);

/// Probability that arm `target` appears among the first k samples: 1 - pi' (Omega')ᵏ⁻¹ 1 without the target.
double hitting_probability(const Stackelberg& game, Eigen::Index target, int k);

}  // namespace paddock
