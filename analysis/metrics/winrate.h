// Win rates: of the judged policy against an opponent that is known from the start, and between any two stored
// policies.
#pragma once
#include "analysis/metrics/expected.h"

namespace paddock {

/// sum over contexts and responses of pi_i P_ij opponent_j; ties half. P is the truth given to shift().
class WinRate : public Expected {
 public:
  /// Fills the opponent's law in a context.
  using Opponent = std::function<void(Ground&, ContextId, Eigen::VectorXd&)>;
  /// `sampled`: the same opponent where responses cannot be listed.
  WinRate(const Setup&, Opponent, const Policy& sampled);

 protected:
  std::string undrawn() const override { return {}; }
  double drawn(ContextId x, ItemId i) override {
    return ground().truth().preference(x, i, opponents_[next_++], ground().moment());
  }
  void open(ContextId x) override { opponents_ = opponent_draws_.take(opponent_, x), next_ = 0; }
  void close() override { opponent_draws_.release(); }

 private:
  const Policy& opponent_;
  Draws opponent_draws_;
  std::span<const ItemId> opponents_;
  std::size_t next_ = 0;
};

/// WinRate against the world's reference policy.
class WinRateReference final : public WinRate {
 public:
  using Params = NoParams;
  WinRateReference(const Params&, const Setup&);
};

/// Win rates between policies stored as tables, contexts × responses with responses adjacent: `winrate.AGENT`, computed
/// after the cells. Holds the preferences of all contexts, contexts · n² numbers.
class Contest {
 public:
  Contest(const WorldView&, const Truth&, const Moment& = {});
  /// Mean over the context law of sum_ij mine_i P_ij theirs_j, in [0, 1]; contest(a, b) + contest(b, a) = 1.
  double winrate(std::span<const double> mine, std::span<const double> theirs) const;

 private:
  const WorldView& world_;
  std::vector<Eigen::MatrixXd> preferences_;
};

/// One such win rate.
inline double winrate(const WorldView& world, const Truth& truth, const Moment& moment, std::span<const double> mine,
                      std::span<const double> theirs) {
  return Contest(world, truth, moment).winrate(mine, theirs);
}

}  // namespace paddock
