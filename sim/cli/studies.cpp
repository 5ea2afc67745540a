// Scenario files of a command line, loaded; mistakes told.
#include "sim/cli/command.h"
#include "sim/core/build_info.h"
#include "sim/data/text.h"
#include "sim/scenario/yaml.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

namespace paddock {
namespace {

namespace fs = std::filesystem;

/// The file as given, else below the installed library.
fs::path located(const std::string& word) {
  std::error_code ignored;
  if (fs::exists(word, ignored)) return word;
  const auto self = fs::read_symlink("/proc/self/exe", ignored);
  const auto shared = self.parent_path() / build_info().share / word;
  if (!ignored && fs::exists(shared, ignored)) return shared.lexically_normal();
  std::string near;
  if (const auto folder = fs::path(word).parent_path(); fs::is_directory(folder.empty() ? "." : folder, ignored)) {
    std::vector<std::string> there;
    for (const auto& e : fs::directory_iterator(folder.empty() ? "." : folder, ignored))
      there.push_back((folder / e.path().filename()).string());
    const std::vector<std::string_view> names(there.begin(), there.end());
    near = did_you_mean(word, names);
  }
  throw UsageError(fmt::format("there is no '{}'{}", word, near));
}

nlohmann::json as_json(const Mark& m) {
  nlohmann::json j = nlohmann::json::object();
  if (m.source) j["file"] = m.source->name;
  if (m.line > 0)
    j["line"] = m.line, j["column"] = m.column, j["text"] = std::string(m.source->line(m.line).substr(0, 400));
  return j;
}

}  // namespace

std::vector<std::string> scenario_files(std::span<const std::string> words) {
  std::vector<std::string> out;
  for (const auto& w : words) {
    if (is_override(w)) continue;
    const auto path = located(w);
    if (!fs::is_directory(path)) {
      out.push_back(path.string());
      continue;
    }
    const auto before = out.size();
    for (const auto& e : fs::recursive_directory_iterator(path))
      if (e.is_regular_file() && (e.path().extension() == ".yaml" || e.path().extension() == ".yml"))
        out.push_back(e.path().string());
    if (out.size() == before) throw UsageError(fmt::format("no .yaml files in '{}'", w));
    std::sort(out.begin() + static_cast<std::ptrdiff_t>(before), out.end());
  }
  if (out.empty()) throw UsageError("which scenario? Give a file, such as scenarios/quickstart.yaml");
  return out;
}

Overrides overrides_of(const Arguments& given, Problems& problems) {
  Overrides out;
  const auto add = [&](const std::string& text) {
    if (auto o = read_override(text, problems)) out.push_back(std::move(*o));
  };
  if (const auto seed = given.number("seed", 0, ~0ull)) add(fmt::format("seed={}", *seed));
  if (const auto seeds = given.number("seeds", 1, 1u << 24)) add(fmt::format("seeds={}", *seeds));
  for (const auto& w : given.rest())
    if (is_override(w)) add(w);
  return out;
}

std::vector<Study> load_studies(const Arguments& given) {
  return load_studies(given, scenario_files(given.rest())).value_or(std::vector<Study>());
}

std::optional<std::vector<Study>> load_studies(const Arguments& given, std::span<const std::string> files) {
  Problems problems;
  std::vector<Study> out;
  const Overrides overrides = overrides_of(given, problems);
  if (problems.empty())
    for (const auto& file : files)
      if (const auto source = read_source(file, problems))
        if (auto study = load(source, overrides, problems)) {
          for (const Claim& c : study->points.front().scenario.expect.list)
            if (!c.control.is_null()) control_of(*study, c, problems);
          out.push_back(std::move(*study));
        }
  if (problems.empty()) return out;
  complain(problems, given.has("json"));
  return {};
}

int complain(const Problems& problems, bool json) {
  std::set<std::string> said;
  nlohmann::json errors = nlohmann::json::array();
  for (const Problem& p : problems.list()) {
    auto j = as_json(p.mark);
    j["message"] = p.text;
    if (!said.insert(j.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)).second) continue;
    if (!p.hint.empty()) j["hint"] = p.hint;
    for (const Mark& m : p.related) j["related"].push_back(as_json(m));
    errors.push_back(std::move(j));
  }
  if (json) {
    const nlohmann::json all{{"errors", errors}, {"exit", kMistake}};
    std::cout << all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    return kMistake;
  }
  problems.print(std::cerr);
  std::cerr << fmt::format("{} error{}, nothing was run. Help: paddock help, paddock list\n", said.size(),
                           said.size() == 1 ? "" : "s");
  return kMistake;
}

int complain(const DataError& e, bool json) {
  auto source = std::make_shared<Source>(Source{e.file(), {}});
  try {
    source->text = read_text(e.file());
  } catch (const DataError&) {  // then that is what is wrong
  }
  Problems problems;
  problems.add(Mark{std::move(source), e.line(), std::max(1, e.column())}, e.message());
  return complain(problems, json);
}

}  // namespace paddock
