// How far a policy is from optimal in a preference game: win rates, exploitability, regularised gaps.
//
// Gaps are computed from margins p - ½, not as differences of numbers near ½. Mathematically they are >= 0; a result in
// (-1e-12, 0) is rounding and becomes 0, anything lower is returned as it is: p is then no preference matrix.
#pragma once
#include "analysis/game/preferences.h"
#include "sim/core/expects.h"
#include "sim/math/softmax.h"
#include "sim/math/spans.h"

#include <Eigen/Core>

#include <cmath>

namespace paddock {

inline double clamp_rounding(double gap) { return gap < 0 && gap > -1e-12 ? 0 : gap; }

/// piᵀ p rho: probability that a response of pi beats one of rho, in [0, 1].
inline double win_rate(const ArmLaw& pi, const Preferences& p, const ArmLaw& rho) {
  double sum = 0;
  for (Eigen::Index j = 0; j < rho.size(); ++j)
    if (rho[j] != 0) sum += rho[j] * p.col(j).dot(pi);
  return sum;
}

/// Gaps of many policies of one size: owns the scratch, so that a call allocates nothing.
class Gaps {
 public:
  explicit Gaps(Eigen::Index n = 0) : margins_(n), logits_(n) {}

  /// max_i (p pi)_i - ½, in [0, ½]: what a best reply gains; half the duality gap of (pi, pi).
  double exploitability(const Preferences& p, const ArmLaw& pi) {
    against(p, pi);
    return clamp_rounding(margins_.maxCoeff<Eigen::PropagateNaN>());
  }

  /// 2 [max_q V(q, pi) - ½] with V(q, r) = qᵀ p r - tau KL(q || mu) + tau KL(r || mu), which equals
  /// 2 [tau logsumexp(log mu + (p pi - ½)/tau) + tau KL(pi || mu)] = 2 tau [KL(pi || pi*) + KL(pi* || reply(pi))].
  /// log_mu may hold -inf; pi must vanish there, else the gap is +inf.
  double regularised(const Preferences& p, const ArmLaw& pi, const ArmLaw& log_mu, double tau) {
    against(p, pi);
    logits_ = log_mu + margins_ / tau;
    double divergence = 0;
    for (Eigen::Index i = 0; i < pi.size(); ++i)
      if (pi[i] != 0) divergence += pi[i] * (std::log(pi[i]) - log_mu[i]);
    return clamp_rounding(2 * tau * (log_sum_exp(as_span(logits_)) + divergence));
  }

  /// The regularised best reply softmax(log mu + p pi / tau); valid until the next call.
  const Eigen::VectorXd& reply(const Preferences& p, const ArmLaw& pi, const ArmLaw& log_mu, double tau) {
    against(p, pi);
    logits_ = log_mu + margins_ / tau;
    softmax(std::span<double>(logits_.data(), static_cast<std::size_t>(logits_.size())));
    return logits_;
  }

 private:
  void against(const Preferences& p, const ArmLaw& pi) {  // margins_i = (p pi)_i - ½ sum pi
    expects(p.rows() == p.cols() && p.cols() == pi.size() && pi.size() > 0, "one probability for each arm");
    margins_.setZero(pi.size());
    for (Eigen::Index j = 0; j < pi.size(); ++j) {
      if (pi[j] == 0) continue;
      const double own = margins_[j];
      margins_.array() += pi[j] * (p.col(j).array() - 0.5);
      margins_[j] = own;  // an arm ties with itself
    }
  }
  Eigen::VectorXd margins_, logits_;
};

inline double exploitability(const Preferences& p, const ArmLaw& pi) { return Gaps().exploitability(p, pi); }

/// Duality gap of two players: max_i (p rho)_i - min_j (piᵀ p)_j, in [0, 1]; 2 · exploitability when pi = rho.
inline double nash_conv(const Preferences& p, const ArmLaw& pi, const ArmLaw& rho) {
  return exploitability(p, pi) + exploitability(p, rho);
}

inline double regularised_gap(const Preferences& p, const ArmLaw& pi, const ArmLaw& mu, double tau) {
  const Eigen::VectorXd log_mu = mu.unaryExpr([](double x) { return std::log(x); });
  return Gaps().regularised(p, pi, log_mu, tau);
}

}  // namespace paddock
