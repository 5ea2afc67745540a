// A first look at YAML text before the parser: how deep it nests, tabs, brackets left open, bytes that are not text.
#pragma once
#include "sim/core/problem.h"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace paddock {

struct TextScan {
  struct Bracket {
    char open;
    Mark mark;
  };
  std::vector<Bracket> open;        ///< never closed, outermost first
  std::optional<Bracket> mismatch;  ///< a closing bracket that does not fit
  std::optional<Mark> too_deep;     ///< where nesting passes the limit; the scan stops there
  std::optional<Mark> tab;          ///< first tab in an indentation
  std::optional<Bracket> quote;     ///< a quotation that never ends
};

/// One pass, no recursion. `text` has the length of the source's text (overrides blank out their key).
TextScan scan_text(const std::shared_ptr<const Source>&, std::string_view text, int limit);

/// Byte offset of the first byte that is not UTF-8 or is NUL; nothing when all is text.
std::optional<std::size_t> not_text(std::string_view);

/// Line and column of a byte.
Mark place(std::shared_ptr<const Source>, std::size_t byte, int length = 1);

}  // namespace paddock
