#include "sim/cli/forecast.h"

#include <algorithm>
#include <cmath>

namespace paddock {

Forecast forecast(const Scenario& s, const AgentPlan& a) {
  const Feedback& f = a.feedback;
  const bool oracle = f.form == Form::oracle;
  double weight = 0, latency = 0, price = 0, workers = 0;
  bool unlimited = false;
  for (const auto& g : s.annotators.groups()) {
    if (g.share <= 0) continue;
    const double mean = g.logistics.service().mean();
    const auto cost = g.logistics.price();
    weight += g.share, latency += g.share * mean;
    price += g.share * (cost.label + cost.second * mean + cost.query / static_cast<double>(f.votes));
    const int count = g.logistics.count();
    unlimited = unlimited || count == 0, workers += count;
  }
  if (weight > 0) latency /= weight, price /= weight;

  const double votes = oracle ? 0 : static_cast<double>(f.votes), batch = static_cast<double>(f.batch);
  const double think = a.compute ? a.compute->mean() : 0;
  const double per_round = votes * batch;
  // Seconds a round of `batch` queries takes: everybody works at once, a round at a time; or, asynchronously, steadily.
  double round = think + (oracle ? 0 : unlimited ? latency : latency * std::ceil(per_round / std::max(1.0, workers)));
  if (f.mode == Mode::async && f.open && !oracle) {
    const double busy =
        unlimited ? static_cast<double>(*f.open) * votes : std::min(workers, static_cast<double>(*f.open) * votes);
    round = busy > 0 ? latency * per_round / busy : 0;
  }
  if (f.arrivals)
    round =
        std::max(f.arrivals->mean() * batch, unlimited || oracle ? 0 : latency * per_round / std::max(1.0, workers));

  double rounds = kInf;
  Forecast out;
  const auto stop = [&](Unit unit, double after) {
    if (after < rounds) rounds = after, out.ends = unit;
  };
  if (f.budget.labels && per_round > 0) stop(Unit::labels, static_cast<double>(*f.budget.labels) / per_round);
  if (f.budget.steps) stop(Unit::steps, static_cast<double>(*f.budget.steps));
  if (f.budget.time && round > 0) stop(Unit::time, f.budget.time->value / round);
  if (f.budget.cost && price * per_round > 0) stop(Unit::cost, *f.budget.cost / (price * per_round));
  if (!std::isfinite(rounds)) return out;
  out.steps = rounds, out.labels = std::round(rounds * per_round), out.seconds = rounds * round,
  out.cost = rounds * per_round * price;
  return out;
}

}  // namespace paddock
