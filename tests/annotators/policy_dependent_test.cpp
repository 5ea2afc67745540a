// People who react to what they have been shown.
#include "sim/math/softmax.h"
#include "sim/policy/point.h"
#include "tests/annotators/bench.h"

namespace paddock::test {
namespace {

const std::string kGroup =
    "{kind: policy-dependent, base: {kind: bradley-terry, utility: [1, 0.2, 0], temperature: 0.5}, gain: 2";
const std::string kWorld = "{kind: tabular, contexts: 2, responses: 3, reference: [0.5, 0.3, 0.2]}";

TEST(PolicyDependent, WhatIsShownLosesAppeal) {
  Stage s(kGroup + "}", kWorld);
  EXPECT_FALSE(s.population.truth().fixed());
  PointPolicy first(2, 3), last(2, 3);
  first.choose(0, 0), last.choose(0, 2);
  EXPECT_DOUBLE_EQ(s.truth(0, 1, 0, {0, &first}), sigmoid((1 - 2 - 0.2) / 0.5));
  EXPECT_DOUBLE_EQ(s.truth(0, 1, 0, {0, &last}), sigmoid(0.8 / 0.5));
  EXPECT_DOUBLE_EQ(s.truth(0, 1, 0), sigmoid((0.8 - 2 * (0.5 - 0.3)) / 0.5));  // nothing played: the reference
  Eigen::MatrixXd p(3, 3);
  s.population.truth().preferences(0, {0, &first}, p);
  EXPECT_DOUBLE_EQ(p(0, 1), s.truth(0, 1, 0, {0, &first}));
  for (const Policy* played : {&first, &last}) {
    const Moment m{0, played};
    const auto t = duel(s.crowd(), 0, 2, 1'000'000, 0, -1, m);
    EXPECT_LT(std::abs(score(t.left, 1'000'000, s.truth(0, 2, 0, m))), kFar);
  }
}

TEST(PolicyDependent, WithoutGainDuelsAreThoseOfTheBase) {
  Stage s("{kind: policy-dependent, base: {kind: matrix, name: noisy-rps}, gain: 0}", "{kind: tabular, responses: 3}");
  PointPolicy any(1, 3);
  EXPECT_NEAR(s.truth(0, 1, 0, {0, &any}), 0.9, 1e-15);
  Stage gain("{kind: policy-dependent, base: {kind: matrix, name: noisy-rps}, gain: 1}",
             "{kind: tabular, responses: 3}");
  EXPECT_NEAR(gain.truth(0, 1, 0, {0, &any}), sigmoid(logit(0.9) - 1), 1e-14);
}

/// COACH (annotators.md section 8): f = u(y) - sum pi u; for u = (1, 0), f(1) = 1 - p and f(2) = -p.
TEST(PolicyDependent, RatingsAndThumbsAreAdvantages) {
  const std::string group =
      "{kind: policy-dependent, base: {kind: bradley-terry, utility: [1, 0], temperature: 0.5}, gain: 0}";
  Stage s(group, "{kind: tabular, responses: 2, reference: [0.3, 0.7]}", Form::rating);
  const double p = 0.3, variance = std::numbers::pi * std::numbers::pi / 6 / 4;
  double first = 0, second = 0;
  constexpr std::uint64_t n = 1'000'000;
  Asker(s.crowd(), Form::rating, {0, 1}).ask(n, [&](const LabelBatch& l, Row r) {
    first += l.values(r)[0], second += l.values(r)[1];
  });
  EXPECT_LT(std::abs(first / n - (1 - p)) / std::sqrt(variance / n), kFar);
  EXPECT_LT(std::abs(second / n + p) / std::sqrt(variance / n), kFar);
  Stage thumbs(group, "{kind: tabular, responses: 2, reference: [0.3, 0.7]}", Form::thumbs);
  PointPolicy best(1, 2);
  std::uint64_t up = 0;
  Asker(thumbs.crowd(), Form::thumbs, {1}, 0, -1, {0, &best}).ask(n, [&](const LabelBatch& l, Row r) {
    up += l.choice[r] == 1;
  });
  EXPECT_LT(std::abs(score(up, n, sigmoid(-1 / 0.5))), kFar);  // once neutral, now punished: the agent has improved
}

TEST(PolicyDependent, AverageRemembersWhatTheyWereShown) {
  Stage s(kGroup + ", reference: average}", kWorld);
  PointPolicy zero(2, 3), two(2, 3);
  two.choose(0, 2);
  EXPECT_DOUBLE_EQ(s.truth(0, 1, 0), sigmoid((0.8 - 2 * 0.2) / 0.5));  // the reference, before any label
  duel(s.crowd(), 0, 1, 1000, 0, -1, {0, &zero});
  EXPECT_DOUBLE_EQ(s.truth(0, 1, 0), sigmoid((0.8 - 2) / 0.5));
  duel(s.crowd(), 0, 1, 3000, 0, -1, {0, &two});
  EXPECT_NEAR(s.truth(0, 1, 0, {0, &zero}), sigmoid((0.8 - 2 * 0.25) / 0.5),
              1e-12);                                                  // a quarter of the labels saw zero
  EXPECT_DOUBLE_EQ(s.truth(0, 1, 1), sigmoid((0.8 - 2 * 0.2) / 0.5));  // other contexts are other memories
}

}  // namespace
}  // namespace paddock::test
