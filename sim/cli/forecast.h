// What will end a run, and how long it takes: expected labels, time and cost of one cell.
#pragma once
#include "sim/scenario/scenario.h"

#include <string>

namespace paddock {

struct Forecast {
  Unit ends = Unit::labels;  ///< the budget that is expected to run out first
  double labels = 0, steps = 0, seconds = 0, cost = 0;
};
/// From means: latency, price, workers, batch. An agent may stop earlier of its own accord.
Forecast forecast(const Scenario&, const AgentPlan&);

}  // namespace paddock
