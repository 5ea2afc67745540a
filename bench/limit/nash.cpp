// Exact Nash-MD and EGPO steps written out for a fixed number of arms.
#include "bench/limit/limits.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace paddock::limit {
namespace {

/// A random game of N arms, P(i, j) uniform, P + Pᵀ = 1, and the state of one run from a uniform reference.
template <int N>
class NashLoop {
 public:
  explicit NashLoop(std::uint64_t seed, double eta = 0.1, double tau = 0.1) : eta_(eta), tau_(tau), pull_(eta * tau) {
    for (int i = 0; i < N; ++i) {
      p_[i][i] = 0.5;
      for (int j = 0; j < i; ++j) {
        seed = seed * 6364136223846793005ull + 1442695040888963407ull;
        p_[i][j] = static_cast<double>(seed >> 11) * 0x1.0p-53;
        p_[j][i] = 1 - p_[i][j];
      }
    }
  }
  /// m = pi^(1 - eta tau) mu^(eta tau) / Z; pi <- m exp(eta P m).
  void nash_md() {
    for (int i = 0; i < N; ++i) log_[i] *= 1 - pull_;  // log mu is 0 up to a constant
    softmax(log_, law_);
    beats(law_, gain_);
    for (int i = 0; i < N; ++i) log_[i] += eta_ * gain_[i];
  }
  /// A half step against pi, a full one from pi against the half step's policy.
  void egpo() {
    softmax(log_, law_);
    beats(law_, gain_);
    for (int i = 0; i < N; ++i) half_[i] = (1 - pull_) * log_[i] + eta_ * gain_[i];
    softmax(half_, law_);
    beats(law_, gain_);
    for (int i = 0; i < N; ++i) log_[i] = (1 - pull_) * log_[i] + eta_ * gain_[i];
  }
  /// 2 max_p [V_tau(p, pi) - 1/2] = 2 [tau log sum mu exp(P pi / tau) - 1/2 + tau KL(pi || mu)]
  double gap() {
    softmax(log_, law_);
    beats(law_, gain_);
    double top = gain_[0], sum = 0, kl = std::log(N);
    for (int i = 0; i < N; ++i) top = std::max(top, gain_[i]);
    for (int i = 0; i < N; ++i) sum += std::exp((gain_[i] - top) / tau_);
    for (int i = 0; i < N; ++i) kl += law_[i] > 0 ? law_[i] * std::log(law_[i]) : 0;
    return 2 * (top + tau_ * std::log(sum / N) - 0.5 + tau_ * kl);
  }
  double entropy() {
    softmax(log_, law_);
    double h = 0;
    for (int i = 0; i < N; ++i) h -= law_[i] > 0 ? law_[i] * std::log(law_[i]) : 0;
    return h;
  }

 private:
  /// (P x)_i = 1 - sum_j P(j, i) x_j for x on the simplex: whole rows are added up, so that memory is read in order.
  void beats(const double* __restrict x, double* __restrict y) const {
    alignas(64) double lost[N] = {};
    for (int j = 0; j < N; ++j)
      for (int i = 0; i < N; ++i) lost[i] += p_[j][i] * x[j];
    for (int i = 0; i < N; ++i) y[i] = 1 - lost[i];
  }
  static void softmax(const double* __restrict l, double* __restrict p) {
    double top = l[0], sum = 0;
    for (int i = 0; i < N; ++i) top = l[i] > top ? l[i] : top;
    for (int i = 0; i < N; ++i) p[i] = std::exp(l[i] - top), sum += p[i];
    for (int i = 0; i < N; ++i) p[i] /= sum;
  }
  alignas(64) double p_[N][N];
  alignas(64) double log_[N] = {}, half_[N], law_[N], gain_[N];
  double eta_, tau_, pull_;
};

template <int N>
double nash_md(int steps, std::uint64_t seed) {
  const auto game = std::make_unique<NashLoop<N>>(seed);
  for (int i = 0; i < steps; ++i) game->nash_md();
  return game->entropy();
}
template <int N>
double egpo(int steps, std::uint64_t seed) {
  const auto game = std::make_unique<NashLoop<N>>(seed);
  double sum = 0;
  for (int i = 0; i < steps; ++i) sum += game->gap(), game->egpo();
  return sum / steps;
}
}  // namespace

double nash_md(int n, int steps, std::uint64_t seed) {
  return n == 10 ? nash_md<10>(steps, seed) : nash_md<100>(steps, seed);
}
double egpo(int n, int steps, std::uint64_t seed) { return n == 10 ? egpo<10>(steps, seed) : egpo<100>(steps, seed); }

}  // namespace paddock::limit
