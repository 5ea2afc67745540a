#include "tests/play.h"

#include <sstream>
#include <stdexcept>

namespace paddock::test {
namespace {

class AskedLog final : public Metric {
 public:
  explicit AskedLog(std::vector<ItemId>& log) : log_(log) {}
  unsigned watches() const override { return kQueries; }
  void observe(const QueryBatch& q) override {
    for (Row r = 0; r < q.size(); ++r)
      for (ItemId i : q.items(r)) log_.push_back(i);
  }
  double measure(const Checkpoint&) override { return 0; }

 private:
  std::vector<ItemId>& log_;
};

}  // namespace

Played play(const Recipe<Agent>& recipe, const Eigen::MatrixXd& p, Settings settings, ContextId contexts,
            std::vector<double> reference, const Given* given) {
  const Arms world(static_cast<ItemId>(p.rows()), contexts, std::move(reference));
  MatrixAnnotator people(p, settings.seed, settings.replication);
  const bool oracle = settings.form == Form::oracle;
  Played out;
  out.agent = recipe.make(
      {.world = world,
       .form = settings.form,
       .size = settings.size,
       .batch = settings.batch,
       .horizon = static_cast<std::uint64_t>(std::min(1e15, oracle ? settings.budget.steps : settings.budget.labels)),
       .oracle = oracle ? &people : nullptr,
       .pools = {}});
  AskedLog log(out.asked);
  std::vector<Regime> regimes(1);
  regimes[0].pools.push_back({.judge = &people, .entity = entity("matrix")});
  regimes[0].groups.push_back(&people);
  regimes[0].truth = &people;
  Kernel kernel(*out.agent, world, std::move(regimes), {&log}, std::move(settings), given);
  out.readings = kernel.run();
  out.policy.resize(static_cast<std::size_t>(p.rows()));
  out.agent->recommended().probabilities(0, out.policy);
  return out;
}

Recipe<Agent> recipe(const std::string& kind, std::vector<std::pair<std::string, std::string>> parameters) {
  std::vector<Node::Entry> entries{{"kind", {}, Node::scalar(kind)}};
  for (auto& [key, text] : parameters) entries.push_back({key, {}, Node::scalar(text)});
  Problems problems;
  auto r = Registry<Agent>::get().parse(Node::map(std::move(entries)), problems, "agent");
  if (!problems.empty()) {
    std::ostringstream out;
    problems.print(out);
    throw std::runtime_error(out.str());
  }
  return r;
}

}  // namespace paddock::test
