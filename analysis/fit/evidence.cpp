#include "analysis/fit/evidence.h"

#include "sim/core/stream.h"
#include "sim/math/connectivity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace paddock {
namespace {

constexpr double kSingly = 1e6;    // largest count whose labels are dealt one by one
constexpr std::size_t kNamed = 5;  // items that a message names

CountedPair& plus(CountedPair& p, Outcome o, double count) {
  (o == Outcome::left ? p.wins : o == Outcome::right ? p.losses : p.ties) += count;
  return p;
}

Eigen::MatrixXd chain(const Comparisons& data, bool ballots) { return ballots ? data.wins : data.half_wins(); }

std::string some_names(const Comparisons& data, const std::vector<std::size_t>& items) {
  std::string out;
  for (std::size_t k = 0; k < std::min(items.size(), kNamed); ++k)
    out += (k > 0 ? ", " : "") + ("'" + data.names[items[k]] + "'");
  return items.size() > kNamed ? fmt::format("{} and {} more", out, items.size() - kNamed) : out;
}
std::vector<std::size_t> members(const std::vector<int>& component, int which) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < component.size(); ++i)
    if (component[i] == which) out.push_back(i);
  return out;
}

/// The data with other counts, one for each record or ballot.
Comparisons recounted(const Comparisons& data, const std::vector<double>& counts) {
  Comparisons out;
  out.names = data.names, out.annotators = data.annotators, out.pairs = data.pairs;
  out.wins = out.ties = Eigen::MatrixXd::Zero(data.size(), data.size());
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (counts[k] == 0) continue;
    if (!data.ballots.empty()) {
      out.ballots.push_back({counts[k], data.ballots[k].groups});
      count_ballot(out.ballots.back(), out);
      continue;
    }
    Comparison r = data.records[k];
    r.count = counts[k];
    out.records.push_back(r);
    count_record(r, out);
  }
  return out;
}

}  // namespace

std::vector<CountedPair> counted_pairs(const Comparisons& data, bool by_side) {
  std::vector<CountedPair> out;
  if (!by_side) {
    for (int j = 0; j < data.size(); ++j)
      for (int i = j + 1; i < data.size(); ++i) {
        const CountedPair p{j, i, data.wins(j, i), data.wins(i, j), data.ties(i, j)};
        if (p.total() > 0) out.push_back(p);
      }
    return out;
  }
  std::map<std::pair<int, int>, CountedPair> sides;
  for (const Comparison& r : data.records) {
    if (r.left == r.right || r.count == 0) continue;
    auto& p = sides.try_emplace({r.left, r.right}, CountedPair{r.left, r.right}).first->second;
    plus(p, r.outcome, r.count);
  }
  for (const auto& [sides_of, p] : sides) out.push_back(p);
  return out;
}

std::vector<Ballot> ballots_of(const Comparisons& data) {
  if (!data.ballots.empty()) return data.ballots;
  std::vector<Ballot> out;
  for (const CountedPair& p : counted_pairs(data, false)) {
    if (p.wins > 0) out.push_back({p.wins, {{p.left}, {p.right}}});
    if (p.losses > 0) out.push_back({p.losses, {{p.right}, {p.left}}});
  }
  return out;
}

bool any_partial(const Comparisons& data) {
  if (data.ballots.empty()) return data.size() > 2;
  return std::ranges::any_of(data.ballots, [&](const Ballot& b) {
    std::size_t listed = 0;
    for (const auto& group : b.groups) listed += group.size();
    return listed < data.names.size();
  });
}

double label_count(const Comparisons& data, bool ballots) {
  if (!ballots) return data.decisive_total() + data.tie_total();
  double sum = 0;
  for (const Ballot& b : data.ballots) sum += b.groups.size() > 1 ? b.count : 0;
  return sum;
}

bool connected(const Comparisons& data, bool ballots) { return StrongConnection().holds(chain(data, ballots)); }

std::string why_not(const Comparisons& data, bool ballots) {
  constexpr const char* kCure = "--ridge 1 keeps the scores finite";
  const Eigen::MatrixXd wins = chain(data, ballots);
  const std::vector<int> apart = win_components(wins + wins.transpose());
  if (const int parts = *std::ranges::max_element(apart) + 1; parts > 1)
    return fmt::format(
        "disconnected: {} were never compared with the other {} items, so nothing says how they stand; {}",
        some_names(data, members(apart, apart[0])), data.names.size() - members(apart, apart[0]).size(), kCure);
  const std::vector<int> component = win_components(wins);
  const int top = *std::ranges::max_element(component);
  if (top > 0)
    return fmt::format("separable: {} never lost to any other item, so the likelihood grows for ever as they rise; {}",
                       some_names(data, members(component, top)), kCure);
  return "the likelihood has no finite maximum: the labels leave the parameters beside the scores free (one side "
         "always "
         "wins, or all comparisons between unequals are decided)";
}

std::vector<Fold> folds(const Comparisons& data, int k, std::uint64_t seed) {
  const bool ballots = !data.ballots.empty();
  const std::size_t rows = ballots ? data.ballots.size() : data.records.size();
  const auto count = [&](std::size_t r) { return ballots ? data.ballots[r].count : data.records[r].count; };
  std::vector<std::vector<double>> part(static_cast<std::size_t>(k), std::vector<double>(rows, 0));
  Stream rng(seed, 0, Purpose::statistics, entity("folds"));
  for (std::size_t r = 0; r < rows; ++r) {
    const double n = count(r);
    if (n != std::floor(n) || n > kSingly) {
      for (auto& p : part) p[r] = n / k;
      continue;
    }
    rng.seek(r);
    for (double label = 0; label < n; ++label) part[rng.below(static_cast<std::uint32_t>(k))][r] += 1;
  }
  std::vector<Fold> out;
  for (auto& p : part) {
    Comparisons held_out = recounted(data, p);
    for (std::size_t r = 0; r < rows; ++r) p[r] = count(r) - p[r];
    out.push_back({std::move(held_out), recounted(data, p)});
  }
  return out;
}

}  // namespace paddock
