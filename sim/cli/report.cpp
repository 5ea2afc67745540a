// `paddock report`: rebuilds the page of result folders from what they hold.
#include "analysis/report/html.h"
#include "sim/cli/background.h"
#include "sim/cli/claims.h"
#include "sim/cli/command.h"
#include "sim/cli/rebuild.h"
#include "sim/experiment/rivals.h"
#include "sim/results/output.h"
#include "sim/results/store.h"
#include "sim/scenario/yaml.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>

namespace paddock {
namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::optional<Study> study_of(const fs::path& folder, Problems& problems) {
  const auto source = read_source((folder / "scenario.yaml").string(), problems);
  return source ? load(source, {}, problems) : std::nullopt;
}

void rebuild(const fs::path& folder, const Study& study, const Plan& plan, bool report) {
  const Store store(folder / "results.sqlite", Store::Access::read);
  Background background = background_of(study, "paddock run " + (folder / "scenario.yaml").string());
  background.provenance = text_of(folder / "provenance.json");
  const CellSource cells = with_rivals(study, store.source());
  Findings findings = gather(plan.outline, cells, std::move(background));
  findings.claims = verdicts_of(study, plan, cells);
  write_file(folder / "summary.csv", summary_csv(findings));
  if (report) write_file(folder / "report.html", html_report(findings));
}

int report(const Arguments& given) {
  if (given.rest().empty()) throw UsageError("which results? Give a folder, such as results/quickstart");
  std::vector<fs::path> folders;
  for (const auto& word : given.rest()) {
    folders.emplace_back(word);
    if (!fs::exists(folders.back() / "results.sqlite"))
      throw UsageError(fmt::format("'{}' is no results folder: it has no results.sqlite", word));
    Store(folders.back() / "results.sqlite", Store::Access::read).check();
  }
  Problems problems;
  std::optional<fs::path> page;
  if (folders.size() > 1) {
    page = side_by_side(folders, given.text("out").value_or("results/comparison"), problems);
  } else if (given.has("out")) {
    throw UsageError("--out is for comparing several folders; a single folder's report lies in it");
  } else if (const auto study = study_of(folders[0], problems)) {
    rebuild(folders[0], *study, make_plan(*study));
    page = folders[0] / "report.html";
  }
  if (!page) return complain(problems, given.has("json"));
  std::cout << (given.has("json") ? nlohmann::json{{"report", page->string()}}.dump() : page->string()) << '\n';
  return kDone;
}

}  // namespace paddock
