// Through the YAML runner and the event kernel, regret recorded, beside hand-written loops with the same decision
// rules. Workloads S1, S2, S3, S6, S10 and S15; `./paddock bench S1` runs one.
#include "bench/goals.h"
#include "bench/limit/dts.h"
#include "bench/limit/mm1.h"
#include "bench/limit/nash.h"
#include "bench/limit/rmed1.h"
#include "bench/limit/rucb.h"
#include "bench/limit/rucb_thresholds.h"
#include "sim/experiment/cell.h"
#include "sim/experiment/runner.h"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace paddock::bench {
namespace {

std::shared_ptr<const Study> study(const std::string& yaml) {
  Problems problems;
  auto s = load(std::make_shared<Source>(Source{"bench.yaml", yaml}), {}, problems);
  if (!s) {
    std::ostringstream out;
    problems.print(out);
    throw std::runtime_error(out.str());
  }
  return std::make_shared<Study>(std::move(*s));
}

/// Cells of one agent, one after another with a new replication each time; the check is the last value of `metric`.
Workload cells(const std::string& yaml, double units, const std::string& metric = {}) {
  return [s = study(yaml), units, metric, next = std::uint32_t{0}]() mutable {
    const Scenario& scenario = s->points[0].scenario;
    const CellRun run = run_cell({scenario, scenario.agents.list[0], next++, "bench"});
    if (run.result.status != CellStatus::ok) throw std::runtime_error(run.result.reason);
    Work w{units, 0};
    for (const ResultRow& r : run.result.rows)
      if (r.metric == metric && r.value) w.check = *r.value;
    return w;
  };
}
std::string duel(const std::string& agent, const std::string& labels) {
  return fmt::format(
      "{{world: {{kind: tabular, responses: 16}}, annotators: {{kind: matrix, name: arithmetic-16}}, seed: 7, seeds: "
      "1,\n"
      " feedback: {{budget: {{labels: {}}}}}, agents: [{}], measure: {{metrics: [regret.average, regret.strong], at: "
      "{{log: 20}}}}}}\n",
      labels, agent);
}
template <class Loop>
Workload loop(Loop run, double units) {
  return [run, units, seed = std::uint32_t{7}]() mutable { return Work{units, run(seed++)}; };
}

/// 64 points of 100 replications on `threads` threads into a fresh folder, stored and told.
Workload sweep(unsigned threads) {
  std::string widths;
  for (int i = 0; i < 64; ++i) widths += fmt::format("{}{:.3f}", i ? ", " : "", 0.51 + 0.01 * i);
  auto s = study(fmt::format(
      "{{name: sweep, world: {{kind: tabular, responses: 8}}, annotators: {{kind: matrix, name: arithmetic-8}}, seeds: "
      "100,\n"
      " feedback: {{budget: {{labels: 10k}}}}, agents: [rucb], measure: {{metrics: [regret.average], at: [10000]}},\n"
      " sweep: {{grid: {{agents.rucb.alpha: [{}]}}}}}}\n",
      widths));
  return [s, threads] {
    const auto out = std::filesystem::temp_directory_path() / fmt::format("paddock-bench-{}", threads);
    std::filesystem::remove_all(out);
    Interrupts interrupts;
    RunOptions options;
    options.out = out, options.threads = threads, options.quiet = true;
    const RunOutcome o = run_study(*s, make_plan(*s), options, interrupts);
    std::filesystem::remove_all(out);
    return Work{static_cast<double>(o.labels) / threads, 0};  // per thread: the ratio is the efficiency
  };
}

void add_all() {
  const auto regret = "regret.average";
  add({"S1", "RUCB, 16 arms, 1e6 rounds; dense limit", "rounds", cells(duel("rucb", "1M"), 1e6, regret),
       loop([](auto seed) { return limit::rucb(1'000'000, seed); }, 1e6), 1.0});
  add({"S1t", "RUCB, 16 arms, 1e6 rounds; threshold limit", "rounds", cells(duel("rucb", "1M"), 1e6, regret),
       loop([](auto seed) { return limit::rucb_thresholds(1'000'000, seed); }, 1e6), 0.4});
  add({"S2", "RMED1, 16 arms, 1e6 rounds", "rounds", cells(duel("rmed1", "1M"), 1e6, regret),
       loop([](auto seed) { return limit::rmed1(1'000'000, seed); }, 1e6), 0.4});
  add({"S3", "D-TS (signs), 16 arms, 1e5 rounds", "rounds", cells(duel("double-thompson", "100k"), 1e5, regret),
       loop([](auto seed) { return limit::dts(100'000, seed); }, 1e5), 0.5});
  const std::string queue =
      "{world: {kind: tabular, responses: 2}, annotators: {kind: bradley-terry, utility: [0, 1], latency: "
      "{exponential: 1},\n"
      " workers: {count: 1}}, seeds: 1, feedback: {arrivals: {exponential: 1.1111111111111112}, budget: {labels: "
      "1M}},\n"
      " agents: [random], measure: {metrics: [queue.wait], at: [1000000]}}\n";
  add({"S6", "M/M/1 at .9, arrivals and departures", "events", cells(queue, 2e6, "queue.wait"),
       [seed = std::uint64_t{7}]() mutable {
         const auto q = limit::mm1(1'000'000, seed++);
         return Work{static_cast<double>(q.events), q.mean_wait};
       },
       0.5});
  const std::string nash =
      "{world: {kind: tabular, responses: 100}, annotators: {kind: matrix, name: random-uniform, size: 100}, seeds: "
      "1,\n"
      " feedback: {form: oracle, budget: {steps: 100k}}, agents: [{kind: nash-md, tau: 0.1, eta: 0.1}],\n"
      " measure: {metrics: [entropy], at: [100000]}}\n";
  add({"S10", "Nash-MD, 100 responses, exact", "steps", cells(nash, 1e5, "entropy"),
       [seed = std::uint64_t{7}]() mutable {
         auto game = std::make_unique<limit::NashLoop<100>>(seed++);
         for (int i = 0; i < 100'000; ++i) game->nash_md();
         benchmark::DoNotOptimize(game->policy());
         return Work{1e5, 0};
       },
       0.4});
  add({"S15", "64 points × 100 seeds on 2 threads; limit: on 1", "labels and thread", sweep(2), sweep(1), 0.9});
}

}  // namespace
}  // namespace paddock::bench

int main(int argc, char** argv) {
  paddock::bench::add_all();
  std::string in_turns = "--benchmark_enable_random_interleaving=true";
  std::vector<char*> arguments(argv, argv + argc);
  arguments.insert(arguments.begin() + 1, in_turns.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  paddock::bench::Table table;
  benchmark::RunSpecifiedBenchmarks(&table);
  benchmark::Shutdown();
}
