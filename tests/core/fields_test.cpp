// Parameters declared once: parsing, messages, echo.
#include "sim/core/fields.h"

#include "sim/core/law.h"
#include "sim/core/registry.h"

#include <gtest/gtest.h>

#include <cmath>

namespace paddock {
namespace {

enum class Variant : std::uint8_t { weak, strong };
constexpr auto enum_words(Variant) { return std::array{Word{Variant::weak, "weak"}, Word{Variant::strong, "strong"}}; }
struct Inner {
  double ridge = 0.5;
  static constexpr auto fields() { return std::tuple{field("ridge", &Inner::ridge, "penalty", kNonNegative)}; }
};
struct Example {
  double eta = 0.1;
  std::uint64_t n = 10;
  Variant variant = Variant::weak;
  std::vector<double> weights{1, 2};
  std::optional<double> cap;
  Inner reward;
  Law noise{0.0};
  Schedule step{0.5};
  static constexpr auto fields() {
    return std::tuple{field("eta", &Example::eta, "step", kPositive),
                      field("n", &Example::n, "samples", kAtLeastOne),
                      field("variant", &Example::variant, "which"),
                      field("weights", &Example::weights, "per item"),
                      field("cap", &Example::cap, "limit", kProbability),
                      field("reward", &Example::reward, "model"),
                      field("noise", &Example::noise, "law"),
                      field("step", &Example::step, "schedule", kPositive)};
  }
};

Node map(std::initializer_list<std::pair<const char*, Node>> entries) {
  std::vector<Node::Entry> all;
  for (const auto& [k, v] : entries) all.push_back({k, {}, v});
  return Node::map(std::move(all));
}
std::string complaint(const Node& n) {
  Example e;
  Problems problems;
  parse(n, views(e), problems, "example");
  EXPECT_EQ(problems.size(), 1u);
  return problems.empty() ? "" : problems.list()[0].text;
}

TEST(Fields, ReadsEveryType) {
  Example e;
  Problems problems;
  parse(map({{"eta", Node::scalar("1e-3")},
             {"n", Node::scalar("20k")},
             {"variant", Node::scalar("strong")},
             {"weights", Node::list({Node::number(3), Node::number(4)})},
             {"cap", Node::number(0.25)},
             {"reward", map({{"ridge", Node::number(2)}})},
             {"noise", map({{"normal", Node::number(1)}})},
             {"step", Node::scalar("paper")}}),
        views(e), problems, "example");
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(e.eta, 1e-3);
  EXPECT_EQ(e.n, 20'000u);
  EXPECT_EQ(e.variant, Variant::strong);
  EXPECT_EQ(e.weights, (std::vector<double>{3, 4}));
  EXPECT_EQ(e.cap, 0.25);
  EXPECT_EQ(e.reward.ridge, 2);
  EXPECT_EQ(e.noise.kind(), Law::Kind::normal);
  EXPECT_EQ(e.step.kind(), Schedule::Kind::paper);
}

TEST(Fields, EchoReadsBackToItself) {
  Example e;
  e.eta = 0.3, e.cap = 0.5, e.noise = Law::make(Law::Kind::beta, 2, 3);
  Example back;
  Problems problems;
  parse(write(views(e)), views(back), problems, "example");
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(to_flow(write(views(back))), to_flow(write(views(e))));
}

TEST(Fields, SaysWhatIsWrong) {
  EXPECT_EQ(complaint(map({{"eta", Node::number(-1)}})), "eta must be above 0, got -1");
  EXPECT_EQ(complaint(map({{"etta", Node::number(1)}})), "unknown key 'etta' in example; did you mean 'eta'?");
  EXPECT_EQ(complaint(map({{"variant", Node::scalar("strnog")}})),
            "variant cannot be 'strnog'; did you mean 'strong'?");
  EXPECT_EQ(complaint(map({{"n", Node::number(1.5)}})), "n: expected a whole count, got '1.5'");
  EXPECT_EQ(complaint(map({{"reward", map({{"rigde", Node::number(1)}})}})),
            "unknown key 'rigde' in reward; did you mean 'ridge'?");
  EXPECT_EQ(complaint(map({{"noise", map({{"nromal", Node::number(1)}})}})),
            "noise: unknown distribution 'nromal'; did you mean 'normal'?");
  EXPECT_EQ(complaint(Node::list({})), "example must be a mapping (key: value)");
}

TEST(Names, NearestNameCountsASwapOnce) {
  EXPECT_EQ(edit_distance("bacth", "batch"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  const std::string_view known[] = {"bradley-terry", "thurstone"};
  EXPECT_EQ(did_you_mean("bradly-terry", known), "; did you mean 'bradley-terry'?");
  EXPECT_EQ(did_you_mean("Thurstone", known), "; did you mean 'thurstone'?");
  EXPECT_EQ(did_you_mean("xyz", known), "");
}

TEST(Laws, QuantilesHaveTheirMeans) {
  for (const Law& law : {Law(2.0), Law::make(Law::Kind::normal, 1, 2), Law::make(Law::Kind::lognormal, 2, 0.5),
                         Law::make(Law::Kind::exponential, 3), Law::make(Law::Kind::uniform, -1, 4),
                         Law::make(Law::Kind::loguniform, 0.1, 10), Law::make(Law::Kind::gamma, 2, 0.7),
                         Law::make(Law::Kind::beta, 2, 5), Law::sample({1, 2, 6})}) {
    constexpr int n = 20'000;  // midpoint rule over the quantile function
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += law.quantile((i + 0.5) / n);
    EXPECT_NEAR(sum / n, law.mean(), 3e-3 * std::max(1.0, std::abs(law.mean()))) << to_flow(law.write());
    EXPECT_TRUE(std::isfinite(law.quantile(0))) << to_flow(law.write());
  }
}

TEST(Laws, SchedulesDecay) {
  Schedule s;
  Problems problems;
  const FieldView f{"eta", "", "", kPositive, &s, nullptr, {}};
  ASSERT_TRUE(Schedule::read(map({{"inverse", map({{"scale", Node::number(20)}, {"shift", Node::number(5)}})}}), s, f,
                             problems));
  EXPECT_DOUBLE_EQ(s.at(5, [](auto) { return 0.0; }), 2);
  EXPECT_DOUBLE_EQ(Schedule().at(3, [](std::uint64_t t) { return 1.0 / static_cast<double>(t); }), 1.0 / 3);
}

}  // namespace
}  // namespace paddock
