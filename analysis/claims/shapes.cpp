// slope, ratio, reach, correlation: functions of mean values, with intervals by bootstrap over seeds that all means
// share.
#include "analysis/claims/part.h"
#include "analysis/statistics/bootstrap.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <numeric>

namespace paddock {
namespace {

constexpr unsigned kReplicates = 1000;

/// A number of the means of several series over common seeds.
using OfMeans = std::function<double(const std::vector<double>&)>;

std::vector<double> means_of(const Scores& s) {
  std::vector<double> m;
  for (const auto& v : s) m.push_back(mean(v));
  return m;
}

/// By bootstrap, on a scale where the statistic is nearly normal.
struct Shape {
  std::function<double(const Scores&)> statistic;
  double (*bend)(double) = [](double v) { return v; };
  double (*unbend)(double) = [](double v) { return v; };
};

Part part_of(const Question& q, Scores scores, const Shape& shape, bool certain) {
  Part p;
  p.seeds = scores.empty() ? 0 : scores.front().size();
  if (p.seeds == 0) return p.note = "no seed has all the values", p;
  p.effect = shape.statistic(scores), p.certain = certain;
  const auto data = std::make_shared<const Scores>(std::move(scores));
  p.interval = [data, shape, seed = q.seed](double level) {
    const Interval i = student_bootstrap(
        *data, [&](const Scores& s) { return shape.bend(shape.statistic(s)); },
        {.seed = seed, .replicates = kReplicates, .confidence = 1 - level, .resample = Resample::jointly});
    return Interval{shape.unbend(i.low), shape.unbend(i.high)};
  };
  p.to_exclude = [p, n = static_cast<double>(p.seeds)](double edge, double level) {
    const Interval i = p.interval(level);
    const double half = edge > p.effect ? i.high - p.effect : p.effect - i.low, far = std::abs(edge - p.effect);
    return far == 0 || !std::isfinite(half) ? INFINITY : n * std::max(1.0, half * half / (far * far));
  };
  return p;
}
Part part_of(const Question& q, Scores scores, const OfMeans& f, bool certain) {
  return part_of(q, std::move(scores), Shape{[f](const Scores& s) { return f(means_of(s)); }}, certain);
}

/// Series over the seeds at which all of them have a value: column k of `table` by seed.
Scores complete(const std::vector<std::map<std::uint32_t, double>>& table) {
  Scores out(table.size());
  if (table.empty()) return out;
  for (const auto& [seed, value] : table.front()) {
    const bool all = std::ranges::all_of(table, [s = seed](const auto& t) { return t.contains(s); });
    for (std::size_t k = 0; all && k < table.size(); ++k) out[k].push_back(table[k].at(seed));
  }
  return out;
}
std::map<std::uint32_t, double> by_seed(const std::vector<Trace>& traces, const Claim& c) {
  std::map<std::uint32_t, double> out;
  for (const Trace& t : traces)
    if (const auto& v = reading_of(t, c).value) out[t.seed] = *v;
  return out;
}

double number(const std::string& text) {
  double v = NAN;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  return error == std::errc() && end == text.data() + text.size() ? v : NAN;
}

/// Slope of y over x by least squares, each on the scale asked for.
double slope(const std::vector<double>& x, const std::vector<double>& y, SlopeScale scale) {
  const bool log_x = scale == SlopeScale::log_log || scale == SlopeScale::log_x;
  const bool log_y = scale == SlopeScale::log_log || scale == SlopeScale::log_y;
  Sum sx, sy, sxx, sxy;
  std::vector<double> u, v;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (log_y && !(y[i] > 0)) return NAN;
    u.push_back(log_x ? std::log(x[i]) : x[i]), v.push_back(log_y ? std::log(y[i]) : y[i]);
    sx.add(u.back()), sy.add(v.back());
  }
  const auto n = static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i)
    sxx.add((u[i] - sx.value() / n) * (u[i] - sx.value() / n)), sxy.add((u[i] - sx.value() / n) * v[i]);
  return sxx.value() > 0 ? sxy.value() / sxx.value() : NAN;
}

