// KL-regularised matrix games that need not be symmetric: pessimistic estimates of a preference game are not.
#pragma once
#include "sim/core/expects.h"
#include "sim/math/mirror.h"
#include "sim/math/softmax.h"
#include "sim/math/spans.h"

#include <Eigen/Core>

#include <cmath>

namespace paddock {

struct MatrixGame {
  Eigen::VectorXd row, column;
  double gap = 0;  // of the two, in the regularised game
  bool converged = false;
};

/// The unique equilibrium of max over p, min over q of pᵀ a q - tau KL(p || mu) + tau KL(q || mu), tau > 0, mu of full
/// support. Extragradient with the KL terms treated exactly, step 1 / (tau + L), L half the range of the entries:
/// linear, until the gap, which is at least tau KL(row || exact), is at most `goal` or 100,000 steps are done. O(n²) a
/// step. Source: Zhou et al. 2025, Extragradient preference optimization, for two players.
inline MatrixGame regularised_matrix_game(const Eigen::Ref<const Eigen::MatrixXd>& a, const Eigen::VectorXd& mu,
                                          double tau, double goal = 1e-14) {
  expects(a.rows() == a.cols() && a.rows() == mu.size() && tau > 0 && (mu.array() > 0).all(),
          "a square game, tau > 0 and a reference of full support");
  const double eta = 1 / (tau + (a.maxCoeff() - a.minCoeff()) / 2);
  const Eigen::VectorXd log_mu = mu.unaryExpr([](double v) { return std::log(v); });
  Eigen::VectorXd log_p = log_mu, log_q = log_mu, ahead_p(mu.size()), ahead_q(mu.size());
  MatrixGame g{mu, mu};
  Eigen::VectorXd gain = a * g.column, loss = -(a.transpose() * g.row);
  const auto step = [&](const Eigen::VectorXd& from, const Eigen::VectorXd& payoff, Eigen::VectorXd& logs,
                        Eigen::VectorXd& law) {
    logs = from;
    mirror_step(as_span(logs), as_span(log_mu), as_span(payoff), eta, tau);
    const double total = softmax(as_span(logs), as_span(law));
    logs.array() -= total;
  };
  const auto soft_best = [&](const Eigen::VectorXd& payoff) {  // max over p of payoffᵀ p - tau KL(p || mu)
    ahead_p = log_mu + payoff / tau;
    return tau * log_sum_exp(as_span(ahead_p));
  };
  for (int t = 0; t < 100'000; ++t) {
    g.gap = soft_best(gain) + soft_best(loss) + tau * kl_of_logs(as_span(log_p), as_span(log_mu)) +
            tau * kl_of_logs(as_span(log_q), as_span(log_mu));
    if (g.gap <= goal) return g.converged = true, g;
    step(log_p, gain, ahead_p, g.row), step(log_q, loss, ahead_q, g.column);
    gain = a * g.column, loss = -(a.transpose() * g.row);
    step(log_p, gain, log_p, g.row), step(log_q, loss, log_q, g.column);
    gain = a * g.column, loss = -(a.transpose() * g.row);
  }
  return g;
}

}  // namespace paddock
