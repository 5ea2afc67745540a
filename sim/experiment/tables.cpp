#include "sim/experiment/tables.h"

#include "sim/experiment/rivals.h"
#include "sim/results/csv.h"

#include <algorithm>

namespace paddock {
namespace {

std::vector<std::string> response_names(const Study& study) {
  const Scenario& s = study.points.front().scenario;
  const auto world = s.world.recipe.make({s.seed, s.seeds.replications.front()});
  std::vector<std::string> out;
  for (ItemId i = 0; i < world->responses(); ++i) out.push_back(world->name(i));
  return out;
}

}  // namespace

void write_tables(const Study& study, const Plan& plan, const Store& store, const std::filesystem::path& out) {
  const CellSource source = with_rivals(study, store.source());
  write_results_csv(out / "results.csv", plan.outline, source);
  write_failures_csv(out / "failures.csv", plan.outline, source);
  const Scenario& s = study.points.front().scenario;
  const auto recorded = [&](Recorded r) { return std::ranges::find(s.record.list, r) != s.record.list.end(); };
  if (recorded(Recorded::labels)) write_labels_csv(out / "labels.csv", plan.outline, source);
  if (recorded(Recorded::policies))
    write_policies_csv(out / "policies.csv", plan.outline, source, response_names(study));
}

}  // namespace paddock
