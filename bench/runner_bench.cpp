// Through the YAML runner and the event kernel, regret recorded, beside hand-written loops with the same decision
// rules.
#include "bench/goals.h"
#include "bench/limit/limits.h"
#include "sim/experiment/cell.h"
#include "sim/experiment/runner.h"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <tuple>

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

/// Cells of one agent, one after another with a new replication each time; the check is the last value of `metric`, or
/// its mean over the checkpoints.
enum class Check { last, mean };
Workload cells(const std::string& yaml, double units, const std::string& metric, Check check = Check::last) {
  return [s = study(yaml), units, metric, check, next = std::uint32_t{0}]() mutable {
    const Scenario& scenario = s->points[0].scenario;
    const CellRun run = run_cell({scenario, scenario.agents.list[0], next++, "bench"});
    if (run.result.status != CellStatus::ok) throw std::runtime_error(run.result.reason);
    Work w{units, 0};
    double sum = 0, count = 0;
    for (const ResultRow& r : run.result.rows)
      if (r.metric == metric && r.value) w.check = *r.value, sum += w.check, ++count;
    if (check == Check::mean) w.check = sum / count;
    return w;
  };
}
std::string duel(const std::string& agent, const std::string& labels) {
  return fmt::format(
      "{{world: {{kind: tabular, responses: 16}}, annotators: {{kind: matrix, name: arithmetic-16}}, seed: 7, seeds: "
      "1,\n"
      " feedback: {{budget: {{labels: {}}}}}, agents: [{}], measure: {{metrics: [regret.average], at: "
      "{{log: 20}}}}}}\n",
      labels, agent);
}
/// A loop that returns the peers' strong regret P(0, c) + P(0, d) - 1; regret.average is half of it.
Workload loop(double (*run)(std::uint64_t, std::uint32_t), std::uint64_t rounds) {
  return [run, rounds, seed = std::uint32_t{7}]() mutable {
    return Work{static_cast<double>(rounds), run(rounds, seed++) / 2};
  };
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
    return Work{static_cast<double>(o.labels) / threads};  // a core: the ratio is the efficiency
  };
}

}  // namespace

void add_runner_goals() {
  const auto duels = [](const char* id, const char* what, const char* agent, const char* labels, double rounds,
                        double (*run)(std::uint64_t, std::uint32_t), double ratio, const char* peer, double rate) {
    add({.id = id,
         .what = what,
         .unit = "rounds/s",
         .paddock = cells(duel(agent, labels), rounds, "regret.average"),
         .limit = loop(run, static_cast<std::uint64_t>(rounds)),
         .ratio = ratio,
         .peer = peer,
         .peer_rate = rate});
  };
  duels("S1", "RUCB, K = 16, T = 1e6", "rucb", "1M", 1e6, limit::rucb, 1, "duelingbanditlib", 5.9e5);
  duels("S1t", "… beside thresholds alone", "rucb", "1M", 1e6, limit::rucb_thresholds, 0.4, "", 0);
  duels("S2", "RMED1, K = 16, T = 1e6", "rmed1", "1M", 1e6, limit::rmed1, 0.4, "duelingbanditlib", 3.4e5);
  duels("S3", "D-TS by signs, K = 16, T = 1e5", "double-thompson", "100k", 1e5, limit::dts_signs, 0.5, "DuelingBandits",
        2.5e4);
  duels("S3c", "… beside signs, champion first", "double-thompson", "100k", 1e5, limit::dts, 0.5, "", 0);
  add({.id = "S6",
       .what = "M/M/1, load 0.9, 1e6 jobs",
       .unit = "events/s",
       .paddock = cells("{world: {kind: tabular, responses: 2}, annotators: {kind: bradley-terry, utility: [0, 1],\n"
                        " latency: {exponential: 1}, workers: {count: 1}}, seeds: 1, feedback: {arrivals:\n"
                        " {exponential: 1.1111111111111112}, budget: {labels: 1M}}, agents: [random],\n"
                        " measure: {metrics: [queue.wait], at: [1000000]}}\n",
                        2e6, "queue.wait"),
       .limit =
           [seed = std::uint64_t{7}]() mutable {
             const limit::Queue q = limit::mm1(1'000'000, seed++);
             return Work{static_cast<double>(q.events), q.mean_wait};
           },
       .ratio = 0.5,
       .peer = "ns-3 core",
       .peer_rate = 9.1e6});
  for (const auto& [id, n, steps, peer] : {std::tuple{"S8", 10, 50'000, 2.0e3}, std::tuple{"S9", 100, 5000, 1.7e3}})
    add({.id = id,
         .what = fmt::format("EGPO, exact, and its gap each step, n = {}", n),
         .unit = "steps/s",
         .paddock =
             cells(fmt::format(
                       "{{world: {{kind: tabular, responses: {0}}}, annotators: {{kind: matrix, name: random-uniform,\n"
                       " size: {0}}}, seeds: 1, feedback: {{form: oracle, budget: {{steps: {1}}}}}, agents: [{{kind:\n"
                       " egpo, tau: 0.1, eta: 0.1}}], measure: {{metrics: [exploitability.regularised],\n"
                       " at: {{every: 1}}}}}}\n",
                       n, steps),
                   steps, "exploitability.regularised", Check::mean),
         .limit =
             [n, steps, seed = std::uint64_t{7}]() mutable {
               return Work{static_cast<double>(steps), limit::egpo(n, steps, seed++)};
             },
         .ratio = 0.5,
         .peer = "EGPO sims",
         .peer_rate = peer});
  add({.id = "S10",
       .what = "Nash-MD, exact, n = 100",
       .unit = "steps/s",
       .paddock = cells("{world: {kind: tabular, responses: 100}, annotators: {kind: matrix, name: random-uniform,\n"
                        " size: 100}, seeds: 1, feedback: {form: oracle, budget: {steps: 20k}}, agents: [{kind:\n"
                        " nash-md, tau: 0.1, eta: 0.1}], measure: {metrics: [entropy], at: [20000]}}\n",
                        2e4, "entropy"),
       .limit =
           [seed = std::uint64_t{7}]() mutable {
             return Work{2e4, limit::nash_md(100, 20'000, seed++)};
           },
       .ratio = 0.4,
       .peer = "EGPO sims",
       .peer_rate = 2.8e3});
  add({.id = "S15",
       .what = "64 points × 100 seeds on 2 cores; limit: 1",
       .unit = "labels/s",
       .paddock = sweep(2),
       .limit = sweep(1),
       .ratio = 0.9,
       .wall = true,
       .passes = 3});
}

}  // namespace paddock::bench
