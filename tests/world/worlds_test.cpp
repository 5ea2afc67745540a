// Worlds: sizes, laws of contexts, reference policies, features, points of a box.
#include "sim/math/simplex.h"
#include "tests/annotators/bench.h"

namespace paddock::test {
namespace {

std::vector<double> reference(const World& w, ContextId x = 0) {
  std::vector<double> p(w.responses());
  EXPECT_TRUE(w.reference().probabilities(x, p));
  return p;
}

TEST(Tabular, Sizes) {
  EXPECT_EQ(world_of("tabular")->responses(), 10u);
  EXPECT_EQ(world_of("{kind: tabular, reference: [0.5, 0.3, 0.2]}")->responses(), 3u);
  const auto named = world_of("{kind: tabular, names: [a, b]}");
  EXPECT_EQ(named->responses(), 2u);
  EXPECT_EQ(named->name(1), "b");
  const auto w = world_of("{kind: tabular, contexts: 3, responses: 4, context-law: [0.5, 0.25, 0.25]}");
  EXPECT_EQ(w->contexts(), 3u);
  EXPECT_EQ(w->name(2), "2");
  EXPECT_EQ(w->context_probability(0), 0.5);
  EXPECT_EQ(world_of("{kind: tabular, contexts: 4}")->context_probability(2), 0.25);
  EXPECT_EQ(w->dimension(), 0u);
  EXPECT_EQ(w->items(), nullptr);
}

TEST(Tabular, References) {
  EXPECT_EQ(reference(*world_of("{kind: tabular, responses: 4}")), std::vector<double>(4, 0.25));
  const auto lists = world_of("{kind: tabular, contexts: 2, reference: [[0.5, 0.5], [0.1, 0.9]]}");
  EXPECT_EQ(reference(*lists, 1)[1], 0.9);
  EXPECT_NEAR(lists->reference().log_probability(1, 0), std::log(0.1), 1e-15);
  const auto rounded = reference(*world_of("{kind: tabular, reference: [0.333333, 0.333333, 0.333334]}"));
  EXPECT_TRUE(is_distribution(rounded, 1e-15));
  const auto drawn = world_of("{kind: tabular, contexts: 2, responses: 50, reference: {normal: 1}}", {3, 1});
  EXPECT_TRUE(is_distribution(reference(*drawn), 1e-12));
  EXPECT_NE(reference(*drawn, 0), reference(*drawn, 1));
  EXPECT_EQ(reference(*drawn),
            reference(*world_of("{kind: tabular, contexts: 9, responses: 50, reference: {normal: 1}}", {3, 1})));
  EXPECT_NE(reference(*drawn),
            reference(*world_of("{kind: tabular, contexts: 2, responses: 50, reference: {normal: 1}}", {3, 2})));
}

TEST(Tabular, ReferenceSamplesItsLaw) {
  for (const std::string yaml : {"{kind: tabular, responses: 3}", "{kind: tabular, reference: [0.7, 0.2, 0.1]}"}) {
    const auto w = world_of(yaml);
    const auto p = reference(*w);
    Stream s(1, 0, Purpose::agent);
    std::vector<ItemId> draws(1'000'000);
    w->reference().sample(0, s, draws);
    for (ItemId i = 0; i < 3; ++i)
      EXPECT_LT(std::abs(score(static_cast<std::uint64_t>(std::ranges::count(draws, i)), draws.size(), p[i])), kFar)
          << yaml << i;
  }
}

TEST(Tabular, Mistakes) {
  EXPECT_EQ(world_problems("{kind: tabular, reference: [0.5, 0.3]}"), "reference: probabilities sum to 0.8, not 1\n");
  EXPECT_EQ(world_problems("{kind: tabular, reference: [1, 0]}"),
            "reference: a probability must be above 0 and at most 1, got 0 | a response the reference never gives has "
            "no KL divergence; leave it out "
            "of the world\n");
  EXPECT_EQ(world_problems("{kind: tabular, responses: 3, reference: [0.5, 0.5]}"),
            "tabular: reference lists 2 probabilities for 3 responses\n");
  EXPECT_EQ(world_problems("{kind: tabular, contexts: 3, reference: [[0.5, 0.5], [0.5, 0.5]]}"),
            "tabular: reference has lists for 2 contexts, the world has 3\n");
  EXPECT_EQ(world_problems("{kind: tabular, reference: [[0.5, 0.5], [1]]}"),
            "reference: the lists of all contexts must be equally long\n");
  EXPECT_EQ(world_problems("{kind: tabular, reference: unifrom}"),
            "reference: expected uniform, probabilities, or a distribution of logits | for example uniform, [0.5, 0.3, "
            "0.2] or {normal: 1}\n");
  EXPECT_EQ(world_problems("{kind: tabular, contexts: 2, context-law: [0.5]}"),
            "tabular: context-law lists 1 probabilities for 2 contexts\n");
  EXPECT_EQ(world_problems("{kind: tabular, contexts: 2, context-law: [0.5, 0.6]}"),
            "tabular: context-law must be probabilities that sum to 1\n");
  EXPECT_EQ(world_problems("{kind: tabular, names: [a, a]}"), "tabular: two responses have the same name\n");
  EXPECT_EQ(world_problems("{kind: tabular, responses: 0}"),
            "responses must be at least 1 and at most 1000000, got 0\n");
  EXPECT_EQ(world_problems("{kind: tabular, contexts: 1M, responses: 1M}"),
            "tabular: 1000000 contexts of 1000000 responses are too many\n");
}

TEST(Linear, Features) {
  const auto drawn =
      world_of("{kind: linear, contexts: 200, responses: 5, dimension: 4, features: {normal: 2}}", {1, 0});
  ASSERT_EQ(drawn->dimension(), 4u);
  double v[4], squares = 0;
  for (ContextId x = 0; x < 200; ++x)
    for (ItemId i = 0; i < 5; ++i) {
      drawn->features(x, i, v);
      for (double z : v) squares += z * z / 4;
    }
  EXPECT_LT(std::abs(squares / 4000 - 1), kFar * std::sqrt(2. / 4000));
  double w[4];
  drawn->features(0, 1, v), drawn->features(1, 1, w);
  EXPECT_NE(v[0], w[0]);

  const auto unit = world_of("{kind: linear, responses: 3, dimension: 3, normalise: true}");
  unit->features(0, 2, {v, 3});
  EXPECT_NEAR(v[0] * v[0] + v[1] * v[1] + v[2] * v[2], 1, 1e-14);

  const auto listed = world_of("{kind: linear, contexts: 2, features: [[1, 2], [3, 4], [5, 6]]}");
  EXPECT_EQ(listed->responses(), 3u);
  listed->features(1, 2, {v, 2});
  EXPECT_EQ(v[1], 6);
  const auto each = world_of("{kind: linear, contexts: 2, features: [[[1], [2]], [[3], [4]]]}");
  each->features(1, 0, {v, 1});
  EXPECT_EQ(v[0], 3);
  EXPECT_EQ(each->dimension(), 1u);

  EXPECT_EQ(world_problems("{kind: linear, features: [[1, 2], [3]]}"),
            "features: every response needs a vector of the same length\n");
  EXPECT_EQ(world_problems("{kind: linear, responses: 3, features: [[1, 2], [3, 4]]}"),
            "linear: features list 2 responses, the world has 3\n");
  EXPECT_EQ(world_problems("{kind: linear, dimension: 3, features: [[1, 2], [3, 4]]}"),
            "linear: features have length 2, dimension is 3\n");
  EXPECT_EQ(world_problems("{kind: linear, contexts: 3, features: [[[1], [2]], [[3], [4]]]}"),
            "linear: features list 2 contexts, the world has 3\n");
}

TEST(Function, PointsOfTheBox) {
  const auto w = world_of("{kind: function, dimension: 2, low: [0, -1], high: 3}");
  EXPECT_EQ(w->responses(), 0u);
  EXPECT_EQ(w->bounds(1), (std::pair<double, double>{-1, 3}));
  Stream s(1, 0, Purpose::agent);
  std::vector<ItemId> draws(100'000);
  w->reference().sample(0, s, draws);
  std::uint64_t low = 0;
  for (ItemId i : draws) {
    double z[2];
    w->features(0, i, z);
    ASSERT_TRUE(z[0] >= 0 && z[0] < 3 && z[1] >= -1 && z[1] < 3);
    low += z[1] < 0;
    w->items()->release(i);
  }
  EXPECT_LT(std::abs(score(low, draws.size(), 0.25)), kFar);
  EXPECT_EQ(w->items()->slots(), draws.size());
  const ItemId again = w->items()->add();
  EXPECT_LT(again, draws.size());  // a released slot
  EXPECT_NEAR(w->reference().log_probability(0, again), -std::log(12), 1e-15);
  w->items()->reals(again)[0] = 5;
  EXPECT_EQ(w->reference().log_probability(0, again), -kInf);
  std::vector<double> none;
  EXPECT_FALSE(w->reference().probabilities(0, none));
  EXPECT_EQ(world_problems("{kind: function, low: 1, high: 1}"), "function: needs low < high\n");
  EXPECT_EQ(world_problems("{kind: function, dimension: 3, low: [0, 0]}"),
            "function: low and high need one number, or 3\n");
}

}  // namespace
}  // namespace paddock::test
