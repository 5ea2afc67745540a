// A small study made of arithmetic, so that every figure in a golden text can be recomputed by hand.
#pragma once
#include "analysis/report/findings.h"

#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace paddock::test {

/// Values approach an end that depends on the agent, and on the seed by a fixed pattern.
struct Sample {
  Outline outline{"quickstart", {}, {}};
  std::map<std::string, CellResult> cells;
  Background background;

  struct Agent {
    std::string name, family;
    double start, end, spread, pace;  // of exploitability
    double wins, wins_spread;         // against the reference
    std::vector<double> policy;
  };
  static std::vector<Agent> agents() {
    return {{"random", "", 0.05, 0.05, 0, 1, 0.5, 0, {1.0 / 3, 1.0 / 3, 1.0 / 3}},
            {"rlhf", "RLHF", 0.05, 0.095, 0.008, 900, 0.526, 0.004, {0.33, 0.65, 0.02}},
            {"nash-md", "NLHF", 0.05, 0.025, 0.002, 300, 0.506, 0.002, {0.44, 0.32, 0.24}},
            {"double-thompson", "duel", 0.05, 0.118, 0.09, 4000, 0.512, 0.03, {0.55, 0.3, 0.15}},
            {"stackelberg-gda", "SLHF", 0.05, 0.0255, 0.004, 500, 0.512, 0.002, {0.45, 0.38, 0.17}}};
  }

  explicit Sample(std::uint32_t seeds = 20) {
    outline.points.push_back({{}, {}});
    add_point(outline.points.back(), seeds, 0);
    background.about = "three camps who agree with themselves but not with each other";
    background.header = {{"world", "1 context × 3 responses (a b c), reference: uniform"},
                         {"crowd", "40 % rank a>b>c, 35 % b>c>a, 25 % c>a>b, 10 % of labels flipped"},
                         {"the truth",
                          "a beats b 65 %   b beats c 75 %   c beats a 60 %   → no Condorcet winner\n"
                          "fairest mixture (maximal lottery): a .50  b .20  c .30"},
                         {"study", std::to_string(seeds) + " seeds, 20,000 labels each, 5 agents, 2 threads"}};
    background.metrics = {{"exploitability", false, false}, {"winrate.reference", true, false}};
    for (const auto& a : agents()) background.families[a.name] = a.family;
    background.responses = {"a", "b", "c"};
    background.truth = {{0.5, 0.65, 0.4}, {0.35, 0.5, 0.75}, {0.6, 0.25, 0.5}};
    background.seconds = 1.1;
  }

  /// The same agents on a sweep, ever further from their start.
  void sweep(const std::string& column, const std::vector<std::string>& values, std::uint32_t seeds) {
    outline.columns = {column}, outline.points.clear(), cells.clear();
    for (std::size_t p = 0; p < values.size(); ++p) {
      outline.points.push_back({{values[p]}, {}});
      add_point(outline.points.back(), seeds, static_cast<int>(p));
    }
  }

  void add_point(Outline::Point& point, std::uint32_t seeds, int p) {
    for (const Agent& a : agents()) {
      Outline::Agent plan{a.name, {"exploitability", "winrate.reference"}, {}, {}};
      for (std::uint32_t seed = 0; seed < seeds; ++seed) {
        plan.cells.push_back({seed, a.name + std::to_string(seed) + "/" + std::to_string(p)});
        cells[plan.cells.back().key] = run(a, seed, p, plan.cells.back().key);
      }
      point.agents.push_back(plan);
    }
  }

  static CellResult run(const Agent& a, std::uint32_t seed, int p, const std::string& key) {
    CellResult c{{key, a.name, seed, CellStatus::ok, "", 0.01}, {}, {}, {}};
    const double luck = std::fmod(seed * 0.618034, 1) - 0.5;  // evenly spread over (-.5, .5)
    for (const double x : {0.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10000.0, 20000.0}) {
      const double way = 1 - std::exp(-x / a.pace), scale = 1 + 0.2 * p;
      const auto n = static_cast<std::uint64_t>(x);
      c.rows.push_back(
          {n, n, x * 37, x * 0.3, x, "exploitability", a.start + way * (a.end - a.start + a.spread * luck) * scale});
      c.rows.push_back(
          {n, n, x * 37, x * 0.3, x, "winrate.reference", 0.5 + way * (a.wins - 0.5 + a.wins_spread * luck)});
    }
    c.policies.push_back({20000, "recommended", 0, a.policy});
    return c;
  }

  CellSource source() const {
    return [this](const Outline& o, Place p) -> std::optional<CellResult> {
      const auto it = cells.find(o.points[p.point].agents[p.agent].cells[p.cell].key);
      return it == cells.end() ? std::nullopt : std::optional(it->second);
    };
  }
  Findings findings() const { return gather(outline, source(), background); }
};

}  // namespace paddock::test
