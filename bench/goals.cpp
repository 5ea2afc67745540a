#include "bench/goals.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <ctime>
#include <map>
#include <memory>

namespace paddock::bench {
namespace {

/// The passes of one side. The fastest counts: others on the machine only ever make it slower.
struct Side {
  double rate = 0;              // of the fastest
  double sum = 0, squares = 0;  // of the check
  int runs = 0;
  std::string check() const {
    if (sum == 0) return "";
    const double mean = sum / runs, variance = std::max(0.0, squares / runs - mean * mean);
    return fmt::format("{:.4g} ±{:.2g}", mean, runs > 1 ? std::sqrt(variance / (runs - 1)) : 0);
  }
};
std::vector<std::shared_ptr<Goal>>& goals() {
  static std::vector<std::shared_ptr<Goal>> all;
  return all;
}
std::map<std::string, Side>& sides() {
  static std::map<std::string, Side> all;
  return all;
}

double now(bool wall) {
  if (wall) return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}
void time(benchmark::State& state, const Workload& work, bool wall) {
  for ([[maybe_unused]] auto _ : state) {
    const double start = now(wall);
    Work w;
    try {
      w = work();
    } catch (const std::exception& e) {
      state.SkipWithError(e.what());
      break;
    }
    const double seconds = now(wall) - start;
    state.SetIterationTime(seconds);
    state.counters["rate"] = w.units / seconds, state.counters["check"] = w.check;
  }
}

std::string seconds(double s) {
  return s >= 1      ? fmt::format("{:.3g} s", s)
         : s >= 1e-3 ? fmt::format("{:.3g} ms", s * 1e3)
                     : fmt::format("{:.3g} µs", s * 1e6);
}

}  // namespace

void add(Goal goal) {
  const auto g = std::make_shared<Goal>(std::move(goal));
  goals().push_back(g);
  const auto one = [&](const char* side, const Workload& work) {
    if (!work) return;
    benchmark::RegisterBenchmark((g->id + "/" + side).c_str(),
                                 [g, &work](benchmark::State& s) { time(s, work, g->wall); })
        ->Iterations(1)
        ->UseManualTime();
  };
  for (int pass = 0; pass < g->passes; ++pass) one("paddock", g->paddock), one("limit", g->limit);
}

void Table::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& r : runs) {
    if (r.run_type == Run::RT_Aggregate) continue;
    if (r.error_occurred) {
      fmt::print(stderr, "{}: {}\n", r.benchmark_name(), r.error_message);
      continue;
    }
    Side& s = sides()[r.run_name.function_name];
    s.rate = std::max<double>(s.rate, r.counters.at("rate"));
    const double check = r.counters.at("check");
    s.sum += check, s.squares += check * check, ++s.runs;
    if (isatty(STDERR_FILENO)) fmt::print(stderr, "\r\x1b[K· {} pass {}", r.run_name.function_name, s.runs);
  }
}

void Table::Finalize() {
  if (isatty(STDERR_FILENO)) fmt::print(stderr, "\r\x1b[K");
  fmt::print("{:<6}{:<50}{:>10}{:>10}{:>7}{:>7}   {:<25}{:<20}{}\n", "id", "workload; figures are a second of one core",
             "paddock", "limit", "ratio", "goal", "other programs (recorded)", "check: paddock", "limit");
  int met = 0, short_of = 0;
  for (const auto& g : goals()) {
    const auto p = sides().find(g->id + "/paddock"), l = sides().find(g->id + "/limit");
    if (p == sides().end() || p->second.runs == 0) continue;
    const bool timed = std::isfinite(g->seconds), bounded = l != sides().end() && l->second.runs > 0;
    const double ratio = bounded ? p->second.rate / l->second.rate : 0;
    const bool good = timed ? 1 / p->second.rate <= g->seconds : ratio >= g->ratio;
    ++(good ? met : short_of);
    const auto figure = [&](const Side& s) { return timed ? seconds(1 / s.rate) : fmt::format("{:.3g}", s.rate); };
    fmt::print("{:<6}{:<50}{:>10}{:>10}{:>7}{:>7} {} {:<25}{:<20}{}\n", g->id,
               g->unit.empty() ? g->what : g->what + ", " + g->unit, figure(p->second),
               bounded ? figure(l->second) : "", bounded ? fmt::format("{:.2f}", ratio) : "",
               timed ? seconds(g->seconds) : fmt::format("{:.2g}", g->ratio), good ? " " : "!",
               g->peer_rate > 0 ? fmt::format("{:.3g} × {}", p->second.rate / g->peer_rate, g->peer) : "",
               p->second.check(), bounded ? l->second.check() : "");
  }
  fmt::print("{} met, {} short; the best of several passes in turns, processor time\n", met, short_of);
}

}  // namespace paddock::bench
