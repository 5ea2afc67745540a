// Modifiers: their algebra on the four-vector (left, right, tie, skip), their formulas, and what comes out of many
// labels.
#include "tests/annotators/bench.h"

#include <fmt/format.h>
#include <rapidcheck/gtest.h>

namespace paddock::test {
namespace {

constexpr std::uint64_t kMany = 1'000'000;

Modifiers modifiers(const std::string& yaml) { return plan_of("{kind: cyclic, " + yaml + "}").groups()[0].modifiers; }
double sum(const LabelLaw& o) { return o.left + o.right + o.tie + o.skip; }
bool near(const LabelLaw& a, const LabelLaw& b, double tolerance = 1e-14) {
  return std::abs(a.left - b.left) < tolerance && std::abs(a.right - b.right) < tolerance &&
         std::abs(a.tie - b.tie) < tolerance && std::abs(a.skip - b.skip) < tolerance;
}
double unit() { return *rc::gen::inRange(0, 10001) / 10000.0; }
LabelLaw any() {
  const double tie = unit() / 3, skip = unit() / 3, q = unit();
  return {(1 - tie - skip) * q, (1 - tie - skip) * (1 - q), tie, skip};
}

RC_GTEST_PROP(Modifiers, EveryMapKeepsTheSumAndIsSymmetric, ()) {
  const LabelLaw o = any();
  const double p = unit(), x = 3 * unit();
  const std::vector<LabelLaw> images{sharpen(o, 0.1 + x, 0), lapse(o, p, 0.5), flip(o, p), rao_kupper(o, 1 + x),
                                     davidson(o, x),         tie(o, p),        skip(o, p)};
  const LabelLaw r = o.swapped();
  const std::vector<LabelLaw> mirrored{sharpen(r, 0.1 + x, 0), lapse(r, p, 0.5), flip(r, p), rao_kupper(r, 1 + x),
                                       davidson(r, x),         tie(r, p),        skip(r, p)};
  for (std::size_t k = 0; k < images.size(); ++k) {
    RC_ASSERT(std::abs(sum(images[k]) - 1) < 1e-14);
    RC_ASSERT(images[k].left >= 0 && images[k].right >= 0 && images[k].tie >= -1e-16 && images[k].skip >= 0);
    RC_ASSERT(near(images[k].swapped(), mirrored[k]));
  }
  RC_ASSERT(std::abs(sum(lapse(o, p, 0.9)) - 1) < 1e-14);
  RC_ASSERT(near(sharpen(o, 1, x).swapped(), sharpen(r, 1, -x)));
}

RC_GTEST_PROP(Modifiers, Algebra, ()) {
  const LabelLaw o = any();
  const double e = unit() / 2, f = unit() / 2, s = 0.1 + 3 * unit(), t = 0.1 + 3 * unit();
  RC_ASSERT(near(flip(flip(o, e), f), flip(o, e + f - 2 * e * f)));  // annotators.md section 1
  RC_ASSERT(near(sharpen(sharpen(o, s, 0), t, 0), sharpen(o, s * t, 0), 1e-12));
  RC_ASSERT(near(lapse(lapse(o, e, 0.3), f, 0.3), lapse(o, e + f - e * f, 0.3)));
  RC_ASSERT(near(skip(skip(o, e), f), skip(o, e + f - e * f)));
  RC_ASSERT(near(sharpen(sharpen(o, 1, s), 1, -s), o, 1e-13));
  RC_ASSERT(near(flip(o, 0), o) && near(sharpen(o, 1, 0), o) && near(rao_kupper(o, 1), o) && near(davidson(o, 0), o));
}

RC_GTEST_PROP(Modifiers, TieModels, ()) {  // annotators.md section 5, with strengths e^u
  const double u = *rc::gen::inRange(-300, 300) / 100.0, v = *rc::gen::inRange(-300, 300) / 100.0;
  const double a = std::exp(u), b = std::exp(v), theta = 1 + 2 * unit(), nu = 2 * unit();
  const LabelLaw o{a / (a + b), b / (a + b)};
  const LabelLaw rk = rao_kupper(o, theta), dv = davidson(o, nu);
  RC_ASSERT(std::abs(rk.left - a / (a + theta * b)) < 1e-13);
  RC_ASSERT(std::abs(rk.tie - (theta * theta - 1) * a * b / ((a + theta * b) * (b + theta * a))) < 1e-13);
  RC_ASSERT(std::abs(dv.tie - nu * std::sqrt(a * b) / (a + b + nu * std::sqrt(a * b))) < 1e-13);
  RC_ASSERT(std::abs(dv.left / dv.right - a / b) < 1e-12 * a / b);  // the odds stay Bradley-Terry
}

TEST(Modifiers, TiesAtEquality) {
  EXPECT_DOUBLE_EQ(rao_kupper({0.5, 0.5}, 3).tie, (3. - 1) / (3 + 1));
  EXPECT_DOUBLE_EQ(davidson({0.5, 0.5}, 3).tie, 3. / (2 + 3));
  EXPECT_DOUBLE_EQ(flip({1, 0}, 0.25).left, 0.75);  // log-odds at most ln 3 = 1.0986 (section 6.1)
  EXPECT_NEAR(std::log(0.75 / 0.25), 1.0986, 5e-5);
}

TEST(Modifiers, OrderMatters) {  // flip-then-tie and tie-then-flip differ; so do bias and temperature
  const auto usual = modifiers("bias: {position: 1}, temperature: 2").apply(0.5, 0, 0, 1);
  const auto other = modifiers("bias: {position: 1}, temperature: 2, order: [bias, temperature]").apply(0.5, 0, 0, 1);
  EXPECT_DOUBLE_EQ(usual.left, sigmoid(1));
  EXPECT_DOUBLE_EQ(other.left, sigmoid(0.5));
  const auto flip_tie = modifiers("noise: {flip: 0.1}, ties: {rao-kupper: {theta: 2}}").apply(0.9, 0, 0, 1);
  const auto tie_flip =
      modifiers("noise: {flip: 0.1}, ties: {rao-kupper: {theta: 2}}, order: [ties, noise]").apply(0.9, 0, 0, 1);
  EXPECT_DOUBLE_EQ(flip_tie.left, 0.82 / (0.82 + 2 * 0.18));
  EXPECT_DOUBLE_EQ(tie_flip.left, 0.9 * 0.9 / 1.1 + 0.1 * 0.1 / 1.9);
}

TEST(Modifiers,
     BPrefOrdering) {  // annotators.md section 15.3: both "equal" and flipped is a tie; below the threshold is no label
  const auto m = modifiers("noise: {flip: 0.4}, ties: {threshold: {delta: 0.5}}, skip: {threshold: 0}");
  EXPECT_EQ(m.apply(0.6, 1.2, 1, 1).tie, 1);
  EXPECT_EQ(m.apply(0.6, -0.2, 0, 1).skip, 1);
  EXPECT_EQ(m.apply(0.6, -2, 0.1, 1).skip, 0);
}

TEST(Modifiers, LabelsFollowTheStack) {
  const std::string stack =
      "temperature: 1.5, bias: {position: 0.6}, lapse: {rate: 0.1, left: 0.8}, noise: {flip: 0.05}, ties: {davidson: "
      "{nu: 0.5}}, skip: 0.2";
  Stage s("{kind: matrix, name: cyclic-4, " + stack + "}");
  const auto m = modifiers(stack);
  for (const auto& [a, b] : {std::pair<ItemId, ItemId>{0, 1}, {1, 0}, {3, 1}, {2, 2}}) {
    const double q = s.truth(a, b);
    const LabelLaw left = m.apply(q, 0, 0, 1), right = m.apply(1 - q, 0, 0, 1).swapped();
    const Tally t = duel(s.crowd(), a, b, kMany);
    EXPECT_LT(std::abs(score(t.left, kMany, (left.left + right.left) / 2)), kFar) << a << b;
    EXPECT_LT(std::abs(score(t.right, kMany, (left.right + right.right) / 2)), kFar) << a << b;
    EXPECT_LT(std::abs(score(t.tie, kMany, (left.tie + right.tie) / 2)), kFar) << a << b;
    EXPECT_LT(std::abs(score(t.skip, kMany, 0.2)), kFar) << a << b;
    if (a == b) continue;
    const auto answered = kMany - t.skip;
    const double share = (static_cast<double>(t.left) + static_cast<double>(t.tie) / 2) / static_cast<double>(answered);
    EXPECT_LT(std::abs(share - s.labelled(a, b)) * 2 * std::sqrt(static_cast<double>(answered)), kFar) << a << b;
  }
}

TEST(Modifiers, PositionBiasFollowsTheSideAndAveragesOut) {  // annotators.md section 6.3
  Stage asked("{kind: bradley-terry, utility: [1, 0], bias: {position: 0.7}}", "{kind: tabular, responses: 2}",
              Form::duel, 7, 0, false);
  EXPECT_LT(std::abs(score(duel(asked.crowd(), 0, 1, kMany).left, kMany, sigmoid(1.7))), kFar);
  EXPECT_LT(std::abs(score(duel(asked.crowd(), 1, 0, kMany).left, kMany, sigmoid(-0.3))), kFar);
  Stage random("{kind: bradley-terry, utility: [1, 0], bias: {position: 0.7}}", "{kind: tabular, responses: 2}");
  const double mean = (sigmoid(1.7) + sigmoid(0.3)) / 2;
  EXPECT_DOUBLE_EQ(random.labelled(0, 1), mean);
  EXPECT_DOUBLE_EQ(asked.labelled(0, 1), mean);
  EXPECT_EQ(random.truth(0, 1), sigmoid(1));
  EXPECT_LT(std::abs(score(duel(random.crowd(), 0, 1, kMany).left, kMany, mean)), kFar);
  EXPECT_LT(std::abs(score(duel(random.crowd(), 1, 0, kMany).left, kMany, 1 - mean)), kFar);
  // asking both orders and keeping the consistent answers doubles the log-odds, exactly
  const double kept = sigmoid(1.7) * sigmoid(0.3), turned = sigmoid(-1.7) * sigmoid(-0.3);
  EXPECT_NEAR(std::log(kept / turned), 2, 1e-14);
}

TEST(Modifiers, RankingsTurnedRoundHaveThePairsOfTurnedDuels) {
  const std::string group = "{kind: bradley-terry, utility: [1, 0.5, 0, -1], noise: {flip: 0.2}, lapse: 0.3}";
  Stage s(group, "{kind: tabular, responses: 4}", Form::ranking);
  std::uint64_t above = 0, skipped = 0;
  Asker(s.crowd(), Form::ranking, {0, 1, 2, 3}).ask(kMany, [&](const LabelBatch& l, Row r) {
    const auto o = l.ranks(r);
    above += std::ranges::find(o, 0) < std::ranges::find(o, 3);
    skipped += l.skipped(r);
  });
  EXPECT_EQ(skipped, 0u);
  EXPECT_LT(std::abs(score(above, kMany, s.labelled(0, 3))), kFar);
  const double p = 0.7 * sigmoid(2) + 0.15;  // lapse, then flip
  EXPECT_DOUBLE_EQ(s.labelled(0, 3), 0.8 * p + 0.2 * (1 - p));
}

TEST(Modifiers, TemperatureOfARankingMultipliesTheNoise) {
  Stage s("{kind: linear-stochastic, link: logistic, utility: [1, 0], temperature: 2}", "{kind: tabular, responses: 2}",
          Form::ranking);
  std::uint64_t first = 0;
  Asker(s.crowd(), Form::ranking, {0, 1}).ask(kMany, [&](const LabelBatch& l, Row r) { first += l.ranks(r)[0] == 0; });
  EXPECT_LT(std::abs(score(first, kMany, sigmoid(0.5))), kFar);
  EXPECT_DOUBLE_EQ(s.labelled(0, 1), sigmoid(0.5));
}

TEST(Modifiers, SkippingByThresholdInEveryForm) {
  const std::string group = "{kind: bradley-terry, utility: [-1, -2, 3, 0], skip: {threshold: -0.5}}";
  for (Form form : {Form::ranking, Form::best_of, Form::rating}) {
    Stage s(group, "{kind: tabular, responses: 4}", form);
    Asker(s.crowd(), form, {0, 1}).ask(1000, [&](const LabelBatch& l, Row r) { EXPECT_TRUE(l.skipped(r)); });
    Asker(s.crowd(), form, {0, 2}).ask(1000, [&](const LabelBatch& l, Row r) { EXPECT_FALSE(l.skipped(r)); });
  }
  Stage thumbs(group, "{kind: tabular, responses: 4}", Form::thumbs);
  Asker(thumbs.crowd(), Form::thumbs, {0}).ask(1000, [&](const LabelBatch& l, Row r) { EXPECT_TRUE(l.skipped(r)); });
  Asker(thumbs.crowd(), Form::thumbs, {3}).ask(1000, [&](const LabelBatch& l, Row r) { EXPECT_FALSE(l.skipped(r)); });
}

TEST(Modifiers, MoreNoiseChangesOnlyWhatItMust) {  // common random numbers over a sweep
  const auto answers = [](double flip) {
    Stage s(fmt::format("{{kind: bradley-terry, utility: [1, 0, 0.3], noise: {{flip: {}}}}}", flip),
            "{kind: tabular, responses: 3}", Form::ranking);
    std::vector<std::uint8_t> top;
    Asker(s.crowd(), Form::ranking, {0, 1, 2}).ask(10'000, [&](const LabelBatch& l, Row r) {
      top.push_back(l.ranks(r)[1]);
    });
    return top;
  };
  EXPECT_EQ(answers(0), answers(0.3));  // the middle of a turned order stays
}

TEST(Modifiers, WrongOnesAreExplained) {
  const auto wrong = [](const std::string& yaml) { return plan_problems("{kind: bradley-terry, " + yaml + "}"); };
  EXPECT_EQ(wrong("noise: {flip: 0.7}"),
            "flip must lie in [0, 0.5), got 0.7. A crowd that is wrong more often than right: use workers: "
            "{adversaries: 1}\n");
  EXPECT_EQ(wrong("noise: {flp: 0.1}"), "unknown key 'flp' in noise; did you mean 'flip'?\n");
  EXPECT_EQ(wrong("ties: {raokupper: {theta: 2}}"), "ties: unknown model 'raokupper'; did you mean 'rao-kupper'?\n");
  EXPECT_EQ(wrong("ties: {rao-kupper: {theta: 0.5}}"), "ties: theta must be at least 1, got 0.5\n");
  EXPECT_EQ(wrong("ties: {davidson: {mu: 0.5}}"), "ties: write {davidson: {nu: …}}\n");
  EXPECT_EQ(wrong("skip: {threshhold: 1}"), "skip: expected probability or {threshold}\n");
  EXPECT_EQ(wrong("lapse: {rate: 0.1, let: 0.2}"), "unknown key 'let' in lapse; known: rate, left\n");
  EXPECT_EQ(wrong("lapse: 1.5"), "lapse: lapse must be at least 0 and at most 1, got 1.5\n");
  EXPECT_EQ(wrong("order: [noise, tie]"), "order cannot be 'tie'; did you mean 'ties'?\n");
  EXPECT_EQ(wrong("order: [noise, noise]"), "order: 'noise' acts twice\n");
  EXPECT_EQ(wrong("bias: {length: 0.1}"), "bias.length: not yet; it comes in a later version\n");
  EXPECT_EQ(wrong("drift: {rate: 1}, fatigue: 2"),
            "drift: not yet; it comes in a later version\nfatigue: not yet; it comes in a later version\n");
  EXPECT_EQ(plan_problems("{kind: thurstone, temperature: 0}"), "temperature must be above 0, got 0\n");
}

TEST(Modifiers, FormsThatTheySayNothingAbout) {
  const auto world = world_of("{kind: tabular, responses: 4}");
  EXPECT_EQ(misfits("{kind: bradley-terry, bias: {position: 1}}", *world, Form::ranking),
            "group 'bradley-terry': bias.position says nothing about answers of form ranking\n");
  EXPECT_EQ(misfits("{kind: bradley-terry, noise: {flip: 0.1}}", *world, Form::rating),
            "group 'bradley-terry': noise.flip says nothing about answers of form rating\n");
  EXPECT_EQ(misfits("{kind: matrix, name: cyclic-4, ties: {threshold: {delta: 1}}}", *world),
            "group 'cyclic-4': a threshold needs utilities, and 'matrix' has none\n");
  EXPECT_EQ(misfits("{kind: linear-stochastic, link: uniform}", *world, Form::ranking),
            "group 'linear-stochastic': link uniform belongs to no random utility: it answers duel, thumbs and oracle "
            "only\n");
  EXPECT_EQ(misfits("{kind: ranking-camps, rankings: [[0, 1, 2, 3]], temperature: 2}", *world, Form::ranking),
            "group 'ranking-camps': 'ranking-camps' ranks as it is: no temperature\n");
}

}  // namespace
}  // namespace paddock::test
