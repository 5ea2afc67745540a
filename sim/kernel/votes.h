// From what annotators said to what the agent learns: majority of votes, rule for ties.
#pragma once
#include "sim/core/batch.h"
#include "sim/kernel/kernel.h"

#include <algorithm>
#include <array>

namespace paddock {

/// Plurality of the choices given to one query; equal shares of the top are a tie, skips do not count, nothing but
/// skips is a skip.
inline std::uint8_t plurality(const LabelBatch& votes, std::span<const Row> of_query) {
  std::array<std::uint32_t, 256> count{};
  for (Row i : of_query) ++count[votes.choice[i]];
  std::uint8_t best = LabelBatch::kSkip;
  bool tied = false;
  for (unsigned c = 0; c < LabelBatch::kTie; ++c) {
    const auto top = best == LabelBatch::kSkip ? 0 : count[best];
    if (count[c] == 0 || count[c] < top) continue;
    tied = count[c] == top, best = static_cast<std::uint8_t>(c);
  }
  if (best == LabelBatch::kSkip) return count[LabelBatch::kTie] > 0 ? LabelBatch::kTie : LabelBatch::kSkip;
  return tied || count[LabelBatch::kTie] > count[best] ? LabelBatch::kTie : best;
}

/// Rewrites ties as learners shall see them. Coins are named by the query, so they are the same for every agent.
inline void settle_ties(LabelBatch& labels, TieRule rule, Stream& coins) {
  if (rule == TieRule::half || rule == TieRule::likelihood) return;
  for (Row i = 0; i < labels.size(); ++i) {
    if (labels.choice[i] != LabelBatch::kTie) continue;
    const Row q = labels.query[i];
    const auto items = static_cast<double>(labels.queries->items(q).size());
    labels.choice[i] =
        rule == TieRule::drop
            ? LabelBatch::kSkip
            : static_cast<std::uint8_t>(coins.nth(labels.queries->stamp[q].serial) * std::max(2.0, items));
  }
}

}  // namespace paddock
