// `paddock sample`: simulated labels for other tools.
#include "sim/cli/command.h"
#include "sim/core/node.h"
#include "sim/data/csv.h"
#include "sim/data/data_error.h"
#include "sim/data/write.h"
#include "sim/experiment/survey.h"
#include "sim/results/output.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <sstream>

namespace paddock {
namespace {

using Json = nlohmann::ordered_json;

enum class Column : std::uint8_t {
  context,
  prompt,
  left,
  right,
  winner,
  chosen,
  rejected,
  pair,
  annotator,
  time,
  cost
};
constexpr auto enum_words(Column) {
  using enum Column;
  return std::array{Word{context, "context"},   Word{prompt, "prompt"}, Word{left, "left"},
                    Word{right, "right"},       Word{winner, "winner"}, Word{chosen, "chosen"},
                    Word{rejected, "rejected"}, Word{pair, "pair"},     Word{annotator, "annotator"},
                    Word{time, "time"},         Word{cost, "cost"}};
}
enum class Format : std::uint8_t { csv, jsonl, preflib };
constexpr auto enum_words(Format) {
  return std::array{Word{Format::csv, "csv"}, Word{Format::jsonl, "jsonl"}, Word{Format::preflib, "preflib"}};
}

template <class E>
E choice(std::string_view text, std::string_view what) {
  std::vector<std::string_view> known;
  for (const auto& w : enum_words(E{})) {
    if (w.text == text) return w.value;
    known.push_back(w.text);
  }
  const auto near = did_you_mean(text, known);
  throw UsageError(fmt::format("unknown {} '{}'{}", what, text, near.empty() ? "; one of: " + listing(known) : near));
}

std::vector<Column> columns_of(const Arguments& given, Format format, bool contexts) {
  std::vector<Column> out;
  if (const auto text = given.text("columns")) {
    std::istringstream words(*text + ",");
    for (std::string word; std::getline(words, word, ',');) out.push_back(choice<Column>(word, "column"));
    return out;
  }
  using enum Column;
  if (format == Format::jsonl) return {prompt, chosen, rejected};
  if (contexts) out.push_back(context);
  out.insert(out.end(), {left, right, winner, annotator, time, cost});
  return out;
}

/// Writes duels, a line each.
class Lines {
 public:
  Lines(std::ostream& out, Format format, std::vector<Column> columns)
      : out_(out), csv_(out), format_(format), columns_(std::move(columns)) {
    decided_only_ =
        std::ranges::any_of(columns_, [](Column c) { return c == Column::chosen || c == Column::rejected; });
    if (format_ != Format::csv) return;
    for (const Column c : columns_) csv_.field(word(c));
    csv_.end_row();
  }
  std::uint64_t left_out() const { return left_out_; }

  void add(const LabelBatch& labels, Row i, const SurveyNames& names) {
    const auto choice = labels.choice[i];
    if (choice == LabelBatch::kSkip || (choice == LabelBatch::kTie && decided_only_)) return void(++left_out_);
    Json line = Json::object();
    for (const Column c : columns_) {
      const auto [text, number] = value(c, labels, i, names);
      if (format_ == Format::jsonl)
        line[std::string(word(c))] = number ? Json(*number) : Json(text);
      else if (number)
        csv_.field(*number);
      else
        csv_.field(text);
    }
    if (format_ == Format::csv)
      csv_.end_row();
    else
      out_ << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  }

 private:
  std::pair<std::string, std::optional<double>> value(Column c, const LabelBatch& labels, Row i,
                                                      const SurveyNames& names) const {
    const auto items = labels.items(i);
    const auto& stamp = labels.stamp[i];
    const std::uint8_t choice = labels.choice[i];
    switch (c) {
      case Column::context:
        return {"", labels.context(i)};
      case Column::prompt:
        return {fmt::format("context {}", labels.context(i)), {}};
      case Column::left:
        return {names.world.name(items[0]), {}};
      case Column::right:
        return {names.world.name(items[1]), {}};
      case Column::winner:
        return {choice == LabelBatch::kTie ? "tie" : choice == 0 ? "left" : "right", {}};
      case Column::chosen:
        return {names.world.name(items[choice]), {}};
      case Column::rejected:
        return {names.world.name(items[1 - choice]), {}};
      case Column::pair:
        return {"", static_cast<double>(labels.queries->stamp[labels.query[i]].serial)};
      case Column::annotator: {
        std::string who = names.groups[static_cast<std::size_t>(stamp.pool)];
        return {stamp.worker < 0 ? who : fmt::format("{}/{}", who, stamp.worker), {}};
      }
      case Column::time:
        return {"", to_seconds(stamp.answered)};
      case Column::cost:
        return {"", stamp.cost};
    }
    return {};
  }

