#include "sim/scenario/variables.h"

#include <fmt/format.h>

#include <algorithm>

namespace paddock {
namespace {

constexpr std::string_view kCheckpoint[] = {"t", "time", "cost"};
constexpr std::string_view kWorld[] = {"K", "X", "d"};

std::optional<double> number(const Node& n, std::string_view what, std::string& why) {
  double v = 0;
  if (n.is_scalar() && !n.quoted() && read_number(n, v).empty()) return v;
  if (n.is_scalar() && !n.quoted() && read_seconds(n, v).empty()) return v;
  why = fmt::format("{} is {}, which is no number", what, n.is_null() ? "not set" : "'" + to_flow(n) + "'");
  return {};
}

double of_world(std::string_view name, const Scenario& s) {
  const auto world = s.world.recipe.make({s.seed, s.seeds.replications.empty() ? 0 : s.seeds.replications.front()});
  if (name == "K") return world->responses();
  return name == "X" ? world->contexts() : static_cast<double>(world->dimension());
}

}  // namespace

bool of_checkpoint(std::string_view name) { return std::ranges::find(kCheckpoint, name) != std::end(kCheckpoint); }

std::optional<double> variable(std::string_view name, const Scenario& s, const AgentPlan& agent, const Node& whole,
                               std::string& why) {
  if (name.starts_with("param('")) {
    const std::string path(name.substr(7, name.size() - 9));
    const Node* n = at(whole, path);
    if (n) return number(*n, path, why);
    why = fmt::format("there is no '{}' in the scenario", path);
    return {};
  }
  if (std::ranges::find(kWorld, name) != std::end(kWorld)) return of_world(name, s);
  std::vector<std::string> words;
  for (const FieldView& f : agent.recipe.params().fields()) {
    std::string spelled(f.name);
    std::ranges::replace(spelled, '-', '_');
    if (spelled == name) return number(f.type->write(f.slot), fmt::format("{} of agent '{}'", f.name, agent.name), why);
    words.push_back(std::move(spelled));
  }
  std::vector<std::string_view> known(words.begin(), words.end());
  known.insert(known.end(), std::begin(kCheckpoint), std::end(kCheckpoint));
  known.insert(known.end(), std::begin(kWorld), std::end(kWorld));
  auto near = did_you_mean(name, known);
  if (near.empty()) near = "; there are: " + listing(known) + ", param('path')";
  why = fmt::format("a formula for agent '{}' cannot use '{}'{}", agent.name, name, near);
  return {};
}

}  // namespace paddock
