#include "analysis/game/tournament.h"

#include "sim/core/expects.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include <algorithm>
#include <bit>
#include <numeric>

namespace paddock {
namespace {

void check(const Preferences& p) { expects(p.rows() == p.cols(), "a square preference matrix"); }

struct Components {
  std::vector<int> number;  // of each arm; Tarjan numbers sinks first
  int count = 0;
  int of(Eigen::Index i) const { return number[static_cast<std::size_t>(i)]; }
};

// Of the graph with an edge i -> j wherever edge(i, j), i != j.
template <class Edge>
Components strong_components(Eigen::Index n, Edge edge) {
  boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> graph(static_cast<std::size_t>(n));
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j)
      if (i != j && edge(i, j)) add_edge(static_cast<std::size_t>(i), static_cast<std::size_t>(j), graph);
  Components c{std::vector<int>(static_cast<std::size_t>(n))};
  c.count = boost::strong_components(
      graph, boost::make_iterator_property_map(c.number.begin(), get(boost::vertex_index, graph)));
  return c;
}

// One bit an arm, rows of 64-bit words.
class Relation {
 public:
  explicit Relation(Eigen::Index n) : words_(static_cast<std::size_t>(n + 63) / 64), bits_(words_ * n) {}
  void set(Eigen::Index i, Eigen::Index j) { bits_[words_ * i + static_cast<std::size_t>(j) / 64] |= 1ull << j % 64; }
  // |row i of this ∩ row j of other|
  std::int64_t common(Eigen::Index i, const Relation& other, Eigen::Index j) const {
    std::int64_t sum = 0;
    for (std::size_t w = 0; w < words_; ++w) sum += std::popcount(bits_[words_ * i + w] & other.bits_[words_ * j + w]);
    return sum;
  }

