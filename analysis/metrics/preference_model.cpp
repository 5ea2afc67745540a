// How good the preference model is that an agent has fitted: P^(i, j) of a PreferenceModel, or sigmoid(r_i - r_j) of a
// fitted reward. Against the truth itself, that is, labels the agent has never seen, infinitely many of them.
//
// model.accuracy:    share of pairs with a majority whose majority the model gets right; what it holds equal (log-odds
//                    below 1e-9) counts half.
// model.calibration: expected calibration error. Predictions of the likelier answer, P^ >= 1/2, are gathered in ten
//                    bins of [1/2, 1]; the mean over bins of |mean P^ - mean P|, by their weight.
// model.coverage:    share of pairs compared at least once.
//
// Pairs i < j are weighted by mu_i mu_j, or alike with `weights: uniform`; values are means over the context law, over
// contexts where some pair counts.
// Sources: Zhang et al. (2024), General preference modeling, section 5; Guo et al. (2017), On calibration of modern
// neural networks.
#include "sim/core/preference_model.h"

#include "analysis/metrics/ground.h"
#include "sim/math/softmax.h"
#include "sim/math/spans.h"

#include <array>

namespace paddock {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

enum class Weights : std::uint8_t { reference, uniform };
constexpr auto enum_words(Weights) {
  return std::array{Word{Weights::reference, "reference"}, Word{Weights::uniform, "uniform"}};
}

class OfModel : public Metric {
 public:
  struct Params {
    Weights weights = Weights::reference;
    static constexpr auto fields() {
      return std::tuple{field("weights", &Params::weights, "of pairs: reference (mu_i mu_j) or uniform")};
    }
  };
  OfModel(const Params& p, const Setup& s)
      : ground_(s.world, kKept), uniform_(p.weights == Weights::uniform), mu_(s.world.responses()) {}
  void shift(const Scene& scene, const Moment& m) override { ground_.shift(scene.truth, m); }
  std::string undefined() const override { return mu_.size() > 1 ? "" : "there is only one response"; }
  double measure(const Checkpoint& c) override {
    ground_.look({c.now, &c.agent.played()});
    const auto* model = dynamic_cast<const PreferenceModel*>(&c.agent);
    double weight = 0, sum = 0;
    for (ContextId x = 0; x < ground_.world().contexts(); ++x) {
      const double p = ground_.world().context_probability(x);
      if (!(p > 0)) continue;
      if (!ground_.world().reference().probabilities(x, as_span(mu_))) return kUndefined;
      const double value = of(x, c.agent, model);
      if (!std::isnan(value)) weight += p, sum += p * value;
    }
    return weight > 0 ? sum / weight : kUndefined;
  }

 protected:
  /// NaN where nothing counts.
  virtual double of(ContextId, const Agent&, const PreferenceModel*) = 0;
  /// Calls seen(i, j, weight, P(i, j)) for the pairs i < j.
  template <class F>
  void for_each_pair(ContextId x, F seen) {
    const Eigen::MatrixXd& p = ground_.preferences(x);
    for (Eigen::Index j = 1; j < p.cols(); ++j)
      for (Eigen::Index i = 0; i < j; ++i)
        seen(static_cast<ItemId>(i), static_cast<ItemId>(j), uniform_ ? 1.0 : mu_[i] * mu_[j], p(i, j));
  }
  static double predicted(const Agent& agent, const PreferenceModel* model, ContextId x, ItemId i, ItemId j) {
    return model ? model->predicted(x, i, j) : sigmoid(agent.reward(x, i) - agent.reward(x, j));
  }

 private:
  Ground ground_;
  const bool uniform_;
  Eigen::VectorXd mu_;
};

class Accuracy final : public OfModel {
 public:
  using OfModel::OfModel;

 private:
  double of(ContextId x, const Agent& agent, const PreferenceModel* model) override {
    double right = 0, all = 0;
    for_each_pair(x, [&](ItemId i, ItemId j, double weight, double p) {
      if (std::abs(p - 0.5) < 1e-12) return;
      const double guess = predicted(agent, model, x, i, j) - 0.5;
      all += weight, right += std::isnan(guess)           ? guess
                              : std::abs(guess) < 2.5e-10 ? weight / 2
                              : (guess > 0) == (p > 0.5)  ? weight
                                                          : 0;
    });
    return right / all;
  }
};

class Calibration final : public OfModel {
 public:
  using OfModel::OfModel;

 private:
  double of(ContextId x, const Agent& agent, const PreferenceModel* model) override {
    std::array<double, 10> off{};
    double all = 0;
    bool known = true;
    for_each_pair(x, [&](ItemId i, ItemId j, double weight, double p) {
      double guess = predicted(agent, model, x, i, j);
      if (std::isnan(guess)) known = false;
      if (!known) return;
      if (guess < 0.5) guess = 1 - guess, p = 1 - p;
      off[std::min<std::size_t>(9, static_cast<std::size_t>(20 * (guess - 0.5)))] += weight * (guess - p);
      all += weight;
    });
    double sum = 0;
    for (double o : off) sum += std::abs(o);
    return known ? sum / all : kUndefined;
  }
};

class Coverage final : public OfModel {
 public:
  using OfModel::OfModel;

 private:
  double of(ContextId x, const Agent&, const PreferenceModel* model) override {
    if (!model) return kUndefined;
    double seen = 0, all = 0;
    for_each_pair(x, [&](ItemId i, ItemId j, double weight, double) {
      all += weight;
      if (model->compared(x, i, j) > 0) seen += weight;
    });
    return seen / all;
  }
};

const Register<Metric, Accuracy> accuracy{
    {.name = "model.accuracy",
     .summary = "How many majorities the fitted preference model gets right.",
     .formula = "share of pairs i < j with P(i, j) != 1/2 where P^(i, j) is on the same side, 1/2 counted half",
     .source = "Zhang et al. (2024), General preference modeling with preference representations, section 5"},
    {.higher_is_better = true,
     .range = kProbability,
     .unit = "share",
     .undefined = "for agents that fit no reward or preference model; where all responses tie",
     .reward = true}};
const Register<Metric, Calibration> calibration{
    {.name = "model.calibration",
     .summary = "How far predicted probabilities are from the true ones of pairs predicted alike.",
     .formula = "sum over ten bins of max(P^, 1 - P^) of weight |mean predicted - mean true|",
     .source = "Guo et al. (2017), On calibration of modern neural networks, equation 3"},
    {.range = kProbability,
     .unit = "probability",
     .undefined = "for agents that fit no reward or preference model",
     .reward = true}};
const Register<Metric, Coverage> coverage{
    {.name = "model.coverage",
     .summary = "Share of pairs that the agent has seen compared.",
     .formula = "share of pairs i < j with at least one comparison learnt",
     .source = "Cui and Du (2022), When are offline two-player zero-sum Markov games solvable?"},
    {.higher_is_better = true,
     .range = kProbability,
     .unit = "share",
     .undefined = "for agents without a preference model of their own",
     .reward = true}};

}  // namespace
}  // namespace paddock
