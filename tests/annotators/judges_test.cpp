// Every kind of judge: what comes out of many answers is what its truth says, in every form it answers.
#include "annotators/random_utility.h"
#include "sim/math/normal.h"
#include "sim/math/softmax.h"
#include "tests/annotators/bench.h"

#include <Eigen/LU>
#include <fmt/format.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <map>
#include <numbers>

namespace paddock::test {
namespace {

constexpr std::uint64_t kMany = 1'000'000;

/// One example of every kind; the list must cover the registry.
const std::map<std::string, std::string> kExamples{
    {"bradley-terry", "{kind: bradley-terry, utility: [1.2, 0.3, -0.4, 0], temperature: 0.8}"},
    {"thurstone", "{kind: thurstone, utility: {normal: 1}, scale: 0.7}"},
    {"linear-stochastic", "{kind: linear-stochastic, utility: [0.5, 0, 0.2, -0.6], link: laplace, scale: 0.5}"},
    {"matrix", "{kind: matrix, name: cyclic-4}"},
    {"cyclic", "{kind: cyclic, strength: 0.4, length: 3}"},
    {"low-rank", "{kind: low-rank, rank: 4, scale: 2}"},
    {"ranking-camps",
     "{kind: ranking-camps, rankings: [[0, 1, 2, 3], [1, 2, 0, 3], [2, 0, 1, 3]], shares: [.4, .35, .25]}"},
    {"mallows", "{kind: mallows, ranking: [2, 0, 1, 3], phi: 0.5}"},
    {"policy-dependent", "{kind: policy-dependent, base: {kind: bradley-terry, utility: [1, 0, 0.5, 0.2]}, gain: 2}"},
};

TEST(Judges, EveryKindHasAnExample) {
  for (const auto& [name, kind] : Registry<Judge>::get().kinds())
    EXPECT_TRUE(name == "dataset" || kind.traits.external || kExamples.contains(std::string(name))) << name;
}

TEST(Judges, DuelsFollowTheTruthInBothOrders) {
  for (const auto& [kind, yaml] : kExamples) {
    Stage s(yaml);
    for (const auto& [a, b] : {std::pair<ItemId, ItemId>{0, 1}, {1, 0}, {3, 2}}) {
      const auto t = duel(s.crowd(), a, b, kMany);
      EXPECT_LT(std::abs(score(t.left, kMany, s.truth(a, b))), kFar) << kind << " " << a << " " << b;
      EXPECT_EQ(t.left + t.right, kMany) << kind;
    }
  }
}

TEST(Judges, ADuelComesOutTheSameWhicheverIsAskedFirst) {
  for (const auto& [kind, yaml] : kExamples) {
    Stage s(yaml);
    std::vector<std::uint8_t> one, other;
    Asker(s.crowd(), Form::duel, {0, 2}).ask(20'000, [&](const LabelBatch& l, Row r) { one.push_back(l.choice[r]); });
    Asker(s.crowd(), Form::duel, {2, 0}).ask(20'000, [&](const LabelBatch& l, Row r) {
      other.push_back(1 - l.choice[r]);
    });
    EXPECT_EQ(one, other) << kind;
  }
}

TEST(Judges, AnArmAgainstItselfIsACoin) {
  for (const auto& [kind, yaml] : kExamples) {
    Stage s(yaml);
    EXPECT_LT(std::abs(score(duel(s.crowd(), 2, 2, kMany).left, kMany, 0.5)), kFar) << kind;
  }
}

TEST(Judges, PreferencesAndTheirTransposeSumToOne) {
  for (const auto& [kind, yaml] : kExamples) {
    Stage s(yaml);
    for (const Truth* t : {&s.population.truth(), &s.population.labelled()}) {
      Eigen::MatrixXd p(4, 4);
      t->preferences(0, {}, p);
      EXPECT_LT((p + p.transpose() - Eigen::MatrixXd::Ones(4, 4)).cwiseAbs().maxCoeff(), 1e-15) << kind;
      EXPECT_TRUE((p.array() >= 0 && p.array() <= 1).all()) << kind;
      for (ItemId a = 0; a < 4; ++a)
        for (ItemId b = 0; b < 4; ++b) EXPECT_EQ(p(a, b), t->preference(0, a, b, {})) << kind;
    }
  }
}

RC_GTEST_PROP(Judges, RandomUtilitiesGiveSkewPreferences, ()) {
  const double u = *rc::gen::inRange(-4000, 4000) / 100.0, v = *rc::gen::inRange(-4000, 4000) / 100.0;
  const auto link = *rc::gen::element<std::string>("logistic", "probit", "cauchy", "laplace", "uniform");
  const double scale = *rc::gen::inRange(1, 500) / 100.0;
  Stage s(fmt::format("{{kind: linear-stochastic, utility: [{}, {}], link: {}, scale: {}}}", u, v, link, scale),
          "{kind: tabular, responses: 2}");
  RC_ASSERT(std::abs(s.truth(0, 1) + s.truth(1, 0) - 1) < 1e-15);
  const bool right = u == v ? s.truth(0, 1) == 0.5 : (s.truth(0, 1) >= 0.5) == (u > v);
  RC_ASSERT(right);
}

TEST(Judges, LinksAreTheFormulas) {  // F(0.6 / 0.5), F = link
  const auto p = [](const std::string& kind) {
    return Stage("{kind: " + kind + ", utility: [0.7, 0.1]}", "{kind: tabular, responses: 2}").truth(0, 1);
  };
  EXPECT_DOUBLE_EQ(p("bradley-terry, temperature: 0.5"), 1 / (1 + std::exp(-1.2)));
  EXPECT_DOUBLE_EQ(p("thurstone, scale: 0.5"), std::erfc(-1.2 / 2) / 2);  // Phi(1.2 / sqrt 2)
  EXPECT_DOUBLE_EQ(p("linear-stochastic, scale: 0.5, link: logistic"), 1 / (1 + std::exp(-1.2)));
  EXPECT_DOUBLE_EQ(p("linear-stochastic, scale: 0.5, link: probit"), std::erfc(-1.2 / std::numbers::sqrt2) / 2);
  EXPECT_DOUBLE_EQ(p("linear-stochastic, scale: 0.5, link: cauchy"), 0.5 + std::atan(1.2) / std::numbers::pi);
  EXPECT_DOUBLE_EQ(p("linear-stochastic, scale: 0.5, link: laplace"), 1 - std::exp(-1.2) / 2);
  EXPECT_DOUBLE_EQ(p("linear-stochastic, scale: 0.8, link: uniform"), 0.5 + 0.375);
  EXPECT_EQ(p("linear-stochastic, scale: 0.5, link: uniform"), 1);
  EXPECT_EQ(p("bradley-terry, temperature: 0"), 1);
}

/// Kinds that rank, whose pairs in a ranking have the law of a duel (rankings by random utility of difference link F).
TEST(Judges, RankingsHaveTheRightWinnersAndPairs) {
  const std::vector<std::string> ranked{kExamples.at("bradley-terry"),
                                        kExamples.at("thurstone"),
                                        kExamples.at("ranking-camps"),
                                        kExamples.at("policy-dependent"),
                                        "{kind: linear-stochastic, utility: [0.5, 0, 0.2, -0.6], link: logistic}",
                                        "{kind: linear-stochastic, utility: [0.5, 0, 0.2, -0.6], link: probit}",
                                        "{kind: linear-stochastic, utility: [0.5, 0, 0.2, -0.6], link: cauchy}",
                                        "{kind: linear-stochastic, utility: [0.5, 0, 0.2, -0.6], link: laplace}"};
  for (const auto& yaml : ranked) {
    Stage s(yaml, "{kind: tabular, responses: 4}", Form::ranking);
    const std::vector<ItemId> items{2, 0, 3, 1};
    std::uint64_t above[4][4] = {};
    Asker(s.crowd(), Form::ranking, items).ask(kMany, [&](const LabelBatch& l, Row r) {
      const auto order = l.ranks(r);
      for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = i + 1; j < 4; ++j) ++above[items[order[i]]][items[order[j]]];
    });
    for (ItemId a = 0; a < 4; ++a)
      for (ItemId b = 0; b < a; ++b) {
        EXPECT_EQ(above[a][b] + above[b][a], kMany);
        EXPECT_LT(std::abs(score(above[a][b], kMany, s.truth(a, b))), kFar) << yaml << " " << a << b;
      }
  }
}

TEST(Judges, BestOfIsASoftmaxForBradleyTerryAndTheTopOfTheRanking) {
  Stage s(kExamples.at("bradley-terry"), "{kind: tabular, responses: 4}", Form::best_of);
  std::array<double, 4> p{1.2 / 0.8, 0.3 / 0.8, -0.4 / 0.8, 0};
  softmax(p);
  std::array<std::uint64_t, 4> chosen{};
  Asker(s.crowd(), Form::best_of, {0, 1, 2, 3}).ask(kMany, [&](const LabelBatch& l, Row r) { ++chosen[l.choice[r]]; });
  for (std::size_t i = 0; i < 4; ++i) EXPECT_LT(std::abs(score(chosen[i], kMany, p[i])), kFar) << i;

  std::vector<std::uint8_t> best, first;
  Asker(s.crowd(), Form::best_of, {0, 1, 2, 3}).ask(5000, [&](const LabelBatch& l, Row r) {
    best.push_back(l.choice[r]);
  });
  Asker(s.crowd(), Form::ranking, {0, 1, 2, 3}).ask(5000, [&](const LabelBatch& l, Row r) {
    first.push_back(l.ranks(r)[0]);
    EXPECT_EQ(l.choice[r], l.ranks(r)[0]);
  });
  EXPECT_EQ(best, first);
}

TEST(Judges, CampsRankAsTheirPeopleDo) {
  Stage s(kExamples.at("ranking-camps"), "{kind: tabular, responses: 4}", Form::ranking);
  std::map<std::vector<int>, std::uint64_t> seen;
  Asker(s.crowd(), Form::ranking, {0, 1, 2}).ask(kMany, [&](const LabelBatch& l, Row r) {
    const auto o = l.ranks(r);
    ++seen[{o[0], o[1], o[2]}];
  });
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_LT(std::abs(score(seen[{0, 1, 2}], kMany, .4)), kFar);
  EXPECT_LT(std::abs(score(seen[{1, 2, 0}], kMany, .35)), kFar);
  EXPECT_LT(std::abs(score(seen[{2, 0, 1}], kMany, .25)), kFar);
}

/// Mean and variance of one rating, and that differences of two ratings follow the link.
TEST(Judges, RatingsAreUtilityPlusNoise) {
  const double gumbel = std::numbers::pi * std::numbers::pi / 6;
  const std::vector<std::tuple<std::string, double>> cases{
      {"{kind: bradley-terry, utility: [1, 0, 0, -1], temperature: 0.5}", gumbel / 4},
      {"{kind: thurstone, utility: [1, 0, 0, -1], scale: 2}", 4},
      {"{kind: linear-stochastic, utility: [1, 0, 0, -1], link: laplace, scale: 2}", 4},
      {"{kind: linear-stochastic, utility: [1, 0, 0, -1], link: probit, scale: 2}", 2}};
  for (const auto& [yaml, variance] : cases) {
    Stage s(yaml, "{kind: tabular, responses: 4}", Form::rating);
    double sum = 0, squares = 0;
    std::uint64_t wins = 0;
    Asker(s.crowd(), Form::rating, {0, 3}).ask(kMany, [&](const LabelBatch& l, Row r) {
      const double v = l.values(r)[0] - 1;
      sum += v, squares += v * v, wins += l.values(r)[0] > l.values(r)[1];
    });
    EXPECT_LT(std::abs(sum / std::sqrt(static_cast<double>(kMany) * variance)), kFar) << yaml;
    // the fourth moment of each of these laws is at most 9 variances²
    EXPECT_LT(std::abs(squares / static_cast<double>(kMany) / variance - 1), kFar * std::sqrt(8.0 / kMany)) << yaml;
    EXPECT_LT(std::abs(score(wins, kMany, s.truth(0, 3))), kFar) << yaml;
  }
}

TEST(Judges, ThumbsGoUpWithTheLinkAtTheUtility) {
  Stage s("{kind: bradley-terry, utility: [0.7, -2], temperature: 0.5, noise: {flip: 0.1}}",
          "{kind: tabular, responses: 2}", Form::thumbs);
  for (ItemId i : {0u, 1u}) {
    std::uint64_t up = 0;
    Asker(s.crowd(), Form::thumbs, {i}).ask(kMany, [&](const LabelBatch& l, Row r) { up += l.choice[r] == 1; });
    EXPECT_LT(std::abs(score(up, kMany, 0.1 + 0.8 * sigmoid(i == 0 ? 1.4 : -4))), kFar) << i;
  }
}

TEST(Judges, LowRankLogitsHaveTheirRankAndSpread) {
  double squares = 0;
  const int draws = 400;
  for (int r = 0; r < draws; ++r) {
    Stage s("{kind: low-rank, rank: 2, scale: 1.5}", "{kind: tabular, responses: 6}", Form::duel, 3,
            static_cast<std::uint32_t>(r));
    Eigen::MatrixXd logits(6, 6);
    for (ItemId a = 0; a < 6; ++a)
      for (ItemId b = 0; b < 6; ++b) logits(a, b) = logit(s.truth(a, b));
    EXPECT_EQ(Eigen::FullPivLU<Eigen::MatrixXd>(logits).setThreshold(1e-9).rank(), 2);
    squares += logits(0, 1) * logits(0, 1) / (1.5 * 1.5);
  }
  // v1 v2' - v2 v1' over sqrt 2: variance 1, fourth moment 6 (a Laplace law), so the mean square has variance 5 / draws
  EXPECT_LT(std::abs(squares / draws - 1), kFar * std::sqrt(5.0 / draws));
}

TEST(Judges, CyclesBeatTheirNeighboursOnOneSide) {
  Stage five("{kind: cyclic, strength: 0.4}", "{kind: tabular, responses: 5}");
  for (ItemId i = 0; i < 5; ++i) {  // annotators.md section 4: i beats i+1 … i+(k-1)/2
    EXPECT_DOUBLE_EQ(five.truth(i, (i + 1) % 5), 0.7);
    EXPECT_DOUBLE_EQ(five.truth(i, (i + 2) % 5), 0.7);
    EXPECT_DOUBLE_EQ(five.truth(i, (i + 3) % 5), 0.3);
  }
  Stage four("{kind: cyclic, strength: 1}", "{kind: tabular, responses: 4}");
  EXPECT_EQ(four.truth(0, 1), 1);
  EXPECT_EQ(four.truth(0, 2), 0.5);  // the diametral pair
  EXPECT_EQ(four.truth(0, 3), 0);
  Stage tail("{kind: cyclic, strength: 0.5, length: 3}", "{kind: tabular, responses: 5}");
  EXPECT_EQ(tail.truth(2, 0), 0.75);
  EXPECT_EQ(tail.truth(2, 4), 0.75);
  EXPECT_EQ(tail.truth(3, 0), 0.25);
  EXPECT_EQ(tail.truth(3, 4), 0.5);
}

TEST(Judges, ThreeEqualCampsAreTwoThirdsRoundTheCycle) {  // annotators.md section 4, Condorcet voters
  Stage s("{kind: ranking-camps, rankings: [[a, b, c], [b, c, a], [c, a, b]]}", "{kind: tabular, names: [a, b, c]}");
  EXPECT_NEAR(s.truth(0, 1), 2. / 3, 1e-15);
  EXPECT_NEAR(s.truth(1, 2), 2. / 3, 1e-15);
  EXPECT_NEAR(s.truth(2, 0), 2. / 3, 1e-15);
  Stage e3("{kind: ranking-camps, rankings: [[0, 1, 2], [1, 2, 0], [2, 0, 1]], shares: [8, 7, 5]}",
           "{kind: tabular, responses: 3}");
  EXPECT_NEAR(e3.truth(0, 1), .65, 1e-15);  // nlhf.md E3
  EXPECT_NEAR(e3.truth(0, 2), .4, 1e-15);
  EXPECT_NEAR(e3.truth(1, 2), .75, 1e-15);
}

TEST(Judges, MixturesOfTransitivePeopleReverseAMajority) {  // annotators.md section 7: 51 % with +0.1, 49 % with -10
  Stage s(
      "[{name: many, kind: bradley-terry, share: 51, utility: [0.1, 0]}, {name: few, kind: bradley-terry, share: 49, "
      "utility: [-10, 0]}]",
      "{kind: tabular, responses: 2}");
  EXPECT_NEAR(s.truth(0, 1), 0.2678, 5e-5);
  EXPECT_DOUBLE_EQ(s.truth(0, 1), 0.51 * sigmoid(0.1) + 0.49 * sigmoid(-10));
}

}  // namespace
}  // namespace paddock::test
