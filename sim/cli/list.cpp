// `paddock list`: the catalogue, its sections, its pages.
#include "sim/cli/catalogue.h"
#include "sim/cli/command.h"
#include "sim/cli/terminal.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace paddock {
namespace {

nlohmann::json as_json(const Entry& e) {
  nlohmann::json j{{"name", e.name}, {"summary", e.summary}};
  if (!e.formula.empty()) j["formula"] = e.formula;
  if (!e.source.empty()) j["source"] = e.source;
  if (e.revision > 0) j["revision"] = e.revision;
  for (const auto& [key, value] : e.facts) j["facts"][key] = value;
  for (const auto& p : e.parameters)
    j["parameters"].push_back({{"name", p.name},
                               {"type", p.type},
                               {"range", p.range},
                               {"default", p.fallback},
                               {"unit", p.unit},
                               {"doc", p.doc}});
  return j;
}
void print(const nlohmann::json& j) {
  std::cout << j.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

const Section& section(const std::vector<Section>& all, const std::string& name) {
  const auto at = std::ranges::find(all, name, &Section::name);
  if (at != all.end()) return *at;
  std::vector<std::string_view> names;
  for (const auto& s : all) names.push_back(s.name);
  auto near = did_you_mean(name, names);
  if (near.empty())
    for (const auto& s : all)
      if (std::ranges::find(s.entries, name, &Entry::name) != s.entries.end())
        near = fmt::format("; paddock list {} {}", s.name, name);
  throw UsageError(fmt::format("list knows {}, not '{}'{}", listing(names), name, near));
}
const Entry& entry(const Section& s, const std::string& name) {
  const auto at = std::ranges::find(s.entries, name, &Entry::name);
  if (at != s.entries.end()) return *at;
  std::vector<std::string_view> names;
  for (const auto& e : s.entries) names.push_back(e.name);
  auto near = did_you_mean(name, names);
  throw UsageError(fmt::format("no '{}' among the {}{}", name, s.name,
                               near.empty() ? fmt::format("; paddock list {} shows them", s.name) : near));
}

}  // namespace

std::string page(const Section& s, const Entry& e, int width) {
  std::string out = e.name + "\n  " + hanging(e.summary, width, 2);
  const auto line = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) out += "  " + padded(key, 13) + hanging(value, width, 15);
  };
  if (!e.formula.empty() || !e.source.empty()) out += '\n';
  line("formula", e.formula);
  line("source", e.source);
  if (!e.facts.empty()) out += '\n';
  for (const auto& [key, value] : e.facts) line(key, value);
  if (e.revision > 0) line("revision", std::to_string(e.revision));
  if (e.revision > 0 && s.name != "metrics") out += e.parameters.empty() ? "\n  no parameters\n" : "\n  parameters\n";
  int widest = 0;
  for (const auto& p : e.parameters) widest = std::max(widest, width_of(p.name));
  for (const auto& p : e.parameters) {
    std::string type = p.type;
    if (!p.range.empty()) type += " in " + p.range;
    if (!p.unit.empty()) type += ", " + p.unit;
    type += p.fallback.empty() ? "; no default" : "; default " + p.fallback;
    const int indent = widest + 6;
    out += "    " + padded(p.name, widest + 2) + hanging(type, width, indent);
    if (!p.doc.empty()) out += std::string(static_cast<std::size_t>(indent), ' ') + hanging(p.doc, width, indent);
  }
  return out;
}

std::string overview(const Section& s, int width) {
  std::string out;
  int widest = 0;
  for (const auto& e : s.entries) widest = std::max(widest, width_of(e.name));
  const bool grouped = std::ranges::any_of(s.entries, [](auto& e) { return !e.group.empty(); });
  int group = 0;
  for (const auto& e : s.entries) group = std::max(group, width_of(e.group));
  for (const auto& e : s.entries) {
    std::string head = "  " + padded(e.name, widest + 2);
    if (grouped) head += padded(e.group, group + 2);
    out += head + hanging(e.summary, width, width_of(head));
  }
  return out;
}

int list(const Arguments& given) {
  const auto all = catalogue();
  const auto words = given.rest();
  const Look look = look_of(given);
  const auto width = static_cast<int>(look.width);
  if (words.size() > 2) throw UsageError("list takes a section and a NAME at most");
  if (given.has("json")) {
    nlohmann::json j = nlohmann::json::object();
    for (const auto& s : all)
      if (words.empty() || &s == &section(all, words[0]))
        for (const auto& e : s.entries)
          if (words.size() < 2 || e.name == entry(s, words[1]).name) j[s.name].push_back(as_json(e));
    return print(j), kDone;
  }
  if (words.empty()) {
    for (const auto& s : all) {
      std::vector<std::string_view> names;
      for (const auto& e : s.entries) names.push_back(e.name);
      std::cout << styled(s.name, Emphasis::strong, look) << " (" << s.about << ")\n  "
                << hanging(listing(names), width, 2) << '\n';
    }
    std::cout << "paddock list SECTION says what each is; paddock list SECTION NAME shows its page.\n";
    return kDone;
  }
  const Section& s = section(all, words[0]);
  std::cout << (words.size() == 1 ? overview(s, width) : page(s, entry(s, words[1]), width));
  return kDone;
}

}  // namespace paddock
