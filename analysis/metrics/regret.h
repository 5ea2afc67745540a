// How much worse each response is than the best one, in the sense of each regret.
#pragma once
#include "analysis/metrics/ground.h"

namespace paddock {

/// P(c, i) - ½ with c the Condorcet winner: the gap Delta_i of dueling bandits.
std::string condorcet_gap(Ground&, ContextId, std::span<double>);
/// Best normalised Copeland score minus that of i; scores are (wins + ties/2) / (K - 1).
std::string copeland_gap(Ground&, ContextId, std::span<double>);
/// Best Borda score minus that of i; a score is the mean of P(i, j) over j != i.
std::string borda_gap(Ground&, ContextId, std::span<double>);
/// max u - u(i).
std::string utility_gap(Ground&, ContextId, std::span<double>);
/// utility_gap where the truth has utilities, else condorcet_gap.
std::string simple_gap(Ground&, ContextId, std::span<double>);

}  // namespace paddock