 private:
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace

std::optional<Eigen::Index> condorcet_winner(const Preferences& p) {
  check(p);
  if (p.rows() == 0) return std::nullopt;
  Eigen::Index champion = 0;  // knock-out: only the last one standing can beat everyone
  for (Eigen::Index i = 1; i < p.rows(); ++i)
    if (!beats(p, champion, i)) champion = i;
  for (Eigen::Index j = 0; j < p.rows(); ++j)
    if (j != champion && !beats(p, champion, j)) return std::nullopt;
  return champion;
}

std::optional<Eigen::Index> condorcet_loser(const Preferences& p) {
  check(p);
  if (p.rows() < 2) return std::nullopt;
  Eigen::Index last = 0;
  for (Eigen::Index i = 1; i < p.rows(); ++i)
    if (!beats(p, i, last)) last = i;
  for (Eigen::Index j = 0; j < p.rows(); ++j)
    if (j != last && !beats(p, j, last)) return std::nullopt;
  return last;
}

Eigen::VectorXd copeland_scores(const Preferences& p, const Mask& compared) {
  check(p);
  expects(compared.size() == 0 || (compared.rows() == p.rows() && compared.cols() == p.cols()), "a mask of p's shape");
  const Eigen::Index n = p.rows();
  const auto points = [](double probability) {  // two comparisons, which a compiler turns into vector instructions
    return (probability - 0.5 > kTie ? 0.5 : 0.0) + (probability - 0.5 >= -kTie ? 0.5 : 0.0);
  };
  Eigen::VectorXd scores = Eigen::VectorXd::Zero(n);
  double* const score = scores.data();
  for (Eigen::Index j = 0; j < n; ++j) {
    const double own = score[j];
    const double* const column = p.data() + j * p.outerStride();
    for (Eigen::Index i = 0; i < n; ++i) {
      score[i] += points(column[i]);
    }
    score[j] = own;
  }
  if (compared.size() == 0) return scores;
  for (Eigen::Index j = 0; j < n; ++j)
    for (Eigen::Index i = 0; i < n; ++i)
      if (i != j && !compared(i, j)) scores[i] -= points(p(i, j));
  return scores;
}

Eigen::VectorXd borda_scores(const Preferences& p) {
  check(p);
  Eigen::VectorXd scores = Eigen::VectorXd::Constant(p.rows(), 0.5);
  if (p.rows() < 2) return scores;
  for (Eigen::Index i = 0; i < p.rows(); ++i) {
    double sum = 0;
    for (Eigen::Index j = 0; j < p.cols(); ++j) sum += i == j ? 0 : p(i, j);
    scores[i] = sum / static_cast<double>(p.rows() - 1);
  }
  return scores;
}

std::vector<Eigen::Index> best_arms(const Eigen::VectorXd& scores) {
  std::vector<Eigen::Index> best;
  for (Eigen::Index i = 0; i < scores.size(); ++i)
    if (scores[i] >= scores.maxCoeff() - kTie * static_cast<double>(scores.size())) best.push_back(i);
  return best;
}

// The first k arms by Copeland score beat all others exactly when their scores add up to k (k - 1) / 2 + k (n - k), the
// most that k arms can have; and a set that beats all others has the largest scores.
std::vector<std::vector<Eigen::Index>> condensation(const Preferences& p) {
  const Eigen::VectorXd scores = copeland_scores(p);
  const Eigen::Index n = p.rows();
  std::vector<Eigen::Index> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::stable_sort(order.begin(), order.end(), [&](auto i, auto j) { return scores[i] > scores[j]; });
  std::vector<std::vector<Eigen::Index>> groups;
  double sum = 0;
  bool open = false;
  for (Eigen::Index k = 1; k <= n; ++k) {
    const Eigen::Index i = order[static_cast<std::size_t>(k - 1)];
    if (!open) groups.emplace_back();
    groups.back().push_back(i);
    sum += scores[i];
    open = sum != static_cast<double>(k * (k - 1)) / 2 + static_cast<double>(k * (n - k));
  }
  for (auto& group : groups) std::sort(group.begin(), group.end());
  return groups;
}

std::vector<Eigen::Index> smith_set(const Preferences& p) {
  check(p);
  return p.rows() == 0 ? std::vector<Eigen::Index>() : condensation(p).front();
}

std::vector<Eigen::Index> schwartz_set(const Preferences& p) {
  check(p);
  const Eigen::Index n = p.rows();
  const Components c = strong_components(n, [&](Eigen::Index i, Eigen::Index j) { return beats(p, i, j); });
  std::vector<char> beaten(static_cast<std::size_t>(c.count), 0);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j)
      if (i != j && c.of(i) != c.of(j) && beats(p, i, j)) beaten[static_cast<std::size_t>(c.of(j))] = 1;
  std::vector<Eigen::Index> best;
  for (Eigen::Index i = 0; i < n; ++i)
    if (!beaten[static_cast<std::size_t>(c.of(i))]) best.push_back(i);
  return best;
}

Triples count_triples(const Preferences& p) {
  check(p);
  const Eigen::Index n = p.rows();
  Relation above(n), below(n), decided(n);  // row i: whom i beats; who beats i; either
  for (Eigen::Index j = 0; j < n; ++j)
    for (Eigen::Index i = 0; i < n; ++i)
      if (i != j && beats(p, i, j)) above.set(i, j), below.set(j, i), decided.set(i, j), decided.set(j, i);
  Triples triples;
  for (Eigen::Index j = 0; j < n; ++j)
    for (Eigen::Index i = 0; i < n; ++i) {
      if (i == j || !beats(p, i, j)) continue;
      triples.decided += decided.common(i, decided, j);
      triples.cyclic += above.common(j, below, i);  // k with j > k > i
    }
  triples.decided /= 3, triples.cyclic /= 3;
  return triples;
}

Transitivity stochastic_transitivity(const Preferences& p) {
  check(p);
  Transitivity result = Transitivity::strong;
  const auto limit = [&](Transitivity t) { result = std::min(result, t); };
  for (Eigen::Index k = 0; k < p.cols(); ++k)
    for (Eigen::Index j = 0; j < p.cols(); ++j) {
      if (j == k || p(j, k) < 0.5 - kTie) continue;
      for (Eigen::Index i = 0; i < p.rows(); ++i) {
        if (i == k || i == j || p(i, j) < 0.5 - kTie) continue;
        const double low = std::min(p(i, j), p(j, k)), high = std::max(p(i, j), p(j, k));
        if (p(i, k) >= high - kTie) continue;
        limit(p(i, k) >= low - kTie   ? Transitivity::moderate
              : p(i, k) >= 0.5 - kTie ? Transitivity::weak
                                      : Transitivity::none);
        if (result == Transitivity::none) return result;
      }
    }
  return result;
}

std::string_view name(Transitivity t) {
  constexpr std::string_view kNames[] = {"none", "weak", "moderate", "strong"};
  return kNames[static_cast<int>(t)];
}

}  // namespace paddock
