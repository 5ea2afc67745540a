// Regret: what the arms shown cost against the best arm, summed over the queries issued.
//
// A query counts once whatever its votes. With g(i) the gap of arm i in the query's context (regret.h):
// average, copeland, borda, utility: the mean of g over the arms shown; strong: the largest; weak: the smallest.
// von-neumann: max over comparators w of sum_t [wᵀ P e_t - ½], e_t = the arms shown in equal parts. It is linear in w,
// so the maximum over mixtures is one over arms k, taken per context and summed over contexts. With N the counts of the
// arms shown it is max_k ((P - ½) N)_k: the number of queries times the exploitability of what was played.
// simple: not a sum; E of the gap under the recommended policy.
//
// While the truth is fixed the gaps are a table and a query costs one look-up an arm; a truth that moves is asked anew
// before each batch of queries. Under form oracle nothing is shown and there is no regret.
// Sources: Yue, Broder, Kleinberg, Joachims (2012), average and strong; Bengs et al. (2021), section 3, all names;
// Urvoy et al. (2013), Borda and Copeland; Dudik et al. (2015), von Neumann winners. Choice: Copeland scores are
// divided by K - 1 and ties count half.
#include "analysis/metrics/regret.h"

#include "analysis/game/tournament.h"
#include "analysis/metrics/expected.h"

#include <algorithm>

namespace paddock {
namespace {

std::string below_best(const Eigen::VectorXd& scores, double scale, std::span<double> out) {
  const double best = scores.maxCoeff();
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = (best - scores[static_cast<Eigen::Index>(i)]) / scale;
  return {};
}

}  // namespace

std::string condorcet_gap(Ground& g, ContextId x, std::span<double> out) {
  const Eigen::MatrixXd& p = g.preferences(x);
  const auto c = condorcet_winner(p);
  if (!c) return "no Condorcet winner";
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = p(*c, static_cast<Eigen::Index>(i)) - 0.5;
  out[static_cast<std::size_t>(*c)] = 0;
  return {};
}

std::string copeland_gap(Ground& g, ContextId x, std::span<double> out) {
  return below_best(copeland_scores(g.preferences(x)), std::max(1.0, static_cast<double>(out.size()) - 1), out);
}

std::string borda_gap(Ground& g, ContextId x, std::span<double> out) {
  return below_best(borda_scores(g.preferences(x)), 1, out);
}

std::string utility_gap(Ground& g, ContextId x, std::span<double> out) {
  if (!g.utilities(x, out)) return "preferences do not come from utilities";
  const double best = *std::ranges::max_element(out);
  for (double& u : out) u = best - u;
  return {};
}

std::string simple_gap(Ground& g, ContextId x, std::span<double> out) {
  if (utility_gap(g, x, out).empty()) return {};
  const std::string why = condorcet_gap(g, x, out);
  return why.empty() ? why : "neither utilities nor a Condorcet winner";
}

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view kNothingShown = "nothing is shown under form oracle";

struct Mean {
  double operator()(const double* gap, std::span<const ItemId> shown) const {
    if (shown.size() == 2) return (gap[shown[0]] + gap[shown[1]]) * 0.5;
    double sum = 0;
    for (ItemId i : shown) sum += gap[i];
    return sum / static_cast<double>(shown.size());
  }
};
struct Largest {
  double operator()(const double* gap, std::span<const ItemId> shown) const {
    double top = gap[shown[0]];
    for (ItemId i : shown.subspan(1)) top = std::max(top, gap[i]);
    return top;
  }
};
struct Smallest {
  double operator()(const double* gap, std::span<const ItemId> shown) const {
    double low = gap[shown[0]];
    for (ItemId i : shown.subspan(1)) low = std::min(low, gap[i]);
    return low;
  }
};

/// Sum over queries of Combine(gaps of the arms shown).
template <auto Gap, class Combine>
class Cumulative : public Metric {
 public:
  using Params = NoParams;
  using Metric::observe;
  Cumulative(const Params&, const Setup& s) : oracle_(s.form == Form::oracle), gaps_(s.world, Gap) {}
  unsigned watches() const override { return kQueries; }
  void shift(const Scene& scene, const Moment& m) override { gaps_.shift(scene.truth, m); }
  std::string undefined() const override { return oracle_ ? std::string(kNothingShown) : gaps_.undefined(); }
  void observe(const QueryBatch& q) override {
    for (Row r = 0; r < q.size(); ++r)
      if (const auto shown = q.items(r); !shown.empty()) sum_ += Combine{}(gaps_.of(q.context[r]).data(), shown);
  }
  double measure(const Checkpoint&) override { return oracle_ || !gaps_.defined() ? kUndefined : sum_; }

