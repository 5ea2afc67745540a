#include "sim/experiment/cell.h"

#include "sim/experiment/given.h"
#include "sim/experiment/recorder.h"
#include "sim/experiment/stage.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace paddock {
namespace {

constexpr ItemId kTold = 6;  // responses of a world whose policies the summary shows

Settings settings_of(const CellRequest& c) {
  const Feedback& f = c.agent.feedback;
  Settings s;
  s.form = f.form, s.size = static_cast<Row>(*f.size), s.batch = static_cast<Row>(f.batch);
  s.votes = static_cast<Row>(f.votes), s.majority = f.votes > 1 && f.aggregate == Aggregate::majority;
  s.async = f.mode == Mode::async, s.open = static_cast<Row>(f.open.value_or(f.batch));
  s.arrivals = f.arrivals, s.compute = c.agent.compute, s.ties = f.ties;
  s.budget = {f.budget.limit(Unit::labels), f.budget.limit(Unit::steps), f.budget.limit(Unit::time),
              f.budget.limit(Unit::cost)};
  s.unit = c.agent.unit, s.at = c.agent.at;
  s.seed = c.scenario.seed, s.replication = c.replication, s.entity = entity(c.agent.name), s.by_events = c.by_events;
  return s;
}

/// Behind everything the agent's own stream is used for.
std::uint64_t seed_of(const CellRequest& c) {
  Stream s(c.scenario.seed, c.replication, Purpose::agent, entity(c.agent.name));
  return s.last();
}

std::vector<std::unique_ptr<Metric>> metrics_of(const CellRequest& c, const Stage& stage) {
  std::vector<std::unique_ptr<Metric>> out;
  for (std::size_t m : c.agent.metrics) {
    const MetricPlan& plan = c.scenario.measure.metrics.list[m];
    if (!plan.rival.empty()) continue;  // computed from stored policies when the cells are done
    out.push_back(plan.recipe.make({.world = stage.world(),
                                    .seed = c.scenario.seed,
                                    .replication = c.replication,
                                    .policy = plan.policy,
                                    .agent = &c.agent.recipe.params(),
                                    .warmup = c.scenario.measure.warmup.value,
                                    .workers = static_cast<int>(c.scenario.annotators.people()),
                                    .form = c.agent.feedback.form,
                                    .votes = static_cast<Row>(c.agent.feedback.votes)}));
  }
  return out;
}
std::vector<std::string> metric_names(const CellRequest& c) {
  std::vector<std::string> out;
  for (std::size_t m : c.agent.metrics)
    if (const MetricPlan& plan = c.scenario.measure.metrics.list[m]; plan.rival.empty()) out.push_back(plan.name);
  return out;
}

bool wants(const AgentPlan& agent, std::string_view what) {
  const Node* store = agent.cell.find("store");
  return store && std::ranges::any_of(store->items(), [&](const Node& n) { return n.text() == what; });
}

/// The column of the checkpoints' unit shows the checkpoint, the others what was counted: so curves of several agents
/// and seeds share their x, whatever the batches.
void show_checkpoint(ResultRow& row, Unit unit) {
  switch (unit) {
    case Unit::labels:
      row.labels = static_cast<std::uint64_t>(row.x);
      break;
    case Unit::steps:
      row.steps = static_cast<std::uint64_t>(row.x);
      break;
    case Unit::time:
      row.time = row.x;
      break;
    case Unit::cost:
      row.cost = row.x;
      break;
  }
}

void play(const CellRequest& c, const std::stop_token& stop, CellRun& run) {
  Stage stage(c.scenario, c.agent.feedback, c.replication, stop);
  const std::vector<PoolInfo> pools = stage.pools();
  const bool oracle = c.agent.feedback.form == Form::oracle;
  const double horizon = c.agent.feedback.budget.limit(oracle ? Unit::steps : Unit::labels);
  const auto agent = c.agent.recipe.make({.world = stage.world(),
                                          .form = c.agent.feedback.form,
                                          .size = static_cast<Row>(*c.agent.feedback.size),
                                          .batch = static_cast<Row>(c.agent.feedback.batch),
                                          .horizon = std::isfinite(horizon) ? static_cast<std::uint64_t>(horizon) : 0,
                                          .oracle = oracle ? &stage.oracle() : nullptr,
                                          .pools = pools,
                                          .seed = seed_of(c),
                                          .stop = stop});
  const auto metrics = metrics_of(c, stage);
  const auto names = metric_names(c);
  std::vector<Metric*> watching{&stage.follower()};
  for (const auto& m : metrics) watching.push_back(m.get());
  LabelRecorder labels(stage.world(), stage.group_names(), run.result.labels);
  if (wants(c.agent, "labels")) watching.push_back(&labels);

  std::optional<Given> given;
  if (c.scenario.data) given = make_given(*c.scenario.data, stage.world(), c.scenario.seed, c.replication);
  Kernel kernel(*agent, stage.world(), stage.regimes(), watching, settings_of(c), given ? &*given : nullptr);
  if (wants(c.agent, "policies"))
    kernel.on_reading = [&](const Reading& r) {
      store_policies(*agent, c.agent.recipe.kind().traits, stage.world(), r.x, run.result.policies);
    };
  const auto& readings = kernel.run(stop);
  run.result.rows.reserve(readings.size() * names.size());
  for (const Reading& r : readings) {
    run.labels = r.labels;
    for (std::size_t m = 0; m < names.size(); ++m) {
      ResultRow row{r.labels, r.steps, r.time, r.cost, r.x, names[m], {}};
      show_checkpoint(row, c.agent.unit);
      if (const double v = r.values[m + 1]; !std::isnan(v)) row.value = v;
      run.result.rows.push_back(std::move(row));
    }
  }
  // Small enough to be told: what was learned, whether policies are recorded or not.
  const World& world = stage.world();
  if (run.result.policies.empty() && world.contexts() == 1 && world.responses() <= kTold && !kernel.readings().empty())
    store_policies(*agent, {}, world, kernel.readings().back().x, run.result.policies);
  run.done = kernel.finished(), run.books = kernel.books();
}

}  // namespace

CellRun run_cell(const CellRequest& c, std::stop_token stop) {
  CellRun run;
  run.result.key = c.key, run.result.agent = c.agent.name, run.result.seed = c.replication;
  const auto start = std::chrono::steady_clock::now();
  try {
    play(c, stop, run);
  } catch (const std::exception& e) {
    // Whoever was told to stop waiting for a program outside throws, too: that is no failure of the cell.
    run.done = !stop.stop_requested();
    if (run.done) run.result.status = CellStatus::failed, run.result.reason = e.what();
    run.result.rows.clear(), run.result.policies.clear(), run.result.labels.clear();
  }
  run.result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return run;
}

}  // namespace paddock
