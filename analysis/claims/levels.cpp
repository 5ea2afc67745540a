// below, above, between, equals; order; increasing, decreasing: numbers against numbers, agents and sweep points
// against each other on the same seeds.
#include "analysis/claims/part.h"
#include "analysis/statistics/bootstrap.h"
#include "analysis/statistics/sequence.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>

namespace paddock {
namespace {

using Values = std::shared_ptr<const std::vector<double>>;

bool equal(const std::vector<double>& v) {
  return std::ranges::all_of(v, [&](double x) { return std::abs(x - v.front()) <= 1e-9 * std::abs(v.front()); });
}

/// The mean of values, one a seed.
Part mean_part(std::vector<double> values, const Interval& range, bool certain) {
  Part p;
  p.seeds = values.size();
  if (values.empty()) return p.note = "undefined at every seed", p;
  p.effect = mean(values), p.certain = certain && equal(values);
  const Values v = std::make_shared<std::vector<double>>(std::move(values));
  p.interval = [v, range](double level) { return mean_sequence(*v, range, 1 - level); };
  p.to_exclude = [v, range](double edge, double level) { return values_to_exclude(edge, *v, range, 1 - level); };
  return p;
}

/// Enough seeds gave one and the same value, inside the range: then it is taken for certain. At an end of the range it
/// may as well be a success that always came so far, and only `equals`, which can mean nothing else, takes it so.
bool always(const Part& p, const std::vector<const TracePoint*>& readings, const Interval& range) {
  std::vector<double> values;
  for (const TracePoint* r : readings)
    if (r->value) values.push_back(*r->value);
  const double slack = 1e-9 * (std::isfinite(range.high - range.low) ? range.high - range.low : 0);
  return values.size() >= Verdict::kFewSeeds && equal(values) && p.effect > range.low + slack &&
         p.effect < range.high - slack;
}

Part statistic_part(const Question& q, std::vector<double> values, bool certain) {
  const Claim& c = *q.claim;
  if (c.statistic == Statistic::mean || values.empty()) return mean_part(std::move(values), q.range, certain);
  Part p;
  p.seeds = values.size();
  const Values v = std::make_shared<std::vector<double>>(std::move(values));
  p.certain = certain && equal(*v);
  if (c.statistic == Statistic::max) {  // of the seeds that were run: nothing is inferred
    p.effect = *std::ranges::max_element(*v), p.certain = true;
  } else if (c.statistic == Statistic::iqm) {
    p.effect = interquartile_mean(*v);
    p.interval = [v, seed = q.seed](double level) {
      return student_bootstrap({*v}, [](const Scores& s) { return interquartile_mean(s.front()); },
                               {.seed = seed, .replicates = 1000, .confidence = 1 - level});
    };
  } else {
    p.effect = quantile(*v, c.quantile);
    p.interval = [v, at = c.quantile](double level) { return quantile_sequence(*v, at, 1 - level); };
  }
  // a distance from the effect shrinks like one over the root of the seeds
  if (p.interval && !p.certain)
    p.to_exclude = [p, n = static_cast<double>(v->size())](double edge, double level) {
      const Interval i = p.interval(level);
      const double half = edge > p.effect ? i.high - p.effect : p.effect - i.low;
      const double far = std::abs(edge - p.effect);
      return far == 0 || !std::isfinite(half) ? INFINITY : n * std::max(1.0, half * half / (far * far));
    };
  return p;
}

std::string sum(std::string a, const std::string& b) { return a.empty() ? b : b.empty() ? a : a + ", " + b; }
std::string checkpoint_name(const Question& q, double x) {
  return fmt::format("{} = {}", q.unit == "labels" ? "t" : q.unit, shortest(x));
}

/// a minus b over the seeds that have both.
std::vector<double> differences(const std::vector<Trace>& a, const std::vector<Trace>& b, auto reading) {
  std::vector<double> out;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (i->seed != j->seed) {
      ++(i->seed < j->seed ? i : j);
      continue;
    }
    const TracePoint *r = reading(*i), *s = reading(*j);
    if (r && s && r->value && s->value) out.push_back(*r->value - *s->value);
    ++i, ++j;
  }
  return out;
}
/// What differences of values in a range may be.
Interval difference_range(const Interval& r) { return {r.low - r.high, r.high - r.low}; }

}  // namespace

