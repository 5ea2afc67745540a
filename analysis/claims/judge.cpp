#include "analysis/claims/part.h"
#include "analysis/statistics/figures.h"
#include "sim/results/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace paddock {
namespace {

/// Statistics without a confidence sequence: they are looked at when seeds double.
bool by_looks(const Claim& c) {
  return c.test >= ClaimTest::slope || (c.test <= ClaimTest::equals && c.statistic == Statistic::iqm);
}

/// Which look at doubling seed counts this is, from 1.
int look(std::size_t seeds, std::size_t first) {
  int k = 1;
  for (std::size_t n = std::max<std::size_t>(first, 1); n < seeds; n *= 2) ++k;
  return k;
}

std::string shown(const Target& t) {
  const auto text = [](const Expression& e) { return e.constant() ? trimmed(e.value({}), 6) : e.text(); };
  const auto precise = [&](const Expression& e) {
    const double v = e.constant() ? std::abs(e.value({})) : 1;
    return v != 0 && (v < 1e-4 || v >= 1e7) && e.constant() ? fmt::format("{:.3g}", e.value({})) : text(e);
  };
  if (t.middle) return fmt::format("within {} of {}", precise(*t.within), precise(*t.middle));
  if (t.low && t.high) return fmt::format("[{}, {}]", precise(*t.low), precise(*t.high));
  return t.low ? "≥ " + precise(*t.low) : t.high ? "≤ " + precise(*t.high) : "";
}

Trace trace_of(const CellResult& cell, const Outline::Agent& plan, const std::string& metric) {
  Trace t{cell.seed, {}};
  for (const ResultRow& r : wanted_rows(cell, plan))
    if (r.metric == metric) t.readings.push_back({r.x, r.time, r.cost, r.value});
  std::ranges::stable_sort(t.readings, {}, &TracePoint::x);
  return t;
}

}  // namespace

double fill(Question& q, const Outline& outline, const CellSource& source, std::size_t seeds) {
  double seconds = 0;
  std::set<std::string> counted;
  const auto traces = [&](std::size_t point, std::size_t place, const std::string& metric) {
    std::vector<Trace> out;
    const Outline::Agent& plan = outline.points[point].agents[place];
    for (std::size_t k = 0; k < std::min(seeds, plan.cells.size()); ++k) {
      const auto cell = source(outline, {point, place, k});
      if (!cell || cell->status != CellStatus::ok) continue;
      if (counted.insert(plan.cells[k].key).second) seconds += cell->seconds;
      if (Trace t = trace_of(*cell, plan, metric); !t.readings.empty()) out.push_back(std::move(t));
    }
    return out;
  };
  const Claim& c = *q.claim;
  for (Subject& s : q.subjects) {
    s.traces = traces(s.point, s.place, c.metric);
    if (c.test == ClaimTest::correlation)
      s.with_traces = traces(s.with.value_or(s.point), s.place, c.with_metric.empty() ? c.metric : c.with_metric);
  }
  return seconds;
}

Verdict judge(const Question& q) {
  const Claim& c = *q.claim;
  Verdict v;
  v.claim = c.claim, v.scenario = q.scenario, v.metric = c.metric, v.test = word(c.test), v.status = c.status;
  v.file = c.mark.source ? c.mark.source->name : "", v.line = c.mark.line;
  v.must_fail = c.refutes, v.has_control = !c.control.is_null();
  v.confidence = c.confidence, v.most_seeds = q.most_seeds;

  std::size_t seeds = 0;
  for (const Subject& s : q.subjects) seeds = std::max(seeds, s.traces.size());
  std::vector<Part> parts;
  if (c.test <= ClaimTest::equals)
    parts = level_parts(q);
  else if (c.test == ClaimTest::order)
    parts = order_parts(q);
  else if (c.test <= ClaimTest::decreasing)
    parts = trend_parts(q);
  else
    parts = shape_parts(q);
  const double level = (1 - c.confidence) / (by_looks(c) ? std::exp2(look(seeds, q.first_look)) : 1);
  v.target = c.test == ClaimTest::order || c.test == ClaimTest::increasing || c.test == ClaimTest::decreasing
                 ? "> " + trimmed(c.margin, 6)
                 : shown(c.target);
  settle(parts, level, v);
  if (v.ratio) v.target = c.target.high ? "≤ 1" : "≥ 1";
  if (v.seeds == 0) v.seeds = seeds;
  if (parts.empty() && v.note.empty()) v.note = "there is nothing to compare";
  return v;
}

}  // namespace paddock
