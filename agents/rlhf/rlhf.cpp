// RLHF in two steps (Christiano et al. 2017; Ouyang et al. 2022): a reward by maximum likelihood from comparisons, then
// the policy that maximises it under a KL penalty, here in closed form.
//
//   r = argmax sum over comparisons log sigmoid(r(winner) - r(loser)) - ridge/2 |r|²      (Bradley-Terry)
//   pi(y) ∝ mu(y) exp(r(y) / beta)  = argmax E_pi r - beta KL(pi || mu)
//
// Scores of their own for the responses of each context (model: bradley-terry), or r = <theta, phi> (linear). A tie is
// half a win each; rankings and best-of are broken into pairs (sim/math/comparisons.h). Without a ridge and with wins
// that do not connect the responses no maximiser exists: the reward stays 0. Labels may come late or before the start.
// Choices: `recommended` and reward() are always the fit to all labels learnt, made when somebody looks, from a cold
// start, so that looking changes nothing. Pairs drawn from the policy use a copy refitted whenever labels have grown by
// an eighth; that copy is what `played` shows. Form oracle is the population's limit: the fit to P itself, each pair
// weighted by how often `pairs` would show it (uniform or reference). Where P is no Bradley-Terry model the reward, and
// with it the favourite, depends on that law. A ridge is then relative to weights that sum to the number of pairs.
#include "sim/core/agent.h"
#include "sim/math/bradley_terry.h"
#include "sim/math/comparisons.h"
#include "sim/math/spans.h"
#include "sim/policy/features.h"
#include "sim/policy/oracle_game.h"
#include "sim/policy/pairs.h"

#include <optional>

namespace paddock {
namespace {

enum class Model : std::uint8_t { bradley_terry, linear };
constexpr auto enum_words(Model) {
  return std::array{Word{Model::bradley_terry, "bradley-terry"}, Word{Model::linear, "linear"}};
}
struct Reward {
  Model model = Model::bradley_terry;
  double ridge = 1e-3;
  static constexpr auto fields() {
    return std::tuple{field("model", &Reward::model,
                            "bradley-terry: a score for every response; linear: weights of the world's features"),
                      field("ridge", &Reward::ridge, "penalty ridge/2 |r|², relative to label counts", kNonNegative)};
  }
};

class Rlhf final : public Agent {
 public:
  struct Params {
    double beta = 0.1;
    Reward reward;
    Pairs pairs = Pairs::reference;
    static constexpr auto fields() {
      return std::tuple{field("beta", &Params::beta, "weight of KL(pi || mu) against the reward", kPositive),
                        field("reward", &Params::reward, "the reward model"),
                        field("pairs", &Params::pairs, kPairsDoc)};
    }
  };
  static std::string misfit(const Params& p, const Setup& setup) {
    const bool fixed = p.pairs == Pairs::uniform || p.pairs == Pairs::reference;
    return setup.form == Form::oracle && !fixed ? "under form oracle rlhf takes pairs uniform or reference" : "";
  }
  Rlhf(const Params& params, const Setup& setup)
      : p_(params),
        moving_(setup.oracle && !setup.oracle->fixed()),
        game_(setup),
        mu_(setup.world),
        fitted_(setup.world),
        asking_(setup.world),
        rule_(setup.world, params.pairs, params.beta),
        answer_(*this),
        stale_(mu_.contexts(), 0) {
    const auto n = static_cast<Eigen::Index>(mu_.responses());
    reward_ = Eigen::MatrixXd::Zero(n, mu_.contexts());
    if (p_.reward.model == Model::linear)
      features_ = feature_matrix(setup.world), pairs_.emplace(features_, mu_.responses());
    else
      wins_.assign(mu_.contexts(), Eigen::MatrixXd::Zero(n, n));
    if (game_) count_the_population();
  }

  void propose(Stream& rng, QueryBatch& out) override {
    if (game_) return out.step();
    while (out.room() > 0) {
      const ContextId x = out.upcoming();
      rule_.draw(x, asking_, rng, out.add(x));
    }
  }
  void learn(const LabelBatch& labels) override {
    if (game_) {
      if (moving_) count_the_population();
      return;
    }
    for (Row i = 0; i < labels.size(); ++i)
      for_each_win(labels, i, [&, x = labels.context(i)](ItemId winner, ItemId loser, double weight) {
        if (pairs_)
          pairs_->add(x, winner, loser, weight), std::ranges::fill(stale_, 1);
        else
          wins_[x](winner, loser) += weight, stale_[x] = 1;
      });
    learnt_ += labels.size();
    if (!rule_.needs_policy() || learnt_ < next_fit_) return;
    next_fit_ = learnt_ + std::max<std::uint64_t>(1, learnt_ / 8);
    for (ContextId x = 0; x < mu_.contexts(); ++x) {
      std::ranges::copy(solved(x).logits(x), asking_.edit(x).begin());
      asking_.refresh(x);
    }
  }
  const Policy& recommended() const override { return answer_; }
  const Policy& played() const override {
    if (rule_.needs_policy()) return asking_;
    return answer_;
  }
  double reward(ContextId x, ItemId i) const override { return solved(x), reward_(i, x); }

