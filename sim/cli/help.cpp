#include "sim/cli/command.h"
#include "sim/cli/terminal.h"

#include <fmt/format.h>

#include <algorithm>

namespace paddock {
namespace {

constexpr int kIndent = 14;

std::string options_block(std::span<const std::string_view> names) {
  std::string out;
  std::vector<std::string_view> all(names.begin(), names.end());
  all.push_back("help");
  for (const auto name : all) {
    const Option& o = option(name);
    const std::string spelled = fmt::format("--{}{}{}", o.name, o.value.empty() ? "" : " ", o.value);
    out += "  " + padded(spelled, 20) + hanging(o.help, terminal_width(), 22);
  }
  return out;
}

}  // namespace

std::string short_help() {
  return "paddock: simulated learning from preference feedback\n\n"
         "  paddock run scenarios/quickstart.yaml                      compare learners on three camps of annotators\n"
         "  paddock run scenarios/quickstart.yaml feedback.budget='{labels: 2000}'     change anything from here\n"
         "  paddock explain scenarios/quickstart.yaml                  what a run would do, and why\n"
         "  paddock list agents                                        what there is: agents, annotators, worlds, "
         "metrics\n"
         "  paddock new my-study                                       a starter scenario\n\n"
         "paddock --help shows all commands, paddock COMMAND --help one of them.\n";
}

std::string full_help() {
  std::string out = "paddock COMMAND …: simulated learning from preference feedback\n\ncommands\n", later;
  for (const Command& c : commands()) {
    if (c.run == not_yet)
      later += (later.empty() ? "" : ", ") + std::string(c.name);
    else
      out += "  " + padded(c.name, kIndent - 2) + hanging(c.summary, terminal_width(), kIndent);
  }
  out += "  " + padded("help", kIndent - 2) + "this page; help COMMAND: its page\n";
  if (!later.empty()) out += "  not yet: " + hanging(later, terminal_width(), 11);
  out += "\noptions\n";
  for (const Option& o : all_options()) {
    const std::string spelled = fmt::format("--{}{}{}", o.name, o.value.empty() ? "" : " ", o.value);
    out += "  " + padded(spelled, 20) + hanging(o.help, terminal_width(), 22);
  }
  out += "\nexit codes\n";
  for (const auto& [code, meaning] : kExitCodes) out += fmt::format("  {:<4}{}\n", code, meaning);
  return out + "Results go to stdout, everything else to stderr.\n";
}

std::string command_help(const Command& c) {
  std::string out = fmt::format("paddock {}{}{}\n{}", c.name, c.arguments.empty() ? "" : " ", c.arguments,
                                hanging(c.summary, terminal_width(), 0));
  if (c.run == not_yet) return out + "\nThis command is not yet available.\n";
  if (!c.details.empty()) out += "\n" + hanging(c.details, terminal_width(), 0);
  return out + "\noptions\n" + options_block(c.options);
}

}  // namespace paddock
