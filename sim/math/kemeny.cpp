#include "sim/math/kemeny.h"

#include "sim/math/connectivity.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>

namespace paddock {
namespace {

using Table = Eigen::Ref<const Eigen::MatrixXd>;

/// f(S) = least disagreement of an order of S, all of whose items come first:
/// f(S + j) = min over j of f(S) + sum over i in S of wins(j, i). Clears `unique` when several orders are least.
std::vector<int> exactly(const Table& wins, const std::vector<int>& items, bool& unique) {
  const std::size_t k = items.size(), half = k / 2, all = std::size_t{1} << k;
  // against[j][·]: votes for j against a set of the first half, and of the second half, of the items.
  const std::size_t low = std::size_t{1} << half, high = std::size_t{1} << (k - half);
  std::vector<double> first(k * low, 0), second(k * high, 0);
  const auto fill = [&](std::vector<double>& table, std::size_t j, std::size_t sets, std::size_t offset) {
    for (std::size_t set = 1; set < sets; ++set) {
      const auto lowest = static_cast<std::size_t>(__builtin_ctzll(set));
      table[j * sets + set] = table[j * sets + (set & (set - 1))] + wins(items[j], items[offset + lowest]);
    }
  };
  for (std::size_t j = 0; j < k; ++j) fill(first, j, low, 0), fill(second, j, high, half);
  std::vector<double> least(all, std::numeric_limits<double>::infinity());
  std::vector<std::uint8_t> last(all, 0), several(all, 0);
  const double rounding = 1e-12 * wins(items, items).sum();
  least[0] = 0;
  for (std::size_t set = 0; set < all; ++set)
    for (std::size_t j = 0; j < k; ++j) {
      const std::size_t with = set | std::size_t{1} << j;
      if (with == set) continue;
      const double sum = least[set] + first[j * low + (set & (low - 1))] + second[j * high + (set >> half)];
      several[with] = sum < least[with] - rounding ? several[set] : several[with] || sum <= least[with] + rounding;
      if (sum < least[with]) least[with] = sum, last[with] = static_cast<std::uint8_t>(j);
    }
  unique = unique && !several[all - 1];
  std::vector<int> order(k);
  for (std::size_t set = all - 1, place = k; place-- > 0; set &= ~(std::size_t{1} << last[set]))
    order[place] = items[last[set]];
  return order;
}

/// Moves one item at a time to its best place, until none can gain.
std::vector<int> locally(const Table& wins, std::vector<int> order) {
  const std::size_t k = order.size();
  std::vector<double> borda(static_cast<std::size_t>(wins.rows()), 0);
  for (const int i : order)
    for (const int j : order)
      if (i != j) borda[static_cast<std::size_t>(i)] += wins(i, j) - wins(j, i);
  std::ranges::stable_sort(order, std::greater(), [&](int i) { return borda[static_cast<std::size_t>(i)]; });
  for (bool better = true; better;) {
    better = false;
    for (std::size_t at = 0; at < k; ++at) {
      const int item = order[at];
      double gain = 0, most = 1e-9;  // a margin against rounding, so that it ends
      std::size_t best = at;
      for (std::size_t to = at; to-- > 0;)
        if ((gain += wins(item, order[to]) - wins(order[to], item)) > most) most = gain, best = to;
      gain = 0;
      for (std::size_t to = at + 1; to < k; ++to)
        if ((gain += wins(order[to], item) - wins(item, order[to])) > most) most = gain, best = to;
      if (best == at) continue;
      better = true;
      const auto begin = order.begin(), from = begin + static_cast<std::ptrdiff_t>(at),
                 target = begin + static_cast<std::ptrdiff_t>(best);
      best < at ? std::rotate(target, from, from + 1) : std::rotate(from, from + 1, target + 1);
    }
  }
  return order;
}

}  // namespace

Kemeny kemeny(const Table& wins) {
  const Eigen::Index n = wins.rows();
  Eigen::MatrixXd weakly = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index j = 0; j < n; ++j)
    for (Eigen::Index i = 0; i < n; ++i) weakly(i, j) = i != j && wins(i, j) >= wins(j, i);
  const std::vector<int> component = win_components(weakly);
  const int count = n == 0 ? 0 : *std::ranges::max_element(component) + 1;
  Kemeny out;
  for (int c = count; c-- > 0;) {  // the largest number beats all others
    std::vector<int> items;
    for (Eigen::Index i = 0; i < n; ++i)
      if (component[static_cast<std::size_t>(i)] == c) items.push_back(static_cast<int>(i));
    const bool small = static_cast<int>(items.size()) <= kKemenyExact;
    out.exact = out.exact && small;
    for (const int i : small ? exactly(wins, items, out.unique) : locally(wins, items)) out.order.push_back(i);
  }
  for (std::size_t a = 0; a < out.order.size(); ++a)
    for (std::size_t b = a + 1; b < out.order.size(); ++b) out.distance += wins(out.order[b], out.order[a]);
  return out;
}

}  // namespace paddock
