// DNO-Prct, the practical form of direct Nash optimisation (Rosset et al. 2024, algorithm 2): rank samples of the
// policy by their win rates against it, keep pairs with a clear winner, descend a contrastive loss on them.
//
//   r_t(y) = P(y beats pi_t), pairs y, y' ~ pi_t with r_t(y) - r_t(y') >= margin:
//   pi_{t+1} = `epochs` gradient steps on E -log s(eta (log pi/pi_t (y) - log pi/pi_t (y'))), from pi_t     pi_0 = mu
//
// exact: expectation over pairs, true win rates. sampled: y, y' ~ pi_t, every label speaking of both; r_t(y) = mean of
// o over the labels that show y, pairs weighted by how often both were shown. Hard labels have no minimiser: the
// number of steps is part of the method. No guarantee of Nash. Choices: margin .1 on win rates (the paper's is on a
// judge's scores), eta = .1, lr 1, one epoch; no teacher (see dno). The paper ends by choosing among the iterates on
// validation; here the last is judged, and metrics see them all.
#include "agents/nash/self_play.h"

namespace paddock {
namespace {

class DnoPrct final : public SelfPlay {
 public:
  struct Params : Sources {
    double eta = 0.1, margin = 0.1, lr = 1;
    std::uint64_t epochs = 1;
    static constexpr auto fields() {
      return std::tuple_cat(
          std::tuple{field("eta", &Params::eta, "factor of the log ratios inside the logistic loss", kPositive),
                     field("margin", &Params::margin, "least difference of win rates for a pair to count",
                           {.min = 0, .max = 1, .open_min = true}),
                     field("lr", &Params::lr, "gradient step on the logits", kPositive),
                     field("epochs", &Params::epochs, "gradient steps on the pairs of one iterate", kAtLeastOne)},
          source_fields<Params>());
    }
  };
  DnoPrct(const Params& params, const Setup& setup)
      : SelfPlay(setup, params, {.estimate = Estimate::mean, .memories = 2, .both_sides = true}), p_(params) {}

 private:
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    const std::size_t n = q.size();
    const auto ratio = r.memory.first(n), push = r.memory.subspan(n);  // log pi / pi_t, minus the gradient
    std::ranges::fill(ratio, 0.0);
    for (std::uint64_t epoch = 0; epoch < p_.epochs; ++epoch) {
      std::ranges::fill(push, 0.0);
      for (std::size_t w = 0; w < n; ++w)
        for (std::size_t l = 0; l < n; ++l) {
          if (q[w] - q[l] < p_.margin) continue;
          const double slope = 2 * r.frequency[w] * r.frequency[l] * p_.eta * sigmoid(-p_.eta * (ratio[w] - ratio[l]));
          push[w] += slope, push[l] -= slope;
        }
      for (std::size_t y = 0; y < n; ++y) ratio[y] += p_.lr * push[y];
    }
    for (std::size_t y = 0; y < n; ++y) log_pi[y] += ratio[y];
  }
  Params p_;
};

const Register<Agent, DnoPrct> entry{
    {.name = "dno-prct",
     .summary = "Direct Nash optimisation in practice: contrastive steps on pairs with a clear winner",
     .formula = "theta -= lr grad E -log s(eta (log pi/pi_t (y) - log pi/pi_t (y'))) over y, y' ~ pi_t with r_t(y) - "
                "r_t(y') >= margin",
     .source = "Rosset et al. 2024, Direct Nash optimization: teaching language models to self-improve with general "
               "preferences, algorithm 2"},
    {.forms = {Form::duel, Form::oracle}, .policies = {"average"}, .family = "NLHF"}};

}  // namespace
}  // namespace paddock
