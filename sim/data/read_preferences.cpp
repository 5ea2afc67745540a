#include "sim/data/csv.h"
#include "sim/data/read.h"
#include "sim/data/text.h"

#include <algorithm>
#include <filesystem>

namespace paddock {

std::variant<PreferenceMatrix, Comparisons> read_preferences(const std::string& path) {
  const std::string extension = lower(std::filesystem::path(path).extension().string());
  for (const std::string_view known : {".soc", ".soi", ".toc", ".toi"})
    if (extension == known) return read_preflib(path);
  const std::string text = read_text(path);
  CsvReader reader(text, path);
  CsvRow header;
  reader.next(header);
  const auto has = [&](std::string_view name) {
    return std::any_of(header.fields.begin(), header.fields.end(),
                       [&](const CsvField& f) { return lower(f.text) == name; });
  };
  // Two of the three words: a header with a slip gets the message about comparisons, not one about matrices.
  if (has("left") + has("right") + has("winner") >= 2) return parse_comparisons(text, path);
  return parse_matrix(text, path);
}

}  // namespace paddock
