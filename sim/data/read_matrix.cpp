#include "sim/data/csv.h"
#include "sim/data/name_index.h"
#include "sim/data/read.h"
#include "sim/data/text.h"

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

constexpr double kSumTolerance = 1e-6;

struct Cell {
  std::string text;
  int line = 0, column = 0;
};
using Table = std::vector<std::vector<Cell>>;

// The layout: names above, names at the left. `shift` is 1 where a header lacks the corner cell.
struct Layout {
  bool header = false, names = false;
  std::size_t n = 0, shift = 0;
};

const Cell& cell(const Table& table, const Layout& layout, std::size_t i, std::size_t j) {
  return table[i + layout.header][j + layout.names];
}

// Whether the table can be read that way: square, and numbers off the diagonal.
bool fits(const Table& table, Layout& layout) {
  if (table.size() <= layout.header) return false;
  layout.n = table.size() - layout.header;
  for (std::size_t r = layout.header; r < table.size(); ++r)
    if (table[r].size() != layout.n + layout.names) return false;
  layout.shift = layout.header && layout.names && table[0].size() == layout.n ? 1 : 0;
  if (layout.header && table[0].size() + layout.shift != layout.n + layout.names) return false;
  for (std::size_t i = 0; i < layout.n; ++i)
    for (std::size_t j = 0; j < layout.n; ++j)
      if (i != j && !parse_number(cell(table, layout, i, j).text)) return false;
  const auto is_word = [](const auto& row) { return !parse_number(row[0].text); };
  return layout.header || !layout.names || std::any_of(table.begin(), table.end(), is_word);
}

// An empty corner announces names above and at the left, unless the whole diagonal is left empty.
bool corner_is_empty(const Table& table) {
  return table[0][0].text.empty() && !(table.size() > 1 && table[1].size() > 1 && table[1][1].text.empty());
}

Layout layout_of(const Table& table, const std::string& file) {
  std::vector<Layout> candidates{{false, false}, {true, true}, {true, false}, {false, true}};
  if (corner_is_empty(table)) std::swap(candidates[0], candidates[1]);
  for (Layout layout : candidates)
    if (fits(table, layout)) return layout;
  // Say what is wrong: a ragged or oblong table, or a cell that is no number.
  for (const auto& row : table)
    if (row.size() != table.back().size() && &row != &table[0])
      throw DataError(
          file, row[0].line, 0,
          "the row has " + std::to_string(row.size()) + " fields, others have " + std::to_string(table.back().size()));
  for (std::size_t r = 1; r < table.size(); ++r)
    for (std::size_t c = 1; c < table[r].size(); ++c)
      if (r != c && !parse_number(table[r][c].text))
        throw DataError(file, table[r][c].line, table[r][c].column, in_quotes(table[r][c].text) + " is not a number");
  throw DataError(file, table[0][0].line, 0,
                  "not a square matrix of numbers: " + std::to_string(table.size()) + " rows, " +
                      std::to_string(table.back().size()) + " columns");
}

void check_sums(const Table& table, const Layout& layout, const std::vector<std::string>& names,
                const std::string& file) {
  double worst = 0;
  std::size_t a = 0, b = 0;
  const auto value = [&](std::size_t i, std::size_t j) { return *parse_number(cell(table, layout, i, j).text); };
  for (std::size_t i = 0; i < layout.n; ++i)
    for (std::size_t j = 0; j < layout.n; ++j) {
      if (i == j) continue;
      const Cell& at = cell(table, layout, i, j);
      if (value(i, j) < 0 || value(i, j) > 1)
        throw DataError(file, at.line, at.column, at.text + " is not a probability in [0, 1]");
      const double error = std::abs(value(i, j) + value(j, i) - 1);
      if (i < j && error > worst) worst = error, a = i, b = j;
    }
  if (worst <= kSumTolerance) return;
  const Cell& at = cell(table, layout, a, b);
  throw DataError(file, at.line, at.column,
                  "P(" + names[a] + "," + names[b] + ") + P(" + names[b] + "," + names[a] + ") is " +
                      format_number(value(a, b) + value(b, a)) + " (" + format_number(value(a, b)) + " + " +
                      format_number(value(b, a)) + "), not 1; it is the worst pair");
}

std::vector<std::string> names_of(const Table& table, const Layout& layout, const std::string& file) {
  NameIndex names;
  for (std::size_t i = 0; i < layout.n; ++i) {
    const Cell* above = layout.header ? &table[0][i + layout.names - layout.shift] : nullptr;
    const Cell* beside = layout.names ? &table[i + layout.header][0] : nullptr;
    if (above && beside && above->text != beside->text)
      throw DataError(file, beside->line, beside->column,
                      "row name " + in_quotes(beside->text) + " differs from column name " + in_quotes(above->text));
    const Cell* given = beside ? beside : above;
    const std::string name = given ? given->text : std::to_string(i);
    if (name.empty()) throw DataError(file, given->line, given->column, "an item without a name");
    if (names.find(name) >= 0)
      throw DataError(file, given->line, given->column, "two items are called " + in_quotes(name));
    names.of(name);
  }
  return names.names();
}

}  // namespace

PreferenceMatrix parse_matrix(std::string_view text, const std::string& file) {
  CsvReader reader(text, file);
  CsvRow row;
  Table table;
  while (reader.next(row)) {
    if (table.size() > kMaxItems) reader.fail(row.line, "more than " + std::to_string(kMaxItems) + " rows");
    auto& cells = table.emplace_back();
    for (const CsvField& f : row.fields) cells.push_back({std::string(f.text), f.line, f.column});
  }
  if (table.empty()) reader.fail(1, "the file is empty");
  const Layout layout = layout_of(table, file);
  PreferenceMatrix matrix{names_of(table, layout, file), {}};
  check_sums(table, layout, matrix.names, file);
  const auto n = static_cast<Eigen::Index>(layout.n);
  matrix.p = Eigen::MatrixXd::Constant(n, n, 0.5);
  for (std::size_t i = 0; i < layout.n; ++i)
    for (std::size_t j = i + 1; j < layout.n; ++j) {
      const double up = *parse_number(cell(table, layout, i, j).text),
                   down = *parse_number(cell(table, layout, j, i).text);
      const bool exact = up + down == 1;  // else split the rounding evenly
      matrix.p(i, j) = exact ? up : (up + 1 - down) / 2;
      matrix.p(j, i) = exact ? down : 1 - matrix.p(i, j);
    }
  return matrix;
}

PreferenceMatrix read_matrix(const std::string& path) { return parse_matrix(read_text(path), path); }

}  // namespace paddock
