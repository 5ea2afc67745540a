// Dueling bandit gradient descent (Yue & Joachims 2009, Algorithm 1): learns a point of a continuous world.
//
//   u uniform on the unit sphere;  duel w against w' = Proj(w + delta u);  if w' wins, w <- Proj(w + gamma u)
//
// Theorem 1, for a concave utility, horizon T, points within radius R of the centre and a preference that is
// L-Lipschitz: delta = sqrt(2 R d) / (sqrt(13 L) T^(1/4)), gamma = R / sqrt T, regret O(T^(3/4)). Proj is the
// projection on the world's box, R half its diagonal, T the label budget (10,000 if none), w_1 the centre. Recommends
// and plays w. Choices: a label that comes late moves w from where it is then, in the direction asked; a tie moves
// nothing (w' did not win); labels given before the start have no direction of ours and are passed over. Batches ask
// around the same w.
#include "sim/core/agent.h"
#include "sim/math/normal.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace paddock {
namespace {

class Dbgd final : public Agent, private Policy {
 public:
  struct Params {
    double lipschitz = 1;
    std::optional<double> delta, gamma;
    static constexpr auto fields() {
      return std::tuple{
          field("lipschitz", &Params::lipschitz, "L: how fast the preference changes with the point", kPositive),
          field("delta", &Params::delta, "how far the other point is; default by Theorem 1", kPositive),
          field("gamma", &Params::gamma, "step after a win; default by Theorem 1", kPositive)};
    }
  };
  Dbgd(const Params& params, const Setup& setup)
      : world_(setup.world), items_(*setup.world.items()), d_(items_.width()) {
    double diagonal = 0;
    for (std::size_t k = 0; k < d_; ++k) {
      const auto [low, high] = world_.bounds(k);
      w_.push_back((low + high) / 2), diagonal += (high - low) * (high - low);
    }
    const double radius = std::sqrt(diagonal) / 2, dimension = static_cast<double>(d_);
    const double horizon = setup.horizon > 0 ? static_cast<double>(setup.horizon) : 1e4;
    delta_ = params.delta.value_or(std::sqrt(2 * radius * dimension) /
                                   (std::sqrt(13 * params.lipschitz) * std::pow(horizon, 0.25)));
    gamma_ = params.gamma.value_or(radius / std::sqrt(horizon));
  }

  void propose(Stream& rng, QueryBatch& out) override {
    while (out.room() > 0) {
      const auto shown = out.add(out.upcoming());
      for (ItemId& i : shown) i = items_.add();
      if (u_.size() < items_.slots() * d_) u_.resize(items_.slots() * d_);
      const auto u = direction(shown[1]), here = items_.reals(shown[0]), there = items_.reals(shown[1]);
      double norm = 0;
      for (double& z : u) z = normal_quantile(std::max(rng.uniform(), 0x1p-54)), norm += z * z;
      for (double& z : u) z /= std::sqrt(norm);
      for (std::size_t k = 0; k < d_; ++k) here[k] = w_[k], there[k] = project(w_[k] + delta_ * u[k], k);
    }
  }
  void learn(const LabelBatch& labels) override {
    for (Row i = 0; i < labels.size(); ++i) {
      if (labels.choice[i] != 1 || labels.stamp[i].purpose == Purpose::data) continue;
      const auto u = direction(labels.items(i)[1]);
      for (std::size_t k = 0; k < d_; ++k) w_[k] = project(w_[k] + gamma_ * u[k], k);
    }
  }
  const Policy& recommended() const override { return *this; }

 private:
  /// A fresh slot with the current point for each of `out`.
  void sample(ContextId, Stream&, std::span<ItemId> out) const override {
    for (ItemId& i : out) i = items_.add(), std::ranges::copy(w_, items_.reals(i).begin());
  }
  /// The direction asked about, kept by the slot of the other point, which stays while the query is open.
  std::span<double> direction(ItemId slot) { return {u_.data() + slot * d_, d_}; }
  double project(double value, std::size_t k) const {
    const auto [low, high] = world_.bounds(k);
    return std::clamp(value, low, high);
  }
  const WorldView& world_;
  ItemStore& items_;
  std::size_t d_;
  double delta_ = 0, gamma_ = 0;
  std::vector<double> w_, u_;
};

const Register<Agent, Dbgd> entry{
    {.name = "dbgd",
     .summary = "Dueling bandit gradient descent: step towards random directions that win",
     .formula = "w' = Proj(w + delta u), if w' beats w: w <- Proj(w + gamma u); delta = sqrt(2 R d) / (sqrt(13 L) "
                "T^(1/4)), gamma = R / sqrt T",
     .source =
         "Yue & Joachims 2009, Interactively optimizing information retrieval systems as a dueling bandits problem, "
         "Algorithm 1 and Theorem 1"},
    {.enumerable = false, .continuous = true, .contextual = false, .family = "duel"}};

}  // namespace
}  // namespace paddock
