#include "sim/data/csv.h"
#include "sim/data/name_index.h"
#include "sim/data/read.h"
#include "sim/data/text.h"

#include <cmath>
#include <optional>

namespace paddock {
namespace {

constexpr double kMaxCount = 1e15;  // beyond it a double can't count in ones

// Where the known columns are; -1: absent.
struct Columns {
  int left = -1, right = -1, winner = -1, annotator = -1, count = -1, pair = -1, context = -1;
};

Columns find_columns(const CsvRow& header, const CsvReader& reader) {
  Columns columns;
  const std::pair<std::string_view, int*> known[] = {{"left", &columns.left},      {"right", &columns.right},
                                                     {"winner", &columns.winner},  {"annotator", &columns.annotator},
                                                     {"count", &columns.count},    {"pair", &columns.pair},
                                                     {"context", &columns.context}};
  for (std::size_t k = 0; k < header.fields.size(); ++k)
    for (const auto& [name, place] : known) {
      if (lower(header.fields[k].text) != name) continue;
      if (*place >= 0) reader.fail(header.fields[k], "two columns are called " + in_quotes(name));
      *place = static_cast<int>(k);
    }
  for (const auto& [name, place] : {known[0], known[1], known[2]})
    if (*place < 0)
      reader.fail(header.line, "no column " + in_quotes(name) + " in the header (needed: left,right,winner)");
  return columns;
}

Outcome outcome_of(const CsvField& winner, std::string_view left, std::string_view right, const CsvReader& reader) {
  std::optional<Outcome> as_word, as_name;
  if (winner.text.empty() || winner.text == "tie") as_word = Outcome::tie;
  if (winner.text == "left") as_word = Outcome::left;
  if (winner.text == "right") as_word = Outcome::right;
  if (winner.text == right) as_name = Outcome::right;
  if (winner.text == left) as_name = Outcome::left;  // an item against itself: left
  if (as_word && as_name && *as_word != *as_name)
    reader.fail(winner,
                "winner " + in_quotes(winner.text) + " is also the name of an item of this row: which is meant?");
  if (as_word) return *as_word;
  if (as_name) return *as_name;
  reader.fail(winner, "winner " + in_quotes(winner.text) + " is neither left, right, tie, empty nor one of " +
                          in_quotes(left) + ", " + in_quotes(right));
}

}  // namespace

Comparisons parse_comparisons(std::string_view text, const std::string& file) {
  CsvReader reader(text, file);
  CsvRow row;
  if (!reader.next(row)) reader.fail(1, "the file is empty (needed: a header left,right,winner)");
  const Columns columns = find_columns(row, reader);
  const std::size_t width = row.fields.size();
  NameIndex items, annotators, pairs;
  Comparisons data;
  while (reader.next(row)) {
    if (row.fields.size() != width)
      reader.fail(row.line,
                  "the row has " + std::to_string(row.fields.size()) + " fields, the header " + std::to_string(width));
    const CsvField &left = row.fields[columns.left], &right = row.fields[columns.right];
    for (const CsvField& item : {left, right})
      if (item.text.empty()) reader.fail(item, "an item without a name");
    Comparison record;
    record.line = row.line;
    record.left = items.of(left.text), record.right = items.of(right.text);
    if (items.size() > kMaxItems) reader.fail(left, "more than " + std::to_string(kMaxItems) + " different items");
    record.outcome = outcome_of(row.fields[columns.winner], left.text, right.text, reader);
    if (columns.annotator >= 0 && !row.fields[columns.annotator].text.empty())
      record.annotator = annotators.of(row.fields[columns.annotator].text);
    if (columns.pair >= 0 && !row.fields[columns.pair].text.empty())
      record.pair = pairs.of(row.fields[columns.pair].text);
    if (columns.count >= 0 && !row.fields[columns.count].text.empty()) {
      const CsvField& field = row.fields[columns.count];
      const std::optional<double> count = parse_number(field.text);
      if (!count || *count < 0 || *count > kMaxCount)
        reader.fail(field, "count must be a number from 0 to 1e15, not " + in_quotes(field.text));
      record.count = *count;
    }
    if (columns.context >= 0 && !row.fields[columns.context].text.empty()) {
      const std::optional<double> context = parse_number(row.fields[columns.context].text);
      const bool number = context && *context >= 0 && *context < 4e9 && *context == std::floor(*context);
      record.context = number ? static_cast<std::int64_t>(*context) : -1;
    }
    data.records.push_back(record);
  }
  if (data.records.empty()) reader.fail(1, "no comparisons below the header");
  data.names = items.names(), data.annotators = annotators.names(), data.pairs = pairs.names();
  data.wins = data.ties = Eigen::MatrixXd::Zero(data.size(), data.size());
  for (const Comparison& r : data.records) count_record(r, data);
  return data;
}

Comparisons read_comparisons(const std::string& path) { return parse_comparisons(read_text(path), path); }

}  // namespace paddock
