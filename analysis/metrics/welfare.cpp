// Whom the policy serves: each group's own win rate against the reference policy, and their minimum, mean and geometric
// mean over groups. Every group counts once whatever its share; a group of share 0 counts as well, which lets a
// scenario ask about people who never label. A group's own preferences are those with all modifiers removed.
// Sources: Rawls (1971), minimum; Harsanyi (1955), mean; Nash (1950), product.
#include "analysis/metrics/winrate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace paddock {
namespace {

double least(std::span<const double> rates) { return *std::ranges::min_element(rates); }
double mean(std::span<const double> rates) {
  return std::accumulate(rates.begin(), rates.end(), 0.0) / static_cast<double>(rates.size());
}
double geometric_mean(std::span<const double> rates) {
  double logs = 0;
  for (double r : rates) logs += std::log(r);
  return std::exp(logs / static_cast<double>(rates.size()));
}

template <auto Combine>
class Welfare final : public Metric {
 public:
  using Params = NoParams;
  Welfare(const Params&, const Setup& s) : setup_(s), policy_(s.policy) { setup_.policy = policy_; }
  void shift(const Scene& scene, const Moment& m) override {
    while (groups_.size() < scene.groups.size())
      groups_.push_back(std::make_unique<WinRateReference>(NoParams{}, setup_));
    groups_.resize(scene.groups.size()), rates_.resize(scene.groups.size());
    for (std::size_t g = 0; g < groups_.size(); ++g) groups_[g]->shift({*scene.groups[g], {}}, m);
  }
  std::string undefined() const override { return groups_.empty() ? "there are no groups" : ""; }
  double measure(const Checkpoint& c) override {
    for (std::size_t g = 0; g < groups_.size(); ++g)
      if (rates_[g] = groups_[g]->measure(c); std::isnan(rates_[g])) return rates_[g];
    return rates_.empty() ? std::numeric_limits<double>::quiet_NaN() : Combine(std::span<const double>(rates_));
  }

 private:
  MetricSetup setup_;
  const std::string policy_;
  std::vector<std::unique_ptr<WinRateReference>> groups_;
  std::vector<double> rates_;
};

MetricTraits traits() {
  return {.higher_is_better = true,
          .range = kProbability,
          .unit = "win probability",
          .undefined = "without groups of annotators",
          .judges_policy = true,
          .enumerable = false,
          .sampled = true};
}

const Register<Metric, Welfare<least>> minimum{
    {.name = "welfare.min",
     .summary = "Win rate against the reference policy in the eyes of the worst served group.",
     .formula = "min over groups g of sum over i, j of pi(i) P_g(i, j) mu(j)",
     .source = "Rawls (1971), A theory of justice; Chakraborty et al. (2024), MaxMin-RLHF"},
    traits()};
const Register<Metric, Welfare<mean>> average{
    {.name = "welfare.mean",
     .summary = "Win rate against the reference policy, mean over groups.",
     .formula = "mean over groups g of sum over i, j of pi(i) P_g(i, j) mu(j)",
     .source = "Harsanyi (1955), Cardinal welfare, individualistic ethics, and interpersonal comparisons of utility"},
    traits()};
const Register<Metric, Welfare<geometric_mean>> nash{
    {.name = "welfare.nash",
     .summary = "Win rate against the reference policy, geometric mean over groups.",
     .formula = "(product over groups g of sum over i, j of pi(i) P_g(i, j) mu(j))^(1 / groups)",
     .source = "Nash (1950), The bargaining problem"},
    traits()};

}  // namespace
}  // namespace paddock
