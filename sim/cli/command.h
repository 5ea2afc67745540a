// The commands: one row here, one file each.
#pragma once
#include "sim/cli/options.h"
#include "sim/core/problem.h"
#include "sim/data/data_error.h"
#include "sim/scenario/scenario.h"

#include <functional>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace paddock {

// Exit codes.
inline constexpr int kDone = 0, kClaimFails = 1, kMistake = 2, kCellFailed = 3, kInterrupted = 130;
struct ExitCode {
  int code;
  std::string_view meaning;
};
inline constexpr ExitCode kExitCodes[] = {
    {kDone, "done"},
    {kClaimFails, "a claim does not hold"},
    {kMistake, "usage, scenario or data error"},
    {kCellFailed, "some cell failed, or I/O"},
    {kInterrupted, "interrupted: finished cells are safe, the same command resumes"}};

struct Command {
  std::string_view name, arguments, summary;
  std::vector<std::string_view> options;
  std::string_view details;  ///< a paragraph for its page
  int (*run)(const Arguments&);
};
std::span<const Command> commands();

// One file each.
int run(const Arguments&);
int check(const Arguments&);
int explain(const Arguments&);
int list(const Arguments&);
int new_scenario(const Arguments&);
int report(const Arguments&);
int fit_data(const Arguments&);
int sample(const Arguments&);
int schema(const Arguments&);
int completion(const Arguments&);
int man(const Arguments&);
int solve_preferences(const Arguments&);
int merge(const Arguments&);
int not_yet(const Arguments&);

/// Text of `paddock` alone, of `paddock --help`, and of one command's page.
std::string short_help();
std::string full_help();
std::string command_help(const Command&);

/// What the program does with its arguments; the exit code.
int program(std::span<const std::string> words);

/// Scenario files among the words: folders stand for the .yaml files below them, `scenarios/…` is also looked up in the
/// installed library. UsageError when one does not exist.
std::vector<std::string> scenario_files(std::span<const std::string> words);
/// KEY=VALUE words, and --seed and --seeds as overrides, in order.
Overrides overrides_of(const Arguments&, Problems&);
/// Loads the files of a command line; on mistakes prints all of them (as JSON under --json) and returns nothing.
/// Controls of claims are tried too.
std::vector<Study> load_studies(const Arguments&);
std::optional<std::vector<Study>> load_studies(const Arguments&, std::span<const std::string> files);

/// What `solve` knows, for its page.
std::string_view solve_details();

/// Problems to stderr, or to stdout as `{"errors": […]}`, with a closing line. Returns kMistake.
int complain(const Problems&, bool json);

/// The same for a data file; the place is shown where the file can be.
int complain(const DataError&, bool json);

}  // namespace paddock
