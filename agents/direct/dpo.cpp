// Direct preference optimisation (Rafailov et al. 2023): gradient descent on the policy itself.
//
//   L = mean over comparisons of -log sigmoid(beta h),  h = log pi/mu (winner) - log pi/mu (loser)
//   theta <- theta + lr mean of beta sigmoid(-beta h) grad h
//
// Softmax tables (tabular: grad h = e_winner - e_loser, the normaliser cancels) or pi ∝ mu exp(<theta, phi>)
// (log-linear: grad h = phi(winner) - phi(loser)); theta_0 = 0, pi_0 = mu. The minimiser is the RLHF policy of the
// Bradley-Terry fit to the same comparisons, with the same features. One call of learn() is one step on the mean over
// its labels; labels given before the start are gone through `epochs` times in mini-batches of `minibatch`, in their
// order. A tie is half a comparison each way; rankings and best-of are broken into pairs (sim/math/comparisons.h), late
// labels taken as they are.
//
// Optimism adds a term that pushes down what is known already, so that what is asked moves on (online learners: pairs
// policy or policy-reference):
//   xpo   L + alpha E_{y ~ mu} log pi(y)                    (Xie et al. 2024)
//   selm  L + alpha beta (log pi(y_e) - log pi_ref(y_e)), y_e = the reference's likeliest response (Zhang et al. 2024)
// `refresh` makes the present policy the reference (not the one metrics compare with) after so many labels, as SELM's
// rounds do. Bounded below only while alpha (selm: as it stands, xpo: over beta) stays under min over sets S of sum_{i
// in S, j not in S} w_ij P_ji / sum_{j not in S} q_j: with more, the policy runs away. Choices: the expectation over mu
// is computed, not sampled; new labels are descended on as they come, not all of them again. Choice: lr falls like 1 /
// t by default, so that single labels neither freeze the policy nor shake it for ever (released code: 1e-6 with
// RMSprop, which means something only for large networks).
#include "sim/core/agent.h"
#include "sim/core/law.h"
#include "sim/math/comparisons.h"
#include "sim/math/spans.h"
#include "sim/policy/log_linear.h"
#include "sim/policy/pairs.h"

#include <optional>

namespace paddock {
namespace {

enum class Optimism : std::uint8_t { none, xpo, selm };
constexpr auto enum_words(Optimism) {
  return std::array{Word{Optimism::none, "none"}, Word{Optimism::xpo, "xpo"}, Word{Optimism::selm, "selm"}};
}

class Dpo final : public Agent {
 public:
  struct Params {
    double beta = 0.1;
    Schedule lr = Schedule::inverse(2000, 1000);
    Pairs pairs = Pairs::reference;
    Parameters policy = Parameters::tabular;
    std::uint64_t epochs = 1, minibatch = 64;
    Optimism optimism = Optimism::none;
    double alpha = 1e-3;
    std::uint64_t refresh = 0;
    static constexpr auto fields() {
      return std::tuple{
          field("beta", &Params::beta, "temperature of the implied reward beta log pi / mu", kPositive),
          field("lr", &Params::lr, "gradient step on the logits or weights: a number or {inverse: …}", kPositive),
          field("pairs", &Params::pairs, kPairsDoc),
          field("policy", &Params::policy, kParametersDoc),
          field("epochs", &Params::epochs, "passes over labels given before the start", kAtLeastOne),
          field("minibatch", &Params::minibatch, "labels of one step there", kAtLeastOne),
          field("optimism", &Params::optimism, "none; xpo: away from the reference; selm: from its likeliest response"),
          field("alpha", &Params::alpha, "weight of the optimism", kNonNegative),
          field("refresh", &Params::refresh, "labels after which the policy becomes the reference; 0: never")};
    }
    std::string check() const {
      return lr.kind() == Schedule::Kind::paper ? "the paper has no schedule for lr: give a number" : "";
    }
  };
  Dpo(const Params& params, const Setup& setup)
      : p_(params),
        mu_(setup.world),
        base_(setup.world),
        table_(setup.world),
        rule_(setup.world, params.pairs, params.beta) {
    if (p_.policy == Parameters::log_linear) linear_.emplace(setup.world);
    gradient_ =
        Eigen::VectorXd::Zero(linear_ ? linear_->weights().size() : Eigen::Index{mu_.responses()} * mu_.contexts());
    moved_.assign(mu_.contexts(), 0);
  }

