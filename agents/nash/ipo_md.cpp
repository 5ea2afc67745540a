// IPO-MD (Calandriello et al. 2024): online IPO on pairs from a geometric mixture with the reference.
//
//   L(pi) = E_{y, y' ~ sg m} [h(y) - h(y') - (o - 1/2) / tau]²,  m ∝ pi^(1 - beta) mu^beta,  h = log pi/mu
//   theta <- theta - lr grad L                                                               pi_0 = mu
//
// Stationary where pi ∝ mu exp(P(. beats m) / tau), as nash-md-pg with the same beta: m is then the Nash policy at
// temperature tau / (1 - beta), so pi is not quite pi*_tau. beta = 0 is online-ipo. Choices: beta = .125 (the lowest of
// the good values of Munos et al.); lr as for online-ipo.
#include "agents/nash/pair_loss.h"
#include "sim/core/law.h"

namespace paddock {
namespace {

class IpoMd final : public PairLoss {
 public:
  struct Params : Sources {
    double tau = 0.1, beta = 0.125;
    Schedule lr = Schedule::inverse(100, 1000);
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("tau", &Params::tau, "strength of the KL pull to the reference", kPositive),
                     field("beta", &Params::beta, "share of the reference in the mixture that responds", kProbability),
                     field("lr", &Params::lr, "gradient step on the logits: a number or {inverse: …}", kPositive)},
          source_fields<Params>());
    }
    std::string check() const {
      return lr.kind() == Schedule::Kind::paper ? "the paper has no schedule for lr: give a number" : "";
    }
  };
  IpoMd(const Params& params, const Setup& setup) : PairLoss(setup, params, params.tau, params.lr, params.beta) {}
};

const Register<Agent, IpoMd> entry{
    {.name = "ipo-md",
     .summary = "Online IPO on pairs from a geometric mixture with the reference",
     .formula = "L = E_{y, y' ~ m} [log pi/mu (y) - log pi/mu (y') - (o - 1/2) / tau]², m ∝ pi^(1 - beta) mu^beta",
     .source = "Calandriello et al. 2024, Human alignment of large language models through online preference "
               "optimisation, section 5"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
