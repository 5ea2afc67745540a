// RUCB, alpha = 0.51, unplayed pairs last to be ruled out. Same decision rule in all.
#include "bench/limit/arith16.h"
#include "bench/limit/limits.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace paddock::limit {
namespace {

/// Who is champion, given the candidates as bits and the favourite (-1: none), which is updated.
int rucb_champion(unsigned candidates, int& favourite, Stream& rng) {
  const auto m = static_cast<std::uint32_t>(std::popcount(candidates));
  if (favourite >= 0 && !(candidates >> favourite & 1)) favourite = -1;
  if (m == 0) return static_cast<int>(rng.below(K));
  if (m == 1) return favourite = std::countr_zero(candidates);
  if (favourite < 0) return nth_bit(candidates, rng.below(m));
  return rng() & 1 ? favourite : nth_bit(candidates & ~(1u << favourite), rng.below(m - 1));
}

}  // namespace

/// All K² bounds rebuilt every round, as the paper writes it.
double rucb_dense(std::uint64_t rounds, std::uint32_t run) {
  Duels duels(run);
  Table<double> mean, inverse, wins{};  // W/N and 1/N, 0 and a large number before the first duel
  for (int i = 0; i < K; ++i)
    for (int j = 0; j < K; ++j) mean[i][j] = i == j ? 0.5 : 0, inverse[i][j] = i == j ? 0 : 1e9;
  int favourite = -1;
  for (std::uint64_t t = 1; t <= rounds; ++t) {
    const double a = 0.51 * std::log(static_cast<double>(t) + 1);
    unsigned candidates = 0;
    for (int i = 0; i < K; ++i) {
      double least = 1e300;
      for (int j = 0; j < K; ++j) least = std::min(least, mean[i][j] + std::sqrt(a * inverse[i][j]));
      candidates |= static_cast<unsigned>(least >= 0.5) << i;
    }
    const int c = rucb_champion(candidates, favourite, duels.rng);
    int d = c;
    double best = 0.5;
    for (int j = 0; j < K; ++j) {
      const double u = mean[j][c] + std::sqrt(a * inverse[j][c]);
      if (j != c && u >= best) best = u, d = j;
    }
    const bool first = duels.first_wins(c, d);
    if (c == d) continue;
    wins[c][d] += first, wins[d][c] += !first;
    const double n = wins[c][d] + wins[d][c];
    mean[c][d] = wins[c][d] / n, mean[d][c] = 1 - mean[c][d], inverse[c][d] = inverse[d][c] = 1 / n;
  }
  return duels.regret;
}

/// Candidates by a threshold a row: i stays while alpha ln t >= max_j N_ij (1/2 - W_ij/N_ij)² over pairs it trails in.
/// The champion's column is rebuilt, K square roots a round.
double rucb(std::uint64_t rounds, std::uint32_t run) {
  Duels duels(run);
  Table<double> rival, inverse, reach{}, wins{};  // rival[c][j]: W_jc / N, of which row c is read
  std::array<double, K> row{};
  for (int i = 0; i < K; ++i)
    for (int j = 0; j < K; ++j) rival[i][j] = i == j ? 0.5 - 1e-13 : 0, inverse[i][j] = i == j ? 0 : 1e9;
  const auto update = [&](int i, int j) {
    const double n = wins[i][j] + wins[j][i], behind = 0.5 - wins[i][j] / n;
    rival[j][i] = wins[i][j] / n, inverse[j][i] = 1 / n;
    reach[i][j] = behind > 0 ? n * behind * behind : 0;
    row[i] = 0;
    for (int q = 0; q < K; ++q) row[i] = std::max(row[i], reach[i][q]);
  };
  int favourite = -1;
  for (std::uint64_t t = 1; t <= rounds; ++t) {
    const double a = 0.51 * std::log(static_cast<double>(t) + 1);
    unsigned candidates = 0;
    for (int i = 0; i < K; ++i) candidates |= static_cast<unsigned>(row[i] <= a) << i;
    const int c = rucb_champion(candidates, favourite, duels.rng);
    std::array<double, K> u;
    for (int j = 0; j < K; ++j) u[j] = rival[c][j] + std::sqrt(a * inverse[c][j]);
    int d = 0;
    for (int j = 1; j < K; ++j)
      if (u[j] > u[d]) d = j;
    const bool first = duels.first_wins(c, d);
    if (c == d) continue;
    wins[c][d] += first, wins[d][c] += !first;
    update(c, d), update(d, c);
  }
  return duels.regret;
}

/// By thresholds alone, as agents/dueling/rucb.cpp: no bound is computed while the champion duels itself.
double rucb_thresholds(std::uint64_t rounds, std::uint32_t run) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Duels duels(run);
  Table<double> wins{}, reach{};
  std::array<double, K> row{}, column{};
  const auto update = [&](int i, int j) {
    const double n = wins[i][j] + wins[j][i], behind = 0.5 - wins[i][j] / n;
    reach[i][j] = behind > 0 ? n * behind * behind : 0;
  };
  const auto refresh = [&](int i) {
    row[i] = 0, column[i] = kInfinity;
    for (int j = 0; j < K; ++j) {
      row[i] = std::max(row[i], reach[i][j]);
      if (j != i) column[i] = std::min(column[i], reach[j][i]);
    }
  };
  unsigned candidates = 0;
  double next = 0;
  int favourite = -1;
  for (std::uint64_t t = 1; t <= rounds; ++t) {
    const double a = 0.51 * std::log(static_cast<double>(t) + 1);
    if (a >= next) {
      candidates = 0, next = kInfinity;
      for (int i = 0; i < K; ++i)
        if (row[i] <= a)
          candidates |= 1u << i;
        else
          next = std::min(next, row[i]);
    }
    const int c = rucb_champion(candidates, favourite, duels.rng);
    int d = c;
    if (a >= column[c]) {
      double best = -kInfinity;
      for (int j = 0; j < K; ++j) {
        if (j == c) continue;
        const double n = wins[j][c] + wins[c][j], u = n > 0 ? wins[j][c] / n + std::sqrt(a / n) : kInfinity;
        if (u > best) best = u, d = j;
      }
    }
    const bool first = duels.first_wins(c, d);
    if (c == d) continue;
    wins[c][d] += first, wins[d][c] += !first;
    update(c, d), update(d, c), refresh(c), refresh(d);
    next = 0;
  }
  return duels.regret;
}

}  // namespace paddock::limit
