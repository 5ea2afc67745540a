// Options of all commands, declared once: parsing and help are made from this table.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace paddock {

/// A mistake on the command line: printed with the program's name, exit 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Option {
  std::string_view name;   ///< without the dashes
  std::string_view value;  ///< placeholder; empty: a flag
  std::string_view help;
  bool repeats = false;  ///< may be given several times
};

/// Every option that any command takes.
std::span<const Option> all_options();
const Option& option(std::string_view name);

/// What was given: options by name, everything else in order.
class Arguments {
 public:
  bool has(std::string_view name) const { return options_.contains(std::string(name)); }
  std::optional<std::string> text(std::string_view name) const;
  /// All values of an option that repeats, in order.
  std::vector<std::string> texts(std::string_view name) const;
  /// A whole number in [least, most]; UsageError names option, value and range.
  std::optional<std::uint64_t> number(std::string_view name, std::uint64_t least, std::uint64_t most) const;
  /// A finite number >= least, > least when `above`.
  std::optional<double> real(std::string_view name, double least, bool above = false) const;
  /// A time: 30s, 5min.
  std::optional<double> seconds(std::string_view name) const;
  std::span<const std::string> rest() const { return rest_; }

 private:
  friend Arguments parse_arguments(std::span<const std::string>, std::span<const std::string_view>);
  std::map<std::string, std::vector<std::string>, std::less<>> options_;
  std::vector<std::string> rest_;
};

/// Parses what follows the command. Options cannot be abbreviated, `--` ends them, an unknown one gets a suggestion.
Arguments parse_arguments(std::span<const std::string> words, std::span<const std::string_view> options);

/// KEY=VALUE (a key is a dotted path) rather than a file name.
bool is_override(std::string_view word);

}  // namespace paddock
