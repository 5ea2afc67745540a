#include "sim/cli/options.h"

#include "sim/core/node.h"

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace paddock {
namespace {

namespace po = boost::program_options;

constexpr Option kOptions[] = {
    {"out", "DIR", "results folder; default results/NAME here"},
    {"threads", "N", "threads; default all cores"},
    {"seed", "S", "base seed, in place of the scenario's"},
    {"seeds", "N", "replications 0 … N-1, in place of the scenario's"},
    {"shard", "I/N", "only the I-th of N shares of the cells, I from 1"},
    {"fresh", "", "run finished cells again"},
    {"dry-run", "", "say what would be run"},
    {"fail-fast", "", "stop at the first cell that fails"},
    {"cell-timeout", "T", "give up a cell after this time, such as 30s or 5min"},
    {"no-report", "", "write no report.html"},
    {"json", "", "one JSON document on stdout, errors too"},
    {"quiet", "", "print only the claims and where results are"},
    {"strict", "", "exit 1 when a claim fails"},
    {"quick", "", "at most 100 seeds a claim, or as many as its scenario asks for"},
    {"full", "", "up to 2000 seeds for every claim that does not set max_seeds"},
    {"family-confidence", "C",
     "chance that no true claim of the table is refuted, such as .95: each claim gets its share"},
    {"junit", "F", "also write the verdicts as JUnit XML"},
    {"markdown", "F", "also write the table as Markdown"},
    {"trace", "AGENT", "step through one agent's beliefs, queries, answers and updates"},
    {"concept", "NAME", "only this one; may be repeated", true},
    {"tau", "T", "strength of the reference in the Nash policy, 0: maximal lottery; default 0.1"},
    {"beta", "B", "strength of the reference in RLHF; default 0.1"},
    {"tau-leader", "L", "strength of the reference for the Stackelberg leader; default 0.1"},
    {"tau-follower", "F", "the same for the follower; default 0.1"},
    {"reference", "R", "reference policy: uniform, a file, or probabilities a,b,c; default uniform, a scenario's own"},
    {"follower-reference", "FILE", "the follower's: a policy, or a table with a policy in the row of each response"},
    {"margins", "", "maximal lottery and ranked pairs of vote margins instead of probabilities"},
    {"context", "X", "context of a scenario, from 0; default 0"},
    {"color", "WHEN", "auto, always or never; NO_COLOR is obeyed"},
    {"model", "MODEL", "bradley-terry (default), thurstone, plackett-luce, rao-kupper, davidson or mallows"},
    {"home-advantage", "", "fit the advantage of whoever stands left"},
    {"agreement", "", "how far people who were asked the same thing agree"},
    {"ridge", "R", "hold scores back by R/2 times their sum of squares, relative to counts; default 0"},
    {"n", "N", "how many labels"},
    {"format", "FORMAT", "csv (default), jsonl, or preflib for rankings"},
    {"columns", "A,B,…", "which columns, in which order"},
    {"help", "", "this page"},
    {"version", "", "version, commit, compiler, libraries"},
};

[[noreturn]] void unknown(const std::string& word, std::span<const std::string_view> options) {
  const auto name = std::string_view(word).substr(0, word.find('='));
  auto bare = name;
  while (bare.starts_with('-')) bare.remove_prefix(1);
  auto near = did_you_mean(bare, options);
  if (const auto at = near.find('\''); at != std::string::npos) near.insert(at + 1, "--");
  if (near.empty() && std::ranges::any_of(kOptions, [&](const Option& o) { return o.name == bare; }))
    near = "; this command does not take it";
  throw UsageError(fmt::format("unknown option '{}'{}", name, near));
}

}  // namespace

std::span<const Option> all_options() { return kOptions; }
const Option& option(std::string_view name) { return *std::ranges::find(kOptions, name, &Option::name); }

std::optional<std::string> Arguments::text(std::string_view name) const {
  const auto at = options_.find(name);
  return at == options_.end() ? std::nullopt : std::optional(at->second.back());
}

std::vector<std::string> Arguments::texts(std::string_view name) const {
  const auto at = options_.find(name);
  return at == options_.end() ? std::vector<std::string>() : at->second;
}

std::optional<std::uint64_t> Arguments::number(std::string_view name, std::uint64_t least, std::uint64_t most) const {
  const auto given = text(name);
  if (!given) return {};
  std::uint64_t v = 0;
  const auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), v);
  if (error != std::errc() || end != given->data() + given->size() || v < least || v > most)
    throw UsageError(fmt::format("--{} takes a whole number from {} to {}, got '{}'", name, least, most, *given));
  return v;
}

std::optional<double> Arguments::real(std::string_view name, double least, bool above) const {
  const auto given = text(name);
  if (!given) return {};
  double v = 0;
  if (!read_number(Node::scalar(*given), v).empty() || !std::isfinite(v) || v < least || (above && v == least))
    throw UsageError(fmt::format("--{} takes a number {} {}, got '{}'", name, above ? "above" : "of at least",
                                 shortest(least), *given));
  return v;
}

std::optional<double> Arguments::seconds(std::string_view name) const {
  const auto given = text(name);
  if (!given) return {};
  double v = 0;
  if (!read_seconds(Node::scalar(*given), v).empty() || v <= 0)
    throw UsageError(fmt::format("--{} takes a time such as 30s, 5min or 2h, got '{}'", name, *given));
  return v;
}

Arguments parse_arguments(std::span<const std::string> words, std::span<const std::string_view> options) {
  po::options_description table;
  for (const auto name : options) {
    const Option& o = option(name);
    const std::string spelled(o.name);
    if (o.value.empty())
      table.add_options()((spelled == "help" ? "help,h" : spelled).c_str(), "");
    else
      table.add_options()(spelled.c_str(), po::value<std::string>(), "");
  }
  Arguments out;
  try {
    const auto style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    const auto parsed =
        po::command_line_parser({words.begin(), words.end()}).options(table).style(style).allow_unregistered().run();
    for (const auto& o : parsed.options) {
      if (o.position_key >= 0) {
        out.rest_.insert(out.rest_.end(), o.value.begin(), o.value.end());
      } else if (o.unregistered) {
        unknown(o.original_tokens.at(0), options);
      } else {
        auto& values = out.options_[o.string_key];
        values.push_back(o.value.empty() ? "" : o.value[0]);
        if (values.size() > 1 && !option(o.string_key).repeats)
          throw UsageError(fmt::format("--{} is given twice", o.string_key));
      }
    }
  } catch (const po::error_with_option_name& e) {
    std::string name = e.get_option_name();
    while (name.starts_with('-')) name.erase(0, 1);
    const auto known = std::ranges::find(kOptions, std::string_view(name), &Option::name);
    if (known == std::end(kOptions)) throw UsageError(e.what());
    throw UsageError(known->value.empty() ? fmt::format("--{} takes no value", name)
                                          : fmt::format("--{0} needs a value: --{0} {1}", name, known->value));
  } catch (const po::error& e) {
    throw UsageError(e.what());
  }
  return out;
}

bool is_override(std::string_view word) {
  const auto equals = word.find('=');
  return equals != std::string_view::npos && word.find('/') >= equals;
}

}  // namespace paddock
