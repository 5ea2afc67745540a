#include "sim/data/write.h"

#include "sim/data/csv.h"
#include "sim/data/text.h"

#include <algorithm>

namespace paddock {
namespace {

void write_records(CsvWriter& csv, const Comparisons& data) {
  const auto any = [&](auto has) { return std::any_of(data.records.begin(), data.records.end(), has); };
  const bool annotator = any([](const Comparison& r) { return r.annotator >= 0; });
  const bool pair = any([](const Comparison& r) { return r.pair >= 0; });
  const bool context = any([](const Comparison& r) { return r.context > 0; });
  const bool count = any([](const Comparison& r) { return r.count != 1; });
  csv.field("left").field("right").field("winner");
  if (annotator) csv.field("annotator");
  if (pair) csv.field("pair");
  if (context) csv.field("context");
  if (count) csv.field("count");
  csv.end_row();
  for (const Comparison& r : data.records) {
    csv.field(data.names[r.left]).field(data.names[r.right]).field(name(r.outcome));
    if (annotator) csv.field(r.annotator < 0 ? "" : data.annotators[r.annotator]);
    if (pair) csv.field(r.pair < 0 ? "" : data.pairs[r.pair]);
    if (context) csv.field(static_cast<double>(r.context));
    if (count) csv.field(r.count);
    csv.end_row();
  }
}

void write_counts(CsvWriter& csv, const Comparisons& data) {
  csv.field("left").field("right").field("winner").field("count").end_row();
  for (Eigen::Index i = 0; i < data.size(); ++i)
    for (Eigen::Index j = 0; j < data.size(); ++j) {
      const auto row = [&](std::string_view winner, double count) {
        if (count > 0) csv.field(data.names[i]).field(data.names[j]).field(winner).field(count).end_row();
      };
      row("left", data.wins(i, j));
      if (i < j) row("tie", data.ties(i, j));
    }
}

}  // namespace

std::string_view name(Outcome outcome) {
  constexpr std::string_view kNames[] = {"left", "right", "tie"};
  return kNames[static_cast<int>(outcome)];
}

void write_comparisons(std::ostream& out, const Comparisons& data) {
  CsvWriter csv(out);
  if (data.records.empty())
    write_counts(csv, data);
  else
    write_records(csv, data);
}

void write_preflib(std::ostream& out, std::span<const std::string> names, const RankingCounts& rankings) {
  double voters = 0;
  std::size_t listed = names.size();
  for (const auto& [order, count] : rankings) voters += count, listed = std::min(listed, order.size());
  out << "# DATA TYPE: " << (listed == names.size() ? "soc" : "soi") << "\n# NUMBER ALTERNATIVES: " << names.size()
      << "\n# NUMBER VOTERS: " << format_number(voters) << "\n# NUMBER UNIQUE ORDERS: " << rankings.size() << '\n';
  for (std::size_t i = 0; i < names.size(); ++i) out << "# ALTERNATIVE NAME " << i + 1 << ": " << names[i] << '\n';
  std::vector<std::pair<double, const std::vector<int>*>> lines;
  for (const auto& [order, count] : rankings) lines.emplace_back(count, &order);
  std::ranges::stable_sort(lines, std::greater(), &decltype(lines)::value_type::first);
  for (const auto& [count, order] : lines) {
    out << format_number(count) << ':';
    for (std::size_t k = 0; k < order->size(); ++k) out << (k > 0 ? "," : " ") << (*order)[k] + 1;
    out << '\n';
  }
}

void write_matrix(std::ostream& out, std::span<const std::string> names, const Eigen::MatrixXd& p) {
  CsvWriter csv(out);
  csv.field("");
  for (const std::string& n : names) csv.field(n);
  csv.end_row();
  for (Eigen::Index i = 0; i < p.rows(); ++i) {
    csv.field(names[i]);
    for (Eigen::Index j = 0; j < p.cols(); ++j) csv.field(p(i, j));
    csv.end_row();
  }
}

}  // namespace paddock
