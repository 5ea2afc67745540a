// The problem of the dueling loops; labels are drawn in the loop.
#pragma once
#include "sim/core/stream.h"

#include <array>
#include <bit>

namespace paddock::limit {

/// ARITH16: P(i beats j) = 1/2 + 0.03 (j - i); arm 0 beats all.
inline constexpr int K = 16;
template <class T>
using Table = std::array<std::array<T, K>, K>;

inline constexpr Table<double> kArith16 = [] {
  Table<double> p{};
  for (int i = 0; i < K; ++i)
    for (int j = 0; j < K; ++j) p[i][j] = 0.5 + 0.03 * (j - i);
  return p;
}();

/// The coin of duel (c, d), and its strong regret P(0, c) + P(0, d) - 1, twice the average one.
struct Duels {
  Stream rng;
  double regret = 0;
  explicit Duels(std::uint32_t run) : rng(7, run, Purpose::agent) {}
  bool first_wins(int c, int d) {
    regret += kArith16[0][c] + kArith16[0][d] - 1;
    return rng.uniform() < kArith16[c][d];
  }
};

/// Place of the q-th set bit, q from 0.
inline int nth_bit(unsigned mask, std::uint32_t q) {
  while (q-- > 0) mask &= mask - 1;
  return std::countr_zero(mask);
}

}  // namespace paddock::limit
