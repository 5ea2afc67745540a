#include "sim/scenario/schema.h"

#include "sim/scenario/scenario.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace paddock {
namespace {

std::string quoted(std::string_view word) { return fmt::format("\"{}\"", word); }
std::string object(const std::string& properties, std::string_view needed) {
  return fmt::format(R"({{"type": "object", "required": [{}], "additionalProperties": false, "properties": {{{}}}}})",
                     quoted(needed), properties);
}
std::string any_of(const std::vector<std::string>& schemas) {
  return fmt::format(R"({{"anyOf": [{}]}})", fmt::join(schemas, ", "));
}

/// A kind written bare, or as a mapping with its parameters and `also`; a parameter wins over one of these.
template <class Base>
std::string kinds(std::span<const FieldView> also) {
  std::vector<std::string> names, all;
  for (const auto& [name, kind] : Registry<Base>::get().kinds()) {
    names.push_back(quoted(name));
    const auto params = kind.defaults();
    auto fields = params->fields();
    for (const FieldView& f : also)
      if (std::ranges::find(fields, f.name, &FieldView::name) == fields.end()) fields.push_back(f);
    const std::string parameters = schema_properties(fields);
    all.push_back(
        object(fmt::format(R"("kind": {{"const": {}, "description": {}}}{}{})", quoted(name),
                           nlohmann::json(kind.card.summary).dump(), parameters.empty() ? "" : ", ", parameters),
               "kind"));
  }
  all.insert(all.begin(), fmt::format(R"({{"enum": [{}]}})", fmt::join(names, ", ")));
  return any_of(all);
}

/// What an agent may say besides its kind's parameters.
struct AgentKeys {
  std::string name;
  Feedback feedback;
  TimeLaw compute;
  static constexpr auto fields() {
    return std::tuple{field("name", &AgentKeys::name, "a-z, 0-9 and -; default: the kind"),
                      field("feedback", &AgentKeys::feedback, "its own over the scenario's"),
                      field("compute", &AgentKeys::compute, "from learning to the next proposal", kAny, "s")};
  }
};

/// A metric, alone or with parameters; of a policy by @name; winrate.AGENT.
std::string metrics() {
  std::string names;
  std::vector<std::string> all;
  const std::string policy = "(@[a-z0-9-]+)?$";
  for (const auto& [name, kind] : Registry<Metric>::get().kinds()) {
    std::string spelled;
    for (char c : name) spelled += c == '.' ? "[.]" : std::string(1, c);
    names += (names.empty() ? "" : "|") + spelled;
    const auto params = kind.defaults();
    const std::string parameters = schema_properties(params->fields());
    all.push_back(
        object(fmt::format(R"("kind": {{"type": "string", "pattern": "^{}{}"}}, "name": {{"type": "string"}}{}{})",
                           spelled, policy, parameters.empty() ? "" : ", ", parameters),
               "kind"));
  }
  all.insert(all.begin(),
             fmt::format(R"({{"type": "string", "pattern": "^({}|winrate[.][a-z0-9-]+){}"}})", names, policy));
  return any_of(all);
}

using Json = nlohmann::ordered_json;
/// Forms that cannot be used yet are not offered.
void without_later_forms(Json& part) {
  if (part.is_object() && part.contains("form") && part["form"].contains("enum")) {
    Json now = Json::array();
    for (const auto& w : enum_words(Form{}))
      if (supported(w.value)) now.push_back(w.text);
    part["form"]["enum"] = now;
  }
  for (auto& inner : part)
    if (inner.is_structured()) without_later_forms(inner);
}

}  // namespace

std::string scenario_schema() {
  const Scenario scenario;
  const AgentKeys agent;
  Json all = Json::parse(fmt::format(
      R"({{"$schema": "http://json-schema.org/draft-07/schema#", "title": "paddock scenario", "type": "object", )"
      R"("anyOf": [{{"required": ["agents", "world"]}}, {{"required": ["agents", "annotators"]}}, )"
      R"({{"required": ["include"]}}], "additionalProperties": false, "properties": {{{}, )"
      R"("include": {{"description": "scenario files that this one builds on", "anyOf": [{{"type": "string"}}, )"
      R"({{"type": "array", "items": {{"type": "string"}}}}]}}}}, )"
      R"("definitions": {{"world": {}, "group": {}, "agent": {}, "metric": {}}}}})",
      schema_properties(views(scenario)), kinds<World>({}), kinds<Judge>(group_fields()), kinds<Agent>(views(agent)),
      metrics()));
  without_later_forms(all);
  return all.dump(2);
}

}  // namespace paddock
