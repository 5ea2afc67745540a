#include "analysis/report/ratings.h"

#include "sim/math/bradley_terry.h"

#include <cmath>

namespace paddock {
namespace {

/// Index in background.metrics of `winrate.NAME`, or their number.
std::size_t rival_metric(const Findings& f, const std::string& name) {
  std::size_t m = 0;
  while (m < f.background.metrics.size() && f.background.metrics[m].name != "winrate." + name) ++m;
  return m;
}

}  // namespace

HeadToHead head_to_head(const Findings& f, std::size_t point) {
  const auto& all = f.points[point].agents;
  const auto n = static_cast<Eigen::Index>(all.size());
  Eigen::MatrixXd wins = Eigen::MatrixXd::Constant(n, n, std::nan(""));
  for (Eigen::Index j = 0; j < n; ++j) {
    const std::size_t m = rival_metric(f, all[static_cast<std::size_t>(j)].name);
    if (m == f.background.metrics.size()) continue;
    for (Eigen::Index i = 0; i < n; ++i) {
      const auto& s = all[static_cast<std::size_t>(i)].metrics[m];
      if (i == j || !s.known()) continue;
      wins(i, j) = s.end.mean;
      if (std::isnan(wins(j, i))) wins(j, i) = 1 - s.end.mean;
    }
  }
  std::vector<Eigen::Index> met;
  for (Eigen::Index i = 0; i < n; ++i)
    if ((wins.row(i).array() == wins.row(i).array()).any()) met.push_back(i);
  HeadToHead out;
  out.wins = wins(met, met);
  out.wins.diagonal().setConstant(0.5);
  for (Eigen::Index i : met) out.agents.push_back(all[static_cast<std::size_t>(i)].name);
  return out;
}

std::vector<double> bradley_terry_ratings(const HeadToHead& h) {
  if (h.agents.size() < 2 || !h.wins.allFinite()) return {};
  const BradleyTerryFit fit = fit_bradley_terry(h.wins);
  if (!fit.exists || !fit.converged) return {};
  return {fit.scores.data(), fit.scores.data() + fit.scores.size()};
}

}  // namespace paddock
