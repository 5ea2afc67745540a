// People of your own, and the kernel by hand: no YAML, no results folder. An annotator who tires (every label costs
// some attention) works on a queue of queries; an agent of paddock's asks, and is measured against what the rested one
// thinks.
#include <paddock/sim/core/world.h>
#include <paddock/sim/kernel/kernel.h>
#include <paddock/sim/math/softmax.h>

#include <cmath>
#include <cstdio>

namespace {

using namespace paddock;

template <class Base>
std::unique_ptr<Base> make(const char* kind, const typename Base::Setup& setup) {
  const auto* found = Registry<Base>::get().find(kind);
  return found->make(*found->defaults(), setup);
}

/// Prefers by Bradley-Terry with utility -i; with every label the answer is a little closer to a coin.
class Tired final : public Annotator, Truth {
 public:
  explicit Tired(std::uint64_t seed) : coins_(seed, 0, Purpose::answer) {}
  void answer(const Call& call, LabelBatch& out) override {
    for (Row r : call.rows) {
      const auto shown = call.queries.items(r);
      const double attention = std::exp(-1e-3 * labels_++);
      const double p = 0.5 + attention * (preference(0, shown[0], shown[1], call.moment) - 0.5);
      out.choice[out.add(r)] = coins_.nth(call.index(r)) < p ? 0 : 1;
    }
  }
  const Truth& truth() const override { return *this; }
  const Truth& labelled() const override { return *this; }

 private:
  double preference(ContextId, ItemId a, ItemId b, const Moment&) const override {
    return sigmoid(static_cast<double>(b) - static_cast<double>(a));
  }
  double utility(ContextId, ItemId i, const Moment&) const override { return -static_cast<double>(i); }
  Stream coins_;
  int labels_ = 0;
};

}  // namespace

int main() {
  const auto world = make<World>("tabular", {.seed = 1});  // 10 responses, unless told otherwise
  const auto agent = make<Agent>("double-thompson", {.world = *world, .horizon = 3000});
  const auto regret = make<Metric>("regret.average", {.world = *world});
  const auto wait = make<Metric>("queue.wait", {.world = *world});
  Tired person(1);

  Regime day;
  day.pools = {{.judge = &person, .workers = 1, .service = Law::make(Law::Kind::lognormal, 20, 0.5)}};
  day.groups = {&person.truth()};
  day.truth = &person.truth();
  Settings rules;
  rules.seed = 1;
  rules.arrivals = TimeLaw{30};  // a query every 30 s, whatever the labels do
  rules.budget.labels = 3000;
  rules.at = {100, 300, 1000};
  Kernel kernel(*agent, *world, {day}, {regret.get(), wait.get()}, rules);
  for (const Reading& r : kernel.run())
    std::printf("%5llu labels, %6.1f h: regret %7.2f, a query waits %5.1f s\n",
                static_cast<unsigned long long>(r.labels), r.time / 3600, r.values[0], r.values[1]);
}
