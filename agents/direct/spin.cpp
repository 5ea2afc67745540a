// Self-play fine-tuning (Chen et al. 2024) and its regularised variants (Alami et al. 2024): the policy learns to tell
// good answers from those of an earlier self, in place of a judge.
//
//   y ~ p_data, y' ~ nu_t,   L = E log(1 + exp(-lambda (g(y) - g(y')))),   g = log pi - log b_t,   pi_0 = mu
//
//   opponent   nu_t                       b_t
//   last       pi_t                       pi_t                           SPIN
//   mixture    pi_t                       pi_t^alpha mu^(1 - alpha)      KL pull to the reference: geometric mixture
//   fictitious mean of pi_0 … pi_t        the same                       fictitious play
//   last-two   mean of pi_{t-1}, pi_t     the same
//
// The exact minimiser (inner-steps: 0) is closed form, since the best classifier's log-odds are additive:
//   log pi_{t+1} = log b_t + (log p_data - log nu_t) / lambda + const
// `last` multiplies the error log pi - log p_data by 1 - 1/lambda: one step at lambda = 1, divergence for lambda <=
// 1/2. `mixture` by alpha - 1/lambda, and ends at ∝ (p_data^(1/lambda) mu^(1-alpha))^(1 / (1/lambda + 1 - alpha)), not
// at p_data. inner-steps: n takes n gradient steps on the logits from pi_t instead, which acts like a larger lambda.
// p_data: `target`, or what wins comparisons between answers of the reference, the chosen answers of a preference set:
// known under form oracle, else counted over all labels learnt, with `prior` answers of the reference added. No label
// tells the policies themselves apart: each call of learn() is one iteration in every context. Expectations over
// policies are computed. Late labels and labels given before the start count like any others.
#include "sim/core/agent.h"
#include "sim/math/comparisons.h"
#include "sim/math/mirror.h"
#include "sim/math/spans.h"
#include "sim/policy/average.h"
#include "sim/policy/oracle_game.h"
#include "sim/policy/pairs.h"

#include <fmt/format.h>

#include <optional>

namespace paddock {
namespace {

enum class Opponent : std::uint8_t { last, mixture, fictitious, last_two };
constexpr auto enum_words(Opponent) {
  return std::array{Word{Opponent::last, "last"}, Word{Opponent::mixture, "mixture"},
                    Word{Opponent::fictitious, "fictitious"}, Word{Opponent::last_two, "last-two"}};
}

class Spin final : public Agent {
 public:
  struct Params {
    double lambda = 1;
    Opponent opponent = Opponent::last;
    double alpha = 0.5;
    std::uint64_t inner_steps = 0;
    double lr = 1, prior = 1;
    std::optional<std::vector<double>> target;
    static constexpr auto fields() {
      return std::tuple{
          field("lambda", &Params::lambda, "slope of the classifier in log pi / b", kPositive),
          field("opponent", &Params::opponent, "last, mixture (geometric, with the reference), fictitious or last-two"),
          field("alpha", &Params::alpha, "the policy's weight in the geometric mixture", kProbability),
          field("inner-steps", &Params::inner_steps, "gradient steps of an iteration; 0: the exact minimiser"),
          field("lr", &Params::lr, "gradient step on the logits", kPositive),
          field("prior", &Params::prior, "answers of the reference added to the winners counted", kPositive),
          field("target", &Params::target, "p_data, a law over the responses; default: winners of reference pairs",
                kProbability)};
    }
    std::string check() const {
      if (!target) return "";
      double sum = 0;
      for (double p : *target) sum += p;
      const bool law = std::abs(sum - 1) < 1e-9 && std::ranges::all_of(*target, [](double p) { return p > 0; });
      return law ? "" : "target is a law: positive numbers that sum to 1";
    }
  };
  static std::string misfit(const Params& p, const Setup& setup) {
    if (!p.target || p.target->size() == setup.world.responses()) return {};
    return fmt::format("target is about {} responses, the world has {}", p.target->size(), setup.world.responses());
  }
  Spin(const Params& params, const Setup& setup)
      : p_(params),
        game_(setup),
        rule_(setup.world, Pairs::reference, 1),
        mu_(setup.world),
        pi_(setup.world),
        previous_(setup.world),
        average_(setup.world) {
    const std::size_t n = pi_.responses();
    nu_.resize(n), base_.resize(n), data_.resize(n), ahead_.resize(n);
    won_.assign(pi_.contexts() * n, 0.0);
  }

