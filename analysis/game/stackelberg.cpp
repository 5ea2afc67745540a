#include "analysis/game/stackelberg.h"

#include "analysis/game/rlhf.h"
#include "sim/core/expects.h"
#include "sim/math/softmax.h"
#include "sim/math/spans.h"

#include <cmath>

namespace paddock {

Stackelberg solve_stackelberg(const Preferences& p, const Eigen::VectorXd& mu, double tau_leader, double tau_follower,
                              const Eigen::Ref<const Eigen::MatrixXd>& follower_reference) {
  const Eigen::Index n = p.rows();
  expects(p.cols() == n && mu.size() == n && n > 0, "a square preference matrix and one reference entry for each arm");
  const bool table = follower_reference.cols() > 1;
  expects(follower_reference.rows() == n && (!table || follower_reference.cols() == n), "an n x 1 or n x n reference");
  expects(tau_leader > 0 && tau_follower > 0, "positive temperatures");
  Stackelberg game{.leader = {}, .follower = Eigen::MatrixXd(n, n), .action_values = Eigen::VectorXd(n)};
  Eigen::VectorXd row(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j)
      row[j] = std::log(table ? follower_reference(i, j) : follower_reference(j, 0)) -
               (i == j ? 0.5 : p(i, j)) / tau_follower;
    game.action_values[i] = -tau_follower * softmax(as_span(row), as_span(row));
    game.follower.row(i) = row.transpose();
  }
  KlOptimum best = kl_optimum(mu, game.action_values, tau_leader);
  game.leader = std::move(best.policy);
  game.value = best.value;
  return game;
}

Eigen::VectorXd refined_policy(const Stackelberg& game, int k) {
  expects(k >= 1, "a sample number from 1");
  Eigen::VectorXd law = game.leader;
  for (int step = 1; step < k; ++step) law = game.follower.transpose() * law;
  return law;
}

double hitting_probability(const Stackelberg& game, Eigen::Index target, int k) {
  expects(k >= 1 && target >= 0 && target < game.leader.size(), "a sample number from 1 and one of the arms");
  Eigen::VectorXd missed = game.leader;  // mass of the paths that have not met the target
  missed[target] = 0;
  for (int step = 1; step < k; ++step) {
    missed = game.follower.transpose() * missed;
    missed[target] = 0;
  }
  return 1 - missed.sum();
}

}  // namespace paddock
