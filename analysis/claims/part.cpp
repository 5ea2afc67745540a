#include "analysis/claims/part.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

constexpr double kExact = 1e-9;  // relative, of what is not random

bool finite(double v) { return std::isfinite(v); }

Ruling rule(const Part& p, const Interval& i) {
  const double slack = p.certain && finite(p.effect) ? (p.strict ? -kExact : kExact) * std::abs(p.effect) : 0;
  const Interval target{p.target.low - slack, p.target.high + slack};
  if (std::isnan(p.effect) || std::isnan(target.low) || std::isnan(target.high)) return Ruling::undecided;
  const Interval seen = p.certain ? Interval{p.effect, p.effect} : i;
  if (p.strict) {
    if (seen.low > target.low && seen.high < target.high) return Ruling::holds;
    return seen.high <= target.low || seen.low >= target.high ? Ruling::refuted : Ruling::undecided;
  }
  if (seen.low >= target.low && seen.high <= target.high) return Ruling::holds;
  return seen.high < target.low || seen.low > target.high ? Ruling::refuted : Ruling::undecided;
}

/// How far the effect is inside its target, in half-widths of what is known; negative outside.
double comfort(const Part& p) {
  const double inside = std::min(p.effect - p.target.low, p.target.high - p.effect);
  const double half = p.certain ? std::max(std::abs(p.effect) * kExact, 1e-300) : (p.found.high - p.found.low) / 2;
  if (std::isnan(inside)) return -INFINITY;
  return finite(half) && half > 0 ? inside / half : inside;
}

/// Seeds that would decide a part, if what comes looks like what was.
double would_decide(const Part& p, double level) {
  if (!p.to_exclude || std::isnan(p.effect)) return INFINITY;
  double most = 0;
  const bool inside = p.target.holds(p.effect);
  for (const double edge : {p.target.low, p.target.high}) {
    if (!finite(edge)) continue;
    const bool violated = edge == p.target.low ? p.effect < edge : p.effect > edge;
    if (inside || violated) most = std::max(most, p.to_exclude(edge, level));
  }
  return most;
}

}  // namespace

void settle(std::vector<Part>& parts, double level, Verdict& v) {
  v.parts = parts.size();
  std::size_t random = 0;
  for (const Part& p : parts) random += !p.certain;
  std::size_t left = random;
  for (bool more = true; more;) {  // each round: what holds hands its share of the level to the rest
    more = false;
    const double share = level / static_cast<double>(std::max<std::size_t>(left, 1));
    std::size_t held = 0;
    for (Part& p : parts) {
      if (p.ruling != Ruling::undecided) continue;
      p.found = p.certain || !p.interval ? Interval{p.effect, p.effect} : p.interval(share);
      if (!p.certain && (!p.interval || std::isnan(p.effect))) p.found = {};
      p.ruling = rule(p, p.found);
      held += p.ruling == Ruling::holds && !p.certain;
    }
    if (std::ranges::any_of(parts, [](const Part& p) { return p.ruling == Ruling::refuted; })) break;
    left -= held, more = held > 0 && left > 0;
  }
  const auto is = [&](Ruling r) { return [r](const Part& p) { return p.ruling == r; }; };
  v.ruling = std::ranges::any_of(parts, is(Ruling::refuted))                   ? Ruling::refuted
             : !parts.empty() && std::ranges::all_of(parts, is(Ruling::holds)) ? Ruling::holds
                                                                               : Ruling::undecided;
  if (parts.empty()) return;
  const auto worst = std::ranges::min_element(parts, {}, [&](const Part& p) {
    return std::pair(p.ruling == Ruling::refuted ? 0 : p.ruling == Ruling::undecided ? 1 : 2, comfort(p));
  });
  v.effect = worst->effect / worst->divisor, v.exact = worst->certain, v.ratio = worst->divisor != 1;
  v.interval = {worst->found.low / worst->divisor, worst->found.high / worst->divisor};
  v.place = worst->place, v.note = worst->note;
  v.seeds = worst->seeds;
  if (std::ranges::all_of(parts, [&](const Part& p) { return p.agent == parts.front().agent; }))
    v.agent = parts.front().agent;
  else
    v.place = worst->agent + (v.place.empty() ? "" : ", " + v.place);
  if (v.ruling != Ruling::undecided) return;
  const double share = level / static_cast<double>(std::max<std::size_t>(left, 1));
  double refuting = INFINITY, holding = 0;
  for (const Part& p : parts) {
    if (p.ruling != Ruling::undecided) continue;
    const double n = would_decide(p, share);
    if (p.target.holds(p.effect))
      holding = std::max(holding, n);
    else
      refuting = std::min(refuting, n);
  }
  v.would_decide = finite(refuting) ? refuting : holding;
}

const TracePoint& reading_of(const Trace& t, const Claim& c) {
  if (!c.at) return t.readings.back();
  for (const TracePoint& r : t.readings)
    if (r.x >= *c.at * (1 - 1e-12)) return r;
  return t.readings.back();  // it stopped early
}

std::vector<double> common_checkpoints(const std::vector<Trace>& traces, double from) {
  std::vector<double> out;
  if (traces.empty()) return out;
  for (const TracePoint& r : traces.front().readings)
    if (r.x >= from && (out.empty() || r.x > out.back())) out.push_back(r.x);
  for (const Trace& t : traces)
    std::erase_if(out, [&](double x) { return !std::ranges::binary_search(t.readings, x, {}, &TracePoint::x); });
  return out;
}

std::vector<const TracePoint*> readings_at(const std::vector<Trace>& traces, double x) {
  std::vector<const TracePoint*> out;
  for (const Trace& t : traces) out.push_back(&*std::ranges::lower_bound(t.readings, x, {}, &TracePoint::x));
  return out;
}

Interval evaluate(const Target& t, Variables variables) {
  if (t.middle) {
    const double middle = t.middle->value(variables), within = t.within->value(variables);
    return {middle - within, middle + within};
  }
  Interval out;
  if (t.low) out.low = t.low->value(variables);
  if (t.high) out.high = t.high->value(variables);
  return out;
}

std::string point_name(const Question& q, const Subject& s) {
  std::string out;
  for (std::size_t c = 0; c < q.columns.size(); ++c)
    out += fmt::format("{}{} = {}", c ? ", " : "", q.columns[c], s.values[c]);
  return out;
}

}  // namespace paddock
