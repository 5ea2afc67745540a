#include "sim/experiment/rivals.h"

#include "analysis/metrics/winrate.h"
#include "sim/experiment/stage.h"

#include <algorithm>
#include <span>

namespace paddock {
namespace {

/// Tables of a policy, contexts × responses, at one checkpoint; empty when not stored.
std::vector<double> table(const CellResult& cell, const std::string& policy, double x, const WorldView& world) {
  std::vector<double> out(std::size_t{world.contexts()} * world.responses());
  std::size_t found = 0;
  for (const StoredPolicy& p : cell.policies) {
    if (p.x != x || p.name != policy) continue;
    std::ranges::copy(p.probabilities,
                      out.begin() + static_cast<std::ptrdiff_t>(std::size_t{p.context} * world.responses()));
    ++found;
  }
  return found == world.contexts() ? out : std::vector<double>();
}

class Rivals {
 public:
  Rivals(const Study& study, CellSource source) : study_(&study), source_(std::move(source)) {}

  std::optional<CellResult> operator()(const Outline& outline, Place place) {
    auto cell = source_(outline, place);
    if (!cell || cell->status != CellStatus::ok) return cell;
    const Scenario& s = study_->points[place.point].scenario;
    const std::size_t own = cell->rows.size();  // ascending in x; rows added for one rival are no model for the next
    for (std::size_t m : s.agents.list[place.agent].metrics)
      if (const MetricPlan& plan = s.measure.metrics.list[m]; !plan.rival.empty())
        add(outline, place, plan, *cell, own);
    return cell;
  }

 private:
  void add(const Outline& outline, Place place, const MetricPlan& plan, CellResult& cell, std::size_t own) {
    const Scenario& s = study_->points[place.point].scenario;
    const auto rival = std::ranges::find(s.agents.list, plan.rival, &AgentPlan::name);
    const Place other{place.point, static_cast<std::size_t>(rival - s.agents.list.begin()), place.cell};
    const auto theirs = other.agent < s.agents.list.size() ? source_(outline, other) : std::nullopt;
    const Stage& stage = stage_of(place, cell.seed);
    std::vector<ResultRow> rows;
    for (const ResultRow& r : std::span(cell.rows).first(own)) {
      if (!rows.empty() && rows.back().x == r.x) continue;
      ResultRow row = r;
      row.metric = plan.name, row.value.reset();
      const auto mine = table(cell, plan.policy, r.x, stage.world());
      const auto against = theirs ? table(*theirs, "recommended", r.x, stage.world()) : std::vector<double>();
      if (!mine.empty() && !against.empty()) row.value = contest_->winrate(mine, against);
      rows.push_back(std::move(row));
    }
    cell.rows.insert(cell.rows.end(), rows.begin(), rows.end());
  }
  const Stage& stage_of(Place place, std::uint32_t seed) {  // neighbours in the outline share it
    if (!stage_ || point_ != place.point || seed_ != seed) {
      const Scenario& s = study_->points[place.point].scenario;
      stage_ = std::make_shared<Stage>(s, s.agents.list[place.agent].feedback, seed);
      contest_ = std::make_shared<Contest>(stage_->world(), stage_->truth());
      point_ = place.point, seed_ = seed;
    }
    return *stage_;
  }

  const Study* study_;
  CellSource source_;
  std::shared_ptr<Stage> stage_;  // shared: a CellSource is copyable
  std::shared_ptr<Contest> contest_;
  std::size_t point_ = 0;
  std::uint32_t seed_ = 0;
};

}  // namespace

CellSource with_rivals(const Study& study, CellSource source) {
  const auto asks = [](const Point& p) {
    return std::ranges::any_of(p.scenario.measure.metrics.list, [](const MetricPlan& m) { return !m.rival.empty(); });
  };
  if (std::ranges::none_of(study.points, asks)) return source;
  return Rivals(study, std::move(source));
}

}  // namespace paddock
