// The people of a group: how many, how good, how they differ, when they work and what they cost.
#pragma once
#include "sim/core/law.h"

#include <optional>
#include <vector>

namespace paddock {

/// `workers:` — a worker of quality eta answers like the group with probability eta, else the opposite (Crowd-BT, Chen
/// et al. 2013): 1 faithful, 1/2 a coin, 0 contrary.
struct Workers {
  std::optional<std::uint64_t> count;
  Law quality = 1;
  double spammers = 0, adversaries = 0;
  Law utility;
  static constexpr auto fields() {
    return std::tuple{field("count", &Workers::count, "how many; default: unlimited when latency is 0, else 1",
                            {.min = 1, .max = 1e6}),
                      field("quality", &Workers::quality,
                            "of each: probability of the group's answer, not its opposite", kProbability),
                      field("spammers", &Workers::spammers, "share whose answers are coins", kProbability),
                      field("adversaries", &Workers::adversaries, "share whose answers are turned round", kProbability),
                      field("utility", &Workers::utility,
                            "personal deviations from the group's utilities (of weights, in a world with features)")};
  }
  std::string check() const;
  /// Everybody answers like the group.
  bool plain() const { return quality.constant() && quality.mean() == 1 && spammers == 0 && adversaries == 0; }
};

/// What a label costs: `number`, or {label, second, query}.
struct CostPlan {
  double label = 0, second = 0, query = 0;
  static constexpr std::string_view kWords = "number per label, or {label, second, query}";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, CostPlan&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};

/// On duty for `on` out of every on + off seconds, beginning at `start`. off = 0: always.
struct AvailabilityPlan {
  Seconds on, off, start;
  static constexpr auto fields() {
    return std::tuple{field("on", &AvailabilityPlan::on, "length of a shift", kPositive, "s"),
                      field("off", &AvailabilityPlan::off, "time between shifts", kNonNegative, "s"),
                      field("start", &AvailabilityPlan::start, "of the first shift", kNonNegative, "s")};
  }
  std::string check() const { return off.value > 0 && on.value <= 0 ? "availability needs a shift: on above 0" : ""; }
};

struct People {
  std::optional<Workers> workers;
  std::optional<TimeLaw> latency;
  std::optional<CostPlan> cost;
  std::optional<AvailabilityPlan> availability;
  static constexpr auto fields() {
    return std::tuple{field("workers", &People::workers, "how many, how good, how different"),
                      field("latency", &People::latency, "from the start of a label to its answer", kAny, "s"),
                      field("cost", &People::cost, "of a label"),
                      field("availability", &People::availability, "shifts")};
  }
  People over(const People& other) const;
  TimeLaw service() const { return latency.value_or(TimeLaw()); }
  CostPlan price() const { return cost.value_or(CostPlan()); }
  Workers staff() const { return workers.value_or(Workers()); }
  /// How many there are; 0: unlimited.
  int count() const {
    if (workers && workers->count) return static_cast<int>(*workers->count);
    return service().zero() ? 0 : 1;
  }
  /// Quality of each worker, drawn for (workers, group, worker); of unlimited many, who answer once each, their mean.
  std::vector<double> qualities(std::uint64_t seed, std::uint32_t replication, std::uint32_t entity) const;
};

}  // namespace paddock
