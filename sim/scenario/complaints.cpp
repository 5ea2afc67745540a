#include "sim/scenario/complaints.h"

#include "sim/scenario/yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

namespace paddock {
namespace {

/// A line such as `seed 7` among `key: value` lines: its first word, if that is what it looks like.
std::optional<Mark> without_colon(const std::shared_ptr<const Source>& source, int number) {
  for (int n = number; n > 0 && n > number - 3; --n) {
    const auto line = source->line(n);
    const auto start = line.find_first_not_of(' ');
    if (start == std::string_view::npos || line[start] == '#' || line[start] == '-') continue;
    const auto end = std::min(line.find(' ', start), line.size());
    const auto word = line.substr(start, end - start);
    const bool key =
        std::ranges::all_of(word, [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c == '.'; });
    if (key && line.find(": ", start) == std::string_view::npos && !line.ends_with(':'))
      return Mark{source, n, static_cast<int>(start) + 1, static_cast<int>(word.size())};
  }
  return {};
}

}  // namespace

bool explain_brackets(const TextScan& seen, const Mark& at, Problems& problems) {
  if (seen.mismatch) {
    problems.add(seen.mismatch->mark, fmt::format("'{}' closes nothing that is open here", seen.mismatch->open));
  } else if (!seen.open.empty()) {
    const auto& last = seen.open.back();
    Problem p{last.mark, fmt::format("'{}' is never closed", last.open), {}, {}};
    if (at.line != last.mark.line && !at.source->line(at.line).empty()) p.related.push_back(at);
    problems.add(std::move(p));
  }
  return seen.mismatch || !seen.open.empty();
}

void explain_parser(std::string_view what, const Mark& at, Problems& problems) {
  const auto& source = at.source;
  if (what.find("anchor is not defined") != what.npos || what.find("unknown anchor") != what.npos)
    return problems.add(at, "this alias (*name) has no anchor (&name) before it");
  const bool shape = what.find("map value") != what.npos || what.find("end of map") != what.npos ||
                     what.find("end of sequence") != what.npos;
  if (shape)
    if (const auto word = without_colon(source, at.line)) {
      const std::string key(
          source->line(word->line)
              .substr(static_cast<std::size_t>(word->column - 1), static_cast<std::size_t>(word->length)));
      return problems.add(*word, fmt::format("perhaps a ':' is missing after '{}'", key));
    }
  if (what == "illegal map value")
    return problems.add(at, "a second ':' in one line",
                        "put text with ': ' in quotes; nested mappings in braces or on lines of their own");
  if (shape) return problems.add(at, "this line does not fit the lines above: check its indentation");
  if (what == "bad file") return problems.add(at, fmt::format("nested more than {} levels deep", kDeepest));
  problems.add(at, fmt::format("not valid YAML: {}", what));
}

}  // namespace paddock
