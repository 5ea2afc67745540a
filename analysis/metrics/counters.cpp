// What was spent so far: the counters of the run as metrics, so that claims can name them.
#include "sim/core/metric.h"

namespace paddock {
namespace {

template <auto Read>
class Counter final : public Metric {
 public:
  using Params = NoParams;
  Counter(const Params&, const Setup&) {}
  double measure(const Checkpoint& c) override { return Read(c); }
};

double labels(const Checkpoint& c) { return static_cast<double>(c.labels); }
double steps(const Checkpoint& c) { return static_cast<double>(c.steps); }
double cost(const Checkpoint& c) { return c.cost; }
double time(const Checkpoint& c) { return to_seconds(c.now); }

MetricTraits counts(std::string_view unit) {
  return {.range = kNonNegative, .unit = unit, .undefined = {}, .cumulative = true, .enumerable = false};
}

const Register<Metric, Counter<labels>> labels_{
    {.name = "labels",
     .summary = "Labels learnt; fewer than asked when an agent stops early.",
     .formula = "every vote on every query is one, skips too",
     .source = "sample complexity: Even-Dar, Mannor and Mansour (2006)"},
    counts("labels")};
const Register<Metric, Counter<steps>> steps_{{.name = "steps",
                                               .summary = "Updates of the agent.",
                                               .formula = "one for every batch of labels learnt or oracle read",
                                               .source = "counter of the run"},
                                              counts("updates")};
const Register<Metric, Counter<cost>> cost_{{.name = "cost",
                                             .summary = "Money paid for labels.",
                                             .formula = "sum over labels of the price of the group that answered",
                                             .source = "counter of the run"},
                                            counts("money")};
const Register<Metric, Counter<time>> time_{{.name = "time",
                                             .summary = "Simulated time.",
                                             .formula = "seconds on the run's clock",
                                             .source = "counter of the run"},
                                            counts("s")};

}  // namespace
}  // namespace paddock
