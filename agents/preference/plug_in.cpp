// Plug-in solution of an estimated preference game: fit a preference model to all labels learnt, then solve.
//
//   P^ = model fitted to the comparisons (agents/preference/comparison_model.h)
//   nash     pi_i ∝ mu_i exp((P^ pi)_i / tau), the KL-regularised Nash policy of P^
//   lottery  argmax_pi min_j (pi^T P^)_j
//   leader   f_i = -tau_F log sum_j mu_j exp(-P^_ij / tau_F), pi_i ∝ mu_i exp(f_i / tau_L); policies leader, follower
//
// Under uniform coverage |P^ - P| ~ 1/sqrt(labels), and so is the L1 error of the policy; its KL falls like 1/labels.
// Pairs never compared are 1/2, which ties unknown responses with everything: optimistic for bad ones. pessimism b
// therefore lowers what a response that was compared N_i times is believed to win, P^_ij - b / sqrt(max(1, N_i))
// (tabular model), and solves the game so got, which is no longer symmetric: the row player's side (nash), or the
// leader's. By response, not by pair: lowering every pair lets an unknown opponent beat everything, and the safest
// answer to it is itself.
// The metric model.coverage records how much was seen. Under form oracle P^ = P and nothing is fitted.
// Choices: the recommendation is always the fit to all labels learnt, made when somebody looks, from a cold start, so
// that looking changes nothing. Labels may come late or before the start.
// Sources: nash: Munos et al. 2023; leader: Pásztor et al. 2025; estimation from offline data: Ye et al. 2024, Online
// iterative RLHF with general preference model (there with a bonus or a version space).
#include "agents/preference/comparison_model.h"
#include "analysis/game/lottery.h"
#include "analysis/game/matrix_game.h"
#include "analysis/game/nash.h"
#include "analysis/game/stackelberg.h"
#include "sim/policy/oracle_game.h"
#include "sim/policy/pairs.h"
#include "sim/policy/reply_table.h"

#include <stdexcept>

namespace paddock {
namespace {

enum class Concept : std::uint8_t { nash, lottery, leader };
constexpr auto enum_words(Concept) {
  return std::array{Word{Concept::nash, "nash"}, Word{Concept::lottery, "lottery"}, Word{Concept::leader, "leader"}};
}

class PlugIn final : public Agent, public PreferenceModel {
 public:
  struct Params {
    Concept solution = Concept::nash;
    double tau = 0.1, tau_leader = 0.1, tau_follower = 0.1, pessimism = 0;
    ModelParams model;
    Pairs pairs = Pairs::uniform;
    static constexpr auto fields() {
      return std::tuple{
          field("concept", &Params::solution, "what is solved for: nash, lottery or leader"),
          field("tau", &Params::tau, "nash: strength of the KL pull to the reference", kPositive),
          field("tau-leader", &Params::tau_leader, "leader: strength of its KL pull to the reference", kPositive),
          field("tau-follower", &Params::tau_follower, "leader: strength of the follower's", kPositive),
          field("model", &Params::model, "the preference model"),
          field("pairs", &Params::pairs, "who is compared: uniform, reference (both from it) or active (least known)"),
          field("pessimism", &Params::pessimism, "b: what a response wins is lowered by b / sqrt(its comparisons)",
                kNonNegative)};
    }
    std::string check() const {
      if (pairs != Pairs::uniform && pairs != Pairs::reference && pairs != Pairs::active)
        return "pairs are drawn without looking at the policy: uniform, reference or active";
      if (pessimism > 0 && model.kind != ModelKind::tabular) return "pessimism is for the tabular model";
      return pessimism > 0 && solution == Concept::lottery ? "pessimism is for nash and leader" : "";
    }
  };
  static std::string misfit(const Params& p, const Setup& setup) { return p.model.misfit(setup.world); }

  PlugIn(const Params& params, const Setup& setup)
      : p_(params),
        game_(setup),
        model_(params.model, setup),
        rule_(setup.world, params.pairs, 1),
        mu_(setup.world),
        solved_(setup.world),
        replies_(mu_, solved_),
        old_(mu_.contexts(), 1),
        answer_(*this),
        follower_(*this) {}

  void propose(Stream& rng, QueryBatch& out) override {
    if (game_) return out.step();
    while (out.room() > 0) {
      const ContextId x = out.upcoming();
      rule_.draw(x, solved_, rng, out.add(x));
    }
  }
  void learn(const LabelBatch& labels) override {
    if (game_) std::ranges::fill(old_, std::uint8_t{1});
    for (Row i = 0; i < labels.size(); ++i) model_.add(labels, i);
  }
  const Policy& recommended() const override { return answer_; }
  const Policy* policy(std::string_view name) const override {
    if (p_.solution == Concept::leader && name == "leader") return &answer_;
    if (p_.solution == Concept::leader && name == "follower") return &follower_;
    return Agent::policy(name);
  }
  /// Mean log-odds against the reference.
  double reward(ContextId x, ItemId i) const override {
    double sum = 0;
    for (ItemId j = 0; j < mu_.responses(); ++j) sum += mu_.of(x)[j] * finite_logit(predicted(x, i, j));
    return sum;
  }
  double predicted(ContextId x, ItemId a, ItemId b) const override { return believed(x)(a, b); }
  double compared(ContextId x, ItemId a, ItemId b) const override { return game_ ? kInf : model_.compared(x, a, b); }

