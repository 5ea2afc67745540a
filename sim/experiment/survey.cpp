#include "sim/experiment/survey.h"

#include "sim/experiment/given.h"
#include "sim/experiment/stage.h"

#include <fmt/format.h>

#include <algorithm>

namespace paddock {
namespace {

/// Asks a list of questions from its start to its end and again; learns nothing.
class Interviewer final : public Agent {
 public:
  Interviewer(const QueryBatch& questions, const WorldView& world) : questions_(questions), world_(world) {}
  void propose(Stream&, QueryBatch& out) override {
    for (; out.room() > 0; next_ = (next_ + 1) % questions_.size())
      std::ranges::copy(questions_.items(next_), out.add(questions_.context[next_]).begin());
  }
  void learn(const LabelBatch&) override {}
  const Policy& recommended() const override { return world_.reference(); }

 private:
  const QueryBatch& questions_;
  const WorldView& world_;
  Row next_ = 0;
};

class Listener final : public Metric {
 public:
  explicit Listener(std::function<void(const LabelBatch&)> take) : take_(std::move(take)) {}
  using Metric::observe;
  unsigned watches() const override { return kLabels; }
  void observe(const LabelBatch& labels) override { take_(labels); }
  double measure(const Checkpoint&) override { return 0; }

 private:
  std::function<void(const LabelBatch&)> take_;
};

/// Rows of `size` different responses, one after the other from the policy, those already there passed over.
QueryBatch rankings(const SurveyRequest& q, const WorldView& world, Row size, Row rows, DataPairs law) {
  QueryBatch out;
  out.reshape(Form::ranking, size, rows), out.clear(rows);
  Stream rng(q.scenario.seed, q.replication, Purpose::data);
  for (Row r = 0; r < rows; ++r) {
    rng.seek(r);
    const ContextId x = draw_context(world, rng);
    const auto shown = out.add(x);
    for (Row k = 0; k < size;) {
      ItemId item = 0;
      if (law == DataPairs::uniform)
        item = rng.below(world.responses());
      else
        world.reference().sample(x, rng, {&item, 1});
      const auto end = shown.begin() + k;
      if (std::find(shown.begin(), end, item) == end) shown[k++] = item;
    }
  }
  return out;
}

Feedback asked(const SurveyRequest& q) {
  Feedback f = q.scenario.feedback;
  if (f.form != q.form) f.form = q.form, f.size = 2;
  f.aggregate = Aggregate::none, f.sides = Sides::asked;
  f.budget = {}, f.budget.labels = q.labels;
  return f;
}

}  // namespace

std::string no_survey(const SurveyRequest& q) {
  const auto world = q.scenario.world.recipe.make({q.scenario.seed, q.replication});
  const Feedback f = asked(q);
  if (world->responses() == 0) return "a sample needs a world that lists its responses";
  if (q.form == Form::ranking && *f.size > world->responses())
    return fmt::format("a ranking of {} different responses needs as many; the world has {}", *f.size,
                       world->responses());
  if (q.labels % f.votes != 0)
    return fmt::format("{} labels are no whole number of queries of {} votes", q.labels, f.votes);
  for (const Group& g : q.scenario.annotators.groups())
    if (!g.judge.kind().traits.forms.has(q.form))
      return fmt::format("the annotators '{}' answer no {}", g.name, word(q.form));
  Problems problems;
  check_fit(q.scenario.annotators, *world, q.form, problems);
  return problems.empty() ? "" : problems.list()[0].text;
}

void survey(const SurveyRequest& q, const std::function<void(const LabelBatch&, const SurveyNames&)>& take) {
  const Scenario& s = q.scenario;
  const Feedback f = asked(q);
  Stage stage(s, f, q.replication);
  const auto rows = static_cast<Row>(q.labels / f.votes);
  const std::optional<DataPlan>& data = s.data;
  const DataPairs law = data ? data->pairs : DataPairs::reference;
  QueryBatch questions;
  if (q.form == Form::ranking)
    questions = rankings(q, stage.world(), static_cast<Row>(*f.size), rows, law);
  else if (data && !data->n)
    questions = make_given(*data, stage.world(), s.seed, q.replication).queries;
  else
    questions =
        make_given({.n = rows, .pairs = law, .design = {}, .file = {}}, stage.world(), s.seed, q.replication).queries;

  Interviewer interviewer(questions, stage.world());
  const SurveyNames names{stage.world(), stage.group_names()};
  Listener listener([&](const LabelBatch& labels) { take(labels, names); });
  std::vector<Metric*> watching{&stage.follower(), &listener};
  Settings settings;
  settings.form = f.form, settings.size = static_cast<Row>(*f.size);
  settings.batch = static_cast<Row>(f.batch), settings.votes = static_cast<Row>(f.votes);
  settings.async = f.mode == Mode::async, settings.open = static_cast<Row>(f.open.value_or(f.batch));
  settings.arrivals = f.arrivals;
  settings.budget.labels = static_cast<double>(q.labels);
  settings.seed = s.seed, settings.replication = q.replication;
  Kernel(interviewer, stage.world(), stage.regimes(), watching, settings).run();
}

}  // namespace paddock
