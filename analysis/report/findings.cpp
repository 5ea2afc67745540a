#include "analysis/report/findings.h"

#include "sim/results/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace paddock {

namespace {

/// Adds a finished cell to an agent's books.
void count(const CellResult& cell, Findings::Agent& a) {
  ++a.finished, a.seconds += cell.seconds;
  if (cell.rows.empty()) return;
  a.labels += static_cast<double>(cell.rows.back().labels);
  a.cost += cell.rows.back().cost, a.time += cell.rows.back().time;
}

/// Collects the cells of one agent at one point.
class Gathering {
 public:
  Gathering(const Outline::Agent& plan, const Background& b) : plan_(plan), background_(b), at_(b.metrics.size()) {
    agent_.name = plan.name;
    if (const auto f = b.families.find(plan.name); f != b.families.end()) agent_.family = f->second;
    agent_.metrics.resize(b.metrics.size());
  }

  void add(const CellResult& cell) {
    const auto rows = wanted_rows(cell, plan_);
    count(cell, agent_);
    if (rows.empty()) return;
    const double end = cell.rows.back().x;
    for (std::size_t m = 0; m < at_.size(); ++m)
      for (const ResultRow& r : rows) {
        if (r.metric != background_.metrics[m].name) continue;
        auto& values = at_[m][r.x];
        if (r.value) values.push_back(*r.value);
        if (r.x == end) agent_.metrics[m].ends.push_back({cell.seed, r.value});
      }
    for (const StoredPolicy& p : cell.policies)
      if (p.name == "recommended" && p.context == 0 && p.x == end) add(p.probabilities);
  }

  Findings::Agent finish() {
    for (double& p : agent_.policy) p /= policies_;
    for (std::size_t m = 0; m < at_.size(); ++m) {
      auto& series = agent_.metrics[m];
      for (const auto& [x, values] : at_[m]) {
        if (2 * values.size() < agent_.finished) continue;  // ends that differ from seed to seed
        series.x.push_back(x), series.curve.push_back(estimate(values));
      }
      std::vector<double> ends;
      for (const SeedValue& v : series.ends)
        if (v.value) ends.push_back(*v.value);
      series.end = estimate(ends), series.median = median(ends), series.iqm = interquartile_mean(ends);
    }
    return std::move(agent_);
  }

 private:
  void add(const std::vector<double>& policy) {
    if (background_.responses.empty()) return;
    agent_.policy.resize(policy.size());
    for (std::size_t i = 0; i < policy.size(); ++i) agent_.policy[i] += policy[i];
    ++policies_;
  }

  const Outline::Agent& plan_;
  const Background& background_;
  Findings::Agent agent_;
  double policies_ = 0;
  std::vector<std::map<double, std::vector<double>>> at_;  // by metric: checkpoint -> values in seed order
};

}  // namespace

std::vector<double> Findings::Series::means() const {
  std::vector<double> m;
  for (const Estimate& e : curve) m.push_back(e.mean);
  return m;
}

std::size_t Findings::most_seeds() const {
  std::size_t most = 0;
  for (const auto& p : points)
    for (const auto& a : p.agents) most = std::max(most, a.finished);
  return most;
}

Findings gather(const Outline& o, const CellSource& source, Background b) {
  Findings f{o.scenario, std::move(b), o.columns, {}, {}, {}};
  std::set<std::string> told;
  for (std::size_t p = 0; p < o.points.size(); ++p) {
    f.points.push_back({o.points[p].values, {}});
    for (std::size_t a = 0; a < o.points[p].agents.size(); ++a) {
      const Outline::Agent& plan = o.points[p].agents[a];
      Gathering g(plan, f.background);
      for (std::size_t c = 0; c < plan.cells.size(); ++c) {
        const auto cell = source(o, {p, a, c});
        const bool once = told.insert(plan.cells[c].key).second;
        if (!cell) {
          f.total.missing += once;
        } else if (cell->status == CellStatus::ok) {
          g.add(*cell);
          if (once) count(*cell, f.total);
        } else {
          f.total.failed += once;
          f.failures.push_back({p, plan.name, cell->seed, cell->reason});
        }
      }
      f.points.back().agents.push_back(g.finish());
    }
  }
  return f;
}

bool Standing::among_best(std::size_t agent) const {
  return !order.empty() &&
         (agent == order.front() || (to_best[agent] && to_best[agent]->difference.n > 1 && !differs(agent)));
}

Standing stand(const Findings::Point& point, std::size_t metric, bool higher_is_better) {
  Standing s;
  s.to_best.resize(point.agents.size()), s.p.resize(point.agents.size(), 1);
  for (std::size_t a = 0; a < point.agents.size(); ++a)
    (metric < point.agents[a].metrics.size() && point.agents[a].metrics[metric].known() ? s.order : s.unknown)
        .push_back(a);
  const auto value = [&](std::size_t a) {
    const double v = point.agents[a].metrics[metric].end.mean;
    return higher_is_better ? -v : v;
  };
  std::ranges::stable_sort(s.order, {}, value);
  if (s.order.empty()) return s;
  std::vector<double> p;
  const auto& best = point.agents[s.order.front()].metrics[metric].ends;
  for (std::size_t i = 1; i < s.order.size(); ++i) {
    s.to_best[s.order[i]] = paired(point.agents[s.order[i]].metrics[metric].ends, best);
    p.push_back(s.to_best[s.order[i]]->p);
  }
  const auto adjusted = holm(p);
  for (std::size_t i = 1; i < s.order.size(); ++i) s.p[s.order[i]] = adjusted[i - 1];
  return s;
}

double settling_step(const Findings::Point& point, std::size_t metric) {
  double low = INFINITY, high = -INFINITY, largest = 0;
  for (const auto& a : point.agents)
    for (const Estimate& e : a.metrics[metric].curve)
      if (std::isfinite(e.mean))
        low = std::min(low, e.mean), high = std::max(high, e.mean), largest = std::max(largest, std::abs(e.mean));
  return largest <= 1 || !(high > low) ? 0.01 : std::pow(10, std::floor(std::log10((high - low) / 20)));
}

std::string summary_csv(const Findings& f) {
  fmt::memory_buffer b;
  const auto put = [&](std::string_view text) { append_csv(b, text), b.push_back(','); };
  const auto number = [&](double v, bool known) {
    if (known) fmt::format_to(std::back_inserter(b), "{}", v);
    b.push_back(',');
  };
  put("scenario"), put("point");
  for (const auto& c : f.columns) put(c);
  for (const char* c : {"agent", "metric", "mean", "median", "iqm", "ci_low", "ci_high"}) put(c);
  fmt::format_to(std::back_inserter(b), "n\n");
  for (std::size_t p = 0; p < f.points.size(); ++p)
    for (const auto& agent : f.points[p].agents)
      for (std::size_t m = 0; m < agent.metrics.size(); ++m) {
        const auto& s = agent.metrics[m];
        if (s.ends.empty()) continue;  // not measured for this agent
        put(f.name), put(std::to_string(p));
        for (const auto& v : f.points[p].values) put(v);
        put(agent.name), put(f.background.metrics[m].name);
        number(s.end.mean, s.known()), number(s.median, s.known()), number(s.iqm, s.known());
        const bool interval = std::isfinite(s.end.error);
        number(s.end.interval.low, interval), number(s.end.interval.high, interval);
        fmt::format_to(std::back_inserter(b), "{}\n", s.end.n);
      }
  return fmt::to_string(b);
}

}  // namespace paddock