 private:
  /// The solution for all labels so far.
  class Answer final : public Policy {
   public:
    explicit Answer(const PlugIn& agent) : agent_(agent) {}
    void sample(ContextId x, Stream& s, std::span<ItemId> out) const override { agent_.solved(x).sample(x, s, out); }
    bool probabilities(ContextId x, std::span<double> out) const override {
      return agent_.solved(x).probabilities(x, out);
    }
    double log_probability(ContextId x, ItemId i) const override { return agent_.solved(x).log_probability(x, i); }

   private:
    const PlugIn& agent_;
  };
  class Follower final : public Replies {
   public:
    explicit Follower(const PlugIn& agent) : agent_(agent) {}
    void replies(ContextId x, ItemId to, std::span<double> out) const override { table(x).replies(x, to, out); }
    void sample(ContextId x, Stream& s, std::span<ItemId> out) const override { table(x).sample(x, s, out); }
    bool probabilities(ContextId x, std::span<double> out) const override { return table(x).probabilities(x, out); }
    double log_probability(ContextId x, ItemId i) const override { return table(x).log_probability(x, i); }

   private:
    const ReplyTable& table(ContextId x) const { return agent_.solved(x), agent_.replies_; }
    const PlugIn& agent_;
  };

  const Eigen::MatrixXd& believed(ContextId x) const {
    if (game_) return truth_ = game_.margins(x, solved_).array() + 0.5, truth_;
    if (model_.stale(x)) {  // a pairwise model is fitted for all contexts at once
      std::ranges::fill(p_.model.kind == ModelKind::pairwise_logistic ? std::span(old_) : std::span(old_).subspan(x, 1),
                        std::uint8_t{1});
      model_.fit(x, false);
    }
    return model_.probabilities(x);
  }
  const TabularPolicy& solved(ContextId x) const {
    const Eigen::MatrixXd& p = believed(x);
    if (old_[x]) solve(x, p), old_[x] = 0;
    return solved_;
  }
  void solve(ContextId x, Eigen::MatrixXd p) const {
    const Eigen::VectorXd mu = as_vector(mu_.of(x));
    if (p_.pessimism > 0 && !game_)
      for (Eigen::Index i = 0; i < p.rows(); ++i) {
        const double compared = model_.wins(x).row(i).sum() + model_.wins(x).col(i).sum();
        p.row(i).array() -= p_.pessimism / std::sqrt(std::max(1.0, compared));
      }
    if (p_.solution == Concept::lottery) {
      const Lottery lottery = maximal_lottery(p);
      return accept(x, lottery.policy, lottery.converged);
    }
    if (p_.solution == Concept::leader) {
      const Stackelberg s = solve_stackelberg(p, mu, p_.tau_leader, p_.tau_follower, mu);
      for (Eigen::Index y = 0; y < p.rows(); ++y) {
        const auto logits = replies_.edit(x, static_cast<ItemId>(y));
        for (std::size_t j = 0; j < logits.size(); ++j)
          logits[j] = std::log(s.follower(y, static_cast<Eigen::Index>(j)));
        replies_.refresh(x, static_cast<ItemId>(y));
      }
      return accept(x, s.leader, true);
    }
    if (p_.pessimism > 0 && !game_) {
      const MatrixGame g = regularised_matrix_game(p, mu, p_.tau);
      return accept(x, g.row, g.converged);
    }
    nash_.reset();
    const Nash& nash = nash_.solve(p, mu, p_.tau);
    accept(x, nash.policy, nash.converged);
  }
  void accept(ContextId x, const Eigen::VectorXd& policy, bool converged) const {
    if (!converged) throw std::runtime_error("the estimated game could not be solved");
    for (std::size_t i = 0; i < mu_.responses(); ++i)
      solved_.edit(x)[i] = std::log(policy[static_cast<Eigen::Index>(i)]);
    solved_.refresh(x);
  }

  Params p_;
  mutable OracleGame game_;  // a cache, with all that is mutable below
  mutable ComparisonModel model_;
  PairRule rule_;
  TabularPolicy mu_;
  mutable TabularPolicy solved_;
  mutable ReplyTable replies_;
  mutable std::vector<std::uint8_t> old_;  // the solution is older than the model
  mutable NashSolver nash_;
  mutable Eigen::MatrixXd truth_;
  Answer answer_;
  Follower follower_;
};

const Register<Agent, PlugIn> entry{
    {.name = "plug-in",
     .summary = "Fits a preference model to comparisons and plays the solution of the fitted game",
     .formula = "P^ from the labels; nash: pi ∝ mu exp(P^ pi / tau); lottery: argmax_pi min_j (pi P^)_j; leader: pi ∝ "
                "mu exp(f / tau_L), f_i = -tau_F log sum_j mu_j exp(-P^_ij / tau_F)",
     .source = "Munos et al. 2023, Nash learning from human feedback; Pásztor et al. 2025; Ye et al. 2024, Online "
               "iterative RLHF with general preference model"},
    {.forms = {Form::duel, Form::ranking, Form::best_of, Form::oracle},
     .reward = true,
     .policies = {"leader", "follower"},
     .family = "NLHF"}};

}  // namespace
}  // namespace paddock
