// dbgd: the paper's constants, and convergence on a concave utility.
#include "sim/math/softmax.h"
#include "tests/agents/loop.h"

#include <gtest/gtest.h>

#include <cmath>

namespace paddock::test {
namespace {

/// The box [-1, 1] × [-1, 2] × [0, 1]; radius sqrt(4 + 9 + 1) / 2.
class Box final : public WorldView, Policy {
 public:
  ItemId responses() const override { return 0; }
  const Policy& reference() const override { return *this; }
  ItemStore* items() const override { return &store_; }
  std::pair<double, double> bounds(std::size_t k) const override {
    return k == 0 ? std::pair(-1.0, 1.0) : k == 1 ? std::pair(-1.0, 2.0) : std::pair(0.0, 1.0);
  }
  void sample(ContextId, Stream&, std::span<ItemId> out) const override {
    for (ItemId& i : out) i = store_.add();
  }

 private:
  mutable ItemStore store_{3, 0};
};
const double kRadius = std::sqrt(14.0) / 2;

struct Game {
  Box world;
  std::unique_ptr<Agent> agent;
  QueryBatch q;
  LabelBatch l;
  Stream rng{1, 0, Purpose::agent};
  Game(std::string_view text, std::uint64_t horizon)
      : agent(agent_of(text).make({.world = world, .horizon = horizon})) {
    q.reshape(Form::duel, 2, 1), l.reshape(q, 1);
  }
  /// One duel; the point shown right wins if `right` says so.
  template <class F>
  void duel(F right) {
    q.clear(1), l.clear(), q.context[0] = 0;
    agent->propose(rng, q);
    for (ItemId i : q.items(0)) world.items()->pin(i);
    l.choice[l.add(0)] = right(at(q.items(0)[0]), at(q.items(0)[1]));
    l.stamp[0] = {0, -1, 0, 0, 0, Purpose::answer};
    agent->learn(l);
    for (ItemId i : q.items(0)) world.items()->unpin(i);
  }
  Eigen::Vector3d at(ItemId i) { return Eigen::Vector3d(world.items()->reals(i).data()); }
  Eigen::Vector3d point() {
    ItemId i;
    agent->recommended().sample(0, rng, {&i, 1});
    const auto z = at(i);
    world.items()->release(i);
    return z;
  }
};

TEST(Dbgd, StartsAtTheCentreAndUsesTheConstantsOfTheoremOne) {
  const double t = 1e6;
  Game game("dbgd", 1'000'000);
  const Eigen::Vector3d centre(0, 0.5, 0.5);
  EXPECT_EQ(game.point(), centre);
  game.duel([&](const Eigen::Vector3d& w, const Eigen::Vector3d& other) {
    EXPECT_EQ(w, centre);
    EXPECT_NEAR((other - w).norm(), std::sqrt(2 * kRadius * 3) / (std::sqrt(13.0) * std::pow(t, 0.25)), 1e-12);
    return false;
  });
  EXPECT_EQ(game.point(), centre);  // a loss moves nothing
  Eigen::Vector3d direction;
  game.duel([&](const Eigen::Vector3d& w, const Eigen::Vector3d& other) {
    direction = (other - w).normalized();
    return true;
  });
  EXPECT_LT((game.point() - centre - kRadius / std::sqrt(t) * direction).norm(), 1e-12);
}

TEST(Dbgd, StaysInTheBox) {
  Game game("{kind: dbgd, delta: 0.5, gamma: 0.5}", 0);
  for (int t = 0; t < 200; ++t) game.duel([](const auto&, const auto&) { return true; });
  const auto z = game.point();
  EXPECT_LE(std::abs(z[0]), 1.0);
  EXPECT_TRUE(z[1] >= -1 && z[1] <= 2 && z[2] >= 0 && z[2] <= 1);
  EXPECT_LE(game.world.items()->slots(), 4u);  // nothing is leaked
}

TEST(Dbgd, ClimbsAConcaveUtility) {
  const Eigen::Vector3d top(-0.6, 1.4, 0.8);
  const auto utility = [&](const Eigen::Vector3d& z) { return -5 * (z - top).squaredNorm(); };
  Stream noise(1, 0, Purpose::answer);
  Game game("dbgd", 40'000);
  EXPECT_GT((game.point() - top).norm(), 1.1);
  double late = 0;
  for (int t = 0; t < 40'000; ++t) {
    game.duel([&](const auto& w, const auto& other) { return noise.uniform() < sigmoid(utility(other) - utility(w)); });
    if (t >= 20'000) late += (game.point() - top).squaredNorm() / 20'000;
  }
  // Near the top a step drifts by gamma delta (10 / 12) r and diffuses by gamma² / 6 in each coordinate: the stationary
  // mean of r² is 3 (gamma / 6) / (2 delta 10 / 12) = .043 with delta = .066, gamma = .0094.
  EXPECT_LT(late, 2 * 0.043);
}

}  // namespace
}  // namespace paddock::test
