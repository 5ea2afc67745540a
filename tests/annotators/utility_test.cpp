// Utilities: lists, laws, weights of features, test functions on boxes.
#include "annotators/functions.h"
#include "sim/math/softmax.h"
#include "tests/annotators/bench.h"

#include <Eigen/QR>

#include <numbers>

namespace paddock::test {
namespace {

TEST(Utility, ListsAndListsPerContext) {
  Stage s("{kind: bradley-terry, utility: [[1, 2], [3, 5]]}", "{kind: tabular, contexts: 2, responses: 2}");
  EXPECT_EQ(s.population.truth().utility(1, 1, {}), 5);
  EXPECT_EQ(s.truth(1, 0, 0), sigmoid(1));
  EXPECT_EQ(s.truth(1, 0, 1), sigmoid(2));
  const auto three = world_of("{kind: tabular, contexts: 3, responses: 2}");
  EXPECT_EQ(misfits("{kind: bradley-terry, utility: [[1, 2], [3, 5]]}", *three),
            "group 'bradley-terry': utility has lists for 2 contexts, the world has 3\n");
}

TEST(Utility, LawsAreDrawnPerContextAndResponse) {
  Stage s("{kind: bradley-terry, utility: {normal: 2}}", "{kind: tabular, contexts: 100, responses: 100}");
  double sum = 0, squares = 0;
  for (ContextId x = 0; x < 100; ++x)
    for (ItemId i = 0; i < 100; ++i) {
      const double u = s.population.truth().utility(x, i, {});
      sum += u, squares += u * u / 4;
    }
  EXPECT_LT(std::abs(sum / 1e4) / 2 * 100, kFar);
  EXPECT_LT(std::abs(squares / 1e4 - 1), kFar * std::sqrt(2e-4));
  // keyed by context × responses + response, as documented: the draw does not depend on how many contexts there are
  Stage fewer("{kind: bradley-terry, utility: {normal: 2}}", "{kind: tabular, contexts: 3, responses: 100}");
  EXPECT_EQ(fewer.population.truth().utility(2, 57, {}), s.population.truth().utility(2, 57, {}));
}

TEST(Utility, InALinearWorldOneWeightVectorIsDrawn) {
  Stage s("{kind: bradley-terry, utility: {normal: 1}}", "{kind: linear, contexts: 20, responses: 5, dimension: 3}");
  // 100 utilities must be w . phi for one w of length 3
  Eigen::MatrixXd phi(100, 3);
  Eigen::VectorXd u(100);
  for (Eigen::Index k = 0; k < 100; ++k) {
    double v[3];
    const auto x = static_cast<ContextId>(k / 5);
    const auto i = static_cast<ItemId>(k % 5);
    s.world->features(x, i, v);
    phi.row(k) << v[0], v[1], v[2];
    u[k] = s.population.truth().utility(x, i, {});
  }
  const Eigen::VectorXd w = phi.colPivHouseholderQr().solve(u);
  EXPECT_LT((phi * w - u).cwiseAbs().maxCoeff(), 1e-12);
  Stage given("{kind: bradley-terry, utility: {features: [1, -2]}}", "{kind: linear, features: [[1, 1], [0.5, 0]]}");
  EXPECT_EQ(given.population.truth().utility(0, 0, {}), -1);
  EXPECT_EQ(given.population.truth().utility(0, 1, {}), 0.5);
  EXPECT_EQ(misfits("{kind: bradley-terry, utility: {features: [1, 2, 3]}}", *given.world),
            "group 'bradley-terry': utility lists 3 weights for 2 features\n");
}

TEST(Utility, PersonalWeightsInALinearWorld) {
  Stage s("{kind: bradley-terry, utility: {features: [1, 0]}, workers: {count: 3, utility: {normal: 1}}}",
          "{kind: linear, features: [[1, 0], [0, 1], [1, 1]]}");
  const Truth& t = s.population.truth();  // the mean of three linear people is linear
  EXPECT_NEAR(t.utility(0, 0, {}) + t.utility(0, 1, {}), t.utility(0, 2, {}), 1e-14);
  EXPECT_NE(t.utility(0, 1, {}), 0);
}

TEST(Utility, ContinuousArms) {
  Stage s("{kind: bradley-terry, utility: {function: sphere, centre: [1, 2], scale: 4}}",
          "{kind: function, low: [-1, 0], high: [3, 4]}");
  ItemStore& items = *s.world->items();
  const auto at = [&](double x, double y) {
    const ItemId i = items.add();
    items.reals(i)[0] = x, items.reals(i)[1] = y;
    return i;
  };
  const ItemId top = at(1, 2), corner = at(3, 4), edge = at(3, 2);
  const Truth& t = s.population.truth();
  EXPECT_NEAR(t.utility(0, top, {}), 0, 1e-15);
  EXPECT_NEAR(t.utility(0, corner, {}), -4, 1e-14);
  EXPECT_NEAR(t.utility(0, edge, {}), -2, 1e-14);
  EXPECT_NEAR(s.truth(edge, corner), sigmoid(2), 1e-14);
  EXPECT_EQ(t.best_utility(0, {}), 0);
  const auto tally = duel(s.crowd(), edge, corner, 1'000'000);
  EXPECT_LT(std::abs(score(tally.left, 1'000'000, sigmoid(2))), kFar);

  Stage linear("{kind: thurstone, utility: {features: [1, -1]}}", "{kind: function, low: [-1, 0], high: [3, 4]}");
  EXPECT_EQ(linear.population.truth().best_utility(0, {}), 3);
}

/// No point of a finer, shifted grid beats the stated top or falls below the stated bottom; both are nearly reached.
TEST(Utility, TestFunctionsHaveTheirRange) {
  for (const auto& f : test_functions()) {
    double high = -1e300, low = 1e300;
    const double top = f.top(2);
    constexpr int n = 1201;
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < n; ++j) {
        double unit[2] = {i / (n - 1.0), j / (n - 1.0)};
        const double v = f.at(unit, top);
        high = std::max(high, v), low = std::min(low, v);
      }
    EXPECT_LE(high, 1e-9) << f.name;
    EXPECT_GT(high, -2e-3) << f.name;
    EXPECT_GE(low, -1 - 1e-9) << f.name;
    EXPECT_LT(low, -1 + 2e-3) << f.name;
  }
}

TEST(Utility, TestFunctionsAreTheClassics) {  // textbook optima, here of minus the function
  const auto value = [](const char* name, double x, double y) {
    const double z[] = {x, y};
    return test_function(name)->value({z, 2});
  };
  EXPECT_NEAR(value("branin", std::numbers::pi, 2.275), -0.397887, 1e-6);
  EXPECT_NEAR(value("branin", -std::numbers::pi, 12.275), -0.397887, 1e-6);
  EXPECT_NEAR(value("hoelder", 8.05502, 9.66459), 19.2085, 1e-4);
  EXPECT_NEAR(value("ackley", 0, 0), 0, 1e-14);
  EXPECT_EQ(value("rosenbrock", 1, 1), 0);
  EXPECT_EQ(value("matyas", 0, 0), 0);
  EXPECT_NEAR(value("eggholder", 512, 404.2319), 959.6407, 1e-3);
}

}  // namespace
}  // namespace paddock::test
