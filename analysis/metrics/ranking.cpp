// How well the agent orders the responses. Its order is by its fitted reward when it fits one and is judged by what it
// recommends, else by the probabilities of the policy judged; what it leaves tied counts as ordered at random.
//
// ranking.kendall: share of the pairs with a majority that the agent orders against it; a tie is half an error. Where
//                  the truth is transitive this is the normalised Kendall distance; where it is cyclic none reaches 0.
// ranking.topk:    share of the agent's top k that belong to the true top k by Borda score.
// ranking.ndcg:    DCG of the agent's order over that of the best one, DCG = sum over positions 1, 2, … of
//                  gain / log2(1 + position), gain = Borda score above the lowest.
// identified:      1 if the recommended arm, the policy's most likely one (equal ones share), is the Condorcet winner,
//                  or a Copeland winner where there is none.
//
// Means over the context law. Borda scores order responses in every world, and as utilities do where preferences come
// from one utility per response.
// Sources: Kendall (1938); Jarvelin and Kekalainen (2002), linear gains; McSherry and Najork (2008), ties; Busa-Fekete
// and Huellermeier (2014), survey of preference-based bandits, section 3.
#include "analysis/game/tournament.h"
#include "analysis/metrics/ground.h"
#include "sim/math/spans.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace paddock {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// Borda scores above the lowest.
std::string gains(Ground& g, ContextId x, std::span<double> out) {
  const Eigen::VectorXd borda = borda_scores(g.preferences(x));
  const double lowest = borda.minCoeff();
  if (borda.maxCoeff() - lowest <= kTie * static_cast<double>(borda.size()))
    return "all responses have the same Borda score";
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = borda[static_cast<Eigen::Index>(i)] - lowest;
  return {};
}

/// 1 for each winner.
std::string winners(Ground& g, ContextId x, std::span<double> out) {
  const Eigen::MatrixXd& p = g.preferences(x);
  std::ranges::fill(out, 0.0);
  if (const auto c = condorcet_winner(p)) return out[static_cast<std::size_t>(*c)] = 1, "";
  const auto best = best_arms(copeland_scores(p));
  for (Eigen::Index i : best) out[static_cast<std::size_t>(i)] = 1;
  return best.size() < out.size() ? "" : "all responses are Copeland winners";
}

class Kendall final : public Metric {
 public:
  using Params = NoParams;
  Kendall(const Params&, const Setup& s) : ground_(s.world, kKept), opinion_(s) {}
  void shift(const Scene& scene, const Moment& m) override { ground_.shift(scene.truth, m); }
  std::string undefined() const override {
    Ground now(ground_.world());
    now.shift(ground_.truth(), ground_.moment());
    for (ContextId x = 0; x < now.world().contexts(); ++x)
      if (now.world().context_probability(x) > 0 && (now.preferences(x).array() - 0.5).abs().maxCoeff() <= kTie)
        return "no pair has a majority";
    return {};
  }
  double measure(const Checkpoint& c) override {
    ground_.look({c.now, &c.agent.played()});
    return over_contexts(ground_.world(), [&](ContextId x) {
      const Eigen::VectorXd* s = opinion_.of(c.agent, x);
      return s ? wrong(ground_.preferences(x), *s) : kUndefined;
    });
  }

 private:
  static double wrong(const Eigen::MatrixXd& p, const Eigen::VectorXd& s) {
    double errors = 0, decided = 0;
    for (Eigen::Index j = 0; j < p.cols(); ++j)
      for (Eigen::Index i = 0; i < p.rows(); ++i) {
        if (!beats(p, i, j)) continue;
        ++decided;
        errors += s[i] < s[j] ? 1 : s[i] == s[j] ? 0.5 : 0;
      }
    return errors / decided;
  }
  Ground ground_;
  Opinion opinion_;
};

/// What is measured from gains and the agent's scores, context by context.
class ByGain : public Metric {
 public:
  explicit ByGain(const Setup& s, Score gain = gains) : gains_(s.world, std::move(gain)), opinion_(s) {}
  void shift(const Scene& scene, const Moment& m) override { gains_.shift(scene.truth, m); }
  std::string undefined() const override { return gains_.undefined(); }
  double measure(const Checkpoint& c) override {
    gains_.look({c.now, &c.agent.played()});
    return over_contexts(gains_.ground().world(), [&](ContextId x) {
      const Eigen::VectorXd* s = opinion_.of(c.agent, x);
      const auto gain = gains_.of(x);
      return s && !std::isnan(gain[0]) ? value(gain, as_span(*s)) : kUndefined;
    });
  }

 protected:
  virtual double value(std::span<const double> gain, std::span<const double> score) = 0;

 private:
  Scores gains_;
  Opinion opinion_;
};

class TopK final : public ByGain {
 public:
  struct Params {
    std::uint64_t k = 5;
    static constexpr auto fields() {
      return std::tuple{field("k", &Params::k, "how many responses make the top; at most half of them", kAtLeastOne)};
    }
  };
  TopK(const Params& p, const Setup& s)
      : ByGain(s),
        k_(std::clamp<std::size_t>(p.k, 1, std::max(1u, s.world.responses() / 2))),
        sorted_(s.world.responses()) {}