void slope_over_checkpoints(const Question& q, std::vector<Part>& parts) {
  const Claim& c = *q.claim;
  const bool log_x = c.scale == SlopeScale::log_log || c.scale == SlopeScale::log_x;
  for (const Subject& s : q.subjects) {
    std::vector<double> x;
    for (const double at : common_checkpoints(s.traces, c.from))
      if (!log_x || at > 0) x.push_back(at);
    std::vector<std::map<std::uint32_t, double>> table(x.size());
    for (std::size_t k = 0; k < x.size(); ++k) {
      const auto readings = readings_at(s.traces, x[k]);
      for (std::size_t i = 0; i < readings.size(); ++i)
        if (readings[i]->value) table[k][s.traces[i].seed] = *readings[i]->value;
    }
    Part p = part_of(
        q, complete(table), [x, scale = c.scale](const auto& y) { return slope(x, y, scale); }, s.certain);
    if (x.size() < 2) p.note = "a slope needs two checkpoints";
    p.agent = s.agent, p.place = point_name(q, s), p.target = evaluate(c.target, s.variables);
    parts.push_back(std::move(p));
  }
}

void slope_over_points(const Question& q, std::vector<Part>& parts) {
  const Claim& c = *q.claim;
  const auto column = static_cast<std::size_t>(std::ranges::find(q.columns, c.key) - q.columns.begin());
  std::map<std::vector<std::string>, std::vector<const Subject*>> rows;
  for (const Subject& s : q.subjects) {
    auto others = s.values;
    others[column] = s.agent;
    rows[others].push_back(&s);
  }
  for (const auto& [others, row] : rows) {
    std::vector<double> x;
    std::vector<std::map<std::uint32_t, double>> table;
    for (const Subject* s : row) x.push_back(number(s->values[column])), table.push_back(by_seed(s->traces, c));
    const bool certain = std::ranges::all_of(row, [](const Subject* s) { return s->certain; });
    Part p = part_of(
        q, complete(table), [x, scale = c.scale](const auto& y) { return slope(x, y, scale); }, certain);
    if (std::isnan(p.effect) && p.note.empty())
      p.note = fmt::format("no slope: {} must be numbers, and positive ones where the scale is logarithmic", c.key);
    p.agent = row.front()->agent, p.target = evaluate(c.target, row.front()->variables);
    parts.push_back(std::move(p));
  }
}

void ratio(const Question& q, std::vector<Part>& parts) {
  const Claim& c = *q.claim;
  for (const Subject& of : q.subjects)
    for (const Subject& to : q.subjects) {
      if (of.point != to.point || of.agent != c.agents[0] || to.agent != c.agents[1]) continue;
      // on the logarithmic scale, where the ratio of two noisy means is nearly symmetric
      const Shape shape{[](const Scores& s) { return mean(s[0]) / mean(s[1]); },
                        [](double v) { return v > 0 ? std::log(v) : NAN; }, [](double v) { return std::exp(v); }};
      Part p = part_of(q, complete({by_seed(of.traces, c), by_seed(to.traces, c)}), shape, of.certain && to.certain);
      if (!(p.effect > 0)) p.note = "a ratio needs means of one sign, and none that is 0";
      p.agent = fmt::format("{} / {}", of.agent, to.agent), p.place = point_name(q, of);
      p.target = evaluate(c.target, of.variables);
      parts.push_back(std::move(p));
    }
}

/// Where the curve first crosses the level, between checkpoints on a straight line; infinite when it never does.
double crossing(const std::vector<double>& x, const std::vector<double>& y, double level) {
  if (y.empty()) return NAN;
  const double sign = y.front() > level ? 1 : -1;
  if (y.front() == level) return x.front();
  for (std::size_t i = 1; i < y.size(); ++i)
    if (sign * (y[i] - level) <= 0) return x[i - 1] + (x[i] - x[i - 1]) * (y[i - 1] - level) / (y[i - 1] - y[i]);
  return INFINITY;
}

void reach(const Question& q, std::vector<Part>& parts) {
  const Claim& c = *q.claim;
  for (const Subject& s : q.subjects) {
    const auto all = common_checkpoints(s.traces, 0);
    std::vector<double> x;
    std::vector<std::map<std::uint32_t, double>> table;
    for (const double at : all) {
      std::map<std::uint32_t, double> column;
      const auto readings = readings_at(s.traces, at);
      for (std::size_t i = 0; i < readings.size(); ++i)
        if (readings[i]->value) column[s.traces[i].seed] = *readings[i]->value;
      if (column.size() == s.traces.size()) x.push_back(at), table.push_back(std::move(column));  // defined by then
    }
    const double level = c.level.value(s.variables);
    Part p = part_of(
        q, complete(table), [x, level](const auto& y) { return crossing(x, y, level); }, s.certain);
    if (p.effect == INFINITY) p.note = fmt::format("the mean never reaches {}", shortest(level));
    p.agent = s.agent, p.place = point_name(q, s), p.target = evaluate(c.target, s.variables);
    parts.push_back(std::move(p));
  }
}

