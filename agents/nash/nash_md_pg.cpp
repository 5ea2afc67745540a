// Nash-MD-PG (Munos et al. 2023, section 7): policy gradient against a geometric mixture with the reference.
//
//   y ~ pi, y' ~ m ∝ pi^(1 - beta) mu^beta:  theta += lr (o - 1/2 - tau log pi/mu (y)) grad log pi(y)     pi_0 = mu
//
// exact: theta(y) += lr pi(y) (f(y) - E_pi f), f = P(. beats m) - tau log pi/mu. A kind of its own and not an option of
// nash-md, because it ends elsewhere: at pi ∝ mu exp(P(. beats m) / tau), where m is the Nash policy at temperature tau
// / (1 - beta); the Nash policy pi*_tau itself only for beta = 0, the best response to the reference for beta = 1.
// Baseline 1/2, the known mean of a symmetric game. Choices: beta = .125, the lowest of the paper's good values; lr =
// 1000 / (t + 1000), so that single labels don't shake the policy for ever.
#include "agents/nash/self_play.h"
#include "sim/core/law.h"
#include "sim/math/mirror.h"

#include <numeric>

namespace paddock {
namespace {

class NashMdPg final : public SelfPlay {
 public:
  struct Params : Sources {
    double tau = 0.1, beta = 0.125;
    Schedule lr = Schedule::inverse(1000, 1000);
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("tau", &Params::tau, "strength of the KL pull to the reference", kPositive),
                     field("beta", &Params::beta, "share of the reference in the opponent's mixture", kProbability),
                     field("lr", &Params::lr, "gradient step on the logits: a number or {inverse: …}", kPositive)},
          source_fields<Params>());
    }
    std::string check() const {
      return lr.kind() == Schedule::Kind::paper ? "the paper has no schedule for lr: give a number" : "";
    }
  };
  NashMdPg(const Params& params, const Setup& setup) : SelfPlay(setup, params, {}), p_(params) {}

 private:
  double penalty(const Round& r, std::size_t y) const { return p_.tau * (r.log_pi[y] - r.log_mu[y]); }
  void face(const Round& r, std::span<double> d) override {
    geometric_mixture(r.log_pi, r.log_mu, p_.beta, d);
    softmax(d);
  }
  void hear(const Round& r, ItemId y, ItemId, double margin, std::span<double> q) override {
    q[y] += margin - penalty(r, y);
  }
  void expect(const Round& r, std::span<const double>, std::span<double> q) const override {
    for (std::size_t y = 0; y < q.size(); ++y) q[y] = r.pi[y] * (q[y] - penalty(r, y));
  }
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    const double lr = p_.lr.at(r.t, [](std::uint64_t) { return 0.0; });
    const double total = std::accumulate(q.begin(), q.end(), 0.0);  // grad log pi(y) = e_y - pi
    for (std::size_t y = 0; y < q.size(); ++y) log_pi[y] += lr * (q[y] - total * r.pi[y]);
  }
  Params p_;
};

const Register<Agent, NashMdPg> entry{
    {.name = "nash-md-pg",
     .summary = "Policy gradient against a geometric mixture with the reference",
     .formula = "theta += lr E_{y ~ pi, y' ~ m} [(o - 1/2 - tau log pi/mu (y)) grad log pi(y)], m ∝ pi^(1 - beta) "
                "mu^beta",
     .source = "Munos et al. 2023, Nash learning from human feedback, section 7"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
