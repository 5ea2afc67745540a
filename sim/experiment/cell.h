// One cell from start to end: stage, agent, metrics, kernel, rows.
#pragma once
#include "sim/kernel/kernel.h"
#include "sim/results/rows.h"
#include "sim/scenario/scenario.h"

#include <stop_token>

namespace paddock {

struct CellRequest {
  const Scenario& scenario;
  const AgentPlan& agent;
  std::uint32_t replication = 0;
  std::string key{};
  bool by_events = false;  ///< use the event queue even when nothing takes time (for tests)
};

/// What a run leaves behind. A cell that diverges or throws is a failed one with its reason, never an exception. `done`
/// is false when it was stopped: such a result must not be stored.
struct CellRun {
  CellResult result;
  std::uint64_t labels = 0;
  bool done = true;
  QueueBooks books;  ///< of the queue, where there is one
};
CellRun run_cell(const CellRequest&, std::stop_token stop = {});

}  // namespace paddock
