// DNO, direct Nash optimisation (Rosset et al. 2024), by regression of preferences.
//
//   r_t(y) = P(y beats pi_t),  pi_{t+1} = argmin E -[s(r_t(y) - r_t(y')) log s(z) + s(r_t(y') - r_t(y)) log s(-z)],
//   z = eta (log pi/pi_t (y) - log pi/pi_t (y')),  s = the logistic function          pi_0 = mu
//
// exact: the loss is least where z = r_t(y) - r_t(y'), so pi_{t+1} ∝ pi_t exp(r_t / eta), multiplicative weights with
// step 1 / eta. Every step beats the last: P(pi_{t+1} beats pi_t) >= 1/2 + eta KL(pi_{t+1} || pi_t); that is no
// progress to Nash on a cycle. sampled: y ~ pi_t or the teacher, y' ~ pi_t; r_t(y) = mean of o over the labels that
// show y on that side. The loss then fixes the log ratios among the responses shown; what it leaves open, their common
// part, stays as it was (their mean log ratio is 0, as after gradient descent), and so do the logits of those not
// shown. Teacher: the paper's samples may come from a stronger policy too: a law over responses, the same in every
// context. The exact update doesn't depend on who is shown.
#include "agents/nash/self_play.h"

#include <fmt/format.h>

namespace paddock {
namespace {

struct Teacher {
  std::vector<double> policy;
  double share = 0.5;
  static constexpr auto fields() {
    return std::tuple{field("policy", &Teacher::policy, "its law over the responses; none: no teacher", kProbability),
                      field("share", &Teacher::share, "share of left responses that come from it", kProbability)};
  }
  std::string check() const {
    return policy.empty() || is_distribution(policy, 1e-6) ? "" : "the teacher's policy must sum to 1";
  }
};

class Dno final : public SelfPlay {
 public:
  struct Params : Sources {
    double eta = 2;
    Teacher teacher;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("eta", &Params::eta, "weight of KL(pi || pi_t), the inverse step", kPositive),
                     field("teacher", &Params::teacher, "who else responds")},
          source_fields<Params>());
    }
  };
  Dno(const Params& params, const Setup& setup) : SelfPlay(setup, params, {.estimate = Estimate::mean}), p_(params) {}
  static std::string misfit(const Params& p, const Setup& setup) {
    if (const auto n = p.teacher.policy.size(); n > 0 && n != setup.world.responses())
      return fmt::format("the teacher speaks of {} responses, the world has {}", n, setup.world.responses());
    return SelfPlay::misfit(p, setup);
  }

 private:
  void lead(const Round& r, std::span<const double>, std::span<double> xi) const override {
    const double share = p_.teacher.policy.empty() ? 0 : p_.teacher.share;
    for (std::size_t y = 0; y < xi.size(); ++y)
      xi[y] = (1 - share) * r.pi[y] + (share > 0 ? share * p_.teacher.policy[y] : 0);
  }
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    const auto shown = [&](std::size_t y) { return exact() || r.frequency[y] > 0; };
    double sum = 0, count = 0;
    for (std::size_t y = 0; y < q.size(); ++y)
      if (shown(y)) sum += q[y], ++count;
    for (std::size_t y = 0; y < q.size(); ++y)
      if (shown(y)) log_pi[y] += (q[y] - sum / count) / p_.eta;
  }
  Params p_;
};

const Register<Agent, Dno> entry{
    {.name = "dno",
     .summary = "Direct Nash optimisation: soft-label regression on win rates against the last policy",
     .formula = "pi_{t+1} ∝ pi_t exp(P(. beats pi_t) / eta), realised by the logistic loss on pairs",
     .source = "Rosset et al. 2024, Direct Nash optimization: teaching language models to self-improve with general "
               "preferences, algorithm 1"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
