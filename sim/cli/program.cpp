#include "sim/cli/command.h"
#include "sim/core/build_info.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace paddock {
namespace {

std::string version() {
  const BuildInfo& b = build_info();
  std::string out = fmt::format("paddock {} ({}{})\ncompiler  {}, {}\nlibraries ", b.version, b.commit.substr(0, 7),
                                b.dirty ? ", modified" : "", b.compiler, b.type);
  bool first = true;
  for (const auto& l : b.libraries)
    out += fmt::format("{}{} {}", std::exchange(first, false) ? "" : ", ", l.name, l.version);
  return out + "\n";
}

int refuse(const std::string& what, int code, bool json) {
  if (json)
    std::cout << nlohmann::json{{"errors", {{{"message", what}}}}, {"exit", code}}.dump(
                     2, ' ', false, nlohmann::json::error_handler_t::replace)
              << '\n';
  else
    std::cerr << "paddock: " << what << '\n';
  return code;
}

const Command* find(std::string_view name) {
  const auto all = commands();
  const auto at = std::ranges::find(all, name, &Command::name);
  return at == all.end() ? nullptr : &*at;
}
std::string unknown(const std::string& name) {
  std::vector<std::string_view> names{"help"};
  for (const Command& c : commands()) names.push_back(c.name);
  auto near = did_you_mean(name, names);
  if (near.empty() && (name.ends_with(".yaml") || name.ends_with(".yml")))
    near = fmt::format("; to run it: paddock run {}", name);
  return fmt::format("unknown command '{}'{}", name, near.empty() ? "; paddock --help lists them" : near);
}

int dispatch(std::span<const std::string> words) {
  const std::string& name = words[0];
  if (name == "--version") return std::cout << version(), kDone;
  if (name == "--help" || name == "-h" || name == "help") {
    if (words.size() < 2) return std::cout << full_help(), kDone;
    if (const Command* c = find(words[1])) return std::cout << command_help(*c), kDone;
    throw UsageError(unknown(words[1]));
  }
  const Command* command = find(name);
  if (!command)
    throw UsageError(name.starts_with('-') ? fmt::format("the command comes first, not '{}'", name) : unknown(name));
  const auto rest = words.subspan(1);
  if (command->run == not_yet) {
    if (std::ranges::any_of(rest, [](auto& w) { return w == "--help" || w == "-h"; }))
      return std::cout << command_help(*command), kDone;
    throw UsageError(fmt::format("'{}' is not yet available", name));
  }
  auto options = command->options;
  options.push_back("help");
  const Arguments given = parse_arguments(rest, options);
  if (given.has("help")) return std::cout << command_help(*command), kDone;
  return command->run(given);
}

}  // namespace

int not_yet(const Arguments&) { return kMistake; }

int program(std::span<const std::string> words) {
  if (words.empty()) return std::cout << short_help(), kDone;
  const bool json = std::ranges::find(words, "--json") != words.end();
  try {
    return dispatch(words);
  } catch (const UsageError& e) {
    return refuse(e.what(), kMistake, json);
  } catch (const std::exception& e) {  // a promise of the code was broken, or the disk is full
    return refuse(e.what(), kCellFailed, json);
  }
}

}  // namespace paddock
