// Sweeps: grids, zip groups, random draws, labels, and what the command line does to them.
#include "sim/scenario/sweep.h"

#include "sim/core/stream.h"
#include "tests/scenario/loading.h"

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace paddock {
namespace {

using Words = std::vector<std::string>;

Words column(const Study& s, const std::string& name) {
  const auto k = static_cast<std::size_t>(std::ranges::find(s.columns, name) - s.columns.begin());
  Words out;
  for (const Point& p : s.points) out.push_back(p.values.at(k));
  return out;
}
double number(const std::string& text) {
  double v = NAN;
  EXPECT_EQ(read_number(Node::scalar(text), v), "");
  return v;
}

TEST(Sweep, SpansTheGridWithTheFirstAxisSlowest) {
  const Study s = study_of(kSmall + R"(
sweep:
  grid:
    annotators.majority.noise.flip: [0, 0.1]
    alpha: {path: agents.bold.alpha, values: [0.55, 0.6, 0.7]}
)");
  EXPECT_EQ(s.columns, (std::vector<std::string>{"annotators.majority.noise.flip", "alpha"}));
  ASSERT_EQ(s.points.size(), 6u);
  EXPECT_EQ(s.points[1].values, (std::vector<std::string>{"0", "0.6"}));
  EXPECT_EQ(s.points[3].values, (std::vector<std::string>{"0.1", "0.55"}));
}

TEST(Sweep, SharesTheCellsThatItDoesNotTouch) {
  const Study s = study_of(kSmall + "sweep: {grid: {agents.bold.alpha: [0.55, 0.6, 0.7]}}\n");
  std::map<std::string, std::set<std::string>> cells;
  for (const Point& p : s.points)
    for (const AgentPlan& a : p.scenario.agents.list) cells[a.name].insert(to_flow(a.cell));
  EXPECT_EQ(cells["random"].size(), 1u);
  EXPECT_EQ(cells["rucb"].size(), 1u);
  EXPECT_EQ(cells["bold"].size(), 3u);
}

TEST(Sweep, OfTheCommandLine) {
  const std::string swept = kSmall + "sweep: {grid: {alpha: {path: agents.bold.alpha, values: [0.55, 0.6]}}}\n";
  EXPECT_EQ(study_of(swept, {"agents.bold.alpha=[0.7, 0.8, 0.9]"}).points.size(), 3u) << "the new axis, by path";
  const Study label = study_of(swept, {"alpha=[0.7]"});
  EXPECT_EQ(label.columns, (std::vector<std::string>{"alpha"})) << "by label";
  EXPECT_EQ(label.points[0].values, (std::vector<std::string>{"0.7"}));
  EXPECT_EQ(study_of(swept, {"alpha=0.8"}).points.size(), 1u);

  const Study scalar = study_of(kSmall, {"agents.bold.alpha=[0.7, 0.8]"});
  EXPECT_EQ(scalar.columns, (std::vector<std::string>{"agents.bold.alpha"}))
      << "a list sweeps where one value is wanted";
  EXPECT_EQ(scalar.points.size(), 2u);
  EXPECT_EQ(study_of(kSmall, {"annotators.majority.utility=[3, 2, 1, 0]"}).points.size(), 1u)
      << "a list is a value of utility";
  EXPECT_EQ(study_of(kSmall, {"measure.metrics=[entropy, exploitability]"}).points.size(), 1u);
  EXPECT_EQ(study_of(kSmall, {"measure.metrics=[[entropy], [exploitability]]"}).points.size(), 2u)
      << "lists of lists sweep lists";
  EXPECT_EQ(study_of(kSmall, {"feedback.budget=[{labels: 100}, {labels: 200}]"}).points.size(), 2u);
}

TEST(Sweep, ZipWalksThroughItsListsTogether) {
  const Study s = study_of(kSmall + R"(
sweep:
  grid: {seed: [1, 2]}
  zip:
    agents.bold.alpha: [0.55, 0.6, 0.7]
    share: {path: annotators.majority.share, values: [1, 2, 3]}
)");
  EXPECT_EQ(s.columns, (Words{"seed", "agents.bold.alpha", "share"}));
  ASSERT_EQ(s.points.size(), 6u) << "2 × 3, not 2 × 3 × 3";
  EXPECT_EQ(s.points[1].values, (Words{"1", "0.6", "2"}));
  EXPECT_EQ(s.points[5].values, (Words{"2", "0.7", "3"}));
  EXPECT_EQ(s.points[5].scenario.annotators.groups()[0].share, 3);
  const Study two = study_of(kSmall + R"(
sweep:
  zip: [{agents.bold.alpha: [0.55, 0.6], seed: [1, 1]}, {annotators.majority.share: [1, 2, 3]}]
)");
  EXPECT_EQ(two.points.size(), 6u) << "groups multiply";
  EXPECT_EQ(two.points[4].values, (Words{"0.6", "1", "2"}));
}

TEST(Sweep, DrawsFollowTheirLaw) {
  const Study s = study_of(kSmall + R"(
seeds: 1
sweep:
  random:
    draws: 400
    over:
      flip: {path: annotators.majority.noise.flip, values: {uniform: [0.1, 0.3]}}
      agents.bold.alpha: {loguniform: [0.51, 2]}
      feedback.budget.labels: {choice: [1k, 2k, 5k]}
)");
  ASSERT_EQ(s.points.size(), 400u);
  double sum = 0;
  std::map<std::string, int> budgets;
  for (const Point& p : s.points) {
    const double flip = number(p.values[0]), alpha = number(p.values[1]);
    EXPECT_TRUE(flip >= 0.1 && flip < 0.3 && alpha >= 0.51 && alpha < 2);
    sum += flip, ++budgets[p.values[2]];
  }
  EXPECT_LT(std::abs(sum / 400 - 0.2) / (0.2 / std::sqrt(12 * 400)), 4.9);
  ASSERT_EQ(budgets.size(), 3u) << "choice takes any values";
  for (const auto& [value, n] : budgets) EXPECT_LT(std::abs(n - 400 / 3.0) / std::sqrt(400 * 2 / 9.0), 4.9) << value;
  EXPECT_EQ(column(s, "flip")[7],
            shortest(0.1 + 0.2 * Stream(0, 0, Purpose::sweep, entity("annotators.majority.noise.flip")).nth(7)));
}

TEST(Sweep, DrawsDependOnSeedKeyAndNumberOnly) {
  const auto draws = [](const std::string& sweep, const Words& arguments = {}) {
    return column(study_of(kSmall + "sweep: " + sweep + "\n", arguments), "agents.bold.alpha");
  };
  const Words base = draws("{random: {draws: 5, over: {agents.bold.alpha: {uniform: [0.6, 1]}}}}");
  EXPECT_EQ(std::set(base.begin(), base.end()).size(), 5u);
  Words more = draws(
      "{random: {draws: 9, over: {annotators.majority.share: {uniform: [1, 2]}, "
      "agents.bold.alpha: {uniform: [0.6, 1]}}}}");
  more.resize(5);
  EXPECT_EQ(more, base) << "more draws and other keys change nothing";
  const std::string labelled =
      "sweep: {random: {draws: 5, over: {a: {path: agents.bold.alpha, values: {uniform: [0.6, 1]}}}}}\n";
  EXPECT_EQ(column(study_of(kSmall + labelled), "a"), base) << "a label changes nothing";
  EXPECT_NE(draws("{random: {draws: 5, over: {agents.bold.alpha: {uniform: [0.6, 1]}}}}", {"seed=1"}), base);
  const Words wider = draws("{random: {draws: 5, over: {agents.bold.alpha: {uniform: [0.6, 1.4]}}}}");
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_NEAR((number(wider[i]) - 0.6) / 0.8, (number(base[i]) - 0.6) / 0.4, 1e-12) << "the same luck, another law";
}

TEST(Sweep, OfTheCommandLineReplacesZipsAndDraws) {
  const std::string zip = kSmall + "sweep: {zip: {a: {path: agents.bold.alpha, values: [0.6, 0.7]}, seed: [1, 2]}}\n";
  EXPECT_EQ(column(study_of(zip, {"a=[0.8, 0.9]"}), "a"), (Words{"0.8", "0.9"}));
  EXPECT_EQ(column(study_of(zip, {"a=0.8"}), "a"), (Words{"0.8", "0.8"}));
  EXPECT_EQ(refusal(zip, {"seed=[1, 2, 3]"}),
            "'seed' has 3 values, but 'a' has 2: zip walks through its lists together");
  const std::string random = kSmall + "sweep: {random: {draws: 3, over: {agents.bold.alpha: {uniform: [0.6, 0.7]}}}}\n";
  EXPECT_EQ(column(study_of(random, {"agents.bold.alpha=[0.8, 0.9]"}), "agents.bold.alpha"), (Words{"0.8", "0.9"}));
  EXPECT_EQ(study_of(random, {"sweep.random.draws=7"}).points.size(), 7u);
  for (const auto& text : column(study_of(random, {"agents.bold.alpha={uniform: [5, 6]}"}), "agents.bold.alpha"))
    EXPECT_GE(number(text), 5);
}

TEST(Sweep, FilesAreToldApartByTheEndsOfTheirPaths) {
  const Node n = node_of("grid: {data.file: [/a/b/x/one.csv, /a/b/y/one.csv], annotators.c.file: ['/a/b/7']}\n");
  Sweep sweep;
  Problems problems;
  ASSERT_TRUE(Sweep::read(n, sweep, {}, problems));
  const auto dims = dimensions(sweep, 0, problems);
  EXPECT_EQ(dims[0].axes[0].texts, (Words{"x/one.csv", "y/one.csv"}));
  EXPECT_EQ(dims[1].axes[0].texts, (Words{"\"7\""})) << "a name, not a number";
}

RC_GTEST_PROP(Sweep, HasAsManyPointsAsItsCountsSay, ()) {
  const auto grid = *rc::gen::container<std::vector<int>>(*rc::gen::inRange(0, 3), rc::gen::inRange(1, 4));
  const int zipped = *rc::gen::inRange(0, 4), draws = *rc::gen::inRange(0, 4);
  const auto list = [](int n, double from) {
    std::string out;
    for (int i = 0; i < n; ++i) out += (i ? ", " : "") + shortest(from + i);
    return "[" + out + "]";
  };
  static const std::string paths[] = {"seed", "annotators.majority.share", "annotators.cyclic.share"};
  std::string text;
  std::size_t expected = 1;
  for (std::size_t k = 0; k < grid.size(); ++k)
    text += "    " + paths[k] + ": " + list(grid[k], 1) + "\n", expected *= static_cast<std::size_t>(grid[k]);
  if (!text.empty()) text = "  grid:\n" + text;
  if (zipped > 0) {
    text += "  zip: {agents.bold.alpha: " + list(zipped, 1) + ", feedback.votes: " + list(zipped, 1) + "}\n";
    expected *= static_cast<std::size_t>(zipped);
  }
  if (draws > 0) {
    text += "  random: {draws: " + std::to_string(draws) + ", over: {agents.rucb.alpha: {uniform: [1, 2]}}}\n";
    expected *= static_cast<std::size_t>(draws);
  }
  const Study s = study_of(kSmall + (text.empty() ? "" : "sweep:\n" + text));
  RC_ASSERT(s.points.size() == expected);
  std::set<Words> distinct;
  for (const Point& p : s.points) distinct.insert(p.values);
  RC_ASSERT(distinct.size() == expected);
}

RC_GTEST_PROP(Scenario, OrderOfKeysChangesNothing, ()) {
  const Node root = node_of(kSmall +
                            "seeds: 3\nfeedback: {votes: 2, batch: 4, budget: {labels: 100}}\n"
                            "sweep: {grid: {agents.bold.alpha: [0.6, 0.7], seed: [1, 2]}}\n");
  const auto shuffled = [](auto& self, const Node& n, bool axes) -> Node {
    if (n.is_list()) {
      std::vector<Node> items;
      for (const Node& i : n.items()) items.push_back(self(self, i, axes));
      return Node::list(std::move(items));
    }
    if (!n.is_map()) return n;
    std::vector<Node::Entry> entries;
    for (const auto& e : n.entries()) entries.push_back({e.key, {}, self(self, e.value, e.key == "grid")});
    if (!axes)  // the order of axes is the order of the points
      for (std::size_t i = entries.size(); i > 1; --i)
        std::swap(entries[i - 1], entries[*rc::gen::inRange<std::size_t>(0, i)]);
    return Node::map(std::move(entries));
  };
  const auto cells = [](const Node& n) {
    std::vector<std::string> out;
    for (const Point& p : study_of(to_yaml(n)).points)
      for (const AgentPlan& a : p.scenario.agents.list) out.push_back(a.name + to_flow(a.cell));
    return out;
  };
  RC_ASSERT(cells(shuffled(shuffled, root, false)) == cells(root));
}

}  // namespace
}  // namespace paddock