 protected:
  const bool oracle_;
  Scores gaps_;
  double sum_ = 0;
};

/// Also in worlds whose responses cannot be listed, if the truth knows its largest utility.
class Utility final : public Cumulative<utility_gap, Mean> {
 public:
  using Cumulative::Cumulative;
  using Cumulative::observe;
  std::string undefined() const override {
    return listed() || oracle_ ? Cumulative::undefined() : unknown_best(gaps_.ground());
  }
  void observe(const QueryBatch& q) override {
    if (listed()) return Cumulative::observe(q);
    const Truth& truth = gaps_.ground().truth();
    const Moment& now = gaps_.ground().moment();
    for (Row r = 0; r < q.size(); ++r) {
      double u = 0;
      for (ItemId i : q.items(r)) u += truth.utility(q.context[r], i, now);
      if (const auto shown = q.items(r).size(); shown > 0)
        sum_ += truth.best_utility(q.context[r], now) - u / static_cast<double>(shown);
    }
  }
  double measure(const Checkpoint& c) override {
    return listed() || unknown_best(gaps_.ground()).empty() ? Cumulative::measure(c) : kUndefined;
  }

 private:
  bool listed() const { return gaps_.ground().enumerable(); }
};

class VonNeumann final : public Metric {
 public:
  using Params = NoParams;
  using Metric::observe;
  VonNeumann(const Params&, const Setup& s)
      : oracle_(s.form == Form::oracle),
        ground_(s.world, kKept),
        shown_(Eigen::MatrixXd::Zero(s.world.responses(), s.world.contexts())),
        lead_(shown_) {}
  unsigned watches() const override { return kQueries; }
  void shift(const Scene& scene, const Moment& m) override {
    settle();
    ground_.shift(scene.truth, m);
  }
  std::string undefined() const override { return std::string(oracle_ ? kNothingShown : ""); }
  void observe(const QueryBatch& q) override {
    for (Row r = 0; r < q.size(); ++r) {
      const double part = 1 / static_cast<double>(q.items(r).size());
      for (ItemId i : q.items(r)) shown_(i, q.context[r]) += part;
    }
    unsettled_ = true;
    if (!ground_.truth().fixed()) settle();  // as things are now
  }
  double measure(const Checkpoint&) override {
    settle();
    return oracle_ ? kUndefined : lead_.colwise().maxCoeff().sum();
  }

 private:
  /// What has been shown since the last time, by the truth that held: every arm's lead over it.
  void settle() {
    for (ContextId x = 0; unsettled_ && x < shown_.cols(); ++x) {
      if (shown_.col(x).isZero(0)) continue;
      const Eigen::MatrixXd& p = ground_.preferences(x);
      for (Eigen::Index i = 0; i < shown_.rows(); ++i)
        if (const double n = shown_(i, x); n != 0) lead_.col(x).array() += n * (p.col(i).array() - 0.5);
      shown_.col(x).setZero();
    }
    unsettled_ = false;
  }
  const bool oracle_;
  Ground ground_;
  Eigen::MatrixXd shown_, lead_;  // responses × contexts
  bool unsettled_ = false;
};

/// Of the recommended policy, at a checkpoint: E of the gap.
class Simple final : public Expected {
 public:
  using Params = NoParams;
  Simple(const Params&, const Setup& s) : Expected(s, simple_gap) {}

