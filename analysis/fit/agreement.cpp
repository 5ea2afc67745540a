#include "analysis/fit/agreement.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace paddock {
namespace {

using Tally = std::array<double, 3>;  // first item, second item, tie

double sum(const Tally& t) { return t[0] + t[1] + t[2]; }
double couples(double n) { return std::max(0.0, n * (n - 1) / 2); }

std::vector<Tally> questions(const Comparisons& data) {
  std::map<std::tuple<int, int, int>, Tally> by;
  const bool ids = !data.pairs.empty();
  for (const Comparison& r : data.records) {
    if (r.left == r.right) continue;
    const auto [first, second] = std::minmax(r.left, r.right);
    const int winner = r.outcome == Outcome::left ? r.left : r.right;
    auto& tally = by.try_emplace({ids ? r.pair : -1, first, second}).first->second;
    tally[r.outcome == Outcome::tie ? 2 : winner == first ? 0 : 1] += r.count;
  }
  std::vector<Tally> out;
  for (const auto& [question, tally] : by)
    if (!ids || std::get<0>(question) >= 0) out.push_back(tally);
  if (!data.records.empty()) return out;
  for (Eigen::Index j = 0; j < data.size(); ++j)
    for (Eigen::Index i = 0; i < j; ++i) out.push_back({data.wins(i, j), data.wins(j, i), data.ties(i, j)});
  return out;
}

}  // namespace

std::optional<Agreement> agreement(const Comparisons& data) {
  Agreement out;
  Tally all{};
  double equal = 0, any = 0, decisive_equal = 0, decisive = 0, observed = 0;
  for (const Tally& t : questions(data)) {
    const double n = sum(t);
    if (n < 2) continue;
    out.questions += 1, out.labels += n;
    for (std::size_t c = 0; c < 3; ++c) equal += couples(t[c]), all[c] += t[c];
    any += couples(n);
    decisive_equal += couples(t[0]) + couples(t[1]), decisive += couples(t[0] + t[1]);
    observed += (n * n - t[0] * t[0] - t[1] * t[1] - t[2] * t[2]) / (n - 1);
  }
  if (out.questions == 0) return std::nullopt;
  out.pairwise = equal / any;
  if (decisive > 0) out.decisive = decisive_equal / decisive;
  const double n = out.labels, chance = n * n - all[0] * all[0] - all[1] * all[1] - all[2] * all[2];
  if (chance > 0) out.alpha = 1 - observed * (n - 1) / chance;
  return out;
}

}  // namespace paddock