std::vector<Part> level_parts(const Question& q) {
  const Claim& c = *q.claim;
  std::vector<Part> parts;
  const auto add = [&](const Subject& s, const std::vector<const TracePoint*>& readings, std::string place) {
    std::vector<double> values;
    Sum x, time, cost;
    for (const TracePoint* r : readings) {
      if (r->value) values.push_back(*r->value);
      x.add(r->x), time.add(r->time), cost.add(r->cost);
    }
    Part p = statistic_part(q, std::move(values), s.certain);
    Variables v = s.variables;
    const auto n = static_cast<double>(std::max<std::size_t>(readings.size(), 1));
    v["t"] = x.value() / n, v["time"] = time.value() / n, v["cost"] = cost.value() / n;
    p.target = evaluate(c.target, v), p.place = std::move(place), p.agent = s.agent;
    if (always(p, readings, q.range) ||
        (c.test == ClaimTest::equals && always(p, readings, {}) && p.target.holds(p.effect)))
      p.certain = true;
    if (std::isnan(p.target.low) || std::isnan(p.target.high)) p.note = "the bound is not a number there";
    const auto& bound = c.target.high ? c.target.high : c.target.low;
    const double edge = c.target.high ? p.target.high : p.target.low;
    const bool one_sided = !c.target.middle && !(c.target.low && c.target.high);
    if (one_sided && bound && !bound->constant() && c.all && edge > 0) p.divisor = edge;
    parts.push_back(std::move(p));
  };
  for (const Subject& s : q.subjects) {
    if (!c.all) {
      std::vector<const TracePoint*> readings;
      for (const Trace& t : s.traces) readings.push_back(&reading_of(t, c));
      add(s, readings, point_name(q, s));
      continue;
    }
    for (const double x : common_checkpoints(s.traces, c.from))
      add(s, readings_at(s.traces, x), sum(checkpoint_name(q, x), point_name(q, s)));
  }
  return parts;
}

std::vector<Part> order_parts(const Question& q) {
  const Claim& c = *q.claim;
  std::vector<Part> parts;
  const auto find = [&](std::size_t point, const std::string& agent) -> const Subject* {
    for (const Subject& s : q.subjects)
      if (s.point == point && s.agent == agent) return &s;
    return nullptr;
  };
  for (const Subject& better : q.subjects)
    for (std::size_t k = 0; k + 1 < c.agents.size(); ++k) {
      if (better.agent != c.agents[k]) continue;
      const Subject* worse = find(better.point, c.agents[k + 1]);
      if (!worse) continue;
      const Subject &high = q.higher_is_better ? better : *worse, &low = q.higher_is_better ? *worse : better;
      const auto add = [&](auto reading, const std::string& place) {
        Part p = mean_part(differences(high.traces, low.traces, reading), difference_range(q.range),
                           better.certain && worse->certain);
        p.target = {c.margin, INFINITY}, p.strict = true;
        p.agent = fmt::format("{} before {}", better.agent, worse->agent);
        p.place = sum(place, point_name(q, better));
        parts.push_back(std::move(p));
      };
      if (!c.all) {
        add([&](const Trace& t) { return &reading_of(t, c); }, "");
        continue;
      }
      auto both = better.traces;
      both.insert(both.end(), worse->traces.begin(), worse->traces.end());
      for (const double x : common_checkpoints(both, c.from))
        add([x](const Trace& t) { return &*std::ranges::lower_bound(t.readings, x, {}, &TracePoint::x); },
            checkpoint_name(q, x));
    }
  return parts;
}

std::vector<Part> trend_parts(const Question& q) {
  const Claim& c = *q.claim;
  const auto column = static_cast<std::size_t>(std::ranges::find(q.columns, c.key) - q.columns.begin());
  // the same agent at points that differ in the key only, by the key's number, else in the order of the sweep
  std::map<std::vector<std::string>, std::vector<const Subject*>> rows;
  for (const Subject& s : q.subjects) {
    auto others = s.values;
    others[column] = s.agent;
    rows[others].push_back(&s);
  }
  const auto number = [&](const Subject* s) {
    double v = NAN;
    const std::string& text = s->values[column];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
    return error == std::errc() && end == text.data() + text.size() ? v : NAN;
  };
  std::vector<Part> parts;
  for (auto& [others, row] : rows) {
    if (std::ranges::none_of(row, [&](const Subject* s) { return std::isnan(number(s)); }))
      std::ranges::stable_sort(row, {}, number);
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      const Subject &high = c.test == ClaimTest::increasing ? *row[i + 1] : *row[i],
                    &low = c.test == ClaimTest::increasing ? *row[i] : *row[i + 1];
      Part p = mean_part(differences(high.traces, low.traces, [&](const Trace& t) { return &reading_of(t, c); }),
                         difference_range(q.range), high.certain && low.certain);
      p.target = {c.margin, INFINITY}, p.strict = true, p.agent = row[i]->agent;
      p.place = fmt::format("{} = {} to {}", c.key, row[i]->values[column], row[i + 1]->values[column]);
      parts.push_back(std::move(p));
    }
  }
  return parts;
}

}  // namespace paddock
