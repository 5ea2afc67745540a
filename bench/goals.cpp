#include "bench/goals.h"

#include <fmt/format.h>

#include <map>

namespace paddock::bench {
namespace {

struct Best {
  double rate = 0, check = 0;
  int runs = 0;
};
std::vector<Goal>& goals() {
  static std::vector<Goal> all;
  return all;
}
std::map<std::string, Best>& best() {
  static std::map<std::string, Best> all;
  return all;
}
void time(benchmark::State& state, const Workload& work) {
  Work sum;
  for ([[maybe_unused]] auto _ : state) {
    const Work w = work();
    sum.units += w.units, sum.check += w.check;
  }
  state.counters["rate"] = benchmark::Counter(sum.units, benchmark::Counter::kIsRate);
  state.counters["check"] = sum.check / static_cast<double>(state.iterations());
}

}  // namespace

void add(Goal g) {
  for (const auto& [side, work] : {std::pair("paddock", g.paddock), {"limit", g.limit}})
    benchmark::RegisterBenchmark((g.id + "/" + side).c_str(), [work = work](benchmark::State& s) { time(s, work); })
        ->Iterations(1)
        ->Repetitions(3)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  goals().push_back(std::move(g));
}

bool Table::ReportContext(const Context&) {
  fmt::print("best of three passes taken in turns; rates are per second of one core\n");
  return true;
}
void Table::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& r : runs) {
    if (r.run_type == Run::RT_Aggregate) continue;
    const std::string name = r.run_name.function_name;
    Best& b = best()[name];
    b.rate = std::max(b.rate, r.counters.at("rate").value);
    b.check += r.counters.at("check").value, ++b.runs;
  }
}
void Table::Finalize() {
  fmt::print("\n{:<5} {:<58} {:>10} {:>10} {:>7} {:>6}   {}\n", "id", "workload", "paddock", "limit", "ratio", "goal",
             "check: paddock, limit");
  for (const Goal& g : goals()) {
    const auto p = best().find(g.id + "/paddock"), l = best().find(g.id + "/limit");
    if (p == best().end() || l == best().end() || l->second.rate == 0) continue;
    const double ratio = p->second.rate / l->second.rate;
    fmt::print("{:<5} {:<58} {:>10.3g} {:>10.3g} {:>7.2f} {:>6} {} {:.4g}, {:.4g}\n", g.id,
               g.what + ", " + g.unit + "/s", p->second.rate, l->second.rate, ratio, fmt::format("{:.2g}", g.ratio),
               ratio >= g.ratio ? " " : "!", p->second.check / p->second.runs, l->second.check / l->second.runs);
  }
}

}  // namespace paddock::bench
