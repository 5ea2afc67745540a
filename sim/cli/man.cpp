// `paddock man`: the manual page, from the tables that --help shows.
#include "sim/cli/command.h"
#include "sim/core/build_info.h"

#include <fmt/format.h>

#include <iostream>

namespace paddock {
namespace {

/// Text in roff: nothing in it is a request, hyphens can be copied, other characters have their names.
std::string roff(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\n')
      out += ' ';
    else
      out += c;
  struct Name {
    std::string_view utf8, roff;
  };
  static constexpr Name names[] = {{"…", "..."}, {"·", "\\(pc"}, {"×", "\\(mu"}, {"→", "\\(->"}, {"–", "\\(en"}};
  for (const Name& n : names)
    for (auto at = out.find(n.utf8); at != std::string::npos; at = out.find(n.utf8, at))
      out.replace(at, n.utf8.size(), n.roff);
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}
std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string item(const std::string& head, std::string_view text) { return ".TP\n" + head + "\n" + roff(text) + "\n"; }

std::string taken(const Command& c) { return c.arguments.empty() ? "" : " " + roff(c.arguments); }
std::string spelled(const Option& o) {
  return bold("--" + std::string(o.name)) + (o.value.empty() ? "" : " \\fI" + roff(o.value) + "\\fR");
}

}  // namespace

int man(const Arguments& given) {
  if (!given.rest().empty()) throw UsageError("man takes nothing: paddock man | man -l -");
  std::string out = fmt::format(".TH PADDOCK 1 \"\" \"paddock {}\" \"User Commands\"\n", build_info().version);
  out += ".SH NAME\npaddock \\- simulated learning from preference feedback\n.SH SYNOPSIS\n";
  for (const Command& c : commands())
    if (c.run != not_yet) out += bold("paddock " + std::string(c.name)) + taken(c) + "\n.br\n";
  out += ".SH DESCRIPTION\n" +
         roff(
             "A scenario file describes a world, the annotators who label and the agents who learn. paddock runs it, "
             "measures, and writes a folder of results. Results go to stdout, everything else to stderr.") +
         "\n.SH COMMANDS\n";
  for (const Command& c : commands()) {
    if (c.run == not_yet) continue;
    out += item(bold(c.name) + taken(c), std::string(c.summary) + ".");
    if (!c.details.empty()) out += roff(c.details) + "\n";
    std::string takes;
    for (const auto name : c.options) takes += (takes.empty() ? "" : ", ") + bold("--" + std::string(name));
    if (!takes.empty()) out += ".br\nTakes " + takes + ".\n";
  }
  out += ".SH OPTIONS\n";
  for (const Option& o : all_options()) out += item(spelled(o), o.help);
  out += ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : kExitCodes) out += item(bold(std::to_string(code)), meaning);
  out += ".SH FILES\n" + item("\\fIresults/NAME\\fR",
                              "results.sqlite, results.csv, summary.csv, scenario.yaml, "
                              "provenance.json and report.html of the scenario NAME");
  std::cout << out;
  return kDone;
}

}  // namespace paddock