  void propose(Stream& rng, QueryBatch& out) override {
    while (out.room() > 0) {
      const ContextId x = out.upcoming();
      rule_.draw(x, law(x), rng, out.add(x));
    }
  }
  void learn(const LabelBatch& labels) override {
    if (labels.size() == 0) return;
    const bool given = labels.stamp[0].purpose == Purpose::data;
    const Row all = labels.size(), each = given ? static_cast<Row>(std::min<std::uint64_t>(p_.minibatch, all)) : all;
    for (std::uint64_t epoch = 0; epoch < (given ? p_.epochs : 1); ++epoch)
      for (Row from = 0; from < all; from += each) descend(labels, from, std::min(from + each, all));
  }
  const Policy& recommended() const override {
    if (linear_) return *linear_;
    return table_;
  }
  /// The implied reward beta log pi / reference.
  double reward(ContextId x, ItemId i) const override { return p_.beta * (law(x).logits(x)[i] - base_.logits(x)[i]); }

 private:
  const TabularPolicy& law(ContextId x) const { return linear_ ? linear_->table(x) : table_; }

  /// A step's sum of grad log pi(i), less the normaliser's part: pushes of a context that sum to 0 have none.
  void push(ContextId x, ItemId i, double weight) {
    if (linear_)
      gradient_ += weight * linear_->feature(x, i);
    else
      gradient_[x * mu_.responses() + i] += weight, moved_[x] = 1;
  }
  /// The descent direction of the optimism of one label.
  void hope(ContextId x) {
    if (p_.optimism == Optimism::none) return;
    const bool selm = p_.optimism == Optimism::selm;
    const double weight = p_.alpha * (selm ? p_.beta : 1);
    const auto greedy = std::ranges::max_element(base_.of(x)) - base_.of(x).begin();
    for (ItemId i = 0; i < mu_.responses(); ++i) {
      const double q = selm ? (i == greedy ? 1.0 : 0.0) : mu_.of(x)[i];
      push(x, i, weight * (law(x).of(x)[i] - q));
    }
  }
  void renew_reference(Row answers) {
    if (p_.refresh == 0 || (heard_ += answers) < p_.refresh) return;
    heard_ = 0;
    for (ContextId x = 0; x < mu_.contexts(); ++x) {
      std::ranges::copy(law(x).logits(x), base_.edit(x).begin());
      base_.refresh(x);
    }
  }

  void descend(const LabelBatch& labels, Row from, Row to) {
    Row answers = 0;
    for (Row i = from; i < to; ++i) {
      const ContextId x = labels.context(i);
      if (!labels.skipped(i)) ++answers, hope(x);
      for_each_win(labels, i, [&](ItemId w, ItemId l, double weight) {
        const double h = law(x).logits(x)[w] - base_.logits(x)[w] - law(x).logits(x)[l] + base_.logits(x)[l];
        const double slope = weight * p_.beta * sigmoid(-p_.beta * h);
        push(x, w, slope), push(x, l, -slope);
      });
    }
    if (answers == 0) return;
    const double lr = p_.lr.at(steps_++, [](std::uint64_t) { return 0.0; }) / answers;
    if (linear_) {
      linear_->edit() += lr * gradient_;
      gradient_.setZero();
      return renew_reference(answers);
    }
    for (ContextId x = 0; x < mu_.contexts(); ++x) {
      if (!moved_[x]) continue;
      const auto n = static_cast<Eigen::Index>(mu_.responses());
      as_vector(table_.edit(x)) += lr * gradient_.segment(x * n, n);
      gradient_.segment(x * n, n).setZero();
      table_.refresh(x), moved_[x] = 0;
    }
    renew_reference(answers);
  }

  Params p_;
  TabularPolicy mu_, base_, table_;  // base_: the reference of the loss, mu_ unless refreshed
  std::optional<LogLinearPolicy> linear_;
  PairRule rule_;
  Eigen::VectorXd gradient_;
  std::vector<std::uint8_t> moved_;
  std::uint64_t steps_ = 0, heard_ = 0;
};

const Register<Agent, Dpo> entry{
    {.name = "dpo",
     .summary = "Direct preference optimisation: gradient descent on the logistic loss of log-ratio margins",
     .formula = "L = -log sigmoid(beta (log pi/mu (w) - log pi/mu (l))), theta <- theta - lr grad L",
     .source = "Rafailov et al. 2023, Direct preference optimization: your language model is secretly a reward model, "
               "equation 7"},
    {.forms = {Form::duel, Form::ranking, Form::best_of}, .reward = true, .family = "direct"}};

}  // namespace
}  // namespace paddock
