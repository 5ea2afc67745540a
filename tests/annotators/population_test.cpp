// Groups: parsing, people, mixtures, and that changing one leaves the draws of the others alone.
#include "sim/math/softmax.h"
#include "tests/annotators/bench.h"

namespace paddock::test {
namespace {

constexpr std::uint64_t kMany = 1'000'000;

std::vector<std::uint8_t> answers(Crowd& crowd, ItemId a, ItemId b, std::int32_t worker = -1) {
  std::vector<std::uint8_t> out;
  Asker(crowd, Form::duel, {a, b}, 0, worker).ask(20'000, [&](const LabelBatch& l, Row r) {
    out.push_back(l.choice[r]);
  });
  return out;
}

TEST(Population, ShapesOfTheBlock) {
  EXPECT_EQ(plan_of("bradley-terry").groups()[0].name, "bradley-terry");
  EXPECT_EQ(plan_of("{kind: cyclic, strength: 0.2}").groups()[0].share, 1);
  const auto list = plan_of("[{name: one, kind: cyclic, share: 0.7}, {kind: thurstone, share: 0.3}]");
  ASSERT_EQ(list.groups().size(), 2u);
  EXPECT_EQ(list.groups()[1].name, "thurstone");
  const auto all = plan_of(
      "{groups: [{name: a, kind: cyclic}, {name: b, kind: cyclic, noise: {flip: 0}}], noise: {flip: 0.1}, latency: "
      "3s}");
  EXPECT_EQ(all.groups()[0].modifiers.flips(), 0.1);
  EXPECT_EQ(all.groups()[1].modifiers.flips(), 0);
  EXPECT_EQ(all.groups()[0].people(), 1);  // latency, so one worker
  EXPECT_EQ(list.groups()[0].people(), 0);
  EXPECT_TRUE(all.takes_time());
  EXPECT_EQ(all.people(), 2u);
  EXPECT_FALSE(list.takes_time());
  EXPECT_TRUE(list.free());
  EXPECT_FALSE(plan_of("{kind: cyclic, cost: {second: 0.01}}").free());
}

TEST(Population, AMatrixMayShareItsNameWithTheGroup) {
  EXPECT_EQ(plan_of("{kind: matrix, name: cyclic-4}").groups()[0].name, "cyclic-4");
  EXPECT_EQ(plan_of("{kind: matrix, game: cyclic-4}").groups()[0].name, "matrix");
  EXPECT_EQ(plan_of("{kind: matrix, game: cyclic-4, name: loop}").groups()[0].name, "loop");
  EXPECT_EQ(plan_of("{kind: matrix, probabilities: [[.5, 1], [0, .5]], name: two}").implied_responses(), 2u);
}

TEST(Population, TemperatureOfAKindIsTheKinds) {
  Stage own("{kind: bradley-terry, utility: [1, 0], temperature: 2}", "{kind: tabular, responses: 2}");
  EXPECT_EQ(own.truth(0, 1), sigmoid(0.5));  // stays in the truth
  Stage modifier("{kind: cyclic, strength: 0.6, temperature: 2}", "{kind: tabular, responses: 3}");
  EXPECT_EQ(modifier.truth(0, 1), 0.8);  // removed from it
  EXPECT_NEAR(modifier.labelled(0, 1), sigmoid(logit(0.8) / 2), 1e-15);
  Stage both("{groups: [{kind: bradley-terry, utility: [1, 0], temperature: 2}], temperature: 4}",
             "{kind: tabular, responses: 2}");
  EXPECT_EQ(both.truth(0, 1), sigmoid(0.5));
  EXPECT_NEAR(both.labelled(0, 1), sigmoid(0.125), 1e-15);
}

TEST(Population, WrittenOutItReadsBackTheSame) {
  for (const std::string yaml :
       {"bradley-terry", "[{name: a, kind: cyclic, share: 0.2, noise: {flip: 0.1}}, {name: b, kind: thurstone}]",
        "{groups: [{kind: bradley-terry, temperature: 2}, {kind: cyclic, order: [skip, noise]}], temperature: 3, "
        "lapse: {rate: 0.1, left: 0.2}}",
        "{kind: thurstone, utility: [[1, 2], [3, 4]], ties: {davidson: {nu: 0.5}}, skip: {threshold: 0.5}, workers: "
        "{count: 3, quality: "
        "{beta: [4, 1]}, utility: {normal: 0.3}}, latency: {exponential: 36.8s}, cost: {label: 1, query: 2}, "
        "availability: {on: 8h, off: 16h}}",
        "{kind: policy-dependent, base: {kind: cyclic, strength: 0.3}}",
        "{kind: matrix, probabilities: [[0.5, 0.25], [0.75, 0.5]]}", "{kind: matrix, name: arxiv-6, shuffle: true}",
        "{kind: ranking-camps, rankings: [[a, b], [b, a]], shares: [1, 2]}",
        "{kind: bradley-terry, utility: {function: sphere, centre: [1, 2]}}",
        "{kind: bradley-terry, utility: {features: [1, 2]}}"}) {
    const Node first = plan_of(yaml).write();
    PopulationPlan again;
    Problems problems;
    PopulationPlan::read(node_of(to_flow(first)), again, {.name = "annotators"}, problems);
    EXPECT_EQ(texts(problems), "") << yaml;
    EXPECT_EQ(to_flow(again.write()), to_flow(first)) << yaml;
  }
}

TEST(Population, MistakesAreExplained) {
  EXPECT_EQ(plan_problems("[cyclic, cyclic]"), "two groups are called 'cyclic'; give one another name\n");
  EXPECT_EQ(plan_problems("{kind: bradly-terry}"),
            "unknown annotator kind 'bradly-terry'; did you mean 'bradley-terry'?\n");
  EXPECT_EQ(plan_problems("{kind: cyclic, strenght: 1}"),
            "unknown key 'strenght' in cyclic; did you mean 'strength'?\n");
  EXPECT_EQ(plan_problems("{kind: cyclic, share: -1}"), "share must be at least 0, got -1\n");
  EXPECT_EQ(plan_problems("[{kind: cyclic, share: 0}, {kind: thurstone, share: 0}]"),
            "nobody labels: every share is 0\n");
  EXPECT_EQ(plan_problems("{kind: cyclic, name: A.b}"), "a group's name has a-z, 0-9 and -, not 'A.b'\n");
  EXPECT_EQ(plan_problems("{groups: []}"), "nobody labels: annotators needs a group\n");
  EXPECT_EQ(plan_problems("{kind: cyclic, workers: {quality: {normal: 1}}}"),
            "quality must lie between 0 and 1, always\n");
  EXPECT_EQ(plan_problems("{kind: cyclic, workers: {spammers: 0.7, adversaries: 0.7}}"),
            "spammers and adversaries together are at most everybody (1)\n");
  EXPECT_EQ(plan_problems("{kind: bradley-terry, utility: {function: brannin}}"),
            "utility: unknown function 'brannin'; did you mean 'branin'?\n");
  EXPECT_EQ(plan_problems("{kind: ranking-camps, rankings: [[a, b], [b, b]]}"),
            "rankings: every camp must rank each of the same responses once\n");
  EXPECT_EQ(plan_problems("{kind: low-rank, rank: 3}"), "low-rank: a skew-symmetric matrix has even rank\n");
}

TEST(Population, MisfitsNameBothSizes) {
  const auto five = world_of("{kind: tabular, responses: 5}"), box = world_of("{kind: function}");
  EXPECT_EQ(misfits("{kind: matrix, name: cyclic-4}", *five),
            "group 'cyclic-4': matrix cyclic-4 is about 4 responses, the world has 5\n");
  EXPECT_EQ(misfits("{kind: bradley-terry, utility: [1, 2]}", *five),
            "group 'bradley-terry': utility lists 2 values, the world has 5 responses\n");
  EXPECT_EQ(misfits("{kind: cyclic, length: 6}", *five),
            "group 'cyclic': the cycle has length 6, the world 5 responses\n");
  EXPECT_EQ(misfits("{kind: ranking-camps, rankings: [[0, 1, 2, 3, 5]]}", *five),
            "group 'ranking-camps': no response is called '5'; did you mean '0'?\n");
  EXPECT_EQ(misfits("{kind: bradley-terry, utility: {features: [1]}}", *five),
            "group 'bradley-terry': utility {features: …} needs a world with features (linear, function, dataset with "
            "features)\n");
  EXPECT_EQ(misfits("{kind: bradley-terry, utility: [1]}", *box),
            "group 'bradley-terry': utility: a list needs a world that lists its responses; use {features: …} or "
            "{function: …}\n");
  EXPECT_EQ(misfits("{kind: bradley-terry, workers: {utility: 1}}", *five),
            "group 'bradley-terry': workers.utility needs a number of people | workers: {count: 20, utility: …}\n");
  EXPECT_EQ(misfits("{kind: cyclic, workers: {count: 3, utility: {normal: 1}}}", *five),
            "group 'cyclic': workers.utility needs utilities, and 'cyclic' has none\n");
  EXPECT_EQ(misfits("{kind: policy-dependent, base: policy-dependent}", *five),
            "group 'policy-dependent': the base must not depend on the policy itself\n");
  EXPECT_EQ(misfits("{kind: policy-dependent, base: {kind: matrix, name: arxiv-6}}", *five),
            "group 'policy-dependent': matrix arxiv-6 is about 6 responses, the world has 5\n");
}

TEST(Population, ImpliedResponses) {
  EXPECT_EQ(plan_of("{kind: matrix, name: arxiv-6}").implied_responses(), 6u);
  EXPECT_EQ(plan_of("{kind: matrix, probabilities: [[.5, 1], [0, .5]]}").implied_responses(), 2u);
  EXPECT_EQ(plan_of("[cyclic, {kind: thurstone, utility: [1, 2, 3]}]").implied_responses(), 3u);
  EXPECT_EQ(plan_of("{kind: ranking-camps, rankings: [[a, b]]}").implied_responses(), 2u);
  EXPECT_EQ(plan_of("{kind: policy-dependent, base: {kind: matrix, name: rps}}").implied_responses(), 3u);
  EXPECT_EQ(plan_of("cyclic").implied_responses(), std::nullopt);
}

TEST(Population, ChangesThatARunCanMake) {
  const auto a = plan_of("[{name: a, kind: cyclic}, {name: b, kind: thurstone}]");
  EXPECT_EQ(a.unlike(plan_of("[{name: a, kind: cyclic, share: 3, strength: 0.1}, {name: b, kind: thurstone}]")), "");
  EXPECT_NE(a.unlike(plan_of("[{name: a, kind: cyclic}]")), "");
  EXPECT_NE(a.unlike(plan_of("[{name: a, kind: cyclic}, {name: c, kind: thurstone}]")), "");
  EXPECT_NE(a.unlike(plan_of("[{name: a, kind: cyclic}, {name: b, kind: thurstone, workers: {count: 2}}]")), "");
}

TEST(Population, TruthIsTheMixtureByShare) {
  Stage m(
      "[{name: a, kind: cyclic, strength: 0.4, share: 3, noise: {flip: 0.2}}, {name: b, kind: bradley-terry, utility: "
      "[1, 0, 0, 0], share: 1, skip: "
      "0.5}, {name: c, kind: bradley-terry, utility: [9, 0, 0, 0], share: 0}]");
  EXPECT_DOUBLE_EQ(m.truth(0, 1), 0.75 * 0.7 + 0.25 * sigmoid(1));
  Eigen::MatrixXd p(4, 4);
  m.population.truth().preferences(0, {}, p);
  EXPECT_DOUBLE_EQ(p(0, 1), m.truth(0, 1));
  EXPECT_DOUBLE_EQ(p(1, 0), m.truth(1, 0));
  // as labelled: group b answers half of the time, so it counts half
  EXPECT_NEAR(m.labelled(0, 1), (0.75 * (0.8 * 0.7 + 0.2 * 0.3) + 0.125 * sigmoid(1)) / 0.875, 1e-15);
  EXPECT_EQ(m.population.group(2).preference(0, 0, 1, {}), sigmoid(9));
  EXPECT_TRUE(std::isnan(m.population.truth().utility(0, 0, {})));  // one group has none
}

TEST(Population, OneGroupDoesNotMoveTheOthers) {
  const std::string a =
      "{name: a, kind: bradley-terry, workers: {count: 5, quality: {beta: [4, 1]}, utility: {normal: 0.2}}}";
  Stage alone("[" + a + "]"), joined("[{name: z, kind: low-rank, share: 5}, " + a + ", cyclic]"),
      renamed("[{name: b" + a.substr(8) + "]");
  for (ItemId i = 1; i < 4; ++i) EXPECT_EQ(alone.truth(0, i), joined.population.group(1).preference(0, 0, i, {}));
  EXPECT_EQ(answers(alone.crowd(), 0, 1, 2), answers(joined.crowd(1), 0, 1, 2));
  EXPECT_NE(answers(alone.crowd(), 0, 1, 2), answers(renamed.crowd(), 0, 1, 2));
  EXPECT_NE(alone.truth(0, 1), renamed.truth(0, 1));
}

TEST(Population, ReplicationsRedrawUnlessFrozen) {
  const auto utility = [](std::uint32_t replication, std::optional<std::uint32_t> frozen) {
    const auto world = world_of("{kind: tabular, responses: 4}");
    const auto plan = plan_of("bradley-terry");
    const Population p(plan, {.world = *world, .seed = 1, .replication = replication, .frozen = frozen});
    return p.truth().utility(0, 2, {});
  };
  EXPECT_NE(utility(0, {}), utility(1, {}));
  EXPECT_EQ(utility(3, 0), utility(0, {}));
}

TEST(People, QualityIsAFlipAndSpammersAreCoins) {
  Stage good("{kind: bradley-terry, utility: [1, 0], workers: {quality: 0.8}}", "{kind: tabular, responses: 2}");
  const double p = sigmoid(1);
  EXPECT_DOUBLE_EQ(good.labelled(0, 1), 0.8 * p + 0.2 * (1 - p));  // P_w = eta s + (1 - eta)(1 - s)
  EXPECT_LT(std::abs(score(duel(good.crowd(), 0, 1, kMany).left, kMany, good.labelled(0, 1))), kFar);
  EXPECT_EQ(good.truth(0, 1), p);
  Stage adverse("{kind: bradley-terry, utility: [1, 0], workers: {adversaries: 1}}", "{kind: tabular, responses: 2}");
  EXPECT_DOUBLE_EQ(adverse.labelled(0, 1), 1 - p);
  Stage spam("{kind: bradley-terry, utility: [1, 0], workers: {spammers: 1}}", "{kind: tabular, responses: 2}");
  EXPECT_DOUBLE_EQ(spam.labelled(0, 1), 0.5);
  Stage mixed("{kind: bradley-terry, utility: [1, 0], workers: {spammers: 0.3, adversaries: 0.2, quality: 0.9}}",
              "{kind: tabular, responses: 2}");
  const double eta = 0.5 * 0.9 + 0.3 / 2;  // of unlimited many
  EXPECT_DOUBLE_EQ(mixed.labelled(0, 1), eta * p + (1 - eta) * (1 - p));
}

TEST(People, QualitiesFollowTheirLaw) {
  Stage s("{kind: cyclic, workers: {count: 20000, quality: {beta: [4, 1]}, spammers: 0.2, adversaries: 0.1}}",
          "{kind: tabular, responses: 3}");
  const auto q = s.crowd().qualities();
  ASSERT_EQ(q.size(), 20000u);
  const auto spammers = static_cast<std::uint64_t>(std::ranges::count(q, 0.5)),
             adversaries = static_cast<std::uint64_t>(std::ranges::count(q, 0.0));
  EXPECT_LT(std::abs(score(spammers, q.size(), 0.2)), kFar);
  EXPECT_LT(std::abs(score(adversaries, q.size(), 0.1)), kFar);
  double sum = 0, n = 0;
  for (double eta : q)
    if (eta != 0 && eta != 0.5) sum += eta, ++n;
  EXPECT_LT(std::abs(sum / n - 0.8) / std::sqrt(4. / (25 * 6) / n), kFar);  // Beta(4, 1): mean 4/5, variance 4/150
}

TEST(People, EachWorkerHasItsOwnLawAndTheLabelsTheirMean) {
  Stage s(
      "{kind: bradley-terry, utility: [1, 0, 0.5], workers: {count: 4, quality: {uniform: [0.5, 1]}, utility: {normal: "
      "1}}}",
      "{kind: tabular, responses: 3}");
  double mean = 0;
  for (std::int32_t w = 0; w < 4; ++w) {
    const auto t = duel(s.crowd(), 0, 2, kMany, 0, w);
    mean += static_cast<double>(t.left) / kMany / 4;
  }
  EXPECT_LT(std::abs(mean - s.labelled(0, 2)) * 2 * std::sqrt(4. * kMany), kFar);
  EXPECT_NE(answers(s.crowd(), 0, 2, 0), answers(s.crowd(), 0, 2, 1));
  // nobody in particular (labels given before the start): anybody
  EXPECT_LT(std::abs(score(duel(s.crowd(), 0, 2, kMany).left, kMany, s.labelled(0, 2))), kFar);
}

TEST(People, DeviationsAreWhatTheyAreCalled) {
  const auto world = world_of("{kind: tabular, responses: 1000}");
  const auto recipe = plan_of("{kind: thurstone, utility: {normal: 1}}").groups()[0].judge;
  const Law spread = Law::make(Law::Kind::normal, 0, 0.5);
  const Judge::Setup group{.world = *world, .seed = 1, .entity = entity("g")};
  Judge::Setup one = group, two = group;
  one.worker = 1, two.worker = 2, one.deviation = two.deviation = &spread;
  const auto judge = recipe.make(group), first = recipe.make(one), second = recipe.make(two);
  double squares = 0, product = 0;
  for (ItemId i = 0; i < 1000; ++i) {
    const double a = first->utility(0, i, {}) - judge->utility(0, i, {}),
                 b = second->utility(0, i, {}) - judge->utility(0, i, {});
    squares += a * a / 0.25, product += a * b / 0.25;
  }
  EXPECT_LT(std::abs(squares / 1000 - 1), kFar * std::sqrt(2. / 1000));
  EXPECT_LT(std::abs(product / 1000), kFar / std::sqrt(1000.));
}

}  // namespace
}  // namespace paddock::test
