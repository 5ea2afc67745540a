// A scenario file made typed: one Study, a Scenario per sweep point, a cell per agent.
#pragma once
#include "sim/scenario/expect.h"
#include "sim/scenario/measure.h"
#include "sim/scenario/overrides.h"
#include "sim/scenario/plans.h"
#include "sim/scenario/sweep.h"
#include "sim/scenario/words.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace paddock {

struct ReportPlan {
  std::optional<std::string> title;
  Words<Plot> plots;
  static constexpr auto fields() {
    return std::tuple{field("title", &ReportPlan::title, "heading; default: the name"),
                      field("plots", &ReportPlan::plots, "what is drawn: curves, table, heatmap")};
  }
};

/// Everything one sweep point says, all defaults filled in. Immutable once loaded.
struct Scenario {
  std::uint64_t paddock = 1;
  std::string name;
  std::optional<std::string> about, source;
  std::uint64_t seed = 0;
  Seeds seeds;
  Words<Frozen> freeze;
  WorldPlan world;
  PopulationPlan annotators;
  Events events;
  std::optional<DataPlan> data;
  Feedback feedback;  ///< settled
  Agents agents;
  Measure measure;
  Sweep sweep;
  Claims expect;
  Words<Recorded> record;
  std::optional<ReportPlan> report;

  static constexpr auto fields() {
    return std::tuple{
        field("paddock", &Scenario::paddock, "format version"),
        field("name", &Scenario::name, "a-z, 0-9 and -; default: the file's stem"),
        field("about", &Scenario::about, "what it shows, in a sentence or two"),
        field("source", &Scenario::source, "paper, section, equation or data citation"),
        field("seed", &Scenario::seed, "base seed of all randomness"),
        field("seeds", &Scenario::seeds, "replications; default 10, or 1 if nothing is random"),
        field("freeze", &Scenario::freeze, "kept over replications instead of redrawn"),
        field("world", &Scenario::world, "contexts, responses, features, reference policy"),
        field("annotators", &Scenario::annotators, "one group, a list of groups, or {groups: […], modifiers for all}"),
        field("events", &Scenario::events, "changes that agents are not told of"),
        field("data", &Scenario::data, "labels every agent gets before its first proposal"),
        field("feedback", &Scenario::feedback, "what is asked, and what ends the run"),
        field("agents", &Scenario::agents, "who learns"),
        field("measure", &Scenario::measure, "metrics, checkpoints, truth"),
        field("sweep", &Scenario::sweep, "values that vary over sweep points"),
        field("expect", &Scenario::expect, "claims about the results"),
        field("record", &Scenario::record, "what is stored besides metrics"),
        field("report", &Scenario::report, "how the report looks")};
  }
};

/// One combination of the sweep's values.
struct Point {
  std::vector<std::string> values;  ///< of Study::columns, canonical flow YAML
  Scenario scenario;
};

/// A loaded file. Every AgentPlan::cell is a mapping of resolved, typed content:
/// {seed, freeze, world, annotators, events, data, feedback, agent: {name, kind, …}, truth, warmup, metrics, unit, at,
/// store: [labels, policies]}; files are named by a hash of their bytes. Two (point, agent) pairs with equal cells are
/// the same computation.
struct Study {
  std::string name;
  std::vector<std::string> columns;      ///< sweep keys or labels, in order
  std::vector<Point> points;             ///< at least one; the first axis varies slowest
  Node written;                          ///< the file with overrides applied
  std::shared_ptr<const Source> source;  ///< the file,
  Overrides overrides;                   ///< and these
};

/// A sweep point with all defaults written out, without the sweep.
Node resolved(const Scenario&);

/// Reads, checks and expands a scenario. All problems of all points are collected; nothing is returned if there are
/// any.
std::optional<Study> load(std::shared_ptr<const Source>, const Overrides&, Problems&);
/// The study as a claim's `control: {set: …}` changes it; mistakes in the changes are located.
std::optional<Study> control_of(const Study&, const Claim&, Problems&);

}  // namespace paddock
