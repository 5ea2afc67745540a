#include "sim/cli/terminal.h"

#include "analysis/report/words.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace paddock {

Look look_of(const Arguments& given) {
  const std::string when = given.text("color").value_or("auto");
  if (when != "auto" && when != "always" && when != "never")
    throw UsageError(fmt::format("--color takes auto, always or never, got '{}'", when));
  return terminal_look(STDOUT_FILENO, when == "always"  ? ColorChoice::always
                                      : when == "never" ? ColorChoice::never
                                                        : ColorChoice::automatic);
}
int terminal_width() { return static_cast<int>(terminal_look(STDOUT_FILENO, ColorChoice::never).width); }

int width_of(std::string_view s) { return static_cast<int>(display_width(s)); }

std::string padded(std::string_view s, int width) {
  return std::string(s) + std::string(static_cast<std::size_t>(std::max(0, width - width_of(s))), ' ');
}

std::string hanging(std::string_view text, int width, int indent) {
  std::string out;
  for (const auto& line : wrapped(text, static_cast<std::size_t>(std::max(20, width - indent))))
    out += (out.empty() ? "" : "\n" + std::string(static_cast<std::size_t>(indent), ' ')) + line;
  return out + '\n';
}

}  // namespace paddock
