// Double Thompson Sampling, alpha = 0.51: every theta drawn, and only what decisions look at.
#include "bench/limit/arith16.h"
#include "bench/limit/limits.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace paddock::limit {
namespace {

/// Beta(a, b), a and b at least 1, as a ratio of gammas by the squeeze of Marsaglia & Tsang 2000, normals by the polar
/// method.
struct BetaDraws {
  Stream& rng;
  double spare = 0;
  bool has_spare = false;
  double normal() {
    if (has_spare) return has_spare = false, spare;
    double u = 0, v = 0, s = 0;
    do u = 2 * rng.uniform() - 1, v = 2 * rng.uniform() - 1, s = u * u + v * v;
    while (s >= 1 || s == 0);
    const double f = std::sqrt(-2 * std::log(s) / s);
    spare = v * f, has_spare = true;
    return u * f;
  }
  double gamma(double a) {
    const double d = a - 1. / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
      const double x = normal(), root = 1 + c * x;
      if (root <= 0) continue;
      const double v = root * root * root, u = rng.uniform();
      if (u < 1 - 0.0331 * x * x * x * x || std::log(u) < 0.5 * x * x + d * (1 - v + std::log(v))) return d * v;
    }
  }
  double operator()(double a, double b) {
    const double x = gamma(a), y = gamma(b);
    return x / (x + y);
  }
};

/// Wins, and the a = alpha ln t at which W/N + sqrt(a/N) reaches 1/2.
struct DtsState {
  Table<double> wins{}, reach{};
  unsigned candidates = 0;  // arms with the most upper bounds above 1/2, as bits
  double next = 0;          // the a beyond which they may change
  void add(int c, int d, bool first) {
    wins[c][d] += first, wins[d][c] += !first;
    set_reach(c, d), set_reach(d, c);
    next = 0;
  }
  void select(double a) {
    next = std::numeric_limits<double>::infinity();
    std::array<int, K> above{};
    for (int i = 0; i < K; ++i)
      for (int j = 0; j < K; ++j) {
        above[i] += reach[i][j] < a;  // the diagonal counts for all alike
        next = std::min(next, reach[i][j] < a ? next : reach[i][j]);
      }
    const int most = *std::ranges::max_element(above);
    candidates = 0;
    for (int i = 0; i < K; ++i) candidates |= static_cast<unsigned>(above[i] == most) << i;
  }

 private:
  void set_reach(int i, int j) {
    const double behind = wins[j][i] - wins[i][j];
    reach[i][j] = behind > 0 ? behind * behind / (4 * (wins[i][j] + wins[j][i])) : 0;
  }
};

/// The candidate with the largest count, ties at random.
int dts_champion(unsigned candidates, const std::array<int, K>& count, Stream& rng) {
  int c = 0, best = -1;
  std::uint32_t ties = 0;
  for (int i = 0; i < K; ++i) {
    if (!(candidates >> i & 1) || count[i] < best) continue;
    if (count[i] > best) best = count[i], ties = 0;
    if (++ties == 1 || rng.below(ties) == 0) c = i;
  }
  return c;
}
double dts_log(std::uint64_t t) { return 0.51 * std::log(static_cast<double>(t == 1 ? 2 : t)); }

}  // namespace

double dts_drawn(std::uint64_t rounds, std::uint32_t run) {
  Duels duels(run);
  BetaDraws beta{duels.rng};
  DtsState s;
  for (std::uint64_t t = 1; t <= rounds; ++t) {
    const double a = dts_log(t);
    if (a >= s.next) s.select(a);
    std::array<int, K> count{};
    for (int i = 0; i < K; ++i)
      for (int j = i + 1; j < K; ++j) ++count[beta(s.wins[i][j] + 1, s.wins[j][i] + 1) > 0.5 ? i : j];
    const int c = dts_champion(s.candidates, count, duels.rng);
    int d = c;
    double best = 0.5;
    for (int i = 0; i < K; ++i) {
      if (i == c) continue;
      const double theta = beta(s.wins[i][c] + 1, s.wins[c][i] + 1);
      if (s.reach[c][i] <= a && theta > best) best = theta, d = i;
    }
    const bool first = duels.first_wins(c, d);
    if (c != d) s.add(c, d, first);
  }
  return duels.regret;
}

namespace {
/// P(theta_ij > 1/2) moves by one term a label (sim/math/beta_half.h), values are drawn only when two challengers
/// exceed 1/2. kShort: the last champion meets all others first, and the rest only if it fails to beat them all.
template <bool kShort>
double by_signs(std::uint64_t rounds, std::uint32_t run) {
  Duels duels(run);
  Stream& rng = duels.rng;
  BetaDraws beta{rng};
  DtsState s;
  Table<double> above, log_mass;
  Table<std::uint32_t> coin;  // 32 digits of `above`
  for (int i = 0; i < K; ++i) above[i].fill(0.5), log_mass[i].fill(std::log(0.25)), coin[i].fill(1u << 31);
  int champion = 0;
  const auto pick = [&] {
    std::array<int, K> count{};
    const auto meet = [&](int i, int j) {
      const bool first = rng() < coin[i][j];
      count[i] += first, count[j] += !first;
    };
    for (int j = 0; kShort && j < K; ++j)
      if (j != champion) meet(champion, j);
    if (kShort && count[champion] == K - 1 && (s.candidates >> champion & 1)) return champion;
    for (int i = 0; i < K; ++i)
      for (int j = i + 1; j < K; ++j)
        if (!kShort || (i != champion && j != champion)) meet(i, j);
    return dts_champion(s.candidates, count, rng);
  };
  for (std::uint64_t t = 1; t <= rounds; ++t) {
    const double a = dts_log(t);
    if (a >= s.next) s.select(a);
    const int c = champion = pick();
    std::array<int, K> exceeding;
    int m = 0, d = c;
    for (int i = 0; i < K; ++i)
      if (i != c && s.reach[c][i] <= a && rng() < coin[i][c]) exceeding[m++] = i;
    if (m == 1) d = exceeding[0];
    double best = 0;
    for (int q = 0; m > 1 && q < m; ++q) {
      const int i = exceeding[q];
      double theta = 0;
      do theta = beta(s.wins[i][c] + 1, s.wins[c][i] + 1);
      while (theta <= 0.5);
      if (theta > best) best = theta, d = i;
    }
    const bool first = duels.first_wins(c, d);
    if (c == d) continue;
    const int i = first ? c : d, j = first ? d : c;
    const double alpha = s.wins[i][j] + 1, both = alpha + s.wins[j][i] + 1;
    above[i][j] = std::min(1.0, above[i][j] + std::exp(log_mass[i][j]) / alpha), above[j][i] = 1 - above[i][j];
    log_mass[i][j] = log_mass[j][i] = log_mass[i][j] + std::log(0.5 * both / alpha);
    coin[i][j] = static_cast<std::uint32_t>(std::min(above[i][j] * 0x1p32, 0x1p32 - 1));
    coin[j][i] = static_cast<std::uint32_t>(std::min(above[j][i] * 0x1p32, 0x1p32 - 1));
    s.add(c, d, first);
  }
  return duels.regret;
}
}  // namespace

double dts_signs(std::uint64_t rounds, std::uint32_t run) { return by_signs<false>(rounds, run); }
double dts(std::uint64_t rounds, std::uint32_t run) { return by_signs<true>(rounds, run); }

}  // namespace paddock::limit
