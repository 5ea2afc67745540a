// Who is compared with whom: the sampling laws that reward learners and direct methods share.
#pragma once
#include "sim/math/information.h"
#include "sim/policy/tabular.h"

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace paddock {

enum class Pairs : std::uint8_t {
  uniform,           ///< every pair alike
  reference,         ///< both from the reference
  policy,            ///< both from the policy
  policy_reference,  ///< one from each
  best_worst,        ///< best and worst of eight draws from the policy, by log pi / mu
  pilaf,             ///< policy tilted towards and away from the reference (Feng et al. 2025)
  active             ///< the pair whose difference is least known
};
constexpr auto enum_words(Pairs) {
  return std::array{Word{Pairs::uniform, "uniform"},       Word{Pairs::reference, "reference"},
                    Word{Pairs::policy, "policy"},         Word{Pairs::policy_reference, "policy-reference"},
                    Word{Pairs::best_worst, "best-worst"}, Word{Pairs::pilaf, "pilaf"},
                    Word{Pairs::active, "active"}};
}
inline constexpr std::string_view kPairsDoc =
    "who is compared: uniform, reference (both from it), policy, policy-reference (one from each), best-worst (of 8 "
    "draws), pilaf (policy tilted both ways), active (largest uncertainty)";

/// Draws the responses of a query, all different while the context has as many. Two independent responses are drawn
/// given that they differ, P(a, b) ∝ law(a) law'(b): an answer about a response and itself teaches nothing. A query
/// that shows more than two adds others from the second law (uniform, reference or policy).
class PairRule {
 public:
  /// `beta`: temperature of the learner's implied reward beta log pi / mu, which pilaf tilts by.
  PairRule(const WorldView& world, Pairs pairs, double beta);
  /// Does draw() look at the policy?
  bool needs_policy() const { return pairs_ >= Pairs::policy && pairs_ != Pairs::active; }
  /// Fills `shown` (two or more) for context x; `policy` is the learner's current one.
  void draw(ContextId x, const TabularPolicy& policy, Stream& rng, std::span<ItemId> shown);

 private:
  using Law = std::span<const double>;
  static constexpr int kCandidates = 8;
  void two(Law a, Law b, Stream& rng, std::span<ItemId> shown);
  void best_worst(ContextId x, const TabularPolicy& policy, Stream& rng, std::span<ItemId> shown);
  void pilaf(ContextId x, const TabularPolicy& policy, Stream& rng, std::span<ItemId> shown);
  void least_known(ContextId x, Stream& rng, std::span<ItemId> shown);
  ItemId other(Law law, std::span<const ItemId> taken, Stream& rng);

  Pairs pairs_;
  double beta_;
  TabularPolicy mu_;
  std::vector<double> uniform_, weight_, towards_, away_;
  std::vector<Eigen::MatrixXd> covariance_;  // active: (I + Laplacian of the pairs shown)^-1, one a context
  Eigen::VectorXd difference_;
};

}  // namespace paddock