/// Ranks from 1, ties share theirs.
std::vector<double> ranks(const std::vector<double>& v) {
  std::vector<std::size_t> order(v.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return v[i]; });
  std::vector<double> out(v.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i;
    while (j < order.size() && v[order[j]] == v[order[i]]) ++j;
    for (std::size_t k = i; k < j; ++k) out[order[k]] = static_cast<double>(i + j + 1) / 2;
    i = j;
  }
  return out;
}
double pearson(const std::vector<double>& a, const std::vector<double>& b) {
  const double ma = mean(a), mb = mean(b);
  Sum ab, aa, bb;
  for (std::size_t i = 0; i < a.size(); ++i)
    ab.add((a[i] - ma) * (b[i] - mb)), aa.add((a[i] - ma) * (a[i] - ma)), bb.add((b[i] - mb) * (b[i] - mb));
  const double scale = std::sqrt(aa.value() * bb.value());
  return scale > 0 ? std::clamp(ab.value() / scale, -1.0, 1.0) : NAN;
}
/// tau-b.
double kendall(const std::vector<double>& a, const std::vector<double>& b) {
  double concordant = 0, in_a = 0, in_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const double x = (a[i] > a[j]) - (a[i] < a[j]), y = (b[i] > b[j]) - (b[i] < b[j]);
      concordant += x * y, in_a += x * x, in_b += y * y;
    }
  return in_a > 0 && in_b > 0 ? concordant / std::sqrt(in_a * in_b) : NAN;
}
double correlation(const std::vector<double>& a, const std::vector<double>& b, CorrelationKind kind) {
  if (kind == CorrelationKind::kendall) return kendall(a, b);
  return kind == CorrelationKind::pearson ? pearson(a, b) : pearson(ranks(a), ranks(b));
}

void correlations(const Question& q, std::vector<Part>& parts) {
  const Claim& c = *q.claim;
  // pairs of series: across seeds each subject by itself, else the means of several subjects
  std::map<std::string, std::vector<const Subject*>> groups;
  for (const Subject& s : q.subjects) {
    const std::string point = point_name(q, s);
    groups[c.across == Across::seeds    ? s.agent + "\n" + point
           : c.across == Across::agents ? point
                                        : s.agent]
        .push_back(&s);
  }
  for (const auto& [name, group] : groups) {
    std::vector<std::map<std::uint32_t, double>> table;
    for (const Subject* s : group) table.push_back(by_seed(s->traces, c)), table.push_back(by_seed(s->with_traces, c));
    const auto statistic = [kind = c.kind, across = c.across](const Scores& s) {
      if (across == Across::seeds) return correlation(s[0], s[1], kind);
      const auto m = means_of(s);
      std::vector<double> a, b;
      for (std::size_t i = 0; i < m.size(); i += 2) a.push_back(m[i]), b.push_back(m[i + 1]);
      return correlation(a, b, kind);
    };
    // Fisher's z, on which correlations are nearly normal
    const Shape shape{statistic, [](double r) { return std::atanh(std::clamp(r, -1 + 1e-9, 1 - 1e-9)); },
                      [](double z) { return std::tanh(z); }};
    const bool certain = c.across != Across::seeds && std::ranges::all_of(group, [](auto* s) { return s->certain; });
    Part p = part_of(q, complete(table), shape, certain);
    if (std::isnan(p.effect) && p.note.empty()) p.note = "no correlation: one side does not vary";
    if (c.across == Across::agents ? group.size() < 3 : c.across == Across::points && group.size() < 3)
      p.note = fmt::format("a correlation across {} {}s says little", group.size(),
                           c.across == Across::agents ? "agent" : "point");
    p.agent = c.across == Across::agents ? "" : group.front()->agent;
    p.place = c.across == Across::points ? "" : point_name(q, *group.front());
    p.target = evaluate(c.target, group.front()->variables);
    parts.push_back(std::move(p));
  }
}

}  // namespace

std::vector<Part> shape_parts(const Question& q) {
  std::vector<Part> parts;
  switch (q.claim->test) {
    case ClaimTest::slope:
      q.claim->key.empty() ? slope_over_checkpoints(q, parts) : slope_over_points(q, parts);
      break;
    case ClaimTest::ratio:
      ratio(q, parts);
      break;
    case ClaimTest::reach:
      reach(q, parts);
      break;
    default:
      correlations(q, parts);
  }
  return parts;
}

}  // namespace paddock
