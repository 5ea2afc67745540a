// Several results folders on one page: their points side by side, told apart by a column `results`.
#include "analysis/report/html.h"
#include "sim/cli/background.h"
#include "sim/cli/command.h"
#include "sim/cli/rebuild.h"
#include "sim/experiment/rivals.h"
#include "sim/results/output.h"
#include "sim/results/provenance.h"
#include "sim/results/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace paddock {
namespace {

namespace fs = std::filesystem;

/// A folder and everything that reading its cells needs; never moved, since its source refers to the study.
struct Part {
  Part(const fs::path& folder, Study s)
      : study(std::move(s)),
        plan(make_plan(study)),
        store(folder / "results.sqlite", Store::Access::read),
        source(with_rivals(study, store.source())),
        background(background_of(study, "paddock run " + (folder / "scenario.yaml").string())) {}
  const Study study;
  const Plan plan;
  const Store store;
  const CellSource source;
  Background background;
  std::size_t first = 0;  // of its points among all
};

}  // namespace

std::optional<fs::path> side_by_side(const std::vector<fs::path>& folders, const fs::path& out, Problems& problems) {
  std::vector<std::unique_ptr<Part>> parts;
  Outline all{.scenario = "comparison", .columns = {"results"}, .points = {}};
  Background b;
  std::vector<std::string> provenance;
  for (const fs::path& f : folders) {
    auto study = study_of(f, problems);
    if (!study) return {};
    Part& part = *parts.emplace_back(std::make_unique<Part>(f, std::move(*study)));
    const Outline& own = part.plan.outline;
    if (parts.size() == 1) {
      b = part.background;
      all.columns.insert(all.columns.end(), own.columns.begin(), own.columns.end());
    } else if (own.columns != parts[0]->plan.outline.columns) {
      throw UsageError(fmt::format("'{}' sweeps other keys than '{}': they cannot stand side by side", f.string(),
                                   folders[0].string()));
    }
    part.first = all.points.size();
    for (Outline::Point p : own.points) {
      p.values.insert(p.values.begin(), f.string());
      all.points.push_back(std::move(p));
    }
    for (const MetricNote& m : part.background.metrics)
      if (std::ranges::find(b.metrics, m.name, &MetricNote::name) == b.metrics.end()) b.metrics.push_back(m);
    b.families.insert(part.background.families.begin(), part.background.families.end());
    provenance.push_back(text_of(f / "provenance.json"));
  }
  b.title = "Comparison", b.header.clear(), b.responses.clear(), b.truth.clear(), b.scenario.clear(), b.source.clear();
  b.about.clear(), b.command = "paddock report";
  for (const fs::path& f : folders)
    b.command += " " + f.string(), b.about += (b.about.empty() ? "" : ", ") + f.string();
  b.provenance = merged_provenance(provenance);

  const CellSource source = [&](const Outline&, Place p) {
    auto part = parts.rbegin();
    while ((*part)->first > p.point) ++part;
    p.point -= (*part)->first;
    return (*part)->source((*part)->plan.outline, p);
  };
  const Findings findings = gather(all, source, std::move(b));
  std::error_code error;
  fs::create_directories(out, error);
  if (error) throw ResultsError("cannot create " + out.string() + ": " + error.message());
  write_file(out / "summary.csv", summary_csv(findings));
  write_file(out / "report.html", html_report(findings));
  return out / "report.html";
}

}  // namespace paddock
