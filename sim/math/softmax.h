// The one kernel for exponentials of logits: log-sum-exp, softmax, logistic functions, entropy and divergence.
//
// Scalar on purpose: Eigen's packet exp rounds an element differently depending on its position in the array and turns
// exp(-inf) into a denormal, so relabelling arms would change policies. Every loop here runs in index order.
// Nothing allocates, nothing throws; NaN in gives NaN out. Logits may be -inf (mass exactly 0). Units: nats.
#pragma once
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <span>

namespace paddock {

/// log(1 + e^z), z real. Exact limits: 0 at -inf, z for large z.
inline double softplus(double z) { return (z > 0 ? z : 0) + std::log1p(std::exp(-std::abs(z))); }

/// 1 / (1 + e^-z) in [0, 1]; full relative accuracy in both tails.
inline double sigmoid(double z) {
  const double e = std::exp(-std::abs(z));
  return (z < 0 ? e : 1) / (1 + e);
}

/// log sigmoid(z) <= 0, accurate where sigmoid underflows.
inline double log_sigmoid(double z) { return -softplus(-z); }

/// log(p / (1 - p)): inverse of sigmoid on [0, 1], -inf and +inf at the ends, NaN outside.
inline double logit(double p) { return std::log(p) - std::log1p(-p); }

/// log(1 - e^a) for a <= 0, accurate at both ends (Maechler 2012).
inline double log1m_exp(double a) {
  return a > -std::numbers::ln2 ? std::log(-std::expm1(a)) : std::log1p(-std::exp(a));
}

/// Largest element; NaN if any is NaN, -inf if empty.
inline double max_or_nan(std::span<const double> v) {
  double top = -std::numeric_limits<double>::infinity();
  for (double x : v) {
    if (std::isnan(x)) return x;
    if (x > top) top = x;
  }
  return top;
}

/// log sum_i exp(v_i) by shift of the maximum. Empty or all -inf: -inf. Any +inf: +inf.
inline double log_sum_exp(std::span<const double> v) {
  const double top = max_or_nan(v);
  if (!std::isfinite(top)) return top;
  double sum = 0;
  for (double x : v) sum += std::exp(x - top);
  return top + std::log(sum);
}

/// out_i = exp(v_i) / sum_j exp(v_j); `out` may be `v` itself and has its size. Returns log sum_j exp(v_j).
/// All -inf, any +inf or any NaN is no distribution: out is filled with NaN.
inline double softmax(std::span<const double> v, std::span<double> out) {
  const double top = max_or_nan(v);
  if (!std::isfinite(top)) {
    for (double& x : out) x = std::numeric_limits<double>::quiet_NaN();
    return top;
  }
  double sum = 0;
  for (std::size_t i = 0; i < v.size(); ++i) sum += out[i] = std::exp(v[i] - top);
  for (double& x : out) x /= sum;
  return top + std::log(sum);
}
inline double softmax(std::span<double> v) { return softmax(v, v); }

/// out_i = v_i - log sum_j exp(v_j); `out` may be `v` itself and has its size. Returns the normaliser.
inline double log_softmax(std::span<const double> v, std::span<double> out) {
  const double total = log_sum_exp(v);
  for (std::size_t i = 0; i < v.size(); ++i) out[i] = v[i] - total;
  return total;
}
inline double log_softmax(std::span<double> v) { return log_softmax(v, v); }

/// -sum p log p >= 0 with 0 log 0 = 0, p on the simplex.
inline double entropy(std::span<const double> p) {
  double h = 0;
  for (double x : p)
    if (x != 0) h -= x * std::log(x);
  return h;
}

/// KL(p || q) = sum p log(p / q), both on the simplex; +inf where q is 0 and p is not.
inline double kl(std::span<const double> p, std::span<const double> q) {
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (p[i] != 0) sum += p[i] * (std::log(p[i]) - std::log(q[i]));
  return sum;
}

/// KL(p || q) of two laws given as logs (for policies kept in log space); exact where p underflows.
inline double kl_of_logs(std::span<const double> log_p, std::span<const double> log_q) {
  double sum = 0;
  for (std::size_t i = 0; i < log_p.size(); ++i) {
    const double p = std::exp(log_p[i]);
    if (p != 0) sum += p * (log_p[i] - log_q[i]);
  }
  return sum;
}

}  // namespace paddock
