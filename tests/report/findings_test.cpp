#include "analysis/report/findings.h"

#include "analysis/report/words.h"
#include "tests/report/sample.h"

#include <gtest/gtest.h>

namespace paddock {
namespace {

using test::Sample;

TEST(Findings, GatherMeansCurvesAndPolicies) {
  const auto f = Sample(3).findings();
  ASSERT_EQ(f.points.size(), 1u);
  ASSERT_EQ(f.points[0].agents.size(), 5u);
  const auto& rlhf = f.points[0].agents[1];
  EXPECT_EQ(rlhf.family, "RLHF");
  EXPECT_EQ(rlhf.metrics[0].x.size(), 11u);
  EXPECT_EQ(rlhf.metrics[0].curve.size(), 11u);
  EXPECT_EQ(rlhf.metrics[0].end.n, 3u);
  EXPECT_EQ(rlhf.metrics[0].end.mean, rlhf.metrics[0].curve.back().mean);
  // luck of seeds 0, 1, 2: -.5, .118034, -.263932, hence the mean .095 + .008 × their mean, to e^-22
  EXPECT_NEAR(rlhf.metrics[0].end.mean, 0.095 + 0.008 * (-0.5 + 0.118034 - 0.263932) / 3, 1e-9);
  EXPECT_NEAR(rlhf.policy[1], 0.65, 1e-15);
  EXPECT_EQ(rlhf.labels, 60000);
  EXPECT_EQ(f.total.labels, 300000);
  EXPECT_EQ(f.most_seeds(), 3u);
}

TEST(Findings, SharedCellsAreCountedOnce) {
  Sample s(3);
  s.outline.columns = {"x"};
  s.outline.points.push_back(s.outline.points[0]);
  EXPECT_EQ(s.findings().total.labels, 300000);
  EXPECT_EQ(s.findings().total.finished, 15u);
}

TEST(Findings, StandingNamesTheBestAndItsEquals) {
  const auto f = Sample(5).findings();
  const auto s = stand(f.points[0], 0, false);
  EXPECT_EQ(s.order, (std::vector<std::size_t>{2, 4, 0, 1, 3}));
  EXPECT_TRUE(s.among_best(2));
  EXPECT_TRUE(s.among_best(4)) << "five seeds do not separate .0250 from .0255";
  EXPECT_FALSE(s.among_best(0));
  EXPECT_TRUE(s.differs(0));
  EXPECT_EQ(stand(f.points[0], 1, true).order.front(), 1u) << "higher is better: rlhf";
}

TEST(Findings, OneSeedSeparatesNobody) {
  const auto f = Sample(1).findings();
  const auto s = stand(f.points[0], 0, false);
  ASSERT_EQ(s.order.size(), 5u);
  for (const std::size_t a : s.order) {
    EXPECT_FALSE(s.differs(a));
    EXPECT_EQ(s.among_best(a), a == s.order.front());
  }
}

TEST(Findings, EndsThatDifferDoNotMakeJaggedCurves) {
  Sample s(4);
  for (int seed = 0; seed < 4; ++seed)
    for (auto& row : s.cells["rlhf" + std::to_string(seed) + "/0"].rows)
      if (row.x == 20000) row.x += seed;
  const auto f = s.findings();
  const auto& rlhf = f.points[0].agents[1];
  EXPECT_EQ(rlhf.metrics[0].x.size(), 10u);
  EXPECT_EQ(rlhf.metrics[0].end.n, 4u) << "every run's own end counts";
}

TEST(Findings, SettlingStepSuitsTheScale) {
  auto f = Sample(3).findings();
  EXPECT_EQ(settling_step(f.points[0], 0), 0.01);
  for (auto& a : f.points[0].agents)
    for (auto& e : a.metrics[0].curve) e.mean *= 4000;  // spans about 100 … 460
  EXPECT_EQ(settling_step(f.points[0], 0), 10);
}

TEST(SummaryCsv, HasOneRowAPointAgentMetric) {
  Sample s(2);
  s.background.metrics = {{"exploitability", false, false}};
  s.sweep("a, b", {"1"}, 2);
  s.outline.points[0].agents.resize(1);
  EXPECT_EQ(summary_csv(s.findings()),
            "scenario,point,\"a, b\",agent,metric,mean,median,iqm,ci_low,ci_high,n\n"
            "quickstart,0,1,random,exploitability,0.05,0.05,0.05,0.05,0.05,2\n");
  for (auto& [key, cell] : s.cells)
    for (auto& row : cell.rows) row.value.reset();
  EXPECT_NE(summary_csv(s.findings()).find("quickstart,0,1,random,exploitability,,,,,,0\n"), std::string::npos);
}

TEST(Conclusion, SpeaksOfWhatWasFound) {
  const auto few = conclusion(Sample(5).findings());
  EXPECT_NE(
      few.find("nash-md and stackelberg-gda are best by how much a clever rival can gain; double-thompson comes last"),
      std::string::npos)
      << few;
  // against (.55, .30, .15): a wins .55/2 + .30 × .65 + .15 × .4 = .53
  EXPECT_NE(few.find("double-thompson gives 55 % to a; whoever always answers a beats it 53 % of the time."),
            std::string::npos)
      << few;
  EXPECT_EQ(conclusion(Findings{}), "");
}

TEST(Effort, AddsUp) {
  EXPECT_EQ(effort(Sample(20).findings()),
            "2.0 M labels would cost 600,000 and take 2.3 years, one run after the other. Here: 1.1 s.");
}

}  // namespace
}  // namespace paddock
