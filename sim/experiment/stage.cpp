#include "sim/experiment/stage.h"

#include "sim/core/expects.h"

#include <algorithm>
#include <cmath>

namespace paddock {

/// The truth of whichever regime holds. The kernel tells it, as it tells every metric.
class Stage::Oracle final : public Truth, public Metric {
 public:
  explicit Oracle(bool fixed) : fixed_(fixed) {}
  void shift(const Scene& s, const Moment&) override { now_ = &s.truth; }
  double measure(const Checkpoint&) override { return 0; }
  double preference(ContextId x, ItemId a, ItemId b, const Moment& m) const override {
    return now_->preference(x, a, b, m);
  }
  void preferences(ContextId x, const Moment& m, Eigen::Ref<Eigen::MatrixXd> out) const override {
    now_->preferences(x, m, out);
  }
  double utility(ContextId x, ItemId i, const Moment& m) const override { return now_->utility(x, i, m); }
  double best_utility(ContextId x, const Moment& m) const override { return now_->best_utility(x, m); }
  bool fixed() const override { return fixed_; }
  const Truth* now_ = nullptr;

 private:
  bool fixed_;
};

namespace {

bool frozen(const Scenario& s, Frozen what) { return std::ranges::find(s.freeze.list, what) != s.freeze.list.end(); }

void set_start(Regime& r, const When& at, const BudgetPlan& budget) {
  const auto tick = [](double seconds) {
    return static_cast<Tick>(std::llround(seconds * static_cast<double>(kSecond)));
  };
  if (at.labels)
    r.labels = static_cast<std::uint64_t>(*at.labels);
  else if (at.seconds)
    r.time = tick(*at.seconds);
  else if (std::isfinite(budget.limit(Unit::labels)))
    r.labels = static_cast<std::uint64_t>(*at.share * budget.limit(Unit::labels));
  else
    r.time = tick(*at.share * budget.limit(Unit::time));
}

}  // namespace

Stage::Stage(const Scenario& s, const Feedback& feedback, std::uint32_t replication, std::stop_token stop)
    : stop_(std::move(stop)),
      world_(s.world.recipe.make({s.seed, frozen(s, Frozen::world) ? 0 : replication})),
      plan_(s.annotators) {
  regimes_.push_back(regime(s, s.annotators, feedback, replication));
  for (const EventPlan& e : s.events.list) {
    Regime r = regime(s, e.population, feedback, replication);
    set_start(r, e.at, feedback.budget);
    regimes_.push_back(std::move(r));
  }
  oracle_owner_ = std::make_unique<Oracle>(regimes_.size() == 1 && truth().fixed());
  oracle_owner_->now_ = &truth();
  oracle_ = oracle_owner_.get(), follower_ = oracle_owner_.get();
}

Stage::~Stage() = default;

Regime Stage::regime(const Scenario& s, const PopulationPlan& plan, const Feedback& feedback,
                     std::uint32_t replication) {
  PopulationSetup setup{.world = *world_,
                        .seed = s.seed,
                        .replication = replication,
                        .form = feedback.form,
                        .random_sides = feedback.sides == Sides::random,
                        .by_pair = feedback.crn == Crn::pair,
                        .stop = stop_};
  if (frozen(s, Frozen::population)) setup.frozen = 0;
  populations_.push_back(std::make_unique<Population>(plan, setup));
  Population& people = *populations_.back();
  Regime r;
  for (std::size_t g = 0; g < people.size(); ++g) {
    const Group& group = plan.groups()[g];
    const CostPlan cost = group.logistics.price();
    Pool pool{.judge = &people.crowd(g),
              .entity = group.entity(),
              .share = group.share,
              .workers = group.people(),
              .service = group.logistics.service(),
              .price = {cost.label, cost.second, cost.query}};
    if (const auto& hours = group.logistics.availability)
      pool.availability = {hours->on.value, hours->off.value, hours->start.value};
    r.pools.push_back(std::move(pool));
    r.groups.push_back(&people.group(g));
  }
  switch (s.measure.truth.kind) {
    case TruthChoice::Kind::noiseless:
      r.truth = &people.truth();
      break;
    case TruthChoice::Kind::as_labelled:
      r.truth = &people.labelled();
      break;
    case TruthChoice::Kind::group: {
      const auto g = std::ranges::find(plan.groups(), s.measure.truth.group, &Group::name);
      expects(g != plan.groups().end(), "a known group as the truth");
      r.truth = &people.group(static_cast<std::size_t>(g - plan.groups().begin()));
    }
  }
  return r;
}

std::vector<PoolInfo> Stage::pools() const {
  std::vector<PoolInfo> out;
  for (const Group& g : plan_.groups())
    out.push_back({g.name, g.logistics.price().label, g.logistics.service().mean()});
  return out;
}
std::vector<std::string> Stage::group_names() const {
  std::vector<std::string> out;
  for (const Group& g : plan_.groups()) out.push_back(g.name);
  return out;
}

}  // namespace paddock