 private:
  double value(std::span<const double> gain, std::span<const double> score) override {
    const double least_gain = largest(gain) - kTie * static_cast<double>(gain.size()), cut = largest(score);
    double sure = 0, right = 0, tied = 0, tied_right = 0;  // above the agent's cut, and at it
    for (std::size_t i = 0; i < gain.size(); ++i) {
      if (score[i] > cut)
        ++sure, right += gain[i] >= least_gain;
      else if (score[i] == cut)
        ++tied, tied_right += gain[i] >= least_gain;
    }
    const auto k = static_cast<double>(k_);
    return (right + tied_right * (k - sure) / tied) / k;
  }
  /// The k-th largest.
  double largest(std::span<const double> v) {
    std::ranges::copy(v, sorted_.begin());
    const auto at = sorted_.begin() + static_cast<std::ptrdiff_t>(k_ - 1);
    std::ranges::nth_element(sorted_, at, std::greater{});
    return *at;
  }
  const std::size_t k_;
  std::vector<double> sorted_;
};

class Ndcg final : public ByGain {
 public:
  using Params = NoParams;
  Ndcg(const Params&, const Setup& s) : ByGain(s), order_(s.world.responses()), discount_(order_.size()) {
    for (std::size_t k = 0; k < discount_.size(); ++k) discount_[k] = 1 / std::log2(2 + static_cast<double>(k));
  }

 private:
  double value(std::span<const double> gain, std::span<const double> score) override {
    const double mine = dcg(gain, score);
    return mine / dcg(gain, gain);
  }
  double dcg(std::span<const double> gain, std::span<const double> by) {
    std::iota(order_.begin(), order_.end(), ItemId{0});
    std::ranges::sort(order_, [&](ItemId a, ItemId b) { return by[a] > by[b]; });
    double sum = 0;
    for (std::size_t first = 0, end = 0; first < order_.size(); first = end) {
      double gains_here = 0, discounts = 0;
      do gains_here += gain[order_[end]], discounts += discount_[end++];
      while (end < order_.size() && by[order_[end]] == by[order_[first]]);
      sum += gains_here * discounts / static_cast<double>(end - first);
    }
    return sum;
  }
  std::vector<ItemId> order_;
  std::vector<double> discount_;
};

class Identified final : public Metric {
 public:
  using Params = NoParams;
  Identified(const Params&, const Setup& s) : winner_(s.world, winners), judged_(s) {}
  void shift(const Scene& scene, const Moment& m) override { winner_.shift(scene.truth, m); }
  std::string undefined() const override { return winner_.undefined(); }
  double measure(const Checkpoint& c) override {
    winner_.look({c.now, &c.agent.played()});
    return over_contexts(winner_.ground().world(), [&](ContextId x) {
      const Eigen::VectorXd* law = judged_.law(c.agent, x);
      if (!law) return kUndefined;
      const auto winner = winner_.of(x);
      const double top = law->maxCoeff();
      double modes = 0, right = 0;
      for (std::size_t i = 0; i < winner.size(); ++i)
        if ((*law)[static_cast<Eigen::Index>(i)] == top) ++modes, right += winner[i];
      return right / modes;
    });
  }

 private:
  Scores winner_;
  Judged judged_;
};

const Register<Metric, Kendall> kendall{
    {.name = "ranking.kendall",
     .summary = "Share of the pairs that the agent's order puts against the majority.",
     .formula =
         "#{i, j: P(i, j) > 1/2, j before i} / #{i, j: P(i, j) > 1/2}, ties of the agent half; by fitted reward, else "
         "by probability",
     .source = "Kendall (1938), A new measure of rank correlation"},
    {.range = kProbability,
     .unit = "share of pairs",
     .undefined = "where no pair has a majority",
     .judges_policy = true}};
const Register<Metric, TopK> topk{
    {.name = "ranking.topk",
     .summary = "Share of the agent's k best responses that are among the true k best by Borda score.",
     .formula =
         "|agent's top k and true top k| / k, ties of the agent in expectation; by fitted reward, else by probability",
     .source = "Busa-Fekete and Huellermeier (2014), A survey of preference-based online learning, section 3"},
    {.higher_is_better = true,
     .range = kProbability,
     .unit = "share of responses",
     .undefined = "where all responses have the same Borda score",
     .judges_policy = true}};
const Register<Metric, Ndcg> ndcg{
    {.name = "ranking.ndcg",
     .summary = "How much of the best order's discounted gain the agent's order collects.",
     .formula =
         "DCG / best DCG, DCG = sum over positions p of gain / log2(1 + p), gain = Borda score above the lowest; by "
         "fitted reward, else by probability",
     .source = "Jarvelin and Kekalainen (2002), Cumulated gain-based evaluation of IR techniques"},
    {.higher_is_better = true,
     .range = kProbability,
     .unit = "share of gain",
     .undefined = "where all responses have the same Borda score",
     .judges_policy = true}};
const Register<Metric, Identified> identified{
    {.name = "identified",
     .summary = "1 when the recommended arm is the Condorcet winner, or a Copeland winner where there is none.",
     .formula = "share of the policy's most likely arms that are winners, mean over contexts",
     .source = "Busa-Fekete and Huellermeier (2014), A survey of preference-based online learning, section 3"},
    {.higher_is_better = true,
     .range = kProbability,
     .unit = "probability",
     .undefined = "where all responses are Copeland winners",
     .judges_policy = true}};

}  // namespace
}  // namespace paddock
