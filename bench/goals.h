// Workloads, their limits and goals, and the table that sets them side by side.
#pragma once
#include <benchmark/benchmark.h>

#include <functional>
#include <limits>
#include <string>

namespace paddock::bench {

/// What one timed run did.
struct Work {
  double units = 0;  ///< rounds, events, steps, labels
  double check = 0;  ///< a result on which both sides must agree: regret, mean wait, entropy; 0: none
};
using Workload = std::function<Work()>;

/// What paddock does through its public door, the loop that bounds it, and what it should reach: a share of the loop's
/// speed, or seconds a call.
struct Goal {
  std::string id, what, unit;
  Workload paddock, limit{};
  double ratio = 0, seconds = std::numeric_limits<double>::infinity();  ///< 0, infinity: no such goal
  std::string peer{};                                                   ///< the fastest other program
  double peer_rate = 0;                                                 ///< recorded units a second, one core
  bool wall = false;  ///< timed by the clock on the wall instead of the processor's: needs a quiet machine
  int passes = 5;
};
/// Registers it: passes of paddock and limit in turns.
void add(Goal);

/// Prints the table to stdout once all benchmarks have run, progress to stderr.
class Table final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>&) override;
  void Finalize() override;
};

void add_runner_goals();
void add_solver_goals();

}  // namespace paddock::bench
