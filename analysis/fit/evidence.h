// Preference data as the likelihoods want them: counted pairs, ballots, folds, and why there may be no fit.
#pragma once
#include "sim/data/comparisons.h"
#include "sim/math/pair_likelihood.h"

#include <cstdint>
#include <string>
#include <vector>

namespace paddock {

/// Distinct pairs with their counts, from the tables of wins and ties; by side (left was left) from the records.
std::vector<CountedPair> counted_pairs(const Comparisons&, bool by_side);
/// The ballots; of comparisons, one of two items for each outcome.
std::vector<Ballot> ballots_of(const Comparisons&);
/// Some ballot (or comparison, among more than two items) does not list every item.
bool any_partial(const Comparisons&);

/// Calls use(winner, loser, tie) for all pairs of a ballot.
template <class Use>
void for_each_pair(const Ballot& b, Use use) {
  for (std::size_t g = 0; g < b.groups.size(); ++g)
    for (std::size_t a = 0; a < b.groups[g].size(); ++a) {
      for (std::size_t c = a + 1; c < b.groups[g].size(); ++c) use(b.groups[g][a], b.groups[g][c], true);
      for (std::size_t h = g + 1; h < b.groups.size(); ++h)
        for (const int loser : b.groups[h]) use(b.groups[g][a], loser, false);
    }
}

/// Labels in the data: rankings that order something, or compared pairs.
double label_count(const Comparisons&, bool ballots);

/// Whether wins (and ties, but for rankings taken as a whole) connect all items strongly: else no score is finite.
bool connected(const Comparisons&, bool ballots);
/// In words, why there is no finite maximum.
std::string why_not(const Comparisons&, bool ballots);

/// One part of the data, and all the others.
struct Fold {
  Comparisons held_out, rest;
};
/// Every single label goes to one of k parts by its own random number; counts that are no whole numbers, or above 1e6,
/// are shared out equally.
std::vector<Fold> folds(const Comparisons&, int k, std::uint64_t seed);

}  // namespace paddock
