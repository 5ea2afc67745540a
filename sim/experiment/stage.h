// Where a cell plays: the world and its people at one sweep point in one replication.
#pragma once
#include "annotators/population.h"
#include "sim/kernel/kernel.h"
#include "sim/scenario/scenario.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace paddock {

/// Built from (scenario, replication) alone, so every agent meets the same one. The agent's feedback matters to it only
/// in what people are asked: their draws stay the same.
class Stage {
 public:
  /// Programs outside give up waiting when `stop` is requested.
  Stage(const Scenario&, const Feedback&, std::uint32_t replication, std::stop_token stop = {});
  ~Stage();
  const World& world() const { return *world_; }
  /// What holds from the start, and from each event on; refers into the stage.
  const std::vector<Regime>& regimes() const { return regimes_; }
  /// The truth that metrics compare with, at the start.
  const Truth& truth() const { return *regimes_.front().truth; }
  /// What an agent under form oracle reads: the truth that metrics compare with, of the moment. Shown to the kernel as
  /// a metric so that it follows the events.
  const Truth& oracle() const { return *oracle_; }
  Metric& follower() { return *follower_; }
  std::vector<PoolInfo> pools() const;
  std::vector<std::string> group_names() const;
  const Population& population() const { return *populations_.front(); }

 private:
  Regime regime(const Scenario&, const PopulationPlan&, const Feedback&, std::uint32_t replication);
  std::stop_token stop_;
  std::unique_ptr<World> world_;
  std::vector<std::unique_ptr<Population>> populations_;
  std::vector<Regime> regimes_;
  class Oracle;
  std::unique_ptr<Oracle> oracle_owner_;
  const Truth* oracle_ = nullptr;
  Metric* follower_ = nullptr;
  const PopulationPlan& plan_;
};

}  // namespace paddock
