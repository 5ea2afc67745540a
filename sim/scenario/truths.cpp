#include "sim/scenario/truths.h"

#include "sim/scenario/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace paddock {

Truths::Truths(const Scenario& s, std::uint32_t replication) {
  const auto kept = [&](Frozen what) { return s.freeze.has(what) ? 0 : replication; };
  world_ = s.world.recipe.make({.seed = s.seed, .replication = kept(Frozen::world)});
  PopulationSetup setup{.world = *world_, .seed = s.seed, .replication = replication, .form = s.feedback.form};
  if (s.freeze.has(Frozen::population)) setup.frozen = 0;
  people_ = std::make_unique<Population>(s.annotators, setup);
  for (std::size_t g = 0; g < people_->size(); ++g) groups_.push_back(&people_->group(g));
  truth_ = &people_->truth();
  if (s.measure.truth.kind == TruthChoice::Kind::as_labelled) truth_ = &people_->labelled();
  if (s.measure.truth.kind == TruthChoice::Kind::group)
    for (std::size_t g = 0; g < people_->size(); ++g)
      if (s.annotators.groups()[g].name == s.measure.truth.group) truth_ = groups_[g];
}

namespace {

MetricSetup setup_of(const Scenario& s, const AgentPlan& a, const MetricPlan& m, const World& world,
                     std::uint32_t replication) {
  return {.world = world,
          .seed = s.seed,
          .replication = replication,
          .policy = m.policy,
          .agent = &a.recipe.params(),
          .warmup = s.measure.warmup.value,
          .workers = static_cast<int>(s.annotators.people()),
          .form = a.feedback.form,
          .votes = static_cast<Row>(a.feedback.votes)};
}

/// Whether two replications have the same truth and reference, compared on up to 64 contexts and responses.
bool alike(const Truths& a, const Truths& b) {
  if (a.world().responses() == 0) return false;
  const auto contexts = std::min<ContextId>(64, a.world().contexts());
  const auto items = std::min<ItemId>(64, a.world().responses());
  for (ContextId x = 0; x < contexts; ++x)
    for (ItemId i = 0; i < items; ++i) {
      const double u = a.world().reference().log_probability(x, i), v = b.world().reference().log_probability(x, i);
      if (u != v && !(std::isnan(u) && std::isnan(v))) return false;
      for (ItemId j = 0; j < i; ++j)
        if (a.truth().preference(x, i, j, {}) != b.truth().preference(x, i, j, {})) return false;
    }
  return true;
}

std::uint32_t first_replication(const Scenario& s) {
  return s.seeds.replications.empty() ? 0 : s.seeds.replications[0];
}

/// One sweep point against the world and people it describes.
class PointCheck {
 public:
  PointCheck(const Scenario& s, Problems& problems) : s_(s), problems_(problems) {}
  /// Whether everybody fits, so that truths can be built.
  bool fit() {
    const auto before = problems_.size();
    const auto world = s_.world.recipe.make({.seed = s_.seed, .replication = first_replication(s_)});
    std::vector<Form> asked;
    for (const AgentPlan& a : s_.agents.list) {
      agent(a, *world);
      if (std::ranges::find(asked, a.feedback.form) == asked.end()) asked.push_back(a.feedback.form);
    }
    for (Form f : asked) {
      check_fit(s_.annotators, *world, f, problems_);
      for (const EventPlan& e : s_.events.list) check_fit(e.population, *world, f, problems_);
    }
    design(*world);
    return problems_.size() == before;
  }

 private:
  void agent(const AgentPlan& a, const World& world) {
    const AgentTraits& can = a.recipe.kind().traits;
    if (!can.contextual && world.contexts() > 1)
      problems_.add({a.mark,
                     fmt::format("agent '{}' knows one context; the world has {}", a.name, world.contexts()),
                     {s_.world.mark},
                     {}});
    const bool oracle = a.feedback.form == Form::oracle;
    const double horizon = a.feedback.budget.limit(oracle ? Unit::steps : Unit::labels);
    const AgentSetup setup{.world = world,
                           .form = a.feedback.form,
                           .size = static_cast<Row>(*a.feedback.size),
                           .batch = static_cast<Row>(a.feedback.batch),
                           .horizon = std::isfinite(horizon) ? static_cast<std::uint64_t>(horizon) : 0};
    if (auto why = a.recipe.misfit(setup); !why.empty())
      problems_.add(a.mark, fmt::format("agent '{}': {}", a.name, why));
  }
  void design(const World& world) {
    if (!s_.data || !s_.data->design) return;
    for (const DesignRow& r : s_.data->design->rows)
      if (r.context >= world.contexts() || (world.responses() > 0 && std::max(r.left, r.right) >= world.responses()))
        problems_.add(r.mark, fmt::format("the world has contexts 0 … {} and responses 0 … {}", world.contexts() - 1,
                                          world.responses() - 1));
  }
  const Scenario& s_;
  Problems& problems_;
};

/// Metrics that the truth of a point leaves undefined, by name.
using Undefined = std::map<std::string, std::string>;
Undefined undefined_metrics(const Scenario& s) {
  Undefined out;
  std::optional<Truths> first;
  for (const MetricPlan& m : s.measure.metrics.list) {
    if (!m.rival.empty()) continue;
    for (const AgentPlan& a : s.agents.list) {
      if (!unjudged(a, m, s).empty()) continue;
      if (!first) first.emplace(s, first_replication(s));
      if (auto why = undefined(s, a, m, *first); !why.empty()) out.emplace(m.name, why);
      break;  // the truth is the same for all
    }
  }
  // What other replications may have is no mistake: their rows are empty where it is undefined.
  if (!out.empty() && random_truth(s)) out.clear();
  return out;
}

}  // namespace

