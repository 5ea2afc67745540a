#include "sim/policy/pairs.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace paddock {

PairRule::PairRule(const WorldView& world, Pairs pairs, double beta)
    : pairs_(pairs),
      beta_(beta),
      mu_(world),
      uniform_(world.responses(), 1.0 / world.responses()),
      weight_(uniform_),
      towards_(uniform_),
      away_(uniform_) {
  if (pairs != Pairs::active) return;
  const auto n = static_cast<Eigen::Index>(world.responses());
  covariance_.assign(world.contexts(), Eigen::MatrixXd::Identity(n, n));
  difference_ = Eigen::VectorXd::Zero(n);
}

/// From the law without those taken; uniformly when that leaves no mass.
ItemId PairRule::other(Law law, std::span<const ItemId> taken, Stream& rng) {
  std::ranges::copy(law, weight_.begin());
  for (ItemId i : taken) weight_[i] = 0;
  double total = std::accumulate(weight_.begin(), weight_.end(), 0.0);
  if (!(total > 0)) {
    std::ranges::fill(weight_, 1.0);
    if (taken.size() < weight_.size())
      for (ItemId i : taken) weight_[i] = 0;
    total = std::accumulate(weight_.begin(), weight_.end(), 0.0);
  }
  return static_cast<ItemId>(pick(weight_, rng.uniform(), total));
}

/// From two laws, given that they differ: the first by a(i) (1 - b(i)), the second by b(j) / (1 - b(i)), together
/// ∝ a(i) b(j).
void PairRule::two(Law a, Law b, Stream& rng, std::span<ItemId> shown) {
  double total = 0;
  for (std::size_t i = 0; i < a.size(); ++i) total += weight_[i] = a[i] * (1 - b[i]);
  shown[0] = total > 0 ? static_cast<ItemId>(pick(weight_, rng.uniform(), total)) : other(a, {}, rng);
  shown[1] = other(b, shown.first(1), rng);
}

void PairRule::best_worst(ContextId x, const TabularPolicy& policy, Stream& rng, std::span<ItemId> shown) {
  std::array<ItemId, kCandidates> drawn;
  policy.sample(x, rng, drawn);
  for (std::uint32_t k = kCandidates; k > 1; --k) std::swap(drawn[k - 1], drawn[rng.below(k)]);  // ties at random
  const auto score = [&](ItemId i) { return policy.logits(x)[i] - mu_.logits(x)[i]; };
  shown[0] = *std::ranges::max_element(drawn, {}, score);
  const auto same = std::remove(drawn.begin(), drawn.end(), shown[0]);
  shown[1] = same == drawn.begin() ? other(policy.of(x), shown.first(1), rng)
                                   : *std::ranges::min_element(drawn.begin(), same, {}, score);
}

void PairRule::pilaf(ContextId x, const TabularPolicy& policy, Stream& rng, std::span<ItemId> shown) {
  // pi± ∝ pi exp(±r), r = beta log pi / mu, with normalisers Z±; with probability 1 / (1 + Z+ Z-) both from pi.
  const auto tilt = [&](double sign, std::vector<double>& out) {
    for (ItemId i = 0; i < mu_.responses(); ++i)
      out[i] = policy.logits(x)[i] + sign * beta_ * (policy.logits(x)[i] - mu_.logits(x)[i]);
    return softmax(out);  // log Z, since the policy is normalised
  };
  const double log_z = tilt(1, towards_) + tilt(-1, away_);
  if (rng.uniform() < sigmoid(-log_z)) return two(policy.of(x), policy.of(x), rng, shown);
  two(towards_, away_, rng, shown);
}

void PairRule::least_known(ContextId x, Stream& rng, std::span<ItemId> shown) {
  Eigen::MatrixXd& c = covariance_[x];
  double best = -1;
  std::uint32_t ties = 0;
  for (Eigen::Index b = 1; b < c.cols(); ++b)
    for (Eigen::Index a = 0; a < b; ++a) {
      const double variance = c(a, a) + c(b, b) - 2 * c(a, b);
      if (variance < best * (1 - 1e-9)) continue;
      ties = variance > best * (1 + 1e-9) ? 1 : ties + 1;
      best = std::max(best, variance);
      if (rng.below(ties) == 0) shown[0] = static_cast<ItemId>(a), shown[1] = static_cast<ItemId>(b);
    }
  if (best < 0) return void(shown[0] = shown[1] = 0);  // a single response
  difference_.setZero(), difference_[shown[0]] = 1, difference_[shown[1]] = -1;
  sherman_morrison(c, difference_);
}

void PairRule::draw(ContextId x, const TabularPolicy& policy, Stream& rng, std::span<ItemId> shown) {
  Law rest = policy.of(x);
  switch (pairs_) {
    case Pairs::uniform:
      rest = uniform_;
      two(rest, rest, rng, shown);
      break;
    case Pairs::reference:
      rest = mu_.of(x);
      two(rest, rest, rng, shown);
      break;
    case Pairs::policy:
      two(rest, rest, rng, shown);
      break;
    case Pairs::policy_reference:
      rest = mu_.of(x);
      two(policy.of(x), rest, rng, shown);
      break;
    case Pairs::best_worst:
      best_worst(x, policy, rng, shown);
      break;
    case Pairs::pilaf:
      pilaf(x, policy, rng, shown);
      break;
    case Pairs::active:
      rest = uniform_;
      least_known(x, rng, shown);
      break;
  }
  for (std::size_t k = 2; k < shown.size(); ++k) shown[k] = other(rest, shown.first(k), rng);
}

}  // namespace paddock