 protected:
  std::string undrawn() const override { return unknown_best(ground()); }
  double drawn(ContextId x, ItemId i) override {
    return ground().truth().best_utility(x, ground().moment()) - ground().truth().utility(x, i, ground().moment());
  }
};

using Average = Cumulative<condorcet_gap, Mean>;
using Strong = Cumulative<condorcet_gap, Largest>;
using Weak = Cumulative<condorcet_gap, Smallest>;
using Copeland = Cumulative<copeland_gap, Mean>;
using Borda = Cumulative<borda_gap, Mean>;

MetricTraits cumulative(std::string_view unit, std::string_view undefined, bool enumerable = true) {
  return {.range = kNonNegative, .unit = unit, .undefined = undefined, .cumulative = true, .enumerable = enumerable};
}
constexpr std::string_view kNoWinner = "where no response beats all others, or under form oracle";
constexpr std::string_view kOracle = "under form oracle";

const Register<Metric, Average> average{
    {.name = "regret.average",
     .summary = "What the two arms shown lose to the Condorcet winner on average, summed over queries.",
     .formula = "sum over queries of (D(i) + D(j)) / 2, D(i) = P(c, i) - 1/2, c the Condorcet winner",
     .source = "Yue, Broder, Kleinberg and Joachims (2012), The K-armed dueling bandits problem"},
    cumulative("win probability", kNoWinner)};
const Register<Metric, Strong> strong{
    {.name = "regret.strong",
     .summary = "What the worse of the arms shown loses to the Condorcet winner, summed over queries.",
     .formula = "sum over queries of max(D(i), D(j)), D(i) = P(c, i) - 1/2, c the Condorcet winner",
     .source = "Yue et al. (2012); Bengs, Busa-Fekete, El Mesaoudi-Paul and Huellermeier (2021), section 3"},
    cumulative("win probability", kNoWinner)};
const Register<Metric, Weak> weak{
    {.name = "regret.weak",
     .summary = "What the better of the arms shown loses to the Condorcet winner, summed over queries.",
     .formula = "sum over queries of min(D(i), D(j)), D(i) = P(c, i) - 1/2, c the Condorcet winner",
     .source = "Yue et al. (2012); Chen and Frazier (2017), Dueling bandits with weak regret"},
    cumulative("win probability", kNoWinner)};
const Register<Metric, Copeland> copeland{
    {.name = "regret.copeland",
     .summary = "How many more arms a Copeland winner beats than the arms shown, as a share, summed over queries.",
     .formula = "sum over queries of max C - (C(i) + C(j)) / 2, C = (arms beaten + ties / 2) / (K - 1)",
     .source = "Zoghi, Karnin, Whiteson and de Rijke (2015), Copeland dueling bandits"},
    cumulative("share of arms", kOracle)};
const Register<Metric, Borda> borda{
    {.name = "regret.borda",
     .summary = "How much more often a Borda winner beats a random other arm than the arms shown, summed over queries.",
     .formula = "sum over queries of max B - (B(i) + B(j)) / 2, B(i) = mean over j != i of P(i, j)",
     .source = "Jamieson, Katariya, Deshpande and Nowak (2015), Sparse dueling bandits"},
    cumulative("win probability", kOracle)};
const Register<Metric, VonNeumann> von_neumann{
    {.name = "regret.von-neumann",
     .summary = "What the best fixed mixture of arms would have won against the arms shown, beyond one half.",
     .formula = "max over arms k, per context, of sum over queries of (P(k, i) + P(k, j)) / 2 - 1/2",
     .source = "Dudik, Hofmann, Schapire, Slivkins and Zoghi (2015), Contextual dueling bandits"},
    cumulative("win probability", kOracle)};
const Register<Metric, Utility> utility{
    {.name = "regret.utility",
     .summary = "How much less utility the responses shown have than the best one, summed over queries.",
     .formula = "sum over queries of max u - mean of u over the responses shown",
     .source = "Yue and Joachims (2009), Interactively optimizing information retrieval systems"},
    cumulative("utility", "where the truth has no utilities or cannot tell the largest, or under form oracle", false)};
const Register<Metric, Simple> simple{
    {.name = "regret.simple",
     .summary = "How much worse the recommended policy is than the best response.",
     .formula =
         "E over contexts and the policy of max u - u(y); without utilities of P(c, y) - 1/2, c the Condorcet winner",
     .source = "Bubeck, Munos and Stoltz (2009), Pure exploration in multi-armed bandits; Yue et al. (2012)"},
    {.range = kNonNegative,
     .unit = "utility, else win probability",
     .undefined = "where the truth has neither utilities nor a Condorcet winner",
     .judges_policy = true,
     .enumerable = false,
     .sampled = true}};

}  // namespace
}  // namespace paddock
