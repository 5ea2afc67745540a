// paddock check: the claims of scenarios, with as many seeds as it takes to decide them.
#include "sim/cli/check.h"

#include "analysis/report/claims.h"
#include "sim/cli/command.h"
#include "sim/cli/terminal.h"
#include "sim/experiment/parallel.h"
#include "sim/results/output.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <filesystem>
#include <iostream>

namespace paddock {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kQuick = 100, kFull = 2000;

std::optional<double> probability(const Arguments& given, std::string_view name) {
  const auto text = given.text(name);
  if (!text) return {};
  double v = 0;
  if (!read_number(Node::scalar(text->starts_with('.') ? "0" + *text : *text), v).empty() || v <= 0 || v >= 1)
    throw UsageError(fmt::format("--{} takes a probability such as .95, got '{}'", name, *text));
  return v;
}

/// Studies with claims; nothing, when there were mistakes.
std::optional<std::vector<Study>> studies(const Arguments& given) {
  std::vector<std::string> words(given.rest().begin(), given.rest().end());
  if (std::ranges::all_of(words, is_override)) words.emplace_back("scenarios");
  const auto files = scenario_files(words);
  const bool named =
      std::ranges::any_of(words, [](const std::string& w) { return !is_override(w) && !fs::is_directory(w); });
  auto loaded = load_studies(given, files);
  if (!loaded) return {};
  std::erase_if(*loaded, [](const Study& s) { return s.points.front().scenario.expect.list.empty(); });
  if (loaded->empty())
    throw UsageError(named ? "no claims to check: the scenario has no expect: block"
                           : "no scenario with an expect: block");
  return loaded;
}

}  // namespace

int check(const Arguments& given) {
  if (given.has("quick") && given.has("full")) throw UsageError("--quick and --full exclude each other");
  const auto family = probability(given, "family-confidence");
  const Look look = look_of(given);
  CheckOptions options;
  options.out = given.text("out").value_or("results");
  options.threads = static_cast<unsigned>(given.number("threads", 1, 4096).value_or(available_threads()));
  if (const auto t = given.seconds("cell-timeout")) options.cell_timeout = *t;
  options.quiet = given.has("json") || given.has("quiet");
  if (given.has("quick"))
    options.most = [](std::size_t first, std::size_t most, bool) { return std::min(most, std::max(first, kQuick)); };
  if (given.has("full"))
    options.most = [](std::size_t first, std::size_t most, bool said) { return said ? most : std::max(first, kFull); };

  Interrupts interrupts;  // before any thread
  auto loaded = studies(given);
  if (!loaded) return kMistake;
  std::size_t claims = 0;
  for (const Study& s : *loaded) claims += s.points.front().scenario.expect.list.size();
  if (family) options.confidence = 1 - (1 - *family) / static_cast<double>(claims);

  Checked all;
  for (const Study& s : *loaded) {
    Checked one = check_study(s, options, interrupts);
    all.verdicts.insert(all.verdicts.end(), one.verdicts.begin(), one.verdicts.end());
    all.failed += one.failed;
    if (interrupts.interrupted()) {
      std::cerr << "· interrupted: finished cells are safe; the same command resumes\n";
      return kInterrupted;
    }
  }
  const bool hold = std::ranges::all_of(all.verdicts, [](const Verdict& v) { return v.passes() || !v.gate(); });
  const int code = all.failed > 0 ? kCellFailed : hold ? kDone : kClaimFails;
  if (const auto f = given.text("junit")) write_file(*f, claims_junit(all.verdicts));
  if (const auto f = given.text("markdown")) write_file(*f, claims_markdown(all.verdicts));
  if (given.has("json")) {
    nlohmann::ordered_json j;
    j["claims"] = nlohmann::ordered_json::array();
    for (const Verdict& v : all.verdicts) j["claims"].push_back(nlohmann::ordered_json::parse(claim_json(v)));
    j["all_hold"] = hold, j["failed_cells"] = all.failed, j["false_alarm"] = false_alarm(all.verdicts),
    j["exit"] = code;
    std::cout << j.dump(2) << '\n';
  } else {
    fmt::print("{}", claims_table(all.verdicts, look));
    if (all.failed > 0)
      fmt::print("{} cell{} failed; `paddock run` tells why\n", all.failed, all.failed == 1 ? "" : "s");
    if (code != kDone) fmt::print("exit {}\n", code);
  }
  std::cout.flush();
  return code;
}

}  // namespace paddock
