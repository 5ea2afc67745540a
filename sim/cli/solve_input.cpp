#include "sim/cli/solve_input.h"

#include "sim/cli/command.h"
#include "sim/data/csv.h"
#include "sim/data/read.h"
#include "sim/data/text.h"
#include "sim/scenario/truths.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

constexpr double kSum = 1e-5;  // printed probabilities may be rounded

std::string plural(double n, std::string_view noun) {
  return fmt::format("{} {}{}", format_number(n), noun, n == 1 ? "" : "s");
}

SolveInput from_data(const std::string& path) {
  auto any = read_preferences(path);
  if (auto* m = std::get_if<PreferenceMatrix>(&any))
    return {contest_of(m->p, m->names), "a matrix of probabilities", {}, {}};
  const auto& data = std::get<Comparisons>(any);
  if (data.size() == 0) throw DataError(path, 0, 0, "there are no comparisons");
  std::string about = plural(data.decisive_total(), "decided comparison") + ", " + plural(data.tie_total(), "tie");
  if (!data.ballots.empty()) {
    double voters = 0;
    for (const Ballot& b : data.ballots) voters += b.count;
    about = plural(voters, "ranking") + ", " + about;
  }
  return {contest_of(data), std::move(about), {}, {}};
}

std::optional<SolveInput> from_scenario(const Arguments& given) {
  const std::vector<Study> studies = load_studies(given);
  if (studies.empty()) return {};
  if (studies.size() > 1) throw UsageError("solve takes one scenario");
  const Study& study = studies[0];
  const Scenario& s = study.points[0].scenario;
  const Truths truths(s, s.seeds.replications[0]);
  const World& world = truths.world();
  const auto n = static_cast<Eigen::Index>(world.responses());
  if (n == 0)
    throw UsageError(fmt::format("the responses of '{}' cannot be listed, so there is no table to solve", s.name));
  if (n > kMaxItems) throw UsageError(fmt::format("'{}' has {} responses; solve takes up to {}", s.name, n, kMaxItems));
  const auto context = static_cast<ContextId>(given.number("context", 0, world.contexts() - 1).value_or(0));
  Eigen::MatrixXd p(n, n);
  truths.truth().preferences(context, {}, p);
  std::vector<std::string> names;
  for (ItemId i = 0; i < world.responses(); ++i) names.push_back(world.name(i));
  SolveInput in{contest_of(p, names), fmt::format("the population of '{}'", s.name), Eigen::VectorXd(n), {}};
  if (!world.reference().probabilities(context, {in.reference.data(), static_cast<std::size_t>(n)}))
    in.reference.resize(0);
  if (world.contexts() > 1) in.about += fmt::format(", context {} of {}", context, world.contexts());
  if (study.points.size() > 1)
    in.notes.push_back(fmt::format("the first of {} sweep points; KEY=VALUE sets another", study.points.size()));
  if (!truths.truth().fixed())
    in.notes.emplace_back("preferences change with the policy or the moment; this is the start");
  if (random_truth(s))
    in.notes.push_back(fmt::format("drawn anew for every seed, this is seed {}", s.seeds.replications[0]));
  return in;
}

// Numbers of a CSV file, row by row; words where the rest of a row are numbers are names.
struct NumberRow {
  std::string name;
  CsvField at;
  std::vector<double> values;
};

std::vector<NumberRow> number_rows(const std::string& path, const std::string& text) {
  CsvReader reader(text, path);
  std::vector<NumberRow> rows;
  bool first = true;
  for (CsvRow row; reader.next(row); first = false) {
    NumberRow out;
    out.at = row.fields[0];
    std::vector<const CsvField*> words;
    for (const CsvField& f : row.fields) {
      const auto v = parse_number(f.text);
      if (!v) {
        words.push_back(&f);
        continue;
      }
      if (*v < 0) reader.fail(f, fmt::format("a probability is not negative, got {}", f.text));
      out.values.push_back(*v);
    }
    if (first && (words.size() > 1 || (words.size() == 1 && row.fields.size() == 1))) continue;  // a header
    if (!words.empty() && words[0] == row.fields.data()) {
      out.name = words[0]->text;
      words.erase(words.begin());
    }
    if (!words.empty())
      reader.fail(*words[0], fmt::format("expected a probability, got {}", in_quotes(words[0]->text)));
    rows.push_back(std::move(out));
  }
  if (rows.empty()) throw DataError(path, 0, 0, "there are no probabilities");
  return rows;
}

[[noreturn]] void fail(const std::string& path, const NumberRow& row, const std::string& what) {
  throw DataError(path, row.at.line, row.at.column, what);
}

