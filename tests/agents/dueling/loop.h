// A loop without a kernel for agents that duel: propose, coins from a matrix, learn. And step by step, for
// hand-computed rounds.
#pragma once
#include "tests/play.h"

#include <Eigen/Core>

#include <cmath>
#include <memory>
#include <utility>
#include <vector>

namespace paddock::test {

using Pair = std::pair<ItemId, ItemId>;

/// One agent on a table of n arms, asked and answered by hand.
class ByHand {
 public:
  ByHand(const Recipe<Agent>& recipe, ItemId n, std::uint64_t seed = 1, std::uint64_t horizon = 0, Row batch = 1,
         ContextId contexts = 1)
      : world_(n, contexts),
        rng_(seed, 0, Purpose::agent, 7),
        agent_(recipe.make({.world = world_, .batch = batch, .horizon = horizon})) {
    queries_.reshape(Form::duel, 2, batch);
    labels_.reshape(queries_, batch);
  }
  /// The next pair, in context x.
  Pair ask(ContextId x = 0) { return ask_many(1, x)[0]; }
  std::vector<Pair> ask_many(Row rows, ContextId x = 0) {
    queries_.clear(rows);
    std::ranges::fill(queries_.context, x);
    agent_->propose(rng_, queries_);
    std::vector<Pair> out;
    for (Row r = 0; r < queries_.size(); ++r) out.emplace_back(queries_.items(r)[0], queries_.items(r)[1]);
    return out;
  }
  /// A label on a pair, whether or not it was asked last; choice: 0, 1, kTie or kSkip.
  void tell(Pair p, std::uint8_t choice, ContextId x = 0, Purpose purpose = Purpose::answer) {
    queries_.clear(1);
    queries_.duel(x, p.first, p.second);
    labels_.clear();
    const Row i = labels_.add(0);
    labels_.choice[i] = choice, labels_.stamp[i] = {0, -1, 0, 0, 0, purpose};
    agent_->learn(labels_);
  }
  void wins(ItemId winner, ItemId loser, int times = 1) {
    for (int k = 0; k < times; ++k) tell({winner, loser}, 0);
  }
  std::vector<double> recommended(ContextId x = 0) const {
    std::vector<double> p(world_.responses());
    agent_->recommended().probabilities(x, p);
    return p;
  }
  const Agent& agent() const { return *agent_; }

 private:
  Arms world_;
  Stream rng_;
  std::unique_ptr<Agent> agent_;
  QueryBatch queries_;
  LabelBatch labels_;
};

struct Regret {
  double average = 0, weak = 0;
};

/// Cumulative regret against arm 0, the Condorcet winner of `p`, after `rounds` duels; a label arrives `delay` rounds
/// after its duel.
inline Regret run(const Recipe<Agent>& recipe, const Eigen::MatrixXd& p, std::uint64_t rounds,
                  std::uint32_t replication, std::uint64_t delay = 0) {
  const Arms world(static_cast<ItemId>(p.rows()));
  const auto agent = recipe.make({.world = world, .horizon = rounds});
  Stream rng(1, replication, Purpose::agent, entity("agent"));
  MatrixAnnotator people(p, 1, replication);
  QueryBatch queries, past;
  LabelBatch labels;
  queries.reshape(Form::duel, 2, 1), past.reshape(Form::duel, 2, static_cast<Row>(delay + 1));
  labels.reshape(past, 1);
  Regret sum;
  for (std::uint64_t t = 0; t < rounds; ++t) {
    queries.clear(1), labels.clear();
    agent->propose(rng, queries);
    queries.stamp[0] = {t, 0, 0};
    const double i = p(0, queries.shown[0]) - 0.5, j = p(0, queries.shown[1]) - 0.5;
    sum.average += (i + j) / 2, sum.weak += std::min(i, j);
    past.copy(static_cast<Row>(t % (delay + 1)), queries, 0);
    if (t < delay) continue;
    const Row rows[] = {static_cast<Row>((t - delay) % (delay + 1))};
    people.answer({past, rows, 1, 0, -1, {}}, labels);
    labels.stamp[0] = {0, -1, 0, 0, 0, Purpose::answer};
    agent->learn(labels);
  }
  return sum;
}

/// Mean and its standard error.
struct Mean {
  double value = 0, error = 0;
};
template <class Values>
Mean mean(const Values& v) {
  const auto n = static_cast<double>(v.size());
  double sum = 0, squares = 0;
  for (double x : v) sum += x;
  for (double x : v) squares += (x - sum / n) * (x - sum / n);
  return {sum / n, std::sqrt(squares / (n - 1) / n)};
}

/// Regret at round T over replications 0 … runs-1.
struct Summary {
  Mean average, weak;
};
inline Summary summary(const Recipe<Agent>& recipe, const Eigen::MatrixXd& p, std::uint64_t rounds, std::uint32_t runs,
                       std::uint64_t delay = 0) {
  std::vector<double> average, weak;
  for (std::uint32_t r = 0; r < runs; ++r) {
    const auto end = run(recipe, p, rounds, r, delay);
    average.push_back(end.average), weak.push_back(end.weak);
  }
  return {mean(average), mean(weak)};
}

// Matrices of the acceptance table: the project's specification of dueling bandits, section 2 (public code).
inline Eigen::MatrixXd cyclic4() {
  return (Eigen::MatrixXd(4, 4) << .5, .6, .6, .6, .4, .5, .9, .1, .4, .1, .5, .9, .4, .9, .1, .5).finished();
}
inline Eigen::MatrixXd arxiv6() {
  return (Eigen::MatrixXd(6, 6) << .50, .55, .55, .54, .61, .61, .45, .50, .55, .55, .58, .60, .45, .45, .50, .54, .51,
          .56, .46, .45, .46, .50, .54, .50, .39, .42, .49, .46, .50, .51, .39, .40, .44, .50, .49, .50)
      .finished();
}
inline Eigen::MatrixXd mslr5() {
  return (Eigen::MatrixXd(5, 5) << .5, .53519466, .6125935, .75696008, .76547422, .46480534, .5, .57985831, .72745116,
          .73820053, .3874065, .42014169, .5, .65895708, .66877089, .24303992, .27254884, .34104292, .5, .50999465,
          .23452578, .26179947, .33122911, .49000535, .5)
      .finished();
}

}  // namespace paddock::test
