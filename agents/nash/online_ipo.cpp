// Online IPO, the form on pairs of the policy's own responses (Calandriello et al. 2024).
//
//   L(pi) = E_{y, y' ~ sg pi} [h(y) - h(y') - (o - 1/2) / tau]²,  h = log pi/mu,  no gradient through the sampling
//   theta <- theta - lr grad L                                                                 pi_0 = mu
//
// with logits theta: exact, 4 lr pi(y) (q(y) / tau - h(y) + E_pi h), q = P(. beats pi) - 1/2: nash-md-pg without
// mixture at step 4 lr / tau. Stationary at the Nash policy pi*_tau, slowly where responses are rare: every arm moves
// at the rate of its probability (the form on uniform pairs has no such factor and is `omd`). Sampled: the batch's
// pairs. Choice: lr = 100 / (t + 1000), about 0.1 at first and falling, so that single labels don't shake the policy
// for ever.
#include "agents/nash/pair_loss.h"
#include "sim/core/law.h"

namespace paddock {
namespace {

class OnlineIpo final : public PairLoss {
 public:
  struct Params : Sources {
    double tau = 0.1;
    Schedule lr = Schedule::inverse(100, 1000);
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("tau", &Params::tau, "strength of the KL pull to the reference", kPositive),
                     field("lr", &Params::lr, "gradient step on the logits: a number or {inverse: …}", kPositive)},
          source_fields<Params>());
    }
    std::string check() const {
      return lr.kind() == Schedule::Kind::paper ? "the paper has no schedule for lr: give a number" : "";
    }
  };
  OnlineIpo(const Params& params, const Setup& setup) : PairLoss(setup, params, params.tau, params.lr) {}
};

const Register<Agent, OnlineIpo> entry{
    {.name = "online-ipo",
     .summary = "Gradient descent on a square loss of log ratios between pairs of its own responses",
     .formula = "L = E_{y, y' ~ pi} [log pi/mu (y) - log pi/mu (y') - (o - 1/2) / tau]², theta <- theta - lr grad L",
     .source = "Calandriello et al. 2024, Human alignment of large language models through online preference "
               "optimisation, section 4"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
