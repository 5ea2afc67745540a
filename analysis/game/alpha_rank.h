// Which arms evolve: shares of time that a population of imitators spends with each.
#pragma once
#include "analysis/game/preferences.h"
#include "sim/math/markov_chain.h"

namespace paddock {

struct AlphaRankOptions {
  double alpha = 10;       // > 0, ranking intensity: how sharply imitators prefer the better arm; infinity: the limit
  double population = 50;  // >= 2, number of imitators
};

/// A population that all plays one arm is now and then entered by a mutant of another; it is taken over by a mutant j
/// of i with probability rho = (1 - exp(-a)) / (1 - exp(-m a)), a = alpha m/(m-1) (p(j, i) - ½), 1/m at a = 0. The
/// chain of take-overs, mutants uniform among the others, spends `law` of its time with each arm. In the limit of alpha
/// a winner always takes over, a loser never, a tied one half the time. Win-rates as payoffs; p: a win matrix, such as
/// of agents head to head. Source: Omidshafiei et al. 2019, α-Rank: multi-agent evaluation by evolution, single
/// population.
LongRun alpha_rank(const Preferences& p, const AlphaRankOptions& options = {});

/// Long-run law of the walk that stands at an arm, meets another one uniformly at random, and moves on to it if that
/// one beats it (half the time in a tie); pairs that were not compared do not meet. (Daniels 1969, Markov set: Laslier
/// 1997)
LongRun markov_walk(const Preferences& p, const Eigen::Matrix<bool, Eigen::Dynamic, Eigen::Dynamic>& compared = {});

/// The walk of a surfer who, with probability `damping`, leaves arm i for j with probability proportional to p(j, i)
/// over compared pairs, else (and where there is none) for an arm at random. (Brin & Page 1998)
Eigen::VectorXd page_rank(const Preferences& p,
                          const Eigen::Matrix<bool, Eigen::Dynamic, Eigen::Dynamic>& compared = {},
                          double damping = 0.85);

}  // namespace paddock
