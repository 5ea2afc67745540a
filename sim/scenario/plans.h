// The smaller blocks of a scenario: seeds, world, events, data, agents, report.
#pragma once
#include "annotators/population.h"
#include "sim/core/agent.h"
#include "sim/core/law.h"
#include "sim/scenario/feedback.h"

#include <string>
#include <vector>

namespace paddock {

/// `seeds: 20` (replications 0…19) or a list of replication numbers.
struct Seeds {
  std::vector<std::uint32_t> replications;  ///< ascending; empty: 10, or 1 if nothing is random
  static constexpr std::string_view kWords = "count, or list of replication numbers";
  static constexpr bool kTakesList = true;
  static bool read(const Node&, Seeds&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};

/// What stays the same over replications.
enum class Frozen : std::uint8_t { world, population };
constexpr auto enum_words(Frozen) {
  return std::array{Word{Frozen::world, "world"}, Word{Frozen::population, "population"}};
}
/// What is stored beside the metrics.
enum class Recorded : std::uint8_t { labels, policies };
constexpr auto enum_words(Recorded) {
  return std::array{Word{Recorded::labels, "labels"}, Word{Recorded::policies, "policies"}};
}

struct WorldPlan {
  Recipe<World> recipe;
  Mark mark;
  static constexpr std::string_view kWords = "a kind, or {kind: …, parameters}";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, WorldPlan&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};

/// `at:` of an event: 5000 labels | 2h | 50%.
struct When {
  std::optional<double> labels, seconds, share;  ///< exactly one; share in (0, 1) of the label or time budget
};
struct EventPlan {
  When at;
  Node set;                   ///< {path: value}
  PopulationPlan population;  ///< what holds from then on; filled by the scenario
  Mark mark;
};
struct Events {
  std::vector<EventPlan> list;
  static constexpr std::string_view kWords = "list of {at, set}";
  static constexpr bool kTakesList = true;
  static bool read(const Node&, Events&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};

/// Which pairs `data: {n: …}` compares: both drawn from the reference policy, or uniformly.
enum class DataPairs : std::uint8_t { reference, uniform };
constexpr auto enum_words(DataPairs) {
  return std::array{Word{DataPairs::reference, "reference"}, Word{DataPairs::uniform, "uniform"}};
}
/// So many labels on one pair.
struct DesignRow {
  std::uint64_t context = 0, left = 0, right = 0, count = 1;
  Mark mark{};
  static constexpr auto fields() {
    return std::tuple{field("context", &DesignRow::context, "context"), field("left", &DesignRow::left, "response"),
                      field("right", &DesignRow::right, "response"),
                      field("count", &DesignRow::count, "labels", {.min = 1, .max = 1e8})};
  }
};
struct Design {
  std::vector<DesignRow> rows;
  static constexpr std::string_view kWords = "list of {context, left, right, count}";
  static constexpr bool kTakesList = true;
  static bool read(const Node&, Design&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};
/// `data:` — labels every agent gets before its first proposal. Exactly one of n, design, file.
struct DataPlan {
  std::optional<std::uint64_t> n;
  DataPairs pairs = DataPairs::reference;
  std::optional<Design> design;
  std::optional<std::string> file;  ///< absolute once loaded
  bool charged = false;
  static constexpr auto fields() {
    return std::tuple{field("n", &DataPlan::n, "labels on pairs drawn by `pairs`", {.min = 1, .max = 1e9}),
                      field("pairs", &DataPlan::pairs, "who is compared"),
                      field("design", &DataPlan::design, "which pairs are compared how often"),
                      field("file", &DataPlan::file, "comparisons, as `record: [labels]` writes them"),
                      field("charged", &DataPlan::charged, "counts against the budget")};
  }
  std::string check() const {
    return (n ? 1 : 0) + (design ? 1 : 0) + (file ? 1 : 0) == 1 ? "" : "data needs one of n, design, file";
  }
};

struct AgentPlan {
  std::string name;  ///< default: the kind
  Recipe<Agent> recipe;
  std::optional<TimeLaw> compute;    ///< from learning to the next proposal
  Node own;                          ///< its `feedback:` as written
  Feedback feedback;                 ///< its own over the scenario's, settled
  Unit unit = Unit::labels;          ///< of its checkpoints
  std::vector<double> at;            ///< its checkpoints
  std::vector<std::size_t> metrics;  ///< of Measure::metrics, those defined for it (rivals included)
  Node cell;                         ///< all that decides its numbers, but for the replication: see scenario.h
  Mark mark;
};
struct Agents {
  std::vector<AgentPlan> list;
  static constexpr std::string_view kWords = "list of agents";
  static constexpr bool kTakesList = true;
  static bool read(const Node&, Agents&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};

/// How the report looks; changes no number.
enum class Plot : std::uint8_t { curves, table, heatmap };
constexpr auto enum_words(Plot) {
  return std::array{Word{Plot::curves, "curves"}, Word{Plot::table, "table"}, Word{Plot::heatmap, "heatmap"}};
}

}  // namespace paddock
