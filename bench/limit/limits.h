// Limit loops: what the fastest loop that could be written for one algorithm and one size does on this machine. No
// interfaces, no heap, sizes are constants. A library of their own, because they may use all the machine has
// (-march=native) while paddock is compiled for any x86-64.
#pragma once
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)
namespace paddock::limit {

// Dueling bandits on arithmetic-16: strong regret P(0, c) + P(0, d) - 1 summed over `rounds`, twice regret.average.
double rucb_dense(std::uint64_t rounds, std::uint32_t run);  // all bounds rebuilt every round, as the paper writes it
double rucb(std::uint64_t rounds, std::uint32_t run);        // candidates by thresholds, the champion's bounds rebuilt
double rucb_thresholds(std::uint64_t rounds, std::uint32_t run);  // by thresholds alone
double rmed1(std::uint64_t rounds, std::uint32_t run);
double dts_drawn(std::uint64_t rounds, std::uint32_t run);  // every theta drawn, as the paper writes it
double dts_signs(std::uint64_t rounds, std::uint32_t run);  // same law: signs for every pair, values only when needed
double dts(std::uint64_t rounds, std::uint32_t run);        // … and the last champion first

struct Queue {
  double mean_wait = 0;  ///< before service, in services
  std::uint64_t events = 0;
};
/// M/M/1 with arrival rate 0.9 and service rate 1, `jobs` arrivals; two events a job.
Queue mm1(std::uint64_t jobs, std::uint64_t seed);

/// Exact steps on a random game of n arms (10 or 100), P(i, j) uniform, eta = tau = 0.1, uniform reference: the entropy
/// of the last policy; the mean regularised gap before each step.
double nash_md(int n, int steps, std::uint64_t seed);
double egpo(int n, int steps, std::uint64_t seed);

/// Bradley-Terry by minorise-maximise on aggregated counts until the mean step is below 1e-8: scores of n items, mean
/// 0.
std::vector<double> bradley_terry(int n, std::span<const std::pair<int, int>> winner_and_loser);

/// Largest Copeland score, wins minus losses, of n × n margins.
int copeland(int n, const float* margins);

}  // namespace paddock::limit
#pragma GCC visibility pop
