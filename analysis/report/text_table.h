// Tables for terminals: columns that fit, and a word about those that do not.
#pragma once
#include <string>
#include <vector>

namespace paddock {

/// What a terminal can show; whoever prints finds out.
struct Look {
  std::size_t width = 80;
  bool unicode = true;
  bool color = false;
};

enum class Emphasis : std::uint8_t { plain, strong, faint };
/// The text between escape sequences of the style; unchanged without colour.
std::string styled(const std::string&, Emphasis, const Look&);

struct TextTable {
  struct Cell {
    std::string text;
    Emphasis style = Emphasis::plain;
  };
  struct Column {
    std::string name;                  ///< for the word about dropped columns
    std::vector<std::string> heading;  ///< lines, bottom-aligned
    std::vector<Cell> cells;
    bool right = false;  ///< alignment
    int keep = 0;        ///< columns of the lowest number are dropped first, from the right; 9: never
  };
  std::vector<Column> columns;
  /// Lines with `indent` blanks in front, and the names of the columns that were dropped.
  std::vector<std::string> lines(const Look&, std::size_t indent, std::vector<std::string>& dropped) const;
};

}  // namespace paddock