 private:
  /// The KL optimum of the fit to all labels so far.
  class Answer final : public Policy {
   public:
    explicit Answer(const Rlhf& rlhf) : rlhf_(rlhf) {}
    void sample(ContextId x, Stream& s, std::span<ItemId> out) const override { rlhf_.solved(x).sample(x, s, out); }
    bool probabilities(ContextId x, std::span<double> out) const override {
      return rlhf_.solved(x).probabilities(x, out);
    }
    double log_probability(ContextId x, ItemId i) const override { return rlhf_.solved(x).log_probability(x, i); }

   private:
    const Rlhf& rlhf_;
  };

  void count_the_population() {
    const auto n = mu_.responses();
    if (pairs_) pairs_.emplace(features_, n);
    for (ContextId x = 0; x < mu_.contexts(); ++x) {
      const Eigen::MatrixXd& margins = game_.margins(x, answer_);
      const auto law = [&](ItemId i) { return p_.pairs == Pairs::uniform ? 1.0 : mu_.of(x)[i]; };
      double total = 0;
      for (ItemId j = 0; j < n; ++j)
        for (ItemId i = 0; i < j; ++i) total += law(i) * law(j);
      const double scale = n * (n - 1) / 2.0 / total;
      for (ItemId j = 0; j < n; ++j)
        for (ItemId i = 0; i < n; ++i) {
          if (i == j) continue;
          const double weight = scale * law(i) * law(j) * (margins(i, j) + 0.5);
          if (pairs_)
            pairs_->add(x, i, j, weight);
          else
            wins_[x](i, j) = weight;
        }
      stale_[x] = 1;
    }
  }
  const TabularPolicy& solved(ContextId x) const {
    if (!stale_[x]) return fitted_;
    if (pairs_)
      fit_weights();
    else
      fit_scores(x);
    return fitted_;
  }
  void fit_scores(ContextId x) const {
    scores_.reset();
    reward_.col(x) = scores_.fit(wins_[x], {.ridge = p_.reward.ridge}).scores;
    tilt(x);
  }
  void fit_weights() const {
    weights_.reset();
    const Eigen::VectorXd& theta = weights_.fit(pairs_->data(), {.ridge = p_.reward.ridge}).weights;
    const auto n = reward_.rows();
    for (ContextId x = 0; x < mu_.contexts(); ++x) {
      reward_.col(x).noalias() = features_.middleCols(x * n, n).transpose() * theta;
      reward_.col(x).array() -= reward_.col(x).mean();
      tilt(x);
    }
  }
  void tilt(ContextId x) const {
    for (ItemId i = 0; i < mu_.responses(); ++i) fitted_.edit(x)[i] = mu_.logits(x)[i] + reward_(i, x) / p_.beta;
    fitted_.refresh(x);
    stale_[x] = 0;
  }

  Params p_;
  const bool moving_;
  OracleGame game_;
  TabularPolicy mu_;
  mutable TabularPolicy fitted_;  // a cache, with all that is mutable below
  TabularPolicy asking_;
  PairRule rule_;
  Answer answer_;
  Eigen::MatrixXd features_;
  std::vector<Eigen::MatrixXd> wins_;  // (winner, loser), one table a context
  std::optional<PairData> pairs_;      // instead of wins_ when the reward is linear
  std::uint64_t learnt_ = 0, next_fit_ = 0;
  mutable BradleyTerrySolver scores_;
  mutable LogisticSolver weights_;
  mutable Eigen::MatrixXd reward_;  // responses × contexts, mean 0 in every context
  mutable std::vector<std::uint8_t> stale_;
};

const Register<Agent, Rlhf> entry{
    {.name = "rlhf",
     .summary = "Reward by maximum likelihood from comparisons, then the KL-regularised optimum",
     .formula = "r = argmax sum log sigmoid(r(w) - r(l)) - ridge/2 |r|², pi ∝ mu exp(r / beta)",
     .source = "Christiano et al. 2017, Deep reinforcement learning from human preferences; Ouyang et al. 2022; "
               "closed form: Ziegler et al. 2019"},
    {.forms = {Form::duel, Form::ranking, Form::best_of, Form::oracle}, .reward = true, .family = "RLHF"}};

}  // namespace
}  // namespace paddock
