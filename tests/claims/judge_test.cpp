// Verdicts on numbers made up for the purpose: what each test means, and how often a true claim is refuted.
#include "analysis/claims/question.h"
#include "sim/core/stream.h"

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace paddock::test {
namespace {

/// Value of an agent at a point, a checkpoint and a seed.
using Value = std::function<double(double x, std::uint32_t seed)>;

struct Case {
  Claim claim;
  Question question;
  Case(ClaimTest test, std::vector<std::string> agents = {}) {
    claim.claim = "it is so", claim.metric = "m", claim.test = test, claim.agents = std::move(agents);
  }
  void add(const std::string& agent, const Value& value, std::uint32_t seeds, std::vector<double> at = {0, 10, 100},
           std::vector<std::string> point = {}, bool certain = false) {
    Subject s;
    s.point = points(point), s.agent = agent, s.values = std::move(point), s.certain = certain;
    s.variables = {{"tau", 0.5}};
    for (std::uint32_t r = 0; r < seeds; ++r) {
      Trace t{r, {}};
      for (const double x : at) t.readings.push_back({x, x, x, value(x, r)});
      s.traces.push_back(t);
    }
    question.subjects.push_back(std::move(s));
  }
  Verdict verdict() {
    question.claim = &claim;
    return judge(question);
  }

 private:
  std::size_t points(const std::vector<std::string>& values) const {
    for (const Subject& s : question.subjects)
      if (s.values == values) return s.point;
    return question.subjects.size();
  }
};
Expression formula(const std::string& text) {
  Problems problems;
  return Expression::read(text, {}, problems);
}
Value constant(double v) {
  return [v](double, std::uint32_t) { return v; };
}
/// mean + deviation times a standard normal draw of its own.
Value noisy(double mean, double deviation, std::uint32_t who) {
  return [=](double x, std::uint32_t seed) {
    Stream s(99, seed, Purpose::measure, who);
    s.seek(static_cast<std::uint64_t>(x));
    return mean + deviation * boost::random::normal_distribution<>()(s);
  };
}

TEST(Judge, WhatIsNotRandomIsComparedItself) {
  for (const auto& [bound, ruling] :
       {std::pair{"0.25", Ruling::holds}, {"0.2499", Ruling::refuted}, {"0.3", Ruling::holds}}) {
    Case c(ClaimTest::below);
    c.claim.target.high = formula(bound);
    c.add("a", constant(0.25), 1, {0, 10}, {}, true);
    const Verdict v = c.verdict();
    EXPECT_EQ(v.ruling, ruling) << bound;
    EXPECT_TRUE(v.exact);
    EXPECT_EQ(v.effect, 0.25);
    EXPECT_EQ(false_alarm({v}), 0);
  }
}

TEST(Judge, OneSeedOfSomethingRandomDecidesNothing) {
  Case c(ClaimTest::below);
  c.claim.target.high = Expression(0.3);
  c.add("a", constant(0.25), 1);
  EXPECT_EQ(c.verdict().ruling, Ruling::undecided);
  EXPECT_TRUE(c.verdict().few_seeds());
}

TEST(Judge, ValuesThatNeverVaryAreCertainUnlessTheyMayBeLuck) {
  const auto ruling = [](ClaimTest test, double value, std::uint32_t seeds) {
    Case c(test);
    c.question.range = {0, 1};
    if (test == ClaimTest::above)
      c.claim.target.low = Expression(0.49);
    else
      c.claim.target.middle = Expression(value), c.claim.target.within = Expression(1e-12);
    c.add("a", constant(value), seeds);
    return c.verdict().ruling;
  };
  EXPECT_EQ(ruling(ClaimTest::above, 0.5, 10), Ruling::holds);
  EXPECT_EQ(ruling(ClaimTest::above, 0.5, 9), Ruling::undecided);
  EXPECT_EQ(ruling(ClaimTest::above, 1, 5), Ruling::undecided) << "a coin shows heads five times now and then";
  EXPECT_EQ(ruling(ClaimTest::above, 1, 40), Ruling::holds);
  EXPECT_EQ(ruling(ClaimTest::equals, 1, 10), Ruling::holds);
  EXPECT_EQ(ruling(ClaimTest::equals, 1, 9), Ruling::undecided);
}

TEST(Judge, BoundsMayBeFormulasOverCheckpointsAndParameters) {
  Case c(ClaimTest::below);
  c.claim.all = true, c.claim.target.high = formula("8 / (tau^2 * (t + 1))");
  c.add(
      "a", [](double x, std::uint32_t) { return 16 / (x + 1); }, 1, {0, 1, 7}, {}, true);
  Verdict v = c.verdict();
  EXPECT_EQ(v.ruling, Ruling::holds);
  EXPECT_TRUE(v.ratio);
  EXPECT_DOUBLE_EQ(v.effect, 0.5);
  EXPECT_EQ(v.parts, 3u);
  c.claim.target.high = formula("20 / (t + 1)^2");
  v = c.verdict();
  EXPECT_EQ(v.ruling, Ruling::refuted);
  EXPECT_DOUBLE_EQ(v.effect, 6.4);  // 2 / (20 / 64)
  EXPECT_EQ(v.place, "t = 7");
  c.claim.from = 100;
  EXPECT_EQ(c.verdict().ruling, Ruling::undecided) << "no checkpoint: nothing holds";
  EXPECT_NE(c.verdict().note, "");
}

TEST(Judge, OrderNeedsEveryPairAndTheMargin) {
  const auto order = [](std::vector<std::string> agents, double margin, bool higher) {
    Case c(ClaimTest::order, std::move(agents));
    c.claim.margin = margin, c.question.higher_is_better = higher;
    c.add("a", noisy(1, 0.1, 1), 30), c.add("b", noisy(2, 0.1, 2), 30), c.add("c", noisy(3, 0.1, 3), 30);
    return c.verdict().ruling;
  };
  EXPECT_EQ(order({"a", "b", "c"}, 0, false), Ruling::holds);
  EXPECT_EQ(order({"a", "c", "b"}, 0, false), Ruling::refuted);
  EXPECT_EQ(order({"c", "b", "a"}, 0, true), Ruling::holds);
  EXPECT_EQ(order({"a", "b"}, 0.5, false), Ruling::holds);
  EXPECT_EQ(order({"a", "b"}, 1.5, false), Ruling::refuted);
  EXPECT_EQ(order({"a", "b"}, 1, false), Ruling::undecided);
}

TEST(Judge, EqualAgentsAreNotInOrder) {
  Case c(ClaimTest::order, {"a", "b"});
  c.add("a", constant(1), 1, {0, 1}, {}, true), c.add("b", constant(1), 1, {0, 1}, {}, true);
  EXPECT_EQ(c.verdict().ruling, Ruling::refuted);
}

TEST(Judge, TrendsCompareNeighboursOfAKey) {
  Case c(ClaimTest::increasing);
  c.claim.key = "k", c.question.columns = {"k"};
  for (const auto& [k, v] : {std::pair{"10", 3.0}, {"2", 2.0}, {"1", 1.0}})
    c.add("a", noisy(v, 0.1, 5), 20, {0, 1}, {k});
  EXPECT_EQ(c.verdict().ruling, Ruling::holds) << "by number, not as written";
  c.claim.test = ClaimTest::decreasing;
  EXPECT_EQ(c.verdict().ruling, Ruling::refuted);
}

TEST(Judge, SlopesOnEachScale) {
  const auto slope = [](SlopeScale scale, const Value& value) {
    Case c(ClaimTest::slope);
    c.claim.scale = scale, c.claim.target.low = Expression(0);
    c.add("a", value, 1, {0, 1, 2, 4, 8}, {}, true);
    return c.verdict().effect;
  };
  EXPECT_NEAR(slope(SlopeScale::linear, [](double x, auto) { return 3 * x - 1; }), 3, 1e-12);
  EXPECT_NEAR(slope(SlopeScale::log_log, [](double x, auto) { return 5 * std::pow(x, 0.7); }), 0.7, 1e-12);
  EXPECT_NEAR(slope(SlopeScale::log_x, [](double x, auto) { return 2 * std::log(x + (x == 0)); }), 2, 1e-12);
  EXPECT_NEAR(slope(SlopeScale::log_y, [](double x, auto) { return std::exp(-0.5 * x); }), -0.5, 1e-12);
}

TEST(Judge, RatioAndReach) {
  Case r(ClaimTest::ratio, {"a", "b"});
  r.claim.target = {Expression(1.9), Expression(2.1), {}, {}};
  r.add("a", noisy(4, 0.1, 1), 40), r.add("b", noisy(2, 0.1, 2), 40);
  EXPECT_EQ(r.verdict().ruling, Ruling::holds);
  EXPECT_NEAR(r.verdict().effect, 2, 0.1);

  Case c(ClaimTest::reach);
  c.claim.level = Expression(0.5), c.claim.target = {Expression(15), Expression(25), {}, {}};
  c.add(
      "a", [](double x, auto) { return 1 - x / 40; }, 1, {0, 10, 30, 40}, {}, true);
  EXPECT_DOUBLE_EQ(c.verdict().effect, 20);  // between two checkpoints
  EXPECT_EQ(c.verdict().ruling, Ruling::holds);
  c.claim.level = Expression(-1);
  EXPECT_EQ(c.verdict().ruling, Ruling::refuted);
  EXPECT_TRUE(std::isinf(c.verdict().effect));
}

TEST(Judge, CorrelationsAcrossSeedsAgentsAndPoints) {
  for (const auto kind : {CorrelationKind::spearman, CorrelationKind::pearson, CorrelationKind::kendall}) {
    Case c(ClaimTest::correlation);
    c.claim.across = Across::seeds, c.claim.kind = kind, c.claim.target.low = Expression(0.4);
    c.add("a", noisy(0, 1, 1), 60);
    c.question.subjects[0].with_traces = c.question.subjects[0].traces;
    for (Trace& t : c.question.subjects[0].with_traces)
      for (auto& r : t.readings) r.value = 2 * *r.value + 0.2 * noisy(0, 1, 2)(r.x, t.seed);
    EXPECT_EQ(c.verdict().ruling, Ruling::holds);
    c.claim.target = {{}, Expression(0.3), {}, {}};
    EXPECT_EQ(c.verdict().ruling, Ruling::refuted);
  }
  Case c(ClaimTest::correlation);
  c.claim.across = Across::agents, c.claim.target.high = Expression(-0.9);
  for (int k = 0; k < 5; ++k) {
    c.add("a" + std::to_string(k), noisy(k, 0.01, 7), 20);
    Case other(ClaimTest::below);
    other.add("", noisy(-k * k, 0.01, 8), 20);
    c.question.subjects.back().with_traces = other.question.subjects[0].traces;
  }
  EXPECT_EQ(c.verdict().ruling, Ruling::holds);
  EXPECT_DOUBLE_EQ(c.verdict().effect, -1);
}

TEST(Judge, QuantilesTrimmedMeansAndMaxima) {
  Case c(ClaimTest::below);
  c.claim.statistic = Statistic::max, c.claim.target.high = Expression(1);
  c.add(
      "a", [](double, std::uint32_t seed) { return seed / 20.0; }, 20);
  EXPECT_EQ(c.verdict().ruling, Ruling::holds);
  EXPECT_DOUBLE_EQ(c.verdict().effect, 0.95);
  c.claim.statistic = Statistic::quantile, c.claim.quantile = 0.5, c.claim.target.high = Expression(0.6);
  EXPECT_EQ(c.verdict().ruling, Ruling::undecided);
  c.claim.statistic = Statistic::iqm, c.claim.target.high = Expression(0.9);
  EXPECT_EQ(c.verdict().ruling, Ruling::holds);
  EXPECT_DOUBLE_EQ(c.verdict().effect, 0.475);
}

TEST(Judge, SaysHowManySeedsWouldDecide) {
  Case c(ClaimTest::below);
  c.claim.target.high = Expression(0.3);
  c.add("a", noisy(0, 1, 4), 40);
  const Verdict v = c.verdict();
  ASSERT_EQ(v.ruling, Ruling::undecided);
  ASSERT_TRUE(std::isfinite(v.would_decide));
  Case more(ClaimTest::below);
  more.claim.target.high = Expression(0.3);
  more.add("a", noisy(0, 1, 4), static_cast<std::uint32_t>(3 * v.would_decide));
  EXPECT_EQ(more.verdict().ruling, Ruling::holds) << v.would_decide;
}

TEST(Judge, ControlsAndRefutedClaims) {
  Verdict v;
  v.ruling = Ruling::holds;
  EXPECT_TRUE(v.passes());
  v.control = Ruling::holds;
  EXPECT_FALSE(v.passes());
  EXPECT_TRUE(v.fails());
  v.control = Ruling::undecided;
  EXPECT_FALSE(v.passes());
  EXPECT_FALSE(v.fails());
  v.control = Ruling::refuted;
  EXPECT_TRUE(v.passes());
  v = {};
  v.must_fail = true, v.ruling = Ruling::refuted;
  EXPECT_TRUE(v.passes());
  v.ruling = Ruling::holds;
  EXPECT_FALSE(v.passes());
  EXPECT_TRUE(v.fails());
}

// Of 1,000 true claims whose value is the bound, looked at after every added seed, at most 28 may be refuted at .99.

TEST(SlowClaims, OrdersOfEqualsAreRarelyRefuted) {
  for (const bool skewed : {false, true}) {
    int refuted = 0;
    for (std::uint32_t study = 0; study < 1000; ++study) {
      Case c(ClaimTest::order, {"a", "b", "c"});
      c.claim.margin = 1;  // b is worse than a by just as much as is claimed
      Stream s(5, study, Purpose::measure, skewed);
      const auto draw = [&](double mean) {
        return mean + (skewed ? boost::random::exponential_distribution<>()(s) - 1
                              : boost::random::normal_distribution<>()(s));
      };
      for (int k = 0; k < 3; ++k) c.add({static_cast<char>('a' + k)}, constant(0), 0, {1});
      bool out = false;
      for (std::uint32_t n = 0; n < 100 && !out; ++n) {
        for (int k = 0; k < 3; ++k) c.question.subjects[k].traces.push_back({n, {{1, 0, 0, draw(k)}}});
        out = c.verdict().ruling == Ruling::refuted;
      }
      refuted += out;
    }
    RecordProperty(skewed ? "skewed" : "normal", refuted);
    EXPECT_LE(refuted, 28) << (skewed ? "skewed" : "normal");
  }
}

TEST(SlowClaims, OrdersOfSharesAreRarelyRefuted) {
  int refuted = 0;
  for (std::uint32_t study = 0; study < 1000; ++study) {
    Case c(ClaimTest::order, {"a", "b"});
    c.question.range = {0, 1};
    c.claim.margin = 0.2;
    Stream s(6, study, Purpose::measure);
    c.add("a", constant(0), 0, {1}), c.add("b", constant(0), 0, {1});
    bool out = false;
    for (std::uint32_t n = 0; n < 40 && !out; ++n) {
      c.question.subjects[0].traces.push_back({n, {{1, 0, 0, s.uniform() < 0.3 ? 1.0 : 0.0}}});
      c.question.subjects[1].traces.push_back({n, {{1, 0, 0, s.uniform() < 0.5 ? 1.0 : 0.0}}});
      out = c.verdict().ruling == Ruling::refuted;
    }
    refuted += out;
  }
  RecordProperty("refuted", refuted);
  EXPECT_LE(refuted, 28);
}

// Growth like the root of t with noise that seeds carry along the curve; the slope is claimed to be at least that root.
TEST(SlowClaims, SlopesAtTheirBoundAreRarelyRefutedOverTheirLooks) {
  for (const bool skewed : {false, true}) {
    int refuted = 0;
    for (std::uint32_t study = 0; study < 1000; ++study) {
      Case c(ClaimTest::slope);
      c.claim.scale = SlopeScale::log_log, c.claim.target.low = Expression(0.5);
      c.question.first_look = 10, c.question.seed = study;
      Stream s(8, study, Purpose::measure, skewed);
      c.add("a", constant(0), 0, {1});
      bool out = false;
      for (std::uint32_t n = 10, seed = 0; n <= 80 && !out; n *= 2) {
        for (; seed < n; ++seed) {
          Trace t{seed, {}};
          double walk = 0;
          for (const double x : {10., 30., 100., 300.}) {
            walk +=
                skewed ? boost::random::exponential_distribution<>()(s) - 1 : boost::random::normal_distribution<>()(s);
            t.readings.push_back({x, 0, 0, std::sqrt(x) * (1 + 0.1 * walk)});
          }
          c.question.subjects[0].traces.push_back(std::move(t));
        }
        out = c.verdict().ruling == Ruling::refuted;
      }
      refuted += out;
    }
    RecordProperty(skewed ? "skewed" : "normal", refuted);
    EXPECT_LE(refuted, 28) << (skewed ? "skewed" : "normal");
  }
}

}  // namespace
}  // namespace paddock::test
