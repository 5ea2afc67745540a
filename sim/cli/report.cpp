// `paddock report`: rebuilds the page of result folders from what they hold.
#include "analysis/report/html.h"
#include "sim/cli/background.h"
#include "sim/cli/command.h"
#include "sim/experiment/rivals.h"
#include "sim/results/output.h"
#include "sim/results/store.h"
#include "sim/scenario/yaml.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>

namespace paddock {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

int report(const Arguments& given) {
  if (given.rest().empty()) throw UsageError("which results? Give a folder, such as results/quickstart");
  if (given.rest().size() > 1) throw UsageError("comparing several folders is not yet possible; give one");
  const fs::path folder = given.rest()[0];
  if (!fs::exists(folder / "results.sqlite"))
    throw UsageError(fmt::format("'{}' is no results folder: it has no results.sqlite", folder.string()));
  Problems problems;
  const auto source = read_source((folder / "scenario.yaml").string(), problems);
  const auto study = source ? load(source, {}, problems) : std::nullopt;
  if (!study) return complain(problems, given.has("json"));
  const Plan plan = make_plan(*study);
  const Store store(folder / "results.sqlite", Store::Access::read);
  Background background = background_of(*study, "paddock run " + (folder / "scenario.yaml").string());
  background.provenance = text_of(folder / "provenance.json");
  const Findings findings = gather(plan.outline, with_rivals(*study, store.source()), std::move(background));
  write_file(folder / "summary.csv", summary_csv(findings));
  write_file(folder / "report.html", html_report(findings));
  if (given.has("json"))
    std::cout << fmt::format("{{\"report\": \"{}\"}}\n", (folder / "report.html").generic_string());
  else
    std::cout << (folder / "report.html").string() << '\n';
  return kDone;
}

}  // namespace paddock
