// Annotator "policy-dependent": people who judge a response against what the agent has been showing them.
//
// pi = the policy they have in mind: the agent's current played policy, or (average) the mean of the played policies
// over the labels they gave in that context; the reference policy before there is any.
//   habituation   what is shown often loses appeal: u_pi(y) = u(y) - gain · pi(y), P_pi(a > b) = F(u_pi(a) - u_pi(b));
//                 a base without utilities: logit P_pi(a > b) = logit P(a > b) - gain · (pi(a) - pi(b))
//   advantage     ratings and thumbs (COACH) judge the improvement on the policy: A(y) = u_pi(y) - sum_b pi(b) u_pi(b);
//                 praise shrinks as the agent adopts an action, and a once-praised one may be punished later
// With gain 0 comparisons are those of the base, and A is the advantage of COACH. Choices: habituation is linear in the
// probability shown; rankings and best-of add the base's noise to u_pi. Preferences move, so nothing may be cached.
#include "annotators/random_utility.h"
#include "sim/math/softmax.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

enum class Mind : std::uint8_t { current, average };
constexpr auto enum_words(Mind) { return std::array{Word{Mind::current, "current"}, Word{Mind::average, "average"}}; }

/// A judge as a parameter of another.
struct Base {
  Recipe<Judge> recipe;
  Recipe<Judge> or_default() const {
    if (recipe) return recipe;
    const auto* kind = Registry<Judge>::get().find("bradley-terry");
    return {*kind, kind->defaults()};
  }
  static constexpr std::string_view kWords = "annotator kind, or {kind: …, parameters}";
  static constexpr bool kTakesList = false;
  static bool read(const Node& n, Base& out, const FieldView&, Problems& problems) {
    const auto before = problems.size();
    out.recipe = Registry<Judge>::get().parse(n, problems, "base annotator");
    return problems.size() == before;
  }
  Node write() const { return or_default().resolved(); }
  static std::string schema() { return R"("type": ["string", "object"])"; }
};

class PolicyDependent final : public Judge {
 public:
  struct Params {
    Base base;
    Mind reference = Mind::current;
    double gain = 1;
    static constexpr auto fields() {
      return std::tuple{field("base", &Params::base, "what they would like if nothing had been shown"),
                        field("reference", &Params::reference, "which policy they have in mind"),
                        field("gain", &Params::gain, "appeal lost by a response that is always shown", kNonNegative)};
    }
    std::uint32_t implied_responses() const { return base.or_default().params().implied_responses(); }
  };
  PolicyDependent(const Params& p, const Setup& setup)
      : base_(p.base.or_default().make(setup)),
        random_(dynamic_cast<const RandomUtilityJudge*>(base_.get())),
        world_(setup.world),
        mind_(p.reference),
        gain_(p.gain),
        seen_(p.reference == Mind::average ? setup.world.contexts() : 0),
        average_(seen_.size() * setup.world.responses()),
        pi_(setup.world.responses()) {}
  static std::string misfit(const Params& p, const Setup& setup) {
    const auto base = p.base.or_default();
    if (setup.world.responses() == 0) return "policy-dependent needs a world that lists its responses";
    const auto& traits = base.kind().traits;
    if (!traits.fixed) return "the base must not depend on the policy itself";
    if (!traits.forms.has(setup.form))
      return fmt::format("its base '{}' does not answer form {}", base.kind().card.name, word(setup.form));
    if (!traits.utilities && setup.form != Form::duel && setup.form != Form::oracle)
      return fmt::format("its base '{}' has no utilities: it answers duel and oracle only", base.kind().card.name);
    return base.misfit(setup);
  }

  double preference(ContextId x, ItemId a, ItemId b, const Moment& m) const override {
    recall(x, m);
    return moved(x, a, b, base_->preference(x, a, b, m), m);
  }
  void preferences(ContextId x, const Moment& m, Eigen::Ref<Eigen::MatrixXd> out) const override {
    recall(x, m);
    base_->preferences(x, m, out);
    for (ItemId b = 0; b < pi_.size(); ++b)
      for (ItemId a = 0; a < pi_.size(); ++a) out(a, b) = moved(x, a, b, out(a, b), m);
  }
  double utility(ContextId x, ItemId i, const Moment& m) const override {
    recall(x, m);
    return appeal(x, i, m);
  }
  double appraisal(ContextId x, ItemId i, const Moment& m) const override {
    recall(x, m);
    double mean = 0;
    for (ItemId b = 0; b < pi_.size(); ++b) mean += pi_[b] * appeal(x, b, m);
    return appeal(x, i, m) - mean;
  }
  double approval(ContextId x, ItemId i, const Moment& m) const override { return random_->link(appraisal(x, i, m)); }
  double noise(double u) const override { return base_->noise(u); }
  bool fixed() const override { return false; }

  void observe(ContextId x, const Moment& m) override {
    if (mind_ != Mind::average || !m.played || !m.played->probabilities(x, pi_)) return;
    const auto mean = std::span(average_).subspan(std::size_t{x} * pi_.size(), pi_.size());
    const double weight = 1 / static_cast<double>(++seen_[x]);
    for (std::size_t i = 0; i < pi_.size(); ++i) mean[i] += weight * (pi_[i] - mean[i]);
  }

 private:
  double appeal(ContextId x, ItemId i, const Moment& m) const { return base_->utility(x, i, m) - gain_ * pi_[i]; }
  double moved(ContextId x, ItemId a, ItemId b, double p, const Moment& m) const {
    if (random_) return random_->link(appeal(x, a, m) - appeal(x, b, m));
    return p <= 0 || p >= 1 ? p : sigmoid(logit(p) - gain_ * (pi_[a] - pi_[b]));
  }
  void recall(ContextId x, const Moment& m) const {
    if (mind_ == Mind::average && seen_[x] > 0)
      std::copy_n(average_.begin() + static_cast<std::ptrdiff_t>(std::size_t{x} * pi_.size()), pi_.size(), pi_.begin());
    else if (mind_ == Mind::average || !m.played || !m.played->probabilities(x, pi_))
      world_.reference().probabilities(x, pi_);
  }
  std::unique_ptr<Judge> base_;
  const RandomUtilityJudge* random_;  // the base, if it has utilities
  const WorldView& world_;
  Mind mind_;
  double gain_;
  std::vector<std::uint64_t> seen_;  // labels given, per context
  std::vector<double> average_;      // contexts × responses
  mutable std::vector<double> pi_;   // the policy in mind, for one call
};

const Register<Judge, PolicyDependent> entry{
    {.name = "policy-dependent",
     .summary =
         "Judges a response against what the agent has been showing: habituation, and praise for improvement only.",
     .formula = "u_pi(y) = u(y) - gain pi(y); ratings and thumbs: A(y) = u_pi(y) - E_pi u_pi",
     .source = "COACH, MacGlashan et al. 2017 (advantage feedback); habituation to exposure"},
    {.forms{Form::duel, Form::ranking, Form::best_of, Form::rating, Form::thumbs, Form::oracle},
     .utilities = true,
     .fixed = false}};

}  // namespace
}  // namespace paddock
