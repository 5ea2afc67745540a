// Readers of preference data and item features. One reader each, for all rooms.
//
// Every reader throws DataError (data_error.h) with file, line and column for anything wrong, and never lets malformed
// input through: no row is skipped or guessed. `read_…` opens a file, `parse_…` takes its text and a name for messages.
#pragma once
#include "sim/data/comparisons.h"
#include "sim/data/data_error.h"

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace paddock {

/// More items than this are refused: their tables would not fit in memory.
inline constexpr int kMaxItems = 5000;

/// CSV with header `left,right,winner[,annotator][,count][,pair][,context]`, columns in any order, others ignored.
/// winner is left, right or the item's name; tie or empty is a tie. count is a real number in [0, 1e15], default 1.
/// Which context a row is about matters to `data: {file}` alone.
Comparisons read_comparisons(const std::string& path);
Comparisons parse_comparisons(std::string_view text, const std::string& file);

/// P(row beats column) with ½ on the diagonal and p + pᵀ = 1 exactly.
struct PreferenceMatrix {
  std::vector<std::string> names;  // "0" … "n-1" without header and first column
  Eigen::MatrixXd p;
};

/// CSV of P(row beats column), optional header and first column with names. Entries in [0, 1], the diagonal is ignored;
/// |P + Pᵀ - 1| <= 1e-6, else an error naming the worst entry.
PreferenceMatrix read_matrix(const std::string& path);
PreferenceMatrix parse_matrix(std::string_view text, const std::string& file);

/// PrefLib 2022: `# KEY: value` lines, then `count: a,b,{c,d},e` with the best first and ties in braces. `type` is soc
/// (strict, complete), soi (strict, incomplete), toc (ties, complete) or toi; the file's DATA TYPE line wins. Ballots
/// must add up to NUMBER VOTERS where that is given.
Comparisons read_preflib(const std::string& path);
Comparisons parse_preflib(std::string_view text, const std::string& file, std::string type);

/// Any of the above: PrefLib by extension; comparisons when the header has left, right and winner; else a matrix.
std::variant<PreferenceMatrix, Comparisons> read_preferences(const std::string& path);

/// CSV `item,<feature>,…` with numbers.
struct Features {
  std::vector<std::string> names, features;
  Eigen::MatrixXd values;  // items x features
  std::string file;
  /// Rows in the order of `items`; DataError naming the first item without a row.
  Eigen::MatrixXd rows_of(std::span<const std::string> items) const;
};
Features read_features(const std::string& path);
Features parse_features(std::string_view text, const std::string& file);

}  // namespace paddock
