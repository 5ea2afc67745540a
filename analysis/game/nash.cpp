#include "analysis/game/nash.h"

#include "analysis/game/lottery.h"
#include "sim/core/expects.h"
#include "sim/math/softmax.h"
#include "sim/math/spans.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace paddock {
namespace {

constexpr double kGoal = 1e-10;        // of the residual, for a result to count as converged
constexpr double kNegligible = 1e-20;  // mass below which an arm cannot move the others' equations

}  // namespace

// Normalises z; F up to a constant, as the log-ratio of the policy to its regularised best reply, and its size.
double NashSolver::residual_at(const Eigen::VectorXd& z, double strength, Eigen::VectorXd& policy,
                               Eigen::VectorXd& residual) {
  policy.resize(z.size());
  softmax(as_span(z), as_span(policy));
  residual.noalias() = strength * (skew_ * policy);
  residual = z - log_mu_ - residual;
  residual.array() -= residual.mean();
  return residual.norm();
}

// (I - K) D^½ step = D^½ (c - F), K = strength D^½ A D^½, c such that the mean step under the policy is 0.
void NashSolver::direction(double strength) {
  active_.clear();
  for (Eigen::Index i = 0; i < policy_.size(); ++i)
    if (policy_[i] > kNegligible) active_.push_back(i);
  const auto m = static_cast<Eigen::Index>(active_.size());
  root_.resize(m), right_.resize(m), system_.resize(m, m);
  for (Eigen::Index k = 0; k < m; ++k) root_[k] = std::sqrt(policy_[active_[k]]);
  for (Eigen::Index c = 0; c < m; ++c) {
    for (Eigen::Index r = 0; r < m; ++r)
      system_(r, c) = -strength * root_[r] * skew_(active_[r], active_[c]) * root_[c];
    system_(c, c) = 1;
    right_[c] = -root_[c] * residual_[active_[c]];
  }
  factor_.compute(system_);
  right_ = factor_.solve(right_);
  local_ = factor_.solve(root_);
  const double shift = -root_.dot(right_) / root_.dot(local_);
  right_ += shift * local_;
  step_ = shift - residual_.array();
  for (Eigen::Index k = 0; k < m; ++k) step_ += (strength * root_[k] * right_[k]) * skew_.col(active_[k]);
}

// Newton at one strength = 1/tau from z_, until |F| <= goal or it stops falling; true when the goal is met.
bool NashSolver::newton(double strength, double goal, int limit) {
  double size = residual_at(z_, strength, policy_, residual_);
  for (int round = 0; round < limit && size > goal; ++round) {
    direction(strength);
    ++last_.iterations;
    if (!step_.allFinite()) return false;
    double length = 1, next = size;
    for (; length > 1e-4; length /= 2) {
      trial_ = z_ + length * step_;
      next = residual_at(trial_, strength, trial_policy_, trial_residual_);
      if (next <= (1 - 1e-2 * length) * size) break;
    }
    if (!(next < size)) return false;
    z_.swap(trial_), policy_.swap(trial_policy_), residual_.swap(trial_residual_);
    size = next;
  }
  return size <= goal;
}

// Homotopy: the equilibrium at strength 0 is mu; strength grows by a factor that adapts to how hard Newton works.
bool NashSolver::follow_path(double strength) {
  z_ = log_mu_;
  double reached = 0, factor = 4;
  Eigen::VectorXd safe = z_;
  while (reached < strength) {
    const double next = reached == 0 ? std::min(1.0, strength) : std::min(reached * factor, strength);
    const int before = last_.iterations;
    if (newton(next, 1e-3, 12)) {
      reached = next, safe = z_;
      factor = last_.iterations - before <= 4 ? factor * 2 : factor;
    } else {
      z_ = safe;
      factor = std::sqrt(factor);
      if (factor < 1.001) return false;
    }
  }
  return true;
}

const Nash& NashSolver::solve(const Preferences& p, const Eigen::VectorXd& mu, double tau) {
  expects(p.rows() == p.cols() && mu.size() == p.rows(), "a square preference matrix and one reference entry an arm");
  expects(tau > 0 && std::isfinite(tau), "a positive tau");
  kept_.clear();  // arms of mu 0 leave the game
  for (Eigen::Index i = 0; i < mu.size(); ++i)
    if (mu[i] > 0) kept_.push_back(i);
  const auto n = static_cast<Eigen::Index>(kept_.size());
  expects(n > 0, "a reference policy with some mass");
  skew_.resize(n, n), log_mu_.resize(n);
  for (Eigen::Index j = 0; j < n; ++j) {
    log_mu_[j] = std::log(mu[kept_[j]]);
    for (Eigen::Index i = 0; i < n; ++i) skew_(i, j) = (p(kept_[i], kept_[j]) - p(kept_[j], kept_[i])) / 2;
  }
  log_softmax(as_span(log_mu_));
  const double strength = 1 / tau, goal = 1e-13 * (1 + strength * 1e-2) * std::sqrt(static_cast<double>(n));
  last_.iterations = 0;
  const bool warm = last_.log_policy.size() == mu.size() && last_.converged;
  bool near = false;
  if (warm) {
    z_ = last_.log_policy(kept_);
    near = z_.allFinite() && newton(strength, 1e-3, 12);
  }
  if (!near) near = follow_path(strength);
  newton(strength, goal, 20);

  last_.log_policy = Eigen::VectorXd::Constant(mu.size(), -std::numeric_limits<double>::infinity());
  last_.policy = Eigen::VectorXd::Zero(mu.size());
  log_softmax(as_span(z_));
  softmax(as_span(z_), as_span(policy_));
  last_.log_policy(kept_) = z_;
  last_.policy(kept_) = policy_;
  trial_ = log_mu_ + strength * (skew_ * policy_);
  log_softmax(as_span(trial_));
  last_.residual = std::sqrt((policy_.array() * (z_ - trial_).array().square()).sum());
  last_.converged = last_.residual <= kGoal;
  const Eigen::VectorXd log_mu = mu.unaryExpr([](double x) { return std::log(x); });
  last_.gap = gaps_.regularised(p, last_.policy, log_mu, tau);
  return last_;
}

Nash regularised_nash(const Preferences& p, const Eigen::VectorXd& mu, double tau) {
  if (tau != 0) return NashSolver().solve(p, mu, tau);
  const Lottery lottery = maximal_lottery(p);
  Nash nash;
  nash.policy = lottery.policy;
  nash.log_policy = lottery.policy.unaryExpr([](double x) { return std::log(x); });
  nash.gap = 2 * lottery.gap;
  nash.converged = lottery.converged;
  return nash;
}

}  // namespace paddock
