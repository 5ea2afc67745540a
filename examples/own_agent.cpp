// An agent of your own, compared with one of paddock's on the same people and the same luck. Like every kind it is
// registered by one line, so scenarios know it by its name: here the scenario is text in the program.
#include <paddock/analysis/statistics/estimate.h>
#include <paddock/sim/core/agent.h>
#include <paddock/sim/experiment/simulate.h>

#include <cmath>
#include <cstdio>

namespace {

using namespace paddock;

/// Explores uniformly for the first `explore` duels of K arms each, then sticks to the arm with the most wins.
class ExploreThenCommit final : public Agent, Policy {
 public:
  struct Params {
    std::uint64_t explore = 100;
    static constexpr auto fields() {
      return std::tuple{field("explore", &Params::explore, "duels an arm before committing", kAtLeastOne)};
    }
  };
  ExploreThenCommit(const Params& p, const Setup& setup)
      : left_(p.explore * setup.world.responses()), wins_(setup.world.responses(), 0.0) {}

  void propose(Stream& rng, QueryBatch& out) override {
    const auto n = static_cast<std::uint32_t>(wins_.size());
    while (out.room() > 0) {
      const bool explore = left_ > 0 && left_-- > 0;
      out.duel(out.upcoming(), explore ? rng.below(n) : best(), explore ? rng.below(n) : best());
    }
  }
  void learn(const LabelBatch& labels) override {
    for (Row i = 0; i < labels.size(); ++i)
      if (!labels.skipped(i) && labels.choice[i] != LabelBatch::kTie) wins_[labels.items(i)[labels.choice[i]]] += 1;
  }
  const Policy& recommended() const override { return *this; }

 private:
  ItemId best() const { return static_cast<ItemId>(std::ranges::max_element(wins_) - wins_.begin()); }
  void sample(ContextId, Stream&, std::span<ItemId> out) const override { std::ranges::fill(out, best()); }
  bool probabilities(ContextId, std::span<double> out) const override {
    std::ranges::fill(out, 0.0);
    return out[best()] = 1, true;
  }
  double log_probability(ContextId, ItemId i) const override { return i == best() ? 0 : -kInf; }

  std::uint64_t left_;
  std::vector<double> wins_;
};
const Register<Agent, ExploreThenCommit> entry{{.name = "explore-then-commit",
                                                .summary = "Uniform duels, then the arm with the most wins for ever",
                                                .formula = "argmax_i W_i after T_0 duels",
                                                .source = "Lattimore & Szepesvari 2020, Bandit algorithms, chapter 6"},
                                               {.contextual = false, .equivariant = false}};

}  // namespace

int main() {
  const Simulation run(R"(
    world: {kind: tabular, responses: 8}
    annotators: {kind: bradley-terry, utility: {normal: 1}, noise: {flip: 0.1}}
    feedback: {budget: {labels: 5000}}
    agents: [explore-then-commit, rucb]
    seeds: 20
    measure: {metrics: [regret.average, identified]}
  )");
  for (const char* agent : {"explore-then-commit", "rucb"})
    for (const char* metric : {"regret.average", "identified"}) {
      const Estimate e = estimate(run.last(agent, metric));
      std::printf("%-20s %-15s %8.3f ± %.3f (95 %%, %zu seeds)\n", agent, metric, e.mean, e.half_width(), e.n);
    }
}
