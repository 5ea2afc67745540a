// `measure:` — which metrics, when, and against which truth.
#pragma once
#include "sim/core/metric.h"
#include "sim/kernel/kernel.h"

#include <string>
#include <vector>

namespace paddock {

/// One metric as written: `winrate.reference@average`, `{kind: ranking.topk, k: 3}`, `winrate.AGENT`.
struct MetricPlan {
  std::string name;                    ///< as shown in results: kind or winrate.AGENT, with @policy if any
  Recipe<Metric> recipe;               ///< empty for a rival
  std::string policy = "recommended";  ///< which of the agent's policies is judged
  std::string rival;                   ///< winrate.AGENT: computed from stored policies when the cells are done
  Mark mark;
};
/// A list of metrics; nothing = the default of the contract, decided by the scenario.
struct MetricList {
  std::vector<MetricPlan> list;
  static constexpr std::string_view kWords = "list of metrics";
  static constexpr bool kTakesList = true;
  static bool read(const Node&, MetricList&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};

/// When to measure: {log: n} | {linear: n} | {every: n} | [list]. The start and the end are always taken.
struct Checkpoints {
  enum class Kind : std::uint8_t { log, linear, every, list };
  Kind kind = Kind::log;
  double n = 40;
  std::vector<double> values;
  Mark mark;
  /// Ascending x values up to the limit, whole ones for labels and steps. Empty when the limit is infinite and needed.
  std::vector<double> points(double limit, Unit) const;

  static constexpr std::string_view kWords = "{log: n}, {linear: n}, {every: n} or a list";
  static constexpr bool kTakesList = true;
  static bool read(const Node&, Checkpoints&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};

/// noiseless | as-labelled | {group: NAME}
struct TruthChoice {
  enum class Kind : std::uint8_t { noiseless, as_labelled, group };
  Kind kind = Kind::noiseless;
  std::string group;
  Mark mark;

  static constexpr std::string_view kWords = "noiseless, as-labelled or {group: NAME}";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, TruthChoice&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};

struct Measure {
  MetricList metrics;
  Checkpoints at;
  std::optional<Unit> unit;  ///< of `at`; default: the budget's
  TruthChoice truth;
  Seconds warmup;

  static constexpr auto fields() {
    return std::tuple{
        field("metrics", &Measure::metrics,
              "default: those of regret.average, winrate.reference, exploitability that are defined for all agents"),
        field("at", &Measure::at, "checkpoints; the start and the end are always taken"),
        field("unit", &Measure::unit, "of the checkpoints; default: the budget's"),
        field("truth", &Measure::truth, "what metrics compare with"),
        field("warmup", &Measure::warmup, "start of the run that queue metrics ignore", kNonNegative, "s")};
  }
};

}  // namespace paddock
