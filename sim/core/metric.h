// What is measured: comparisons of what agents know and do with the truth.
#pragma once
#include "sim/core/agent.h"

#include <optional>
#include <string>

namespace paddock {

/// The truth that metrics compare with, and each group's own (welfare).
struct Scene {
  const Truth& truth;
  std::span<const Truth* const> groups;
};

struct Checkpoint {
  std::uint64_t labels, steps;
  Tick now;
  double cost;
  const Agent& agent;
};

struct MetricSetup {
  const WorldView& world;
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  std::string_view policy = "recommended";  ///< which of the agent's policies is judged
  const AnyParams* agent = nullptr;         ///< parameters of the agent judged (its tau, beta)
  double warmup = 0;                        ///< seconds that queue metrics ignore at the start
  int workers = 0;                          ///< in all groups together; 0: unlimited
  Form form = Form::duel;                   ///< what annotators are asked; under `oracle` nothing is shown
  Row votes = 1;                            ///< labels per query
  /// A numeric parameter of the agent by name, e.g. "tau"; nothing when it has none.
  std::optional<double> parameter(std::string_view name) const;
};

struct MetricTraits {
  bool higher_is_better = false;
  Range range{};
  std::string_view unit{};
  std::string_view undefined{};           ///< when it is not defined, in words
  bool cumulative = false;                ///< a sum over the run
  bool judges_policy = false;             ///< takes @policy
  bool enumerable = true;                 ///< needs a world that lists its responses
  bool sampled = false;                   ///< marked ~ where the world is not enumerable
  bool reward = false;                    ///< needs an agent that fits a reward
  std::vector<std::string_view> needs{};  ///< parameters the agent must have
};

class Metric {
 public:
  using Setup = MetricSetup;
  using Traits = MetricTraits;
  enum : unsigned { kQueries = 1, kLabels = 2 };
  virtual ~Metric() = default;
  /// What to be shown between checkpoints; a metric that looks only at checkpoints costs nothing.
  virtual unsigned watches() const { return 0; }
  /// The truth at the start, whenever an event changes it and, while it is not fixed, before each observe(QueryBatch).
  virtual void shift(const Scene&, const Moment&) {}
  /// Why it is undefined against the current truth; empty when defined.
  virtual std::string undefined() const { return {}; }
  virtual void observe(const QueryBatch&) {}  ///< at issue
  virtual void observe(const LabelBatch&) {}  ///< at learn
  /// The value now; NaN where undefined (stored as nothing).
  virtual double measure(const Checkpoint&) = 0;
};

}  // namespace paddock
