#include "sim/cli/claims.h"

#include "sim/scenario/truths.h"
#include "sim/scenario/variables.h"

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

/// Whether a point has the values a `where` asks for.
bool meets(const Node& where, const Study& study, const Point& point) {
  return std::ranges::all_of(where.entries(), [&](const Node::Entry& e) {
    const auto column = static_cast<std::size_t>(std::ranges::find(study.columns, e.key) - study.columns.begin());
    const std::string& value = point.values[column];
    if (to_flow(e.value) == value) return true;
    return std::ranges::any_of(e.value.items(), [&](const Node& n) { return to_flow(n) == value; });
  });
}

bool measures(const AgentPlan& a, const Scenario& s, std::string_view metric) {
  return std::ranges::any_of(a.metrics, [&](std::size_t m) { return s.measure.metrics.list[m].name == metric; });
}

Interval range_of(const Scenario& s, std::string_view metric) {
  const auto m = std::ranges::find(s.measure.metrics.list, metric, &MetricPlan::name);
  if (m == s.measure.metrics.list.end()) return {};
  if (!m->recipe) return {0, 1};  // a win rate against a rival
  const Range& r = m->recipe.kind().traits.range;
  return {r.min, r.max};
}

/// Nothing is random for this agent at this point.
bool certain(const Scenario& s, const AgentPlan& a) {
  Scenario alone = s;
  alone.agents.list = {a};
  return !random_study(alone);
}

Variables variables_of(const Claim& c, const Point& point, const AgentPlan& a) {
  Variables out;
  Node whole;  // the scenario with all defaults, once it is asked for
  const Target& t = c.target;
  const std::optional<Expression> level = c.level;
  for (const auto* e : {&t.low, &t.high, &t.middle, &t.within, &level}) {
    if (!*e) continue;
    for (const auto& name : (*e)->names()) {
      std::string why;
      if (name.starts_with("param(") && whole.is_null()) whole = resolved(point.scenario);
      if (of_checkpoint(name))
        out[name] = NAN;  // filled in where there is a checkpoint
      else
        out[name] = variable(name, point.scenario, a, whole, why).value_or(NAN);
    }
  }
  return out;
}

}  // namespace

Question question_of(const Study& study, const Claim& c) {
  const Scenario& first = study.points.front().scenario;
  Question q;
  q.claim = &c, q.scenario = study.name, q.columns = study.columns, q.seed = first.seed;
  q.range = range_of(first, c.metric), q.with_range = range_of(first, c.with_metric);
  const auto m = std::ranges::find(first.measure.metrics.list, c.metric, &MetricPlan::name);
  q.higher_is_better = m == first.measure.metrics.list.end() || !m->recipe || m->recipe.kind().traits.higher_is_better;
  q.unit = word(first.agents.list.front().unit);
  q.first_look = first.seeds.replications.size();
  q.most_seeds =
      std::max<std::size_t>(c.max_seeds.value_or(std::min<std::size_t>(20 * q.first_look, 2000)), q.first_look);
  for (std::size_t p = 0; p < study.points.size(); ++p) {
    const Point& point = study.points[p];
    if (!meets(c.where, study, point)) continue;
    for (std::size_t a = 0; a < point.scenario.agents.list.size(); ++a) {
      const AgentPlan& agent = point.scenario.agents.list[a];
      if (!measures(agent, point.scenario, c.metric)) continue;
      if (!c.with_metric.empty() && !measures(agent, point.scenario, c.with_metric)) continue;
      if (!c.agents.empty() && std::ranges::find(c.agents, agent.name) == c.agents.end()) continue;
      Subject s{p, a, agent.name, point.values, variables_of(c, point, agent), certain(point.scenario, agent), {}, {}};
      if (!c.with_where.is_null()) {  // the point that differs in what with.where says and in nothing else
        for (std::size_t other = 0; other < study.points.size() && !s.with; ++other) {
          bool same = meets(c.with_where, study, study.points[other]);
          for (std::size_t k = 0; k < study.columns.size(); ++k)
            same &= c.with_where.find(study.columns[k]) || study.points[other].values[k] == point.values[k];
          if (same) s.with = other;
        }
        if (!s.with) continue;
      }
      q.subjects.push_back(std::move(s));
    }
  }
  return q;
}

std::vector<Verdict> verdicts_of(const Study& study, const Plan& plan, const CellSource& source) {
  std::vector<Verdict> out;
  for (const Claim& c : study.points.front().scenario.expect.list) {
    Question q = question_of(study, c);
    const double seconds = fill(q, plan.outline, source, q.first_look);
    out.push_back(judge(q));
    out.back().seconds = seconds;
  }
  return out;
}

}  // namespace paddock
