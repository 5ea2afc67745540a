#include "sim/scenario/settle.h"

#include "sim/scenario/checks.h"
#include "sim/scenario/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace paddock {
namespace {

/// The agent's own keys over the scenario's; a budget replaces the whole budget, a form brings its own size.
Feedback merged(Feedback f, const Node& own, Problems& problems) {
  if (own.is_null()) return f;
  if (own.find("budget")) f.budget = {};
  if (own.find("form") && !own.find("size")) f.size.reset();
  parse(own, views(f), problems, "feedback");
  return f;
}

std::string stem(const Node& root) {
  const auto& source = root.mark().source;
  return source ? std::filesystem::path(source->name).stem().string() : "scenario";
}

/// What holds from each event on: the changes accumulate.
void read_events(Scenario& s, const Node& root, Problems& problems) {
  const FieldView view{.name = "annotators"};
  Node changed = root;
  for (EventPlan& e : s.events.list) {
    for (const auto& change : e.set.entries())
      changed = put(changed, {change.key, change.value, change.mark}, problems);
    const auto before = problems.size();
    if (const Node* groups = changed.find("annotators"); groups && problems.size() == before)
      PopulationPlan::read(*groups, e.population, view, problems);
    if (problems.size() == before)
      if (auto why = s.annotators.unlike(e.population); !why.empty()) problems.add(e.mark, "an event " + why);
  }
}

}  // namespace

Scenario read_scenario(const Node& root, Problems& problems) {
  Scenario s;
  if (!root.is_map()) return problems.add(root.mark(), "a scenario is a mapping (key: value)"), s;
  if (const Node* version = root.find("paddock"); version && version->is_scalar() && version->text() != "1")
    return problems.add(version->mark(), fmt::format("format version '{}' is not known, only 1", version->text()),
                        "a newer file needs a newer paddock"),
           s;
  if (const Node* include = root.find("include")) problems.add(include->mark(), "include is not yet possible");
  static constexpr std::string_view also[] = {"include"};
  const auto before = problems.size();
  parse(root, views(s), problems, "the scenario", also);
  for (const char* key : {"annotators", "agents"})
    if (!root.find(key)) problems.add(root.mark(), fmt::format("the scenario has no {}", key));
  if (!root.find("world") && problems.size() == before)  // else what is wrong may have implied one
    problems.add(root.mark(), "the scenario has no world", "for example world: {kind: tabular, responses: 10}");
  return s;
}

void settle(Scenario& s, const Node& root, Problems& problems) {
  if (s.name.empty()) {
    s.name = stem(root);
    if (auto why = faulty_name(s.name, "a scenario's name"); !why.empty())
      problems.add(root.mark(), why, "the name comes from the file's; give another by name: …");
  } else if (auto why = faulty_name(s.name, "a scenario's name"); !why.empty()) {
    problems.add(root.find("name")->mark(), why);
  }
  for (AgentPlan& a : s.agents.list) a.feedback = merged(s.feedback, a.own, problems);
  settle(s.feedback);
  for (AgentPlan& a : s.agents.list) {
    settle(a.feedback);
    if (a.feedback.mode == Mode::async && !a.feedback.open)
      a.feedback.open = std::max(s.annotators.people(), a.feedback.batch);
    a.unit = s.measure.unit.value_or(a.feedback.budget.unit());
    a.at = s.measure.at.points(a.feedback.budget.limit(a.unit), a.unit);
  }
  read_events(s, root, problems);
}

void make_cells(Scenario& s) {
  const auto scalar = [](std::string_view text) { return Node::scalar(std::string(text)); };
  std::vector<Node::Entry> common{{"seed", {}, scalar(std::to_string(s.seed))}};
  const auto add = [](std::vector<Node::Entry>& to, const char* key, Node value) {
    if (!value.is_null()) to.push_back({key, {}, std::move(value)});
  };
  add(common, "freeze", s.freeze.write());
  add(common, "world", s.world.write());
  add(common, "annotators", s.annotators.write());
  std::vector<Node> events;
  const Node whens = s.events.write();
  for (std::size_t i = 0; i < s.events.list.size(); ++i)
    events.push_back(
        Node::map({{"at", {}, *whens.items()[i].find("at")}, {"annotators", {}, s.events.list[i].population.write()}}));
  if (!events.empty()) add(common, "events", Node::list(std::move(events)));
  if (s.data) add(common, "data", write(views(*s.data)));
  add(common, "truth", s.measure.truth.write());
  add(common, "warmup", s.measure.warmup.write());

  for (AgentPlan& a : s.agents.list) {
    auto cell = common;
    add(cell, "feedback", write(views(a.feedback)));
    Node agent = a.recipe.resolved().with("name", scalar(a.name));
    if (a.compute) agent = agent.with("compute", a.compute->write());
    add(cell, "agent", std::move(agent));
    a.metrics.clear();
    MetricList own;
    bool policies = s.record.has(Recorded::policies);
    for (std::size_t i = 0; i < s.measure.metrics.list.size(); ++i) {
      const MetricPlan& m = s.measure.metrics.list[i];
      policies = policies || !m.rival.empty();
      if (!unjudged(a, m, s).empty()) continue;
      a.metrics.push_back(i);
      if (m.rival.empty()) own.list.push_back(m);
    }
    add(cell, "metrics", own.write());
    add(cell, "unit", scalar(word(a.unit)));
    std::vector<Node> at;
    for (double x : a.at) at.push_back(Node::number(x));
    add(cell, "at", Node::list(std::move(at)));
    Words<Recorded> store;
    if (s.record.has(Recorded::labels)) store.list.push_back(Recorded::labels);
    if (policies) store.list.push_back(Recorded::policies);
    add(cell, "store", store.write());
    a.cell = with_hashed_files(Node::map(std::move(cell)));
  }
}

}  // namespace paddock
