// What a claim is judged on: plain numbers of those it is about.
#pragma once
#include "analysis/claims/verdict.h"
#include "sim/results/rows.h"

namespace paddock {

/// One metric at one checkpoint of one run.
struct TracePoint {
  double x = 0, time = 0, cost = 0;
  std::optional<double> value;
};
struct Trace {
  std::uint32_t seed = 0;
  std::vector<TracePoint> readings;  ///< ascending x, at least one
};

/// An agent at a sweep point.
struct Subject {
  std::size_t point = 0, place = 0;  ///< in the outline; place among its agents
  std::string agent;
  std::vector<std::string> values;           ///< of the sweep's columns
  Variables variables;                       ///< for the claim's formulas, without those of checkpoints
  bool certain = false;                      ///< nothing is random: one seed says everything
  std::optional<std::size_t> with;           ///< point of correlation's other side
  std::vector<Trace> traces, with_traces{};  ///< ascending seed
};

struct Question {
  const Claim* claim = nullptr;
  std::string scenario;
  std::vector<std::string> columns;
  std::vector<Subject> subjects;
  Interval range, with_range;  ///< of the metrics
  bool higher_is_better = false;
  std::string unit = "labels";  ///< of checkpoints
  std::size_t first_look = 10;  ///< seeds that the scenario asks for
  std::size_t most_seeds = 200;
  std::uint64_t seed = 0;  ///< of the scenario, for resampling
};

/// Fills the traces from the first `seeds` cells of every subject; returns the computing time of these cells.
double fill(Question&, const Outline&, const CellSource&, std::size_t seeds);

/// The verdict on what is filled in. Level: 1 - the claim's confidence, shared (Bonferroni, Holm) by all agents, points
/// and checkpoints it is about; where no confidence sequence exists, at the k-th doubling of seeds half as much as at
/// the one before. Deterministic.
Verdict judge(const Question&);

}  // namespace paddock