// Where the row of each name stands; rows without names stand in order.
std::vector<std::size_t> places(const std::string& path, const std::vector<NumberRow>& rows,
                                const std::vector<std::string>& names) {
  std::vector<std::size_t> at(names.size(), rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto known = std::ranges::find(names, rows[r].name);
    if (rows[r].name.empty() ? r >= names.size() : known == names.end()) {
      const std::vector<std::string_view> views(names.begin(), names.end());
      fail(path, rows[r],
           rows[r].name.empty()
               ? fmt::format("more than {} rows, the number of responses", names.size())
               : fmt::format("there is no response {}{}", in_quotes(rows[r].name), did_you_mean(rows[r].name, views)));
    }
    std::size_t& place = at[rows[r].name.empty() ? r : static_cast<std::size_t>(known - names.begin())];
    if (place != rows.size()) fail(path, rows[r], fmt::format("a second row for {}", in_quotes(rows[r].name)));
    place = r;
  }
  for (std::size_t i = 0; i < names.size(); ++i)
    if (at[i] == rows.size()) throw DataError(path, 0, 0, fmt::format("no row for {}", in_quotes(names[i])));
  return at;
}

Eigen::VectorXd law(const std::vector<double>& values, const std::function<void(const std::string&)>& refuse) {
  Eigen::VectorXd v = Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
  if (!(std::abs(v.sum() - 1) <= kSum)) refuse(fmt::format("probabilities must add up to 1, these to {:.9g}", v.sum()));
  return v / v.sum();
}

Eigen::VectorXd policy_of(const std::string& path, const std::vector<NumberRow>& rows,
                          const std::vector<std::string>& names) {
  std::vector<double> values;
  if (rows.size() == 1 && rows[0].values.size() == names.size()) {
    values = rows[0].values;
  } else {
    for (const std::size_t r : places(path, rows, names)) {
      if (rows[r].values.size() != 1)
        fail(path, rows[r], fmt::format("expected one probability, got {}", rows[r].values.size()));
      values.push_back(rows[r].values[0]);
    }
  }
  return law(values, [&](const std::string& why) { throw DataError(path, 0, 0, why); });
}

}  // namespace

Contest contest_of(const Comparisons& d) {
  return {d.names, d.preferences(), d.half_wins(), d.margins(), d.compared(), d.uncompared_pairs()};
}

std::optional<SolveInput> solve_input(const Arguments& given) {
  std::string path;
  for (const std::string& word : given.rest()) {
    if (is_override(word)) continue;
    if (!path.empty()) throw UsageError(fmt::format("solve takes one file, got '{}' and '{}'", path, word));
    path = word;
  }
  if (path.empty()) throw UsageError("which preferences? Give a matrix, comparisons, rankings or a scenario");
  if (path.ends_with(".yaml") || path.ends_with(".yml")) return from_scenario(given);
  for (const std::string& word : given.rest())
    if (is_override(word)) throw UsageError(fmt::format("'{}' changes a scenario, and '{}' is data", word, path));
  for (const char* name : {"context", "seed"})
    if (given.has(name)) throw UsageError(fmt::format("--{} is for scenarios, and '{}' is data", name, path));
  return from_data(path);
}

Eigen::VectorXd read_reference(const std::string& given, const std::vector<std::string>& names) {
  const auto n = static_cast<Eigen::Index>(names.size());
  if (given == "uniform") return Eigen::VectorXd::Constant(n, 1 / static_cast<double>(n));
  std::vector<double> values;
  for (std::size_t from = 0; from <= given.size();) {
    const auto end = std::min(given.find(',', from), given.size());
    const auto v = parse_number(trim(std::string_view(given).substr(from, end - from)));
    if (!v) return policy_of(given, number_rows(given, read_text(given)), names);
    if (*v < 0) throw UsageError(fmt::format("--reference: a probability is not negative, got {}", format_number(*v)));
    values.push_back(*v);
    from = end + 1;
  }
  if (values.size() != names.size())
    throw UsageError(fmt::format("--reference: there are {} responses, got {} values", names.size(), values.size()));
  return law(values, [](const std::string& why) { throw UsageError("--reference: " + why); });
}

Eigen::MatrixXd read_follower_reference(const std::string& file, const std::vector<std::string>& names) {
  const std::vector<NumberRow> rows = number_rows(file, read_text(file));
  const auto n = static_cast<Eigen::Index>(names.size());
  if (rows.size() == 1 || rows[0].values.size() == 1) return policy_of(file, rows, names);
  Eigen::MatrixXd table(n, n);
  Eigen::Index i = 0;
  for (const std::size_t r : places(file, rows, names)) {
    if (rows[r].values.size() != names.size())
      fail(file, rows[r], fmt::format("expected {} probabilities, got {}", n, rows[r].values.size()));
    table.row(i++) = law(rows[r].values, [&](const std::string& why) { fail(file, rows[r], why); }).transpose();
  }
  return table;
}

}  // namespace paddock
