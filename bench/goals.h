// Workloads, their limits and goals, and the table that sets them side by side.
#pragma once
#include <benchmark/benchmark.h>

#include <functional>
#include <string>

namespace paddock::bench {

/// What one timed run did.
struct Work {
  double units = 0;  ///< rounds, events, iterations
  double check = 0;  ///< a result that must agree: regret, mean wait; 0: none
};
using Workload = std::function<Work()>;

/// A workload through the scenario runner, the loop that bounds it, and the share of the loop's speed it should reach.
/// All are run in turns, three passes; the table shows the best of each (peers' figures were taken likewise).
struct Goal {
  std::string id, what, unit;
  Workload paddock, limit;
  double ratio = 0;
};
void add(Goal);

/// Prints what the table says once all benchmarks have run; for main.
class Table final : public benchmark::ConsoleReporter {
 public:
  bool ReportContext(const Context&) override;
  void ReportRuns(const std::vector<Run>&) override;
  void Finalize() override;
};

}  // namespace paddock::bench
