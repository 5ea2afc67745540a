// `paddock completion SHELL`: what the shell may offer, from the tables that --help shows and from the catalogue.
#include "sim/cli/catalogue.h"
#include "sim/cli/command.h"

#include <fmt/format.h>

#include <iostream>

namespace paddock {
namespace {

using Words = std::vector<std::string>;

/// `[agents|worlds] [NAME]` offers agents and worlds.
Words choices(std::string_view arguments) {
  Words out;
  const auto bar = arguments.find('|');
  if (bar == std::string_view::npos) return out;
  const auto ends = [](char c) { return c == ' ' || c == '[' || c == ']'; };
  auto from = bar, to = bar;
  while (from > 0 && !ends(arguments[from - 1])) --from;
  while (to < arguments.size() && !ends(arguments[to])) ++to;
  auto rest = arguments.substr(from, to - from);
  for (;;) {
    const auto end = rest.find('|');
    out.emplace_back(rest.substr(0, end));
    if (end == std::string_view::npos) return out;
    rest.remove_prefix(end + 1);
  }
}

/// What can follow a command.
struct Offer {
  std::string command, summary;
  Words options, choices;
  std::string files;  ///< scenarios, any, or none
};
std::vector<Offer> offers() {
  std::vector<Offer> out;
  for (const Command& c : commands()) {
    if (c.run == not_yet) continue;
    Offer o{std::string(c.name), std::string(c.summary), {}, choices(c.arguments), {}};
    for (const auto name : c.options) o.options.push_back("--" + std::string(name));
    o.options.emplace_back("--help");
    if (o.choices.empty() && !c.arguments.empty())
      o.files = c.arguments.find("SCENARIO") != std::string_view::npos ? "scenarios" : "any";
    out.push_back(std::move(o));
  }
  Offer help{"help", "all commands, or the page of one", {}, {}, {}};
  for (const Offer& o : out) help.choices.push_back(o.command);
  out.push_back(std::move(help));
  return out;
}
/// Names of each section that can be listed; scenarios are files.
std::vector<std::pair<std::string, Words>> pages() {
  std::vector<std::pair<std::string, Words>> out;
  for (const Section& s : catalogue()) {
    if (s.name == "scenarios") continue;
    out.emplace_back(s.name, Words());
    for (const Entry& e : s.entries) out.back().second.push_back(e.name);
  }
  return out;
}
std::string valued(std::string_view before) {  // options that take a value
  Words out;
  for (const Option& o : all_options())
    if (!o.value.empty()) out.push_back(std::string(before) + std::string(o.name));
  return fmt::format("{}", fmt::join(out, "|"));
}
std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text)
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  return out + "'";
}

std::string bash() {
  Words names;
  std::string options, words, sections;
  for (const Offer& o : offers()) {
    names.push_back(o.command);
    options += fmt::format("    {}) options='{}' ;;\n", o.command, fmt::join(o.options, " "));
    if (!o.choices.empty()) words += fmt::format("    {}) words='{}' ;;\n", o.command, fmt::join(o.choices, " "));
    if (!o.files.empty()) words += fmt::format("    {}) files={} ;;\n", o.command, o.files);
  }
  for (const auto& [section, entries] : pages())
    sections += fmt::format("      {}) words='{}' ;;\n", section, fmt::join(entries, " "));
  return fmt::format(R"(# paddock: source this, or put it where bash-completion looks
_paddock() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} command=${{COMP_WORDS[1]}} options= words= files=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '{} --help --version' -- "$current"))
    return
  fi
  case ${{COMP_WORDS[COMP_CWORD - 1]}} in
    --out) COMPREPLY=($(compgen -d -- "$current")); return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$current")); return ;;
    {}) return ;;
  esac
  case $command in
{}  esac
  case $command in
{}  esac
  if [[ $command == list ]] && ((COMP_CWORD > 2)); then
    words=
    case ${{COMP_WORDS[2]}} in
{}    esac
  fi
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ $files == any ]]; then
    COMPREPLY=($(compgen -f -- "$current"))
  elif [[ $files ]]; then
    COMPREPLY=($(compgen -f -X '!*.@(yaml|yml)' -- "$current") $(compgen -d -- "$current"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}}
shopt -s extglob
complete -o filenames -F _paddock paddock ./paddock
)",
                     fmt::join(names, " "), valued("--"), options, words, sections);
}

std::string zsh() {
  std::string names, cases;
  for (const Offer& o : offers()) {
    std::string described = o.command + ":" + o.summary;
    names += "    " + single_quoted(described) + "\n";
    cases += fmt::format("    {})\n", o.command);
    if (!o.options.empty())
      cases += fmt::format("      [[ $PREFIX == -* ]] && compadd -- {} && return\n", fmt::join(o.options, " "));
    if (!o.choices.empty())
      cases += fmt::format("      ((CURRENT == 3)) && compadd -- {} && return\n", fmt::join(o.choices, " "));
    if (o.command == "list")
      for (const auto& [section, entries] : pages())
        cases +=
            fmt::format("      [[ $words[3] == {} ]] && compadd -- {} && return\n", section, fmt::join(entries, " "));
    if (!o.files.empty())
      cases += o.files == "any" ? "      _files && return\n" : "      _files -g '*.(yaml|yml)(-.)' && return\n";
    cases += "      ;;\n";
  }
  return fmt::format(R"(#compdef paddock
_paddock() {{
  local -a commands
  commands=(
{}  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  case $words[2] in
{}  esac
}}
_paddock "$@"
)",
                     names, cases);
}

std::string fish() {
  std::string out = "complete -c paddock -f\n";
  for (const Offer& o : offers()) {
    const auto after = fmt::format("-n '__fish_seen_subcommand_from {}'", o.command);
    out +=
        fmt::format("complete -c paddock -n __fish_use_subcommand -a {} -d {}\n", o.command, single_quoted(o.summary));
    for (const auto& name : o.options) {
      const Option& known = option(std::string_view(name).substr(2));
      out += fmt::format("complete -c paddock {} -l {}{} -d {}\n", after, known.name, known.value.empty() ? "" : " -r",
                         single_quoted(known.help));
    }
    if (!o.choices.empty()) out += fmt::format("complete -c paddock {} -a '{}'\n", after, fmt::join(o.choices, " "));
    if (!o.files.empty()) out += fmt::format("complete -c paddock {} -F\n", after);
  }
  for (const auto& [section, entries] : pages())
    out += fmt::format(
        "complete -c paddock -n '__fish_seen_subcommand_from list; and __fish_seen_subcommand_from {}' -a '{}'\n",
        section, fmt::join(entries, " "));
  return out;
}

}  // namespace

int completion(const Arguments& given) {
  const std::string shell = given.rest().size() == 1 ? given.rest()[0] : "";
  if (shell == "bash")
    std::cout << bash();
  else if (shell == "zsh")
    std::cout << zsh();
  else if (shell == "fish")
    std::cout << fish();
  else
    throw UsageError("completion is for bash, zsh or fish");
  return kDone;
}

}  // namespace paddock
