#include "sim/scenario/checks.h"
#include "sim/scenario/names.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/settle.h"
#include "sim/scenario/truths.h"
#include "sim/scenario/yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace paddock {
namespace {

/// Problems of many sweep points, each once.
class Once {
 public:
  explicit Once(Problems& into) : into_(into) {}
  void add(const Problems& some) {
    for (const Problem& p : some.list()) {
      const auto& m = p.mark;
      if (said_
              .insert(
                  fmt::format("{}:{}:{}:{}", m.source ? m.source->name + m.source->text : "", m.line, m.column, p.text))
              .second)
        into_.add(p);
    }
  }

 private:
  Problems& into_;
  std::set<std::string> said_;
};

bool same_place(const Mark& a, const Mark& b) {
  return a.source == b.source && a.line == b.line && a.column == b.column;
}

/// The root with the values of an axis replaced, when `o` names one by label or path; null when it names none.
Node new_axis(const Node& root, const Override& o) {
  const Node* grid = at(root, "sweep.grid");
  for (const auto& e : grid ? grid->entries() : std::span<const Node::Entry>()) {
    const Node* path = e.value.find("path");
    if (e.key != o.path && !(path && path->text() == o.path)) continue;
    const Node values = o.value.is_list() ? o.value : Node::list({o.value}, o.value.mark());
    const Node axis = path ? e.value.with("values", values) : values;
    const Node sweep = root.find("sweep")->with("grid", grid->with(e.key, axis));
    return root.with("sweep", sweep);
  }
  return {};
}

/// Whether a list given for a path is refused as a value there: then it sweeps.
bool refused(const Node& root, const Override& o) {
  Problems problems;
  const Node changed = put(root, o, problems);
  if (!problems.empty()) return false;
  read_scenario(changed, problems);
  const Node& first = o.value.items().empty() ? o.value : o.value.items()[0];
  return std::ranges::any_of(problems.list(), [&](const Problem& p) {
    return same_place(p.mark, o.value.mark()) || (first.is_list() && same_place(p.mark, first.mark()));
  });
}

Node apply(Node root, const Overrides& overrides, Problems& problems) {
  for (const Override& o : overrides) {
    if (Node swept = new_axis(root, o); !swept.is_null()) {
      root = std::move(swept);
    } else if (o.value.is_list() && refused(root, o)) {
      const Node* sweep = root.find("sweep");
      const Node* grid = sweep ? sweep->find("grid") : nullptr;
      const Node axes = (grid ? *grid : Node()).with(o.path, o.value, o.mark);
      root = root.with("sweep", (sweep ? *sweep : Node()).with("grid", axes));
    } else {
      root = put(root, o, problems);
    }
  }
  return root;
}

/// The metrics a scenario without a list gets: of these, what all agents are judged by at all points.
void default_metrics(std::vector<Point>& points) {
  constexpr std::string_view kOrder[] = {"regret.average", "winrate.reference", "exploitability"};
  for (const auto name : kOrder) {
    if (!Registry<Metric>::get().find(name)) continue;
    MetricPlan m;
    m.name = name, m.recipe = {*Registry<Metric>::get().find(name), Registry<Metric>::get().find(name)->defaults()};
    const bool all = std::ranges::all_of(points, [&](const Point& p) {
      const Scenario& s = p.scenario;
      if (!std::ranges::all_of(s.agents.list, [&](const AgentPlan& a) { return unjudged(a, m, s).empty(); }))
        return false;
      const Truths truths(s, s.seeds.replications.empty() ? 0 : s.seeds.replications[0]);
      return undefined(s, s.agents.list[0], m, truths).empty();
    });
    if (all)
      for (Point& p : points) p.scenario.measure.metrics.list.push_back(m);
  }
}

}  // namespace

std::optional<Study> load(std::shared_ptr<const Source> source, const Overrides& overrides, Problems& problems) {
  const auto before = problems.size();
  Node root = read_yaml(std::move(source), problems);
  if (problems.size() == before) root = apply(std::move(root), overrides, problems);
  if (problems.size() != before) return {};

  Study study;
  study.written = root;
  Once once(problems);
  Problems found;
  Sweep sweep;
  if (const Node* n = root.find("sweep")) Sweep::read(*n, sweep, {.name = "sweep"}, found);
  once.add(found);
  std::size_t count = 1;
  for (const Axis& a : sweep.axes) study.columns.push_back(a.label), count *= a.values.size();
  if (count > 100'000)
    return problems.add(sweep.axes[0].mark, fmt::format("the grid has {} points; at most 100000", count)), std::nullopt;

  for (std::size_t k = 0; k < count; ++k) {
    Problems mine;
    Point point;
    Node here = root;
    std::size_t rest = k, block = count;
    for (const Axis& a : sweep.axes) {  // the first axis varies slowest
      block /= a.values.size();
      const Node& value = a.values[rest / block];
      rest %= block;
      point.values.push_back(to_flow(value));
      here = put(here, {a.path, value, a.mark}, mine);
    }
    if (mine.empty()) {
      here = with_implied(with_absolute_files(here));
      point.scenario = read_scenario(here, mine);
    }
    if (mine.empty()) settle(point.scenario, here, mine);
    if (mine.empty()) check_scenario(point.scenario, here, mine);
    once.add(mine);
    study.points.push_back(std::move(point));
  }
  if (problems.size() != before) return {};

  Problems deep;
  check_truths(study, deep);
  if (deep.empty() && study.points[0].scenario.measure.metrics.list.empty()) default_metrics(study.points);
  for (const Point& p : study.points)
    if (deep.empty()) check_claims(p.scenario, study, deep);
  once.add(deep);
  if (problems.size() != before) return {};

  for (Point& p : study.points) {
    if (p.scenario.seeds.replications.empty()) p.scenario.seeds.replications = default_seeds(p.scenario);
    make_cells(p.scenario);
    p.resolved = write(views(p.scenario)).with("sweep", std::nullopt);
  }
  study.name = study.points[0].scenario.name;
  return study;
}

}  // namespace paddock
