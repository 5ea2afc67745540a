// What a study found, as plain numbers: read from its cells once, told by terminal, tables and HTML.
#pragma once
#include "analysis/claims/verdict.h"
#include "analysis/statistics/compare.h"
#include "analysis/statistics/estimate.h"
#include "sim/results/rows.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace paddock {

/// What is known of a metric beside its values.
struct MetricNote {
  std::string name;  ///< as in results.csv
  bool higher_is_better = false;
  bool sampled = false;  ///< marked ~
};

/// What the caller knows of a study beside its numbers; every part may be left empty.
struct Background {
  std::string title, about, source;
  std::vector<std::pair<std::string, std::string>> header;  ///< {"world", "1 context × 3 responses"}, …
  std::vector<MetricNote> metrics;                          ///< in order; the first one ranks
  std::map<std::string, std::string> families;              ///< agent -> RLHF, NLHF …
  std::vector<std::string> responses;                       ///< names, for a world of one context and few responses
  std::vector<std::vector<double>> truth;                   ///< P(row is preferred to column) of that world
  std::string unit = "labels";                              ///< of checkpoints
  bool random = true;                                       ///< false: one seed says everything
  double seconds = 0;                                       ///< wall-clock time of the whole study
  std::string scenario;                                     ///< the resolved file
  std::string provenance;                                   ///< JSON
  std::string command;                                      ///< that repeats the study
};

struct Findings {
  /// One metric of one agent at one point.
  struct Series {
    std::vector<SeedValue> ends;  ///< ascending by seed, one a finished cell
    Estimate end;                 ///< over the seeds where it is defined
    double median = 0, iqm = 0;   ///< of the same; NaN when none
    std::vector<double> x;        ///< checkpoints, ascending
    std::vector<Estimate> curve;  ///< at each
    bool known() const { return end.n > 0; }
    std::vector<double> means() const;
  };
  struct Agent {
    std::string name, family;
    std::vector<Series> metrics;  ///< one a metric of the background; without ends where it is not measured
    std::vector<double> policy;   ///< recommended at the end, averaged over seeds; empty when not stored
    std::size_t finished = 0, failed = 0, missing = 0;   ///< cells
    double labels = 0, cost = 0, time = 0, seconds = 0;  ///< sums over finished cells, at their ends
  };
  struct Point {
    std::vector<std::string> values;  ///< of the columns
    std::vector<Agent> agents;        ///< in the scenario's order
  };
  struct Failure {
    std::size_t point;
    std::string agent;
    std::uint32_t seed;
    std::string reason;
  };
  std::string name;
  Background background;
  std::vector<std::string> columns;
  std::vector<Point> points;
  std::vector<Failure> failures;

  Agent total;  ///< sums over all cells; one that several points share counts once

  std::vector<Verdict> claims{};  ///< filled by whoever judged them

  std::size_t most_seeds() const;  ///< of any agent
};

/// Reads every cell of the outline once. Deterministic in outline and cells.
Findings gather(const Outline&, const CellSource&, Background);

/// Who is best by a metric at a point, and who cannot be told from the best.
struct Standing {
  std::vector<std::size_t> order;              ///< agents with a value, best first; equal ones in the scenario's order
  std::vector<std::size_t> unknown;            ///< agents without
  std::vector<std::optional<Paired>> to_best;  ///< by agent: it minus the best; nothing for the best and the unknown
  std::vector<double> p;                       ///< by agent: Holm-adjusted
  bool differs(std::size_t agent) const { return to_best[agent] && p[agent] < kLevel; }
  bool among_best(std::size_t agent) const;  ///< the best, or not shown to differ from it
  static constexpr double kLevel = 0.01;
};
Standing stand(const Findings::Point&, std::size_t metric, bool higher_is_better);

/// A step of x at which a curve counts as settled: .01 for metrics within [-1, 1], else a power of ten of about a
/// twentieth of what all curves of the metric span.
double settling_step(const Findings::Point&, std::size_t metric);

/// summary.csv: scenario,point,<columns>,agent,metric,mean,median,iqm,ci_low,ci_high,n at the end of the runs.
std::string summary_csv(const Findings&);

}  // namespace paddock
