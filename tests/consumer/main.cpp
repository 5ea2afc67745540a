// Somebody else's program: a world of the library, one of its agents, and an agent of its own from the same registry.
#include <paddock/sim/core/agent.h>
#include <paddock/sim/core/build_info.h>

#include <cmath>
#include <iostream>
#include <numeric>

namespace {

struct Stubborn final : paddock::Agent {
  using Params = paddock::NoParams;
  const paddock::WorldView& world;
  Stubborn(const Params&, const Setup& setup) : world(setup.world) {}
  void propose(paddock::Stream&, paddock::QueryBatch& out) override {
    while (out.room() > 0) out.duel(out.upcoming(), 0, 1);
  }
  void learn(const paddock::LabelBatch&) override {}
  const paddock::Policy& recommended() const override { return world.reference(); }
};
const paddock::Register<paddock::Agent, Stubborn> entry{
    {.name = "stubborn", .summary = "Never learns", .formula = "pi = mu", .source = "this test"}};

template <class Base>
auto make(const char* kind, const typename Base::Setup& setup) {
  const auto* found = paddock::Registry<Base>::get().find(kind);
  if (!found) throw std::runtime_error(std::string("no kind ") + kind);
  return found->make(*found->defaults(), setup);
}

}  // namespace

int main() {
  const auto world = make<paddock::World>("tabular", {});
  for (const char* kind : {"stubborn", "rucb"}) {
    const auto agent = make<paddock::Agent>(kind, {.world = *world});
    std::vector<double> policy(world->responses());
    agent->recommended().probabilities(0, policy);
    if (std::abs(std::accumulate(policy.begin(), policy.end(), 0.0) - 1) > 1e-12) return 1;
  }
  std::cout << "built against paddock " << paddock::build_info().version << '\n';
}
