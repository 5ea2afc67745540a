#include "sim/data/csv.h"
#include "sim/data/name_index.h"
#include "sim/data/read.h"
#include "sim/data/text.h"

#include <optional>

namespace paddock {

Features parse_features(std::string_view text, const std::string& file) {
  CsvReader reader(text, file);
  CsvRow row;
  if (!reader.next(row)) reader.fail(1, "the file is empty (needed: a header item,<feature>,…)");
  Features result;
  result.file = file;
  if (lower(row.fields[0].text) != "item") reader.fail(row.fields[0], "the first column must be called 'item'");
  NameIndex features, items;
  for (std::size_t k = 1; k < row.fields.size(); ++k) {
    if (row.fields[k].text.empty()) reader.fail(row.fields[k], "a feature without a name");
    if (features.find(row.fields[k].text) >= 0)
      reader.fail(row.fields[k], "two features are called " + in_quotes(row.fields[k].text));
    features.of(row.fields[k].text);
  }
  std::vector<double> values;
  while (reader.next(row)) {
    if (row.fields.size() != features.size() + 1)
      reader.fail(row.line, "the row has " + std::to_string(row.fields.size()) + " fields, the header " +
                                std::to_string(features.size() + 1));
    const CsvField& item = row.fields[0];
    if (item.text.empty()) reader.fail(item, "an item without a name");
    if (items.find(item.text) >= 0) reader.fail(item, "item " + in_quotes(item.text) + " has two rows");
    items.of(item.text);
    for (std::size_t k = 1; k < row.fields.size(); ++k) {
      const std::optional<double> value = parse_number(row.fields[k].text);
      if (!value) reader.fail(row.fields[k], in_quotes(row.fields[k].text) + " is not a number");
      values.push_back(*value);
    }
  }
  if (items.size() == 0) reader.fail(1, "no items below the header");
  result.names = items.names(), result.features = features.names();
  const auto n = static_cast<Eigen::Index>(items.size()), d = static_cast<Eigen::Index>(features.size());
  result.values = Eigen::Map<const Eigen::MatrixXd>(values.data(), d, n).transpose();
  return result;
}

Features read_features(const std::string& path) { return parse_features(read_text(path), path); }

Eigen::MatrixXd Features::rows_of(std::span<const std::string> items) const {
  NameIndex index;
  for (const std::string& name : names) index.of(name);
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(items.size()), values.cols());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const int row = index.find(items[i]);
    if (row < 0) throw DataError(file, 0, 0, "no row for item " + in_quotes(items[i]));
    rows.row(static_cast<Eigen::Index>(i)) = values.row(row);
  }
  return rows;
}

}  // namespace paddock
