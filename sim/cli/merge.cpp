// paddock merge: the folders of several shards become one.
#include "sim/experiment/merge.h"

#include "sim/cli/command.h"
#include "sim/cli/rebuild.h"
#include "sim/cli/resolved.h"
#include "sim/experiment/tables.h"
#include "sim/results/output.h"
#include "sim/results/provenance.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace paddock {
namespace {

namespace fs = std::filesystem;

/// A results folder to take from, found sound; what is wrong with it is the user's to know before anything is written.
struct Opened {
  fs::path folder;
  std::unique_ptr<Store> store;
};
Opened opened(const std::string& word) {
  Opened s{word, nullptr};
  if (!fs::exists(s.folder / "results.sqlite"))
    throw UsageError(fmt::format("'{}' is no results folder: it has no results.sqlite", word));
  try {
    s.store = std::make_unique<Store>(s.folder / "results.sqlite", Store::Access::read);
    s.store->check();
  } catch (const ResultsError& e) {
    throw UsageError(e.what());
  }
  return s;
}

/// The one study that all folders hold shards of. A shard that was killed has cells but no scenario.yaml yet.
std::optional<Study> common_study(const std::vector<fs::path>& folders, Problems& problems) {
  std::optional<Study> study;
  std::string text, hash, from;
  for (const fs::path& f : folders) {
    if (!fs::exists(f / "scenario.yaml")) continue;
    const std::string mine = text_of(f / "scenario.yaml");
    if (study && mine == text) continue;
    auto other = study_of(f, problems);
    if (!other) return {};
    const std::string other_hash = make_plan(*other).hash;
    if (study && other_hash != hash)
      throw UsageError(fmt::format("'{}' holds another study than '{}': merge takes shards of one", f.string(), from));
    if (!study) study = std::move(other), text = mine, hash = other_hash, from = f.string();
  }
  if (!study)
    throw UsageError("none of the folders has a scenario.yaml: let one of the runs finish, it writes it at its end");
  return study;
}

/// The folders that were computed otherwise than the first one that says how.
std::vector<std::string> differences(const std::vector<fs::path>& folders) {
  std::vector<std::string> out;
  std::string first, from;
  for (const fs::path& f : folders) {
    const std::string mine = text_of(f / "provenance.json");
    if (mine.empty()) continue;
    if (first.empty()) first = mine, from = f.string();
    std::string what;
    for (const auto& d : provenance_differences(first, mine)) what += (what.empty() ? "" : "; ") + d;
    if (!what.empty())
      out.push_back(
          fmt::format("{} and {} were computed differently, so last digits may differ: {}", from, f.string(), what));
  }
  return out;
}

}  // namespace

int merge(const Arguments& given) {
  const auto words = given.rest();
  if (words.size() < 2) throw UsageError("merge takes the folder to write and the folders to merge: merge OUT IN…");
  const fs::path out = words[0];
  std::vector<Opened> sources;
  std::vector<fs::path> folders;
  for (const auto& word : words.subspan(1)) {
    std::error_code ignored;
    if (fs::equivalent(out, word, ignored)) throw UsageError(fmt::format("'{}' cannot be merged into itself", word));
    sources.push_back(opened(word)), folders.emplace_back(word);
  }
  if (fs::exists(out / "results.sqlite")) sources.push_back(opened(out.string())), folders.push_back(out);
  Problems problems;
  const auto study = common_study(folders, problems);
  if (!study) return complain(problems, given.has("json"));
  std::vector<std::string> warnings = differences(folders), documents;
  // What was merged before comes first, so that merging again says the same.
  if (folders.size() > words.size() - 1) std::ranges::rotate(folders, folders.end() - 1), sources.pop_back();
  for (const fs::path& f : folders) documents.push_back(text_of(f / "provenance.json"));

  std::error_code error;
  fs::create_directories(out, error);
  if (error) throw ResultsError("cannot create " + out.string() + ": " + error.message());
  Store target(out / "results.sqlite");
  MergeOutcome outcome;
  for (const Opened& s : sources) merge_cells(*s.store, target, outcome);
  const Plan plan = make_plan(*study);
  write_tables(*study, plan, target, out);
  std::size_t done = 0, failed = 0;
  for (const Cell& c : plan.cells)
    if (const auto head = target.head(c.key)) ++(head->status == CellStatus::ok ? done : failed);
  target.close();
  write_file(out / "provenance.json", merged_provenance(documents));
  rebuild(out, *study, plan, !given.has("no-report"));
  write_file(out / "scenario.yaml", to_yaml(resolved(*study)));  // last: the folder is complete

  if (!outcome.doubts.empty())
    warnings.push_back(
        fmt::format("{} cell{} had other numbers in two folders (first: {}); the earlier folder's were kept",
                    outcome.doubts.size(), outcome.doubts.size() == 1 ? "" : "s", outcome.doubts[0]));
  if (given.has("json")) {
    const nlohmann::ordered_json j{{"out", out.string()},
                                   {"cells", {{"total", plan.cells.size()}, {"done", done}, {"failed", failed}}},
                                   {"taken", outcome.taken},
                                   {"known", outcome.known},
                                   {"warnings", warnings}};
    std::cout << j.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
    return kDone;
  }
  for (const auto& w : warnings) std::cerr << "· warning: " << w << '\n';
  if (given.has("quiet")) return std::cout << out.string() << '\n', kDone;
  std::cout << fmt::format("{}: {} cell{} taken from {} folder{}, {} known already\n", study->name, outcome.taken,
                           outcome.taken == 1 ? "" : "s", words.size() - 1, words.size() == 2 ? "" : "s",
                           outcome.known);
  std::cout << fmt::format("  {} of {} cells are done{}{}\n  {}   results.csv · summary.csv\n", done, plan.cells.size(),
                           failed ? fmt::format(", {} failed (failures.csv)", failed) : "",
                           done + failed < plan.cells.size() ? "; the others are in no folder" : "", out.string());
  return kDone;
}

}  // namespace paddock
