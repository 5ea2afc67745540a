// The policy that reward-based alignment aims at.
#pragma once
#include "sim/core/expects.h"
#include "sim/math/softmax.h"
#include "sim/math/spans.h"

#include <Eigen/Core>

#include <cmath>

namespace paddock {

struct KlOptimum {
  Eigen::VectorXd policy;  // mu_i exp(r_i / beta) / Z
  double value = 0;        // max over pi of E_pi r - beta KL(pi || mu) = beta log Z
};

/// argmax over pi of E_pi r - beta KL(pi || mu), beta > 0; mu_i = 0 stays 0. For every pi the suboptimality is exactly
/// value - J(pi) = beta KL(pi || policy).
inline KlOptimum kl_optimum(const Eigen::VectorXd& mu, const Eigen::VectorXd& reward, double beta) {
  expects(beta > 0 && mu.size() == reward.size(), "beta > 0 and one reward for each arm");
  KlOptimum best{Eigen::VectorXd(mu.size())};
  for (Eigen::Index i = 0; i < mu.size(); ++i) best.policy[i] = std::log(mu[i]) + reward[i] / beta;
  best.value = beta * softmax(as_span(best.policy), as_span(best.policy));
  return best;
}

}  // namespace paddock
