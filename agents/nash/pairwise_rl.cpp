// Pairwise RL (Xu et al. 2025): policy optimisation whose reward is the probability to beat a fixed anchor response.
//
//   maximise over pi  E_{y ~ pi} P(y beats a) - tau KL(pi || mu)
//   pi_{t+1} ∝ pi_t^(1 - eta tau) mu^(eta tau) exp(eta P(. beats a))     pi_0 = mu
//
// The opponent never moves, so this converges for every step to mu exp(P(., a) / tau), the best response to the anchor:
// on a cycle that is exploitable. Exact under form oracle. Sampled (form duel): y uniform, against a; a call of learn()
// with m labels on a context makes one step there with q(y) = n/m sum over labels with that y of (o - 1/2).
// Log-linear policies: steps on tables, then the projection of sim/policy/log_linear.h.
// Choices: PPO's clipped surrogate is replaced by the mirror step it approximates; the anchor is the reference's
// likeliest response (the paper: one answer of the supervised model) unless `anchor` names one. `paper` eta: min(1, 1 /
// tau), in sampled form at most 2 / (tau (t + 2)), stochastic approximation of the same. Labels that come late are used
// as they are; skips and labels given before the start, which are no duels against the anchor, are passed over.
#include "sim/core/law.h"
#include "sim/math/mirror.h"
#include "sim/policy/log_linear.h"
#include "sim/policy/oracle_game.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace paddock {
namespace {

class PairwiseRl final : public Agent {
 public:
  struct Params {
    double tau = 0.1;
    Schedule eta;
    std::optional<std::uint64_t> anchor;
    Parameters policy = Parameters::tabular;
    static constexpr auto fields() {
      return std::tuple{
          field("tau", &Params::tau, "strength of the KL pull to the reference", kPositive),
          field("eta", &Params::eta, "mirror step; paper: min(1, 1 / tau), under form duel at most 2 / (tau (t + 2))",
                kPositive),
          field("anchor", &Params::anchor, "the response to beat; default: the reference's likeliest"),
          field("policy", &Params::policy, kParametersDoc)};
    }
    double step(std::uint64_t t, bool sampled) const {
      return eta.at(t, [&](std::uint64_t s) {
        const double exact = std::min(1.0, 1 / tau);
        return sampled ? std::min(exact, 2 / (tau * (static_cast<double>(s) + 2))) : exact;
      });
    }
    std::string check() const {
      return step(0, false) * tau <= 1 ? "" : "eta · tau, the weight of the reference, must not exceed 1";
    }
  };
  static std::string misfit(const Params& p, const Setup& setup) {
    if (p.anchor.value_or(0) < setup.world.responses()) return {};
    return fmt::format("anchor {} is none of the world's {} responses", *p.anchor, setup.world.responses());
  }
  PairwiseRl(const Params& params, const Setup& setup)
      : p_(params),
        game_(setup),
        mu_(setup.world),
        pi_(setup.world),
        q_(std::size_t{pi_.contexts()} * pi_.responses(), 0.0),
        steps_(pi_.contexts(), 0),
        heard_(pi_.contexts(), 0) {
    touched_.reserve(pi_.contexts());
    if (p_.policy == Parameters::log_linear) project_.emplace(setup.world);
  }

  void propose(Stream& rng, QueryBatch& out) override {
    if (game_) return out.step();
    while (out.room() > 0) {
      const ContextId x = out.upcoming();
      out.duel(x, rng.below(pi_.responses()), anchor(x));
    }
  }
  void learn(const LabelBatch& labels) override {
    if (game_) {
      for (ContextId x = 0; x < pi_.contexts() && labels.size() == 0; ++x) {
        const Eigen::MatrixXd& margins = game_.margins(x, pi_);
        for (ItemId y = 0; y < pi_.responses(); ++y) q(x)[y] = margins(y, anchor(x));
        step(x);
      }
      if (project_) (*project_)(pi_);
      return;
    }
    for (Row i = 0; i < labels.size(); ++i) {
      if (labels.skipped(i) || labels.stamp[i].purpose == Purpose::data) continue;
      const ContextId x = labels.context(i);
      if (heard_[x]++ == 0) touched_.push_back(x), std::ranges::fill(q(x), 0.0);
      if (labels.choice[i] != LabelBatch::kTie) q(x)[labels.items(i)[0]] += labels.choice[i] == 0 ? 0.5 : -0.5;
    }
    for (ContextId x : touched_) {
      for (double& v : q(x)) v *= static_cast<double>(pi_.responses()) / heard_[x];
      step(x);
      heard_[x] = 0;
    }
    touched_.clear();
    if (project_) (*project_)(pi_);
  }
  const Policy& recommended() const override { return pi_; }

 private:
  ItemId anchor(ContextId x) const {
    if (p_.anchor) return static_cast<ItemId>(*p_.anchor);
    return static_cast<ItemId>(std::ranges::max_element(mu_.of(x)) - mu_.of(x).begin());
  }
  std::span<double> q(ContextId x) { return {q_.data() + std::size_t{x} * pi_.responses(), pi_.responses()}; }
  void step(ContextId x) {
    mirror_step(pi_.edit(x), mu_.logits(x), q(x), p_.step(steps_[x]++, !game_), p_.tau);
    pi_.refresh(x);
  }

  Params p_;
  OracleGame game_;
  TabularPolicy mu_, pi_;
  std::optional<LogLinearProjection> project_;
  std::vector<double> q_;  // contexts × responses: P(y beats the anchor) - 1/2, or its estimate
  std::vector<std::uint64_t> steps_;
  std::vector<std::uint32_t> heard_;
  std::vector<ContextId> touched_;
};

const Register<Agent, PairwiseRl> entry{
    {.name = "pairwise-rl",
     .summary = "Policy optimisation against a fixed anchor response: its best response, not an equilibrium",
     .formula = "pi_{t+1} ∝ pi_t^(1 - eta tau) mu^(eta tau) exp(eta P(. beats a)) -> mu exp(P(., a) / tau)",
     .source = "Xu et al. 2025, A unified pairwise framework for RLHF: bridging generative reward modeling and policy "
               "optimization"},
    {.forms = {Form::duel, Form::oracle}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
