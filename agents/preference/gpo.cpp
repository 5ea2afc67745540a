// General preference optimisation (Zhang et al. 2024): mirror ascent on the score of a general preference model against
// the policy itself.
//
//   s(y, y') = v_y^T R v_y', skew scores of embeddings fitted to the comparisons (log-odds; comparison_model.h)
//   s_t(y) = E_{y' ~ pi_t} s(y, y'),   pi_{t+1} ∝ pi_t exp(s_t / beta),   pi_0 = mu
//
// The game played is that of the scores, whose equilibria are not those of the win probabilities; it has no pull to the
// reference, so on cycles the last iterate turns outwards and the average is what settles (policy `average`).
// Exact (form oracle): s = logit P, probabilities cut to [1e-6, 1 - 1e-6]. Sampled (form duel): both responses of a
// query come from pi_t; the model is refitted whenever its labels have grown by an eighth, from the last fit; every
// call of learn() makes a step in each context that has labels. Choices: expectations over pi_t are computed, not
// sampled (the paper draws K responses and regresses log pi/pi_t on the mean score: the same step as K grows); beta = 2
// for tables (released code: .001, with steps far from this minimiser). Late labels and labels given before the start
// are comparisons like any others. Log-linear policies: steps on tables, then the projection of
// sim/policy/log_linear.h.
#include "agents/preference/comparison_model.h"
#include "sim/math/spans.h"
#include "sim/policy/average.h"
#include "sim/policy/log_linear.h"
#include "sim/policy/oracle_game.h"
#include "sim/policy/pairs.h"

#include <optional>

namespace paddock {
namespace {

class Gpo final : public Agent, public PreferenceModel {
 public:
  struct Params {
    double beta = 2;
    ModelParams model{.kind = ModelKind::general_preference};
    Parameters policy = Parameters::tabular;
    static constexpr auto fields() {
      return std::tuple{
          field("beta", &Params::beta, "weight of KL(pi || pi_t) against the score: steps of 1 / beta", kPositive),
          field("model", &Params::model, "the preference model"), field("policy", &Params::policy, kParametersDoc)};
    }
  };
  static std::string misfit(const Params& p, const Setup& setup) { return p.model.misfit(setup.world); }

  Gpo(const Params& params, const Setup& setup)
      : p_(params),
        game_(setup),
        moving_(setup.oracle && !setup.oracle->fixed()),
        model_(params.model, setup),
        rule_(setup.world, Pairs::policy, 1),
        mu_(setup.world),
        pi_(setup.world),
        average_(setup.world),
        next_fit_(pi_.contexts(), 1),
        learnt_(pi_.contexts(), 0) {
    const auto n = static_cast<Eigen::Index>(pi_.responses());
    scores_.assign(pi_.contexts(), Eigen::MatrixXd::Zero(n, n)), gain_.resize(n);
    for (ContextId x = 0; x < pi_.contexts() && game_; ++x) score(x);
    if (p_.policy == Parameters::log_linear) project_.emplace(setup.world);
  }

  void propose(Stream& rng, QueryBatch& out) override {
    if (game_) return out.step();
    while (out.room() > 0) {
      const ContextId x = out.upcoming();
      rule_.draw(x, pi_, rng, out.add(x));
    }
  }
  void learn(const LabelBatch& labels) override {
    if (game_ && labels.size() > 0) return;
    for (Row i = 0; i < labels.size(); ++i)
      if (!labels.skipped(i)) model_.add(labels, i), ++learnt_[labels.context(i)];
    for (ContextId x = 0; x < pi_.contexts(); ++x) {
      if (game_ ? moving_ : learnt_[x] >= next_fit_[x]) score(x);
      if (game_ || learnt_[x] > 0) step(x);
    }
    if (project_) (*project_)(pi_);
  }
  const Policy& recommended() const override { return pi_; }
  const Policy* policy(std::string_view name) const override {
    return name == "average" ? &average_ : Agent::policy(name);
  }
  /// Mean score against the reference.
  double reward(ContextId x, ItemId i) const override { return scores_[x].row(i).dot(as_vector(mu_.of(x))); }
  double predicted(ContextId x, ItemId a, ItemId b) const override { return a == b ? 0.5 : sigmoid(scores_[x](a, b)); }
  double compared(ContextId x, ItemId a, ItemId b) const override { return game_ ? kInf : model_.compared(x, a, b); }

 private:
  void score(ContextId x) {
    if (game_) {
      const Eigen::MatrixXd& margins = game_.margins(x, pi_);
      for (Eigen::Index b = 0; b < margins.cols(); ++b)
        for (Eigen::Index a = 0; a < margins.rows(); ++a) scores_[x](a, b) = finite_logit(margins(a, b) + 0.5);
      return;
    }
    next_fit_[x] = learnt_[x] + std::max<std::uint64_t>(1, learnt_[x] / 8);
    model_.fit(x, true);
    const Eigen::MatrixXd& p = model_.probabilities(x);
    for (Eigen::Index b = 0; b < p.cols(); ++b)
      for (Eigen::Index a = 0; a < p.rows(); ++a) scores_[x](a, b) = finite_logit(p(a, b));
  }
  void step(ContextId x) {
    average_.add(x, pi_.of(x));
    gain_.noalias() = scores_[x] * as_vector(pi_.of(x));
    as_vector(pi_.edit(x)) += gain_ / p_.beta;
    pi_.refresh(x);
  }

  Params p_;
  OracleGame game_;
  const bool moving_;
  ComparisonModel model_;
  PairRule rule_;
  TabularPolicy mu_, pi_;
  std::optional<LogLinearProjection> project_;
  AveragePolicy average_;
  std::vector<Eigen::MatrixXd> scores_;  // log-odds that the row beats the column
  Eigen::VectorXd gain_;
  std::vector<std::uint64_t> next_fit_, learnt_;
};

const Register<Agent, Gpo> entry{
    {.name = "gpo",
     .summary = "Mirror ascent on the scores of a general preference model against the policy itself",
     .formula = "pi_{t+1} ∝ pi_t exp(s_t / beta), s_t(y) = E_{y' ~ pi_t} v_y^T R v_y'",
     .source = "Zhang et al. 2024, General preference modeling with preference representations for aligning language "
               "models"},
    {.forms = {Form::duel, Form::ranking, Form::best_of, Form::oracle},
     .reward = true,
     .policies = {"average"},
     .family = "NLHF"}};

}  // namespace
}  // namespace paddock