  std::ostream& out_;
  CsvWriter csv_;
  Format format_;
  std::vector<Column> columns_;
  bool decided_only_ = false;
  std::uint64_t left_out_ = 0;
};

/// Writes everything to `out`; how many labels had to be left out.
std::uint64_t write(const SurveyRequest& q, const Arguments& given, Format format, std::ostream& out) {
  if (q.form == Form::duel) {
    std::optional<Lines> lines;
    survey(q, [&](const LabelBatch& labels, const SurveyNames& names) {
      if (!lines) lines.emplace(out, format, columns_of(given, format, names.world.contexts() > 1));
      for (Row i = 0; i < labels.size(); ++i) lines->add(labels, i, names);
    });
    return lines ? lines->left_out() : 0;
  }
  RankingCounts rankings;
  std::vector<std::string> names;
  std::uint64_t left_out = 0;
  survey(q, [&](const LabelBatch& labels, const SurveyNames& s) {
    if (names.empty())
      for (ItemId i = 0; i < s.world.responses(); ++i) names.push_back(s.world.name(i));
    for (Row i = 0; i < labels.size(); ++i) {
      if (labels.skipped(i)) {
        ++left_out;
        continue;
      }
      std::vector<int> order;
      for (const auto k : labels.ranks(i)) order.push_back(static_cast<int>(labels.items(i)[k]));
      rankings[std::move(order)] += 1;
    }
  });
  write_preflib(out, names, rankings);
  return left_out;
}

}  // namespace

int sample(const Arguments& given) {
  const bool json = given.has("json");
  const auto n = given.number("n", 1, 1'000'000'000);
  if (!n) throw UsageError("how many labels? paddock sample scenario.yaml --n 1000");
  const auto studies = load_studies(given);
  if (studies.empty()) return kMistake;
  if (studies.size() != 1) throw UsageError("sample takes one scenario");
  if (studies[0].points.size() != 1)
    throw UsageError(fmt::format("the scenario has {} sweep points, each with a population of its own: fix {}",
                                 studies[0].points.size(), studies[0].columns[0]));
  const Scenario& scenario = studies[0].points[0].scenario;
  SurveyRequest q{.scenario = scenario, .labels = *n};
  if (!scenario.seeds.replications.empty()) q.replication = scenario.seeds.replications[0];
  auto format = choice<Format>(given.text("format").value_or("csv"), "format");
  if (scenario.feedback.form == Form::ranking) q.form = Form::ranking;
  if (q.form == Form::ranking && !given.has("format")) format = Format::preflib;
  if ((q.form == Form::ranking) != (format == Format::preflib))
    throw UsageError("rankings are written as preflib, duels as csv or jsonl: feedback.form says what is asked");
  if (format == Format::preflib && given.has("columns")) throw UsageError("preflib has no columns to choose");
  columns_of(given, format, false);  // a slip is told before anybody is asked
  if (const auto why = no_survey(q); !why.empty()) throw UsageError(why);
  std::uint64_t left_out = 0;
  try {
    if (const auto path = given.text("out")) {
      std::ostringstream text;
      left_out = write(q, given, format, text);
      write_file(*path, text.str());
    } else {
      left_out = write(q, given, format, std::cout);
      std::cout.flush();
    }
  } catch (const DataError& e) {
    return complain(e, json);
  }
  if (left_out > 0)
    std::cerr << fmt::format(
        "paddock: {} of {} labels are left out: skips{}\n", left_out, *n,
        given.has("columns") || format == Format::jsonl ? ", or ties where one must be chosen" : "");
  return kDone;
}

}  // namespace paddock
