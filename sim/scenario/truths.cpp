#include "sim/scenario/truths.h"

#include "sim/scenario/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

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

/// Agents and pairs of one sweep point against its world.
class PointCheck {
 public:
  PointCheck(const Scenario& s, const World& world, Problems& problems) : s_(s), world_(world), problems_(problems) {}
  void all() {
    for (const AgentPlan& a : s_.agents.list) agent(a);
    design();
  }

 private:
  void agent(const AgentPlan& a) {
    const AgentTraits& can = a.recipe.kind().traits;
    if (!can.contextual && world_.contexts() > 1)
      problems_.add({a.mark,
                     fmt::format("agent '{}' knows one context; the world has {}", a.name, world_.contexts()),
                     {s_.world.mark},
                     {}});
    const auto n = std::size_t{world_.responses()};
    if (a.feedback.crn == Crn::pair && (n == 0 || world_.contexts() * n * n > kMostPairs))
      problems_.add(a.mark,
                    fmt::format("crn: pair needs a world that lists its responses, contexts × responses² at most {}",
                                kMostPairs));
    const bool oracle = a.feedback.form == Form::oracle;
    const double horizon = a.feedback.budget.limit(oracle ? Unit::steps : Unit::labels);
    const AgentSetup setup{.world = world_,
                           .form = a.feedback.form,
                           .size = static_cast<Row>(*a.feedback.size),
                           .batch = static_cast<Row>(a.feedback.batch),
                           .horizon = std::isfinite(horizon) ? static_cast<std::uint64_t>(horizon) : 0};
    if (auto why = a.recipe.misfit(setup); !why.empty())
      problems_.add(a.mark, fmt::format("agent '{}': {}", a.name, why));
  }
  void design() {
    if (!s_.data || !s_.data->design) return;
    for (const DesignRow& r : s_.data->design->rows)
      if (r.context >= world_.contexts() || (world_.responses() > 0 && std::max(r.left, r.right) >= world_.responses()))
        problems_.add(r.mark, fmt::format("the world has contexts 0 … {} and responses 0 … {}", world_.contexts() - 1,
                                          world_.responses() - 1));
  }
  static constexpr std::size_t kMostPairs = 200'000;  // each has a stream in every cell
  const Scenario& s_;
  const World& world_;
  Problems& problems_;
};

/// Whether labels, or the time that agents compute, are drawn.
bool chance(const Scenario& s) {
  return std::ranges::any_of(s.agents.list, [](const AgentPlan& a) {
    return a.feedback.form != Form::oracle || (a.compute && !a.compute->constant());
  });
}

/// What decides the truth of the first replications.
std::string truth_key(const Scenario& s, const Variants& v) {
  return v.key({"world", "annotators", "measure", "freeze", "seed", "seeds"}) + std::string(word(s.feedback.form));
}

}  // namespace

bool random_truth(const Scenario& s) {
  if (s.annotators.external()) return true;  // who knows
  const auto r = first_replication(s);
  const auto other = s.seeds.replications.size() > 1 ? s.seeds.replications[1] : r + 1;
  return !alike(Truths(s, r), Truths(s, other));
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

void TruthChecks::fit(const Scenario& s, const Variants& v, Problems& problems) {
  const std::string world = v.key({"world", "seed", "seeds"});
  if (!world_ || world != world_of_) {
    world_ = s.world.recipe.make({.seed = s.seed, .replication = first_replication(s)});
    world_of_ = world;
  }
  PointCheck(s, *world_, problems).all();
  std::vector<Form> asked;
  for (const AgentPlan& a : s.agents.list)
    if (std::ranges::find(asked, a.feedback.form) == asked.end()) asked.push_back(a.feedback.form);
  for (Form f : asked) {
    if (!fit_.insert(v.key({"world", "seed", "seeds", "annotators", "events"}) + std::string(word(f))).second) continue;
    check_fit(s.annotators, *world_, f, problems);
    for (const EventPlan& e : s.events.list) check_fit(e.population, *world_, f, problems);
  }
}

bool TruthChecks::random(const Scenario& s, const std::string& truth) {
  const auto [at, fresh] = random_.try_emplace(truth);
  if (fresh) at->second = random_truth(s);
  return at->second;
}

std::string TruthChecks::undefined(const Scenario& s, const Variants& v, const MetricPlan& m) {
  std::string why = undefined_at_first(s, v, m);
  // What other replications may have is no mistake: their rows are empty where it is undefined.
  if (!why.empty() && random(s, truth_key(s, v))) why.clear();
  return why;
}

std::string TruthChecks::undefined_at_first(const Scenario& s, const Variants& v, const MetricPlan& m) {
  const auto judged = [&](const AgentPlan& a) { return unjudged(a, m, s).empty(); };
  const auto a = std::ranges::find_if(s.agents.list, judged);  // the truth is the same for all
  if (!m.rival.empty() || a == s.agents.list.end()) return {};
  const std::string truth = truth_key(s, v);
  // Metrics that are never undefined can at most misfit the world.
  const MetricTraits& can = m.recipe.kind().traits;
  const std::string decides = can.undefined.empty() ? v.key({"world", "seed", "seeds"}) : truth;
  std::string key = fmt::format("{}/{}/{}/{}/{}", decides, m.name, a->recipe.kind().card.name, word(a->feedback.form),
                                a->feedback.votes);
  if (!can.needs.empty()) key += to_flow(a->recipe.resolved());
  const auto [known, fresh] = undefined_.try_emplace(std::move(key));
  if (!fresh) return known->second;
  if (!truths_ || truths_of_ != truth) truths_.emplace(s, first_replication(s)), truths_of_ = truth;
  const auto setup = setup_of(s, *a, m, truths_->world(), first_replication(s));
  std::string why = m.recipe.misfit(setup);
  if (why.empty() && !s.annotators.external()) {  // nobody asks those before a run
    const auto metric = m.recipe.make(setup);
    metric->shift({truths_->truth(), truths_->groups()}, {});
    why = metric->undefined();
  }
  return known->second = why;
}

std::vector<std::uint32_t> TruthChecks::default_seeds(const Scenario& s, const Variants& v) {
  const bool luck = chance(s) || !s.world.recipe.kind().traits.enumerable || random(s, truth_key(s, v));
  std::vector<std::uint32_t> out(luck ? 10 : 1);
  std::iota(out.begin(), out.end(), 0u);
  return out;
}

bool random_study(const Scenario& s) {
  return chance(s) || !s.world.recipe.kind().traits.enumerable || random_truth(s);
}

}  // namespace paddock
