// Win rates of the judged policy: sum_ij pi_i P_ij rho_j, ties half, for rho the reference, the uniform law and the
// maximal lottery (von Neumann winner) of the truth. No policy beats that lottery, so winrate.nash is at most 1/2. If
// the lottery is not unique it is the one of largest entropy.
// Sources: Dudik et al. (2015), Contextual dueling bandits; Fishburn (1984), Probabilistic social choice; Li et al.
// (2023), AlpacaEval, for win rates against a reference.
#include "analysis/metrics/winrate.h"

#include "analysis/game/lottery.h"
#include "sim/core/expects.h"
#include "sim/math/spans.h"

namespace paddock {
namespace {

void reference_law(Ground& g, ContextId x, Eigen::VectorXd& out) {
  expects(g.world().reference().probabilities(x, as_span(out)), "a reference policy with probabilities");
}
void uniform_law(Ground&, ContextId, Eigen::VectorXd& out) { out.setConstant(1 / static_cast<double>(out.size())); }
void nash_law(Ground& g, ContextId x, Eigen::VectorXd& out) { out = maximal_lottery(g.preferences(x)).policy; }

/// Every point of the box of arms alike.
class UniformBox : public Policy {
 public:
  explicit UniformBox(const WorldView& world) : world_(world) {}
  void sample(ContextId, Stream& s, std::span<ItemId> out) const override {
    ItemStore& store = *world_.items();
    for (ItemId& i : out) {
      i = store.add();
      for (std::size_t k = 0; k < store.width(); ++k) {
        const auto [low, high] = world_.bounds(k);
        store.reals(i)[k] = low + (high - low) * s.uniform();
      }
    }
  }

 private:
  const WorldView& world_;
};

class WinRateUniform final : UniformBox, public WinRate {  // the opponent first: it must be there before it is named
 public:
  using Params = NoParams;
  WinRateUniform(const Params&, const Setup& s) : UniformBox(s.world), WinRate(s, uniform_law, *this) {}
};

class WinRateNash final : public WinRate {
 public:
  using Params = NoParams;
  WinRateNash(const Params&, const Setup& s) : WinRate(s, nash_law, s.world.reference()) {}
};

}  // namespace

WinRate::WinRate(const Setup& s, Opponent opponent, const Policy& sampled)
    : Expected(s,
               [opponent = std::move(opponent), law = Eigen::VectorXd(s.world.responses())](
                   Ground& g, ContextId x, std::span<double> out) mutable -> std::string {
                 opponent(g, x, law);
                 as_vector(out).noalias() = g.preferences(x) * law;
                 return {};
               }),
      opponent_(sampled),
      opponent_draws_(s, "opponent") {}

WinRateReference::WinRateReference(const Params&, const Setup& s) : WinRate(s, reference_law, s.world.reference()) {}

Contest::Contest(const WorldView& world, const Truth& truth, const Moment& moment) : world_(world) {
  for (ContextId x = 0; x < world.contexts(); ++x)
    truth.preferences(x, moment, preferences_.emplace_back(world.responses(), world.responses()));
}

double Contest::winrate(std::span<const double> mine, std::span<const double> theirs) const {
  const std::size_t n = world_.responses();
  expects(mine.size() == n * world_.contexts() && theirs.size() == mine.size(), "tables of contexts × responses");
  return over_contexts(world_, [&](ContextId x) {
    const auto pi = as_vector(mine.subspan(x * n, n)), rho = as_vector(theirs.subspan(x * n, n));
    return pi.dot(preferences_[x].lazyProduct(rho));
  });
}

namespace {

MetricTraits win_rate_traits(bool enumerable) {
  return {.higher_is_better = true,
          .range = kProbability,
          .unit = "win probability",
          .undefined = {},
          .judges_policy = true,
          .enumerable = enumerable,
          .sampled = !enumerable};
}

const Register<Metric, WinRateReference> reference{
    {.name = "winrate.reference",
     .summary = "How often the policy's response is preferred to the reference policy's.",
     .formula = "sum over i, j of pi(i) P(i, j) mu(j), mean over contexts, mu the reference policy",
     .source = "Li et al. (2023), AlpacaEval; Munos et al. (2024), Nash learning from human feedback, section 3"},
    win_rate_traits(false)};
const Register<Metric, WinRateUniform> uniform{
    {.name = "winrate.uniform",
     .summary = "How often the policy's response is preferred to one drawn uniformly.",
     .formula = "sum over i, j of pi(i) P(i, j) / n, mean over contexts",
     .source = "Borda (1781), as a win rate; Munos et al. (2024), section 3"},
    win_rate_traits(false)};
const Register<Metric, WinRateNash> nash{
    {.name = "winrate.nash",
     .summary = "How often the policy's response is preferred to the maximal lottery's; at most one half.",
     .formula = "sum over i, j of pi(i) P(i, j) w(j), mean over contexts, w maximises min_j of (w P)_j",
     .source = "Fishburn (1984), Probabilistic social choice; Dudik et al. (2015), Contextual dueling bandits"},
    win_rate_traits(true)};

}  // namespace
}  // namespace paddock
