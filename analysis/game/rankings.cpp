#include "analysis/game/rankings.h"

#include "sim/core/expects.h"

#include <boost/dynamic_bitset.hpp>

#include <algorithm>

namespace paddock {
namespace {

using Table = Eigen::Ref<const Eigen::MatrixXd>;

// Who stands above whom so far, closed under transitivity.
class Locked {
 public:
  explicit Locked(std::size_t n) : below_(n, Bits(n)), above_(n, Bits(n)) {}
  bool above(std::size_t i, std::size_t j) const { return below_[i][j]; }
  void lock(std::size_t i, std::size_t j) {
    if (below_[i][j]) return;
    const auto extend = [](std::vector<Bits>& rows, const Bits& of, std::size_t self, Bits more, std::size_t with) {
      more.set(with);
      rows[self] |= more;
      for (auto k = of.find_first(); k != Bits::npos; k = of.find_next(k)) rows[k] |= more;
    };
    extend(below_, above_[i], i, below_[j], j);
    extend(above_, below_[j], j, above_[i], i);
  }
  std::size_t count_above(std::size_t i) const { return above_[i].count(); }

 private:
  using Bits = boost::dynamic_bitset<>;
  std::vector<Bits> below_, above_;
};

struct Pair {
  double margin;
  std::size_t winner, loser;
};

}  // namespace

Kemeny slater(const Preferences& p) {
  Eigen::MatrixXd majority(p.rows(), p.cols());
  for (Eigen::Index j = 0; j < p.cols(); ++j)
    for (Eigen::Index i = 0; i < p.rows(); ++i) majority(i, j) = i != j && beats(p, i, j);
  return kemeny(majority);
}

Ranking ranked_pairs(const Table& margins) {
  const Eigen::Index n = margins.rows();
  expects(margins.cols() == n, "a square table of margins");
  const double tie = n == 0 ? 0 : kTie * margins.cwiseAbs().maxCoeff();
  std::vector<Pair> pairs;
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j)
      if (margins(i, j) > tie)
        pairs.push_back({margins(i, j), static_cast<std::size_t>(i), static_cast<std::size_t>(j)});
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.margin > b.margin; });
  Ranking result;
  Locked locked(static_cast<std::size_t>(n));
  for (std::size_t first = 0, last = 0; first < pairs.size(); first = last) {  // margins that are equal: [first, last)
    while (last < pairs.size() && pairs[last].margin >= pairs[first].margin - tie) ++last;
    // What contradicts larger margins falls in any order; among the others a contradiction means that order matters.
    std::vector<Pair> open;
    for (std::size_t k = first; k < last; ++k)
      if (!locked.above(pairs[k].loser, pairs[k].winner)) open.push_back(pairs[k]);
    for (const Pair& k : open) {
      if (locked.above(k.loser, k.winner))
        result.unique = false;
      else
        locked.lock(k.winner, k.loser);
    }
  }
  for (Eigen::Index i = 0; i < n; ++i) result.order.push_back(i);
  std::stable_sort(result.order.begin(), result.order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return locked.count_above(static_cast<std::size_t>(a)) < locked.count_above(static_cast<std::size_t>(b));
  });
  for (std::size_t k = 1; k < result.order.size(); ++k)  // a linear order is locked between all neighbours
    result.unique = result.unique && locked.above(static_cast<std::size_t>(result.order[k - 1]),
                                                  static_cast<std::size_t>(result.order[k]));
  return result;
}

Ranking leximax_copeland(const Eigen::VectorXd& scores, const Mask& unanimity) {
  const Eigen::Index n = scores.size();
  expects(unanimity.rows() == n && unanimity.cols() == n, "a mask of all pairs");
  Ranking result;
  std::vector<Eigen::Index> rest;
  for (Eigen::Index i = 0; i < n; ++i) rest.push_back(i);
  while (!rest.empty()) {
    const auto open = [&](Eigen::Index i) {  // no remaining arm is better for everybody
      return std::none_of(rest.begin(), rest.end(), [&](Eigen::Index j) { return j != i && unanimity(j, i); });
    };
    auto best = rest.end();
    bool tied = false;
    for (auto i = rest.begin(); i != rest.end(); ++i) {
      if (!open(*i)) continue;
      if (best != rest.end() && scores[*i] == scores[*best]) tied = true;
      if (best == rest.end() || scores[*i] > scores[*best]) best = i, tied = false;
    }
    if (best == rest.end()) best = rest.begin(), tied = true;  // unanimity in a cycle: no voters can say that
    result.unique = result.unique && !tied;
    result.order.push_back(*best);
    rest.erase(best);
  }
  return result;
}

}  // namespace paddock
