#include "sim/experiment/runner.h"

#include "sim/core/node.h"
#include "sim/experiment/cell.h"
#include "sim/experiment/parallel.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/tables.h"
#include "sim/results/output.h"
#include "sim/results/provenance.h"
#include "sim/results/store.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>

namespace paddock {
namespace {

namespace fs = std::filesystem;

/// Metrics that the cell itself must hold: rivals are computed afterwards.
std::vector<std::string> own_metrics(const Study& study, const Cell& c) {
  const Scenario& s = study.points[c.point].scenario;
  std::vector<std::string> out;
  for (std::size_t m : s.agents.list[c.agent].metrics)
    if (s.measure.metrics.list[m].rival.empty()) out.push_back(s.measure.metrics.list[m].name);
  return out;
}
const AgentPlan& agent_of(const Study& study, const Cell& c) {
  return study.points[c.point].scenario.agents.list[c.agent];
}

std::vector<Due> due(const Study& study, const Store& store, const std::vector<Cell>& cells, bool fresh) {
  std::vector<Due> out;
  for (const Cell& c : cells) {
    if (fresh) {
      out.push_back({&c, "--fresh"});
    } else if (!store.covers(c.key, own_metrics(study, c), agent_of(study, c).at)) {
      const auto head = store.head(c.key);
      out.push_back({&c, !head ? "new" : head->status == CellStatus::failed ? "failed before" : "measures more"});
    }
  }
  return out;
}

}  // namespace

std::vector<Due> due_cells(const Study& study, const std::vector<Cell>& shard, const fs::path& out, bool fresh) {
  if (fs::exists(out / "results.sqlite"))
    return due(study, Store(out / "results.sqlite", Store::Access::read), shard, fresh);
  std::vector<Due> all;
  for (const Cell& c : shard) all.push_back({&c, fresh ? "--fresh" : "new"});
  return all;
}

RunOutcome run_study(const Study& study, const Plan& plan, const RunOptions& options, Interrupts& interrupts) {
  const auto start = std::chrono::system_clock::now();
  const auto clock = std::chrono::steady_clock::now();
  std::error_code error;
  fs::create_directories(options.out, error);
  if (error) throw ResultsError("cannot create " + options.out.string() + ": " + error.message());
  Store store(options.out / "results.sqlite");
  const std::vector<Cell> cells = shard_of(plan.cells, options.shard, options.shards);
  const std::vector<Due> todo = due(study, store, cells, options.fresh);
  if (!todo.empty()) store.check();  // before anything is added to it

  RunOutcome outcome;
  outcome.cells = cells.size(), outcome.already = cells.size() - todo.size();
  Progress progress(cells.size(), outcome.already, options.quiet);
  Watchdog watchdog(options.cell_timeout);
  std::mutex mutex;
  std::string broken;  // the store failed: nothing more can be kept
  for_each_index(todo.size(), options.threads, interrupts.start(), [&](std::size_t i) {
    const Cell& c = *todo[i].cell;
    const auto guard = watchdog.guard(interrupts.run());
    CellRun run = run_cell({study.points[c.point].scenario, agent_of(study, c), c.seed, c.key}, guard.token());
    if (!run.done && run.result.status == CellStatus::ok) {
      if (!guard.expired()) return;  // abandoned: it will be run again
      run.result = {};
      run.result.key = c.key, run.result.agent = agent_of(study, c).name, run.result.seed = c.seed;
      run.result.status = CellStatus::failed;
      run.result.reason = "took longer than " + shortest(options.cell_timeout) + " s (--cell-timeout)";
    }
    const bool failed = run.result.status == CellStatus::failed;
    const std::scoped_lock lock(mutex);
    if (!broken.empty()) return;
    try {
      store.put(run.result);
    } catch (const ResultsError& e) {
      broken = e.what();
      interrupts.stop_starting();
      return;
    }
    ++outcome.ran, outcome.failed += failed, outcome.labels += run.labels;
    if (failed) outcome.failures.push_back(run.result);
    progress.finished(run.labels, failed);
    if (failed && options.fail_fast) interrupts.stop_starting();
  });
  progress.close(interrupts.interrupted());
  if (!broken.empty()) throw ResultsError(broken);
  outcome.interrupted = interrupts.interrupted();
  std::ranges::sort(outcome.failures, {}, [](const CellHead& h) { return std::pair(h.agent, h.seed); });
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count();

  const bool untouched = todo.empty() && fs::exists(options.out / "results.csv");
  if (!untouched && options.tables) {
    write_tables(study, plan, store, options.out);
    Provenance p;
    p.command = options.command, p.scenario = study.name, p.scenario_hash = plan.hash;
    p.seed = study.points.front().scenario.seed, p.start = start, p.end = std::chrono::system_clock::now();
    if (options.shards > 1) p.shard = std::to_string(options.shard) + "/" + std::to_string(options.shards);
    p.threads = options.threads, p.cells = outcome.cells, p.run = outcome.ran, p.failed = outcome.failed;
    write_file(options.out / "provenance.json", provenance_json(p));
  }
  store.close();
  return outcome;
}

}  // namespace paddock
