// refinement.gain, refinement.hit, oscillation: worked numbers and cases by hand.
#include "analysis/game/stackelberg.h"
#include "sim/core/replies.h"
#include "tests/golden/games.h"
#include "tests/metrics/stage.h"

#include <fmt/format.h>

namespace paddock::test {
namespace {

/// A leader and a follower as tables, in one context.
class Pair final : public Agent {
 public:
  Pair(const Eigen::VectorXd& leader, Eigen::MatrixXd follower) : leader_({leader}), follower_(std::move(follower)) {}
  void propose(Stream&, QueryBatch&) override {}
  void learn(const LabelBatch&) override {}
  const Policy& recommended() const override { return leader_; }
  const Policy* policy(std::string_view name) const override {
    return name == "follower" ? &follower_ : Agent::policy(name);
  }

 private:
  class Rows final : public Replies {
   public:
    explicit Rows(Eigen::MatrixXd rows) : rows_(std::move(rows)) {}
    void sample(ContextId, Stream&, std::span<ItemId>) const override {}
    void replies(ContextId, ItemId to, std::span<double> out) const override {
      as_vector(out) = rows_.row(to).transpose();
    }

   private:
    Eigen::MatrixXd rows_;
  };
  TablePolicy leader_;
  Rows follower_;
};

double measured(const std::string& kind, const Agent& agent, const Eigen::MatrixXd& p,
                const std::vector<Node::Entry>& entries) {
  std::vector<Node::Entry> all{{"kind", {}, Node::scalar(kind)}};
  all.insert(all.end(), entries.begin(), entries.end());
  Problems problems;
  const auto recipe = Registry<Metric>::get().parse(Node::map(all), problems, "metric");
  if (!problems.empty()) throw std::runtime_error(problems.list()[0].text);
  const TableWorld world({1}, {Eigen::VectorXd::Constant(p.rows(), 1.0 / static_cast<double>(p.rows()))});
  const TableTruth truth({p});
  const auto m = recipe.make({.world = world});
  m->shift({truth, {}}, {});
  return m->measure(now(agent));
}
double hit(const Agent& agent, const Eigen::MatrixXd& p, int samples, int response = -1) {
  std::vector<Node::Entry> e{{"samples", {}, Node::number(samples)}};
  if (response >= 0) e.push_back({"response", {}, Node::number(response)});
  return measured("refinement.hit", agent, p, e);
}
double gain(const Agent& agent, const Eigen::MatrixXd& p, int samples) {
  return measured("refinement.gain", agent, p, {{"samples", {}, Node::number(samples)}});
}

// nlhf.md E14: game E2, tau_L = .1, tau_F = .2.
TEST(Refinement, WorkedGame) {
  const auto g = golden::games()[1];
  const Stackelberg s = solve_stackelberg(g.p, g.mu, .1, .2, g.mu);
  const Pair pair(s.leader, s.follower);
  const std::vector<std::vector<double>> hits{{.085313345, .262849505, .616282370, .896026434},
                                              {.204752795, .631805299, .834969478, .966845861},
                                              {.709933860, .806173478, .954737086, .997531682}};
  const int samples[] = {1, 2, 3, 5};
  for (int k = 0; k < 4; ++k) {
    double sum = 0;
    for (int a = 0; a < 3; ++a) {
      const double wanted = hits[static_cast<std::size_t>(a)][static_cast<std::size_t>(k)];
      EXPECT_NEAR(hit(pair, g.p, samples[k], a), wanted, 1e-9) << "arm " << a << ", " << samples[k] << " samples";
      sum += wanted;
    }
    EXPECT_NEAR(hit(pair, g.p, samples[k]), sum / 3, 1e-9);
  }
  const double wins[] = {.5, .658554862, .421657713, .452905319};
  for (int k = 0; k < 4; ++k) EXPECT_NEAR(gain(pair, g.p, k + 1), wins[k] - .5, 1e-9) << k + 1;
}

// The follower of the 0/1 cycle walks it: a favourite is met for sure in three samples. Fresh draws from the uniform
// Nash policy miss it with (2/3)^N.
TEST(Refinement, OfTheCycle) {
  const Eigen::MatrixXd p = duels(3, {1, 0, 1});  // 0 > 1 > 2 > 0
  Eigen::MatrixXd walk(3, 3);
  walk << 0, 0, 1, 1, 0, 0, 0, 1, 0;
  const Eigen::VectorXd third = Eigen::VectorXd::Constant(3, 1.0 / 3);
  const Pair pair(third, walk);
  const TablePolicy nash({third});
  const TableAgent fresh(nash);
  for (int n = 1; n <= 3; ++n) {
    EXPECT_NEAR(hit(pair, p, n), n / 3.0, 1e-15);
    EXPECT_NEAR(hit(fresh, p, n), 1 - std::pow(2.0 / 3, n), 1e-15);
    EXPECT_NEAR(gain(fresh, p, n), 0, 1e-15);
  }
  EXPECT_NEAR(gain(pair, p, 2), .5, 1e-15);   // the reply always wins
  EXPECT_NEAR(gain(pair, p, 3), -.5, 1e-15);  // and the reply to it always loses to the first
}

TEST(Refinement, UndefinedForAResponseThatIsNotThere) {
  const TablePolicy policy({vec({.5, .5})});
  EXPECT_TRUE(std::isnan(hit(TableAgent(policy), duels(2, {.6}), 2, 2)));
}

struct Taus {
  double leader = .1, follower = .2;
  static constexpr auto fields() {
    return std::tuple{field("tau-leader", &Taus::leader, ""), field("tau-follower", &Taus::follower, "")};
  }
};
TEST(KlLeader, IsTheDivergenceFromTheClosedForm) {
  const auto g = golden::games()[1];
  const TableWorld world({1}, {g.mu});
  const TableTruth truth({g.p});
  const TablePolicy leader({g.leader}), mu({g.mu});
  const ParamsOf<Taus> taus;
  const auto of = [&](const Policy& p) {
    return facing("kl.leader", {.world = world, .agent = &taus}, truth)->measure(now(TableAgent(p)));
  };
  EXPECT_NEAR(of(leader), 0, 1e-8);
  double kl = 0;
  for (int i = 0; i < 3; ++i) kl += g.leader[i] * std::log(g.leader[i] / g.mu[i]);
  EXPECT_NEAR(of(mu), kl, 1e-8);
  EXPECT_TRUE(std::isnan(facing("kl.leader", {.world = world}, truth)->measure(now(TableAgent(mu)))));
}

TEST(Oscillation, IsTheWayMovedSinceTheCheckpointBefore) {
  const TableWorld world({.75, .25}, {vec({.5, .5, 0}), vec({.5, .5, 0})});
  const TableTruth truth({duels(3, {.5, .5, .5}), duels(3, {.5, .5, .5})});
  const TablePolicy a({vec({.5, .3, .2}), vec({1, 0, 0})}), b({vec({.1, .6, .3}), vec({0, 0, 1})});
  const TableAgent first(a), second(b);
  const auto m = facing("oscillation", {.world = world}, truth);
  EXPECT_TRUE(std::isnan(m->measure(now(first))));
  EXPECT_NEAR(m->measure(now(second)), .75 * .4 + .25 * 1, 1e-15);
  EXPECT_EQ(m->measure(now(second)), 0);
  EXPECT_NEAR(m->measure(now(first)), .55, 1e-15);
}

}  // namespace
}  // namespace paddock::test