  void propose(Stream& rng, QueryBatch& out) override {
    if (game_) return out.step();
    while (out.room() > 0) {
      const ContextId x = out.upcoming();
      rule_.draw(x, pi_, rng, out.add(x));
    }
  }
  void learn(const LabelBatch& labels) override {
    for (Row i = 0; i < labels.size(); ++i)
      for_each_win(labels, i, [&, x = labels.context(i)](ItemId winner, ItemId, double weight) {
        won_[x * pi_.responses() + winner] += weight;
      });
    for (ContextId x = 0; x < pi_.contexts(); ++x) iterate(x);
  }
  const Policy& recommended() const override { return pi_; }
  const Policy* policy(std::string_view name) const override {
    return name == "average" ? &average_ : Agent::policy(name);
  }

 private:
  /// p_data of a context into data_.
  void look_at_data(ContextId x) {
    const std::size_t n = data_.size();
    if (p_.target) return static_cast<void>(std::ranges::copy(*p_.target, data_.begin()));
    double total = 0;
    if (game_) {
      const Eigen::MatrixXd& margins = game_.margins(x, pi_);
      const auto mu = as_vector(mu_.of(x));
      for (std::size_t i = 0; i < n; ++i) {  // a response is not compared with itself
        const auto k = static_cast<Eigen::Index>(i);
        total += data_[i] = mu[k] * (margins.row(k).dot(mu) + 0.5 * (1 - mu[k]));
      }
    } else {
      for (std::size_t i = 0; i < n; ++i) total += data_[i] = won_[x * n + i] + p_.prior * mu_.of(x)[i];
    }
    if (!(total > 0)) return static_cast<void>(std::ranges::copy(mu_.of(x), data_.begin()));
    for (double& p : data_) p = std::max(p / total, 1e-12);  // what never wins keeps a finite log
  }
  void iterate(ContextId x) {
    average_.add(x, pi_.of(x));
    look_at_data(x);
    std::ranges::copy(pi_.of(x), nu_.begin());
    if (p_.opponent == Opponent::fictitious) average_.probabilities(x, nu_);
    if (p_.opponent == Opponent::last_two)
      for (std::size_t i = 0; i < nu_.size(); ++i) nu_[i] = (nu_[i] + previous_.of(x)[i]) / 2;
    if (p_.opponent == Opponent::last || p_.opponent == Opponent::mixture)  // logs, which do not underflow
      geometric_mixture(pi_.logits(x), mu_.logits(x), p_.opponent == Opponent::mixture ? 1 - p_.alpha : 0, base_);
    else
      for (std::size_t i = 0; i < nu_.size(); ++i) base_[i] = std::log(nu_[i]);
    std::ranges::copy(pi_.logits(x), previous_.edit(x).begin());
    previous_.refresh(x);
    if (p_.inner_steps == 0)
      for (std::size_t i = 0; i < nu_.size(); ++i)
        pi_.edit(x)[i] = base_[i] + (std::log(data_[i]) - log_nu(x, i)) / p_.lambda;
    for (std::uint64_t k = 0; k < p_.inner_steps; ++k) descend(x);
    pi_.refresh(x);
  }
  /// base_ holds log nu_t for mixtures of policies, previous_ log pi_t otherwise.
  double log_nu(ContextId x, std::size_t i) const {
    const bool mean = p_.opponent == Opponent::fictitious || p_.opponent == Opponent::last_two;
    return mean ? base_[i] : previous_.logits(x)[i];
  }
  /// theta_i += lr lambda sum_j [p_i nu_j s(g_i - g_j) - p_j nu_i s(g_j - g_i)], s(d) = sigmoid(-lambda d).
  void descend(ContextId x) {
    const auto theta = pi_.edit(x);
    for (std::size_t i = 0; i < theta.size(); ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < theta.size(); ++j) {
        const double d = theta[i] - base_[i] - theta[j] + base_[j];
        sum += data_[i] * nu_[j] * sigmoid(-p_.lambda * d) - data_[j] * nu_[i] * sigmoid(p_.lambda * d);
      }
      ahead_[i] = p_.lr * p_.lambda * sum;
    }
    for (std::size_t i = 0; i < theta.size(); ++i) theta[i] += ahead_[i];
  }

  Params p_;
  OracleGame game_;
  PairRule rule_;
  TabularPolicy mu_, pi_, previous_;
  AveragePolicy average_;
  std::vector<double> nu_, base_, data_, ahead_;  // nu_t, log b_t, p_data, a gradient step
  std::vector<double> won_;                       // contexts × responses
};

const Register<Agent, Spin> entry{
    {.name = "spin",
     .summary = "Self-play fine-tuning: learns to tell winning answers from those of its earlier self",
     .formula = "L = log(1 + exp(-lambda (g(y) - g(y')))), y ~ p_data, y' ~ nu_t, g = log pi / b_t",
     .source = "Chen et al. 2024, Self-play fine-tuning converts weak language models to strong language models; Alami "
               "et al. 2024, Investigating regularization of self-play language models"},
    {.forms = {Form::duel, Form::ranking, Form::best_of, Form::oracle}, .policies = {"average"}, .family = "direct"}};

}  // namespace
}  // namespace paddock