bool random_truth(const Scenario& s) {
  const auto r = first_replication(s);
  const auto other = s.seeds.replications.size() > 1 ? s.seeds.replications[1] : r + 1;
  return !alike(Truths(s, r), Truths(s, other));
}

std::string undefined(const Scenario& s, const AgentPlan& a, const MetricPlan& m, const Truths& truths) {
  const auto setup = setup_of(s, a, m, truths.world(), first_replication(s));
  if (auto why = m.recipe.misfit(setup); !why.empty()) return why;
  const auto metric = m.recipe.make(setup);
  metric->shift({truths.truth(), truths.groups()}, {});
  return metric->undefined();
}

Node with_implied(const Node& root) {
  const Node* annotators = root.find("annotators");
  const Node* world = root.find("world");
  const auto dataset = [](const Node& file) {
    return Node::map({{"kind", {}, Node::scalar("dataset")}, {"file", {}, file}});
  };
  if (!annotators) {
    const Node* of = world ? world->find("kind") : nullptr;
    const Node* file = world ? world->find("file") : nullptr;
    return of && of->text() == "dataset" && file ? root.with("annotators", dataset(*file)) : root;
  }
  const Node* kind = world ? (world->is_scalar() ? world : world->find("kind")) : nullptr;
  if (world && (!kind || kind->text() != "tabular" || world->find("responses") || world->find("names"))) return root;
  PopulationPlan plan;
  Problems ignored;  // said when the scenario is read
  PopulationPlan::read(*annotators, plan, {.name = "annotators"}, ignored);
  if (!ignored.empty()) return root;
  if (!world)
    for (const Group& g : plan.groups())
      if (g.judge.kind().card.name == "dataset")
        if (const Node judge = g.judge.resolved(); const Node* file = judge.find("file"))
          return root.with("world", dataset(*file));
  const auto n = plan.implied_responses();
  if (!n) return root;
  const Node base = world && world->is_map()
                        ? *world
                        : Node::map({{"kind", {}, Node::scalar("tabular")}}, world ? world->mark() : Mark{});
  // A reference policy that is a list has a length of its own.
  if (const Node* reference = base.find("reference"); reference && reference->is_list()) return root;
  return root.with("world", base.with("responses", Node::scalar(std::to_string(*n))));
}

void check_truths(const Study& study, Problems& problems) {
  std::map<std::string, std::vector<std::size_t>> lacking;  // metric: points
  std::map<std::string, std::string> reasons;
  std::map<std::string, Undefined> known;  // points often share their truth
  for (std::size_t p = 0; p < study.points.size(); ++p) {
    const Scenario& s = study.points[p].scenario;
    Problems mine;
    if (!PointCheck(s, mine).fit()) {
      for (const Problem& q : mine.list()) problems.add(q);
      continue;
    }
    std::string key = to_flow(s.world.write()) + to_flow(s.annotators.write()) + to_flow(s.measure.truth.write()) +
                      to_flow(s.freeze.write()) + to_flow(s.seeds.write()) + std::to_string(s.seed) +
                      to_flow(s.measure.metrics.write());
    for (const AgentPlan& a : s.agents.list) key += std::string(word(a.feedback.form)) + to_flow(a.recipe.resolved());
    const auto at = known.find(key);
    const auto& undefined = at != known.end() ? at->second : known.emplace(key, undefined_metrics(s)).first->second;
    for (const auto& [name, why] : undefined) lacking[name].push_back(p), reasons[name] = why;
  }
  if (study.points.empty() || !problems.empty()) return;
  for (const auto& [name, points] : lacking) {
    const auto& list = study.points[points[0]].scenario.measure.metrics.list;
    const Mark& mark = std::ranges::find(list, name, &MetricPlan::name)->mark;
    std::string where;
    if (points.size() < study.points.size()) {
      for (std::size_t k = 0; k < std::min<std::size_t>(points.size(), 4); ++k) {
        std::string values;
        for (std::size_t c = 0; c < study.columns.size(); ++c)
          values += fmt::format("{}{} = {}", c ? ", " : "", study.columns[c], study.points[points[k]].values[c]);
        where += (k ? "; " : " at ") + values;
      }
      if (points.size() > 4) where += fmt::format(" and {} more points", points.size() - 4);
    }
    problems.add(mark, fmt::format("metric '{}' is undefined{}: {}", name, where, reasons[name]),
                 name.starts_with("regret.") ? "regret.copeland and regret.von-neumann are always defined" : "");
  }
}

std::vector<std::uint32_t> default_seeds(const Scenario& s) {
  const bool certain = std::ranges::all_of(s.agents.list, [](const AgentPlan& a) {
    return a.feedback.form == Form::oracle && !(a.compute && !a.compute->constant());
  });
  const std::uint32_t n = certain && s.world.recipe.kind().traits.enumerable && !random_truth(s) ? 1 : 10;
  std::vector<std::uint32_t> out(n);
  for (std::uint32_t r = 0; r < n; ++r) out[r] = r;
  return out;
}

}  // namespace paddock
