#include "sim/cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "sim/cli/options.h"

namespace paddock {

int terminal_width() {
  int width = 0;
  if (winsize size{}; ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  if (const char* columns = std::getenv("COLUMNS"); width == 0 && columns) width = std::atoi(columns);
  return std::max(80, width);
}

bool unicode() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const char* value = std::getenv(name); value && *value) {
      const std::string_view v(value);
      return v.find("UTF-8") != v.npos || v.find("utf8") != v.npos || v.find("UTF8") != v.npos;
    }
  return false;
}

Style::Style(const std::optional<std::string>& when) {
  if (when && *when != "auto" && *when != "always" && *when != "never")
    throw UsageError(fmt::format("--color takes auto, always or never, got '{}'", *when));
  const char* no = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool wanted = isatty(STDOUT_FILENO) && !(no && *no) && term && std::string_view(term) != "dumb";
  on_ = !when || *when == "auto" ? wanted : *when == "always";
}

std::string Style::paint(std::string_view code, std::string_view s) const {
  return on_ ? fmt::format("\033[{}m{}\033[0m", code, s) : std::string(s);
}

int columns_of(std::string_view s) {
  return static_cast<int>(std::ranges::count_if(s, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string padded(std::string_view s, int width) {
  return std::string(s) + std::string(static_cast<std::size_t>(std::max(0, width - columns_of(s))), ' ');
}

std::string wrapped(std::string_view text, int width, int indent) {
  std::string out;
  int column = indent;
  while (!text.empty()) {
    const auto start = text.find_first_not_of(" \n");
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    const auto end = std::min(text.find_first_of(" \n"), text.size());
    const auto word = text.substr(0, end);
    const int length = columns_of(word);
    if (column > indent && column + 1 + length > width) out += '\n' + std::string(static_cast<std::size_t>(indent), ' '), column = indent;
    if (column > indent) out += ' ', ++column;
    out += word, column += length;
    text.remove_prefix(end);
  }
  return out + '\n';
}

}  // namespace paddock
