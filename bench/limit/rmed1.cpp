// RMED1, f(K) = 0.3 K^1.01: I by differences, sets as bits, ties and sweeps by index.
#include "bench/limit/arith16.h"
#include "bench/limit/limits.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace paddock::limit {

namespace {
/// d(p, 1/2) in nats.
double divergence_from_half(double p) {
  return std::numbers::ln2 + (p > 0 ? p * std::log(p) : 0) + (p < 1 ? (1 - p) * std::log(1 - p) : 0);
}
}  // namespace

double rmed1(std::uint64_t rounds, std::uint32_t run) {
  Duels duels(run);
  Table<double> wins{}, mean, term{};
  std::array<double, K> index{};  // I
  for (auto& row : mean) row.fill(0.5);
  const double slack = 0.3 * std::pow(K, 1.01);
  std::uint64_t t = 1;
  const auto play = [&](int c, int d) {
    const bool first = duels.first_wins(c, d);
    ++t;
    if (c == d) return;
    wins[c][d] += first, wins[d][c] += !first;
    const double n = wins[c][d] + wins[d][c], p = wins[c][d] / n, kl = n * divergence_from_half(p);
    const double of_c = p <= 0.5 ? kl : 0, of_d = p >= 0.5 ? kl : 0;
    mean[c][d] = p, mean[d][c] = 1 - p;
    index[c] += of_c - term[c][d], index[d] += of_d - term[d][c];
    term[c][d] = of_c, term[d][c] = of_d;
  };
  for (int i = 0; i < K; ++i)
    for (int j = i + 1; j < K; ++j) play(i, j);
  unsigned sweep = (1u << K) - 1, waiting = sweep, next = 0;  // L_C, L_R, L_N
  while (t <= rounds) {
    for (unsigned left = sweep; left != 0 && t <= rounds; left &= left - 1) {
      const int l = std::countr_zero(left);
      const int best = static_cast<int>(std::ranges::min_element(index) - index.begin());
      unsigned opponents = 0;
      for (int j = 0; j < K; ++j) opponents |= static_cast<unsigned>(j != l && mean[l][j] <= 0.5) << j;
      int m = best;
      if (opponents != 0 && !(opponents >> best & 1)) {
        double least = 2;
        for (unsigned o = opponents; o != 0; o &= o - 1)
          if (const int j = std::countr_zero(o); mean[l][j] < least) least = mean[l][j], m = j;
      }
      play(l, m);
      waiting &= ~(1u << l);
      const double limit = *std::ranges::min_element(index) + std::log(static_cast<double>(t)) + slack;
      unsigned close = 0;
      for (int i = 0; i < K; ++i) close |= static_cast<unsigned>(index[i] <= limit) << i;
      next |= close & ~waiting;
    }
    sweep = waiting = next, next = 0;
  }
  return duels.regret;
}

}  // namespace paddock::limit
