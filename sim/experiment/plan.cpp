#include "sim/experiment/plan.h"

#include "sim/core/agent.h"
#include "sim/core/hash.h"
#include "sim/core/metric.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace paddock {
namespace {

template <class Base>
void add_revision(std::string& out, std::string_view name) {
  if (const auto* kind = Registry<Base>::get().find(name))
    out += " " + std::string(name) + ":" + std::to_string(kind->card.revision);
}

/// Judges nest (a policy-dependent one has a base), so every `kind:` below the annotators counts.
void add_judges(std::string& out, const Node& n) {
  if (const Node* kind = n.find("kind")) add_revision<Judge>(out, kind->text());
  for (const auto& e : n.entries()) add_judges(out, e.value);
  for (const Node& i : n.items()) add_judges(out, i);
}

/// What was fixed since: the revision of every kind in the cell. Metrics count all together, since cells are shared
/// between studies that want different ones.
std::string revisions(const Scenario& s, const AgentPlan& a, const std::string& metrics) {
  std::string out = metrics;
  add_revision<World>(out, s.world.recipe.kind().card.name);
  add_revision<Agent>(out, a.recipe.kind().card.name);
  if (const Node* people = a.cell.find("annotators")) add_judges(out, *people);
  return out;
}
std::string metric_revisions() {
  std::string out;
  for (const auto& [name, kind] : Registry<Metric>::get().kinds()) add_revision<Metric>(out, name);
  return out;
}

/// Cells as text. Points share parts of their cells, each of which is written once.
class CellTexts {
 public:
  std::string of(const Node& cell) {
    std::string out;
    for (const auto& e : cell.entries())
      if (e.key != "metrics" && e.key != "at") out += (out.empty() ? "{" : ", ") + e.key + ": " + part(e.value);
    return out + "}";
  }

 private:
  const std::string& part(const Node& n) {
    if (n.is_scalar()) return scalar_ = to_flow(n);
    const auto [at, fresh] = known_.try_emplace(&n.mark());  // names the node while the study lives
    if (fresh) at->second = to_flow(n);
    return at->second;
  }
  std::string scalar_;
  std::unordered_map<const void*, std::string> known_;
};

}  // namespace

Plan make_plan(const Study& study) {
  Plan plan;
  plan.outline.scenario = study.name, plan.outline.columns = study.columns;
  const std::string metrics = metric_revisions();
  std::unordered_set<std::string> known;
  CellTexts texts;
  for (std::size_t p = 0; p < study.points.size(); ++p) {
    const Scenario& s = study.points[p].scenario;
    Outline::Point point{study.points[p].values, {}};
    for (std::size_t a = 0; a < s.agents.list.size(); ++a) {
      const AgentPlan& agent = s.agents.list[a];
      Outline::Agent entry{agent.name, {}, agent.at, {}};
      for (std::size_t m : agent.metrics) entry.metrics.push_back(s.measure.metrics.list[m].name);
      const std::string content = texts.of(agent.cell) + revisions(s, agent, metrics) + " seed:";
      for (std::uint32_t seed : s.seeds.replications) {
        std::string key = hash128(content + std::to_string(seed));
        if (known.insert(key).second) plan.cells.push_back({p, a, seed, key});
        entry.cells.push_back({seed, std::move(key)});
      }
      point.agents.push_back(std::move(entry));
    }
    plan.outline.points.push_back(std::move(point));
  }
  std::string all;
  for (const Cell& c : plan.cells) all += c.key;
  plan.hash = hash128(all);
  return plan;
}

std::vector<Cell> shard_of(const std::vector<Cell>& cells, std::size_t index, std::size_t count) {
  std::vector<Cell> out;
  for (std::size_t i = index - 1; i < cells.size(); i += count) out.push_back(cells[i]);
  return out;
}

}  // namespace paddock
