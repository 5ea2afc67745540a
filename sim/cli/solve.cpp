// `paddock solve`: solution concepts of preferences. The logic is analysis/game/solve.h; here are words and numbers.
#include "analysis/game/solve.h"

#include "sim/cli/command.h"
#include "sim/cli/solve_input.h"
#include "sim/cli/solve_table.h"
#include "sim/cli/terminal.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace paddock {
namespace {

using Json = nlohmann::ordered_json;

Json as_json(const Finding& finding) {
  return std::visit(
      [](const auto& v) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::monostate>)
          return nullptr;
        else
          return v;
      },
      finding);
}

std::string joined(const std::vector<std::string>& notes) {
  std::string out;
  for (const auto& note : notes) out += (out.empty() ? "" : "; ") + note;
  return out;
}

Json as_json(const SolveResult& result) {
  Json j{{"n", result.names.size()}, {"names", result.names}, {"uncompared_pairs", result.uncompared_pairs}};
  for (const Solution& s : result.solutions) {
    Json& at = j[s.name];
    for (const auto& [key, value] : s.values) (key.empty() ? at : at[key]) = as_json(value);
    if (!s.notes.empty()) at["message"] = joined(s.notes);
  }
  if (!result.notes.empty()) j["notes"] = result.notes;
  return j;
}

SolveOptions options_of(const Arguments& given, const SolveInput& in) {
  const auto temperature = [&](const char* name, double& value) { value = given.real(name, 0, true).value_or(value); };
  SolveOptions o;
  o.concepts = given.texts("concept");
  for (const std::string& name : o.concepts) {
    if (find_concept(name)) continue;
    std::vector<std::string_view> names;
    for (const SolutionConcept& c : solution_concepts()) names.push_back(c.name);
    const auto near = did_you_mean(name, names);
    throw UsageError(
        fmt::format("unknown concept '{}'{}", name, near.empty() ? "; paddock solve --help lists them" : near));
  }
  o.tau = given.real("tau", 0).value_or(o.tau);
  o.ridge = given.real("ridge", 0).value_or(o.ridge);
  temperature("beta", o.beta);
  temperature("tau-leader", o.tau_leader);
  temperature("tau-follower", o.tau_follower);
  o.margins = given.has("margins");
  o.reference = in.reference;
  if (const auto r = given.text("reference")) o.reference = read_reference(*r, in.contest.names);
  if (const auto r = given.text("follower-reference"))
    o.follower_reference = read_follower_reference(*r, in.contest.names);
  return o;
}

}  // namespace

std::string_view solve_details() {
  static const std::string text = [] {
    std::string standard, more;
    for (const SolutionConcept& c : solution_concepts()) {
      std::string& to = c.standard ? standard : more;
      to += (to.empty() ? "" : ", ") + std::string(c.name);
    }
    return "PREFS is a CSV matrix of P(row beats column), a CSV of comparisons left,right,winner[,annotator][,count], "
           "PrefLib rankings (.soc .soi .toc .toi), or a scenario. Pairs never compared count as ½. Concepts: " +
           standard + "; with --concept also " + more + ".";
  }();
  return text;
}

int solve_preferences(const Arguments& given) {
  const Look look = look_of(given);
  try {
    const std::optional<SolveInput> in = solve_input(given);
    if (!in) return kMistake;
    SolveResult result = solve(in->contest, options_of(given, *in));
    result.notes.insert(result.notes.begin(), in->notes.begin(), in->notes.end());
    if (given.has("json"))
      std::cout << as_json(result).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    else
      std::cout << solve_table(result, in->about, look);
    return std::ranges::any_of(result.solutions, &Solution::failed) ? kCellFailed : kDone;
  } catch (const DataError& e) {
    return complain(e, given.has("json"));
  }
}

}  // namespace paddock
