// Beat-the-Mean bandit (Yue & Joachims 2011, Algorithm 1): drop the arm that is worst against the mean of all.
//
//   round:  b = argmin_{b in W} n_b duels a random b' of W \ {b}; n_b += 1, w_b += win of b          P_b = w_b / n_b
//   if min P + c < max P - c, with c = 3 gamma² sqrt(ln(1 / delta) / min n), delta = 1 / (2 T K):
//           the worst arm leaves W, and its duels leave the n_b and w_b of the others
//   W = {b}: b against itself for ever.   Recommended: argmax P over W
//
// gamma: preferences satisfy relaxed strong transitivity, gamma = 1 the strong one. T: the horizon.
// Choices: the paper draws b' from W, which wastes a round on b itself; only the initiator b is credited (crediting
// both would break the meaning of P_b), and given labels count for the arm shown first; `tight` drops the factor 3, as
// every published experiment does: with it, nothing is decided below some 1e5 labels. A late label on an arm that has
// left is ignored; while labels are out, the arm asked least so far may be asked again.
#include "agents/dueling/dueling.h"
#include "sim/core/expects.h"

namespace paddock {
namespace {

enum class Radius : std::uint8_t { tight, paper };
constexpr auto enum_words(Radius) { return std::array{Word{Radius::tight, "tight"}, Word{Radius::paper, "paper"}}; }

class BeatTheMean {
 public:
  struct Params {
    double gamma = 1.2;
    std::optional<std::uint64_t> horizon;
    Radius radius = Radius::tight;
    static constexpr auto fields() {
      return std::tuple{field("gamma", &Params::gamma, "relaxation of strong stochastic transitivity", kAtLeastOne),
                        field("horizon", &Params::horizon, "T; default: the label budget", kAtLeastOne, "labels"),
                        field("radius", &Params::radius, "paper: the proven width; tight: a third of it")};
    }
  };
  BeatTheMean(const Params& params, const AgentSetup& setup)
      : n_(setup.world.responses()), alive_(n_), arms_(n_), won_(std::size_t{n_} * n_), count_(won_.size()) {
    expects(misfit(params, setup).empty(), "a horizon");
    const auto horizon = static_cast<double>(params.horizon.value_or(setup.horizon));
    const double factor = (params.radius == Radius::paper ? 3 : 1) * params.gamma * params.gamma;
    width_ = factor * std::sqrt(std::log(2 * horizon * n_));
  }
  static std::string misfit(const Params& params, const AgentSetup& setup) {
    return params.horizon || setup.horizon > 0 ? "" : "needs a horizon: give it one, or a budget of labels";
  }

  std::pair<ItemId, ItemId> duel(Stream& rng, std::uint64_t) {
    if (news_) eliminate(rng);
    const ItemId b = argmax(n_, rng, [&](ItemId i) { return arms_[i].in ? -arms_[i].n : -kInf; });
    if (alive_ == 1) return {b, b};
    return {b, nth_other(b, rng.below(alive_ - 1))};
  }
  void learn(ItemId b, ItemId rival, double won) {
    if (!arms_[b].in || !arms_[rival].in) return;
    arms_[b].n += 1, arms_[b].w += won;
    count_[std::size_t{b} * n_ + rival] += 1, won_[std::size_t{b} * n_ + rival] += won;
    news_ = true;
  }
  double score(ItemId i) const { return arms_[i].in ? arms_[i].mean() : -kInf; }

 private:
  struct Arm {
    bool in = true;
    double n = 0, w = 0;
    double mean() const { return n > 0 ? w / n : 0.5; }
  };
  void eliminate(Stream& rng) {
    news_ = false;
    double least = kInf, low = kInf, high = -kInf;
    for (const Arm& a : arms_)
      if (a.in) least = std::min(least, a.n), low = std::min(low, a.mean()), high = std::max(high, a.mean());
    const double c = least > 0 ? width_ / std::sqrt(least) : kInf;
    if (!(low + c < high - c)) return;
    const ItemId worst = argmax(n_, rng, [&](ItemId i) { return arms_[i].in ? -arms_[i].mean() : -kInf; });
    arms_[worst].in = false, --alive_, news_ = true;
    for (ItemId i = 0; i < n_; ++i) {
      arms_[i].n -= count_[std::size_t{i} * n_ + worst];
      arms_[i].w -= won_[std::size_t{i} * n_ + worst];
    }
  }
  ItemId nth_other(ItemId b, std::uint32_t k) const {
    ItemId i = 0;
    while (!arms_[i].in || i == b || k-- > 0) ++i;
    return i;
  }
  ItemId n_, alive_;
  double width_;
  bool news_ = false;
  std::vector<Arm> arms_;
  std::vector<double> won_, count_;  // by (initiator, rival)
};

const Register<Agent, Dueling<BeatTheMean>> entry{
    {.name = "beat-the-mean",
     .summary = "Elimination of the arm that is worst against the mean of those left",
     .formula = "drop argmin P_b when min P + c < max P - c, c = 3 gamma^2 sqrt(ln(2TK) / min n)",
     .source = "Yue & Joachims 2011, Beat the mean bandit, Algorithm 1"},
    {.family = "duel"}};

}  // namespace
}  // namespace paddock
