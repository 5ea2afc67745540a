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
  if (const Node* include = root.find("include")) problems.add(include->mark(), "include works in files only");
  static constexpr std::string_view also[] = {"include"};  // resolved before, but a name to suggest
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

void reread(Scenario& s, std::string_view block, const Node& root, Problems& problems) {
  static const Scenario defaults;
  std::apply([&](const auto&... f) { ((f.name == block ? void(s.*f.member = defaults.*f.member) : void()), ...); },
             Scenario::fields());
  if (const Node* n = root.find(block))
    parse(Node::map({{std::string(block), {}, *n}}), views(s), problems, "the scenario");
}

}  // namespace paddock
