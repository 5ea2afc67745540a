// Limit loop for RUCB by thresholds alone (agents/dueling/rucb.cpp): no bound is computed while the champion duels
// itself, so this is the honest limit for that agent.
#pragma once
#include "bench/limit/rucb.h"

#include <limits>

namespace paddock::limit {

/// Returns strong regret after `rounds`.
inline double rucb_thresholds(std::uint64_t rounds, std::uint32_t run) {
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
