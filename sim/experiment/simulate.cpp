#include "sim/experiment/simulate.h"

#include "sim/experiment/cell.h"
#include "sim/experiment/parallel.h"
#include "sim/experiment/rivals.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>

namespace paddock {
namespace {

std::shared_ptr<const Study> loaded(const std::string& yaml) {
  Problems problems;
  auto study = load(std::make_shared<Source>(Source{"scenario", yaml}), {}, problems);
  if (study) return std::make_shared<Study>(std::move(*study));
  std::ostringstream text;
  problems.print(text);
  throw std::invalid_argument(text.str());
}

}  // namespace

Simulation::Simulation(const std::string& yaml, unsigned threads) : study_(loaded(yaml)), plan_(make_plan(*study_)) {
  std::vector<CellResult> done(plan_.cells.size());
  for_each_index(done.size(), threads > 0 ? threads : available_threads(), {}, [&](std::size_t i) {
    const Cell& c = plan_.cells[i];
    const Scenario& s = study_->points[c.point].scenario;
    done[i] = run_cell({s, s.agents.list[c.agent], c.seed, c.key}).result;
  });
  std::map<std::string, CellResult> cells;
  for (CellResult& c : done) {
    if (c.status == CellStatus::failed)
      throw std::runtime_error(fmt::format("{}, seed {}: {}", c.agent, c.seed, c.reason));
    cells.emplace(c.key, std::move(c));
  }
  source_ = with_rivals(*study_, [cells = std::move(cells)](const Outline& o, Place at) -> std::optional<CellResult> {
    return cells.at(o.points[at.point].agents[at.agent].cells[at.cell].key);
  });
}

std::vector<double> Simulation::last(std::string_view agent, std::string_view metric, std::size_t point) const {
  if (point >= outline().points.size()) throw std::invalid_argument("no such sweep point");
  const auto& agents = outline().points[point].agents;
  const auto a = std::ranges::find(agents, agent, &Outline::Agent::name);
  if (a == agents.end()) throw std::invalid_argument(fmt::format("no agent '{}'", agent));
  if (std::ranges::find(a->metrics, metric) == a->metrics.end())
    throw std::invalid_argument(fmt::format("'{}' is not measured for '{}'", metric, agent));
  std::vector<double> out;
  for (std::size_t k = 0; k < a->cells.size(); ++k) {
    const CellResult c = cell({point, static_cast<std::size_t>(a - agents.begin()), k});
    const auto row =
        std::find_if(c.rows.rbegin(), c.rows.rend(), [&](const ResultRow& r) { return r.metric == metric; });
    if (row != c.rows.rend() && row->value) out.push_back(*row->value);
  }
  return out;
}

}  // namespace paddock
