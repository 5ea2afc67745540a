#include "sim/experiment/merge.h"

#include <fmt/format.h>

#include <algorithm>

namespace paddock {
namespace {

const ResultRow* find(const CellResult& c, const ResultRow& like) {
  const auto at =
      std::ranges::find_if(c.rows, [&](const ResultRow& r) { return r.x == like.x && r.metric == like.metric; });
  return at == c.rows.end() ? nullptr : &*at;
}
/// Whether the first holds every row of the second.
bool covers(const CellResult& a, const CellResult& b) {
  return std::ranges::all_of(b.rows, [&](const ResultRow& r) { return find(a, r) != nullptr; });
}
bool contradict(const CellResult& a, const CellResult& b) {
  return std::ranges::any_of(a.rows, [&](const ResultRow& r) {
    const ResultRow* other = find(b, r);
    return other && other->value != r.value;
  });
}

}  // namespace

void merge_cells(const Store& source, Store& target, MergeOutcome& outcome) {
  for (const CellHead& head : source.heads()) {
    const auto theirs = target.head(head.key);
    const bool finished = head.status == CellStatus::ok;
    if (theirs && (theirs->status == CellStatus::ok || !finished)) {
      const auto mine = finished ? source.read(head.key) : std::nullopt,
                 known = finished ? target.read(head.key) : mine;
      if (mine && contradict(*known, *mine))
        outcome.doubts.push_back(fmt::format("{}, seed {}", head.agent, head.seed));
      else if (mine && !covers(*known, *mine) && covers(*mine, *known)) {
        target.put(*mine), ++outcome.taken;
        continue;
      }
      ++outcome.known;
      continue;
    }
    target.put(*source.read(head.key));
    ++outcome.taken;
  }
}

}  // namespace paddock
