// Entropic mirror steps and geometric mixtures, on logs of policies.
#pragma once
#include <cstddef>
#include <span>

namespace paddock {

/// out = log of pi^(1-w) mu^w up to a constant, w in [0, 1]; `out` may be `log_pi` itself. Finite logs.
inline void geometric_mixture(std::span<const double> log_pi, std::span<const double> log_mu, double w,
                              std::span<double> out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = (1 - w) * log_pi[i] + w * log_mu[i];
}

/// log pi <- (1 - eta tau) log pi + eta tau log mu + eta q, up to a constant: the maximiser over p of
/// eta <q, p> - eta tau KL(p || mu) - (1 - eta tau) KL(p || pi). eta tau in [0, 1].
inline void mirror_step(std::span<double> log_pi, std::span<const double> log_mu, std::span<const double> q, double eta,
                        double tau) {
  const double w = eta * tau;
  for (std::size_t i = 0; i < log_pi.size(); ++i) log_pi[i] = (1 - w) * log_pi[i] + w * log_mu[i] + eta * q[i];
}

/// log pi <- (log pi + eta tau log magnet + eta q) / (1 + eta tau), up to a constant: the maximiser over p of
/// <q, p> - tau KL(p || magnet) - KL(p || pi) / eta; mirror_step with step eta / (1 + eta tau). eta tau >= 0.
inline void proximal_step(std::span<double> log_pi, std::span<const double> log_magnet, std::span<const double> q,
                          double eta, double tau) {
  const double w = eta * tau;
  for (std::size_t i = 0; i < log_pi.size(); ++i) log_pi[i] = (log_pi[i] + w * log_magnet[i] + eta * q[i]) / (1 + w);
}

}  // namespace paddock
