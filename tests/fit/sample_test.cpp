// `sample`: what it writes is read again, by `fit` (which finds the population it came from) and by `data: {file}`.
#include "analysis/fit/fit.h"
#include "sim/cli/command.h"
#include "sim/data/read.h"
#include "sim/experiment/given.h"
#include "sim/experiment/survey.h"
#include "sim/scenario/yaml.h"
#include "tests/annotators/bench.h"

#include <Eigen/Cholesky>
#include <boost/math/distributions/chi_squared.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace paddock::test {
namespace {

class Sample : public testing::Test {
 protected:
  Sample() { std::filesystem::create_directories(path_); }
  ~Sample() override { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name, const std::string& text) {
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }
  struct Result {
    int code;
    std::string out, err;
  };
  static Result paddock_says(std::vector<std::string> words) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = program(words);
    std::string out = testing::internal::GetCapturedStdout();
    return {code, std::move(out), testing::internal::GetCapturedStderr()};
  }
  std::string scenario(const std::string& annotators, const std::string& more = "") {
    return file("s.yaml", "name: s\nworld: {kind: tabular, names: [a, b, c, d, e]}\nannotators: " + annotators +
                              "\nagents: [random]\nmeasure: {metrics: [labels]}\n" + more);
  }
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      (std::string("paddock-sample-") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

Scenario loaded(const std::string& path) {
  Problems problems;
  auto study = load(read_source(path, problems), {}, problems);
  if (!study) throw std::invalid_argument(texts(problems));
  return study->points[0].scenario;
}

const Eigen::VectorXd kTruth = (Eigen::VectorXd(5) << 1.1, 0.4, 0, -0.5, -1.0).finished();
constexpr const char* kUtility = "utility: [1.1, 0.4, 0, -0.5, -1.0]";

/// Joint Wald statistic of mean-zero scores and further parameters against the truth, below its 1 - 1e-6 quantile.
void expect_recovered(const Fit& f, const Comparisons& data, std::vector<double> further) {
  ASSERT_TRUE(f.converged) << f.message;
  const Eigen::Index n = data.size(), m = n + static_cast<Eigen::Index>(further.size());
  ASSERT_EQ(f.errors->rows(), m);
  Eigen::VectorXd off(m);
  for (Eigen::Index i = 0; i < n; ++i) off[i] = f.scores[i] - kTruth[data.names[static_cast<std::size_t>(i)][0] - 'a'];
  // Fitted as home advantage, eta or ln nu; reported as home_advantage, theta and eta, or nu.
  Eigen::Index at = n;
  for (const FittedParameter& p : f.parameters) {
    if (p.name == "theta" || p.name == "scale") continue;
    off[at] = (p.name == "nu" ? std::log(p.value) : p.value) - further[static_cast<std::size_t>(at - n)];
    ++at;
  }
  ASSERT_EQ(at, m);
  const Eigen::VectorXd without = off.tail(m - 1);  // the last score follows from the others
  const Eigen::MatrixXd covariance = f.errors->bottomRightCorner(m - 1, m - 1);
  const double wald = without.dot(covariance.llt().solve(without));
  EXPECT_LT(wald, boost::math::quantile(boost::math::chi_squared(static_cast<double>(m - 1)), 1 - 1e-6));
  EXPECT_LT(f.errors->diagonal().maxCoeff(), 0.01) << "enough labels to tell";
}

struct Recovery {
  const char* annotators;
  FitOptions options;
  std::vector<double> further;  // home advantage, then eta or ln nu
  const char* more = "";
};
class SampleThenFit : public Sample, public testing::WithParamInterface<Recovery> {};
TEST_P(SampleThenFit, FindsThePopulationAgain) {
  const Recovery& r = GetParam();
  const std::string path = scenario(fmt::format(fmt::runtime(r.annotators), kUtility), r.more);
  const bool rankings = *r.more != 0;
  const std::string out = (path_ / (rankings ? "out.soc" : "out.csv")).string();
  ASSERT_EQ(paddock_says({"sample", path, "--n", "12000", "--out", out}).code, 0);
  const Comparisons data = std::get<Comparisons>(read_preferences(out));
  FitOptions o = r.options;
  o.folds = 0;
  expect_recovered(fit(data, o), data, r.further);
}
constexpr const char* kRankings = "feedback: {form: ranking, size: 5}\n";
INSTANTIATE_TEST_SUITE_P(
    Models, SampleThenFit,
    testing::Values(Recovery{"{{kind: bradley-terry, {}}}", {}, {}},
                    Recovery{"{{kind: bradley-terry, {}, bias: {{position: 0.5}}}}", {.home_advantage = true}, {0.5}},
                    Recovery{"{{kind: thurstone, {}}}", {.model = Model::thurstone}, {}},
                    Recovery{"{{kind: bradley-terry, {}, ties: {{rao-kupper: {{theta: 1.6}}}}}}",
                             {.model = Model::rao_kupper},
                             {std::log(1.6)}},
                    Recovery{"{{kind: bradley-terry, {}, ties: {{davidson: {{nu: 0.7}}}}, bias: {{position: -0.3}}}}",
                             {.model = Model::davidson, .home_advantage = true},
                             {-0.3, std::log(0.7)}},
                    Recovery{"{{kind: bradley-terry, {}}}", {.model = Model::plackett_luce}, {}, kRankings},
                    Recovery{"{{kind: bradley-terry, {}}}",
                             {.model = Model::plackett_luce},
                             {},
                             "feedback: {form: ranking, size: 3}\n"},
                    Recovery{"{{kind: bradley-terry, {}}}", {}, {}, kRankings}));

TEST_F(Sample, MallowsIsFoundAgain) {
  for (const auto& [feedback, ranks] :
       {std::pair{kRankings, ""}, {"feedback: {form: ranking, size: 3}\n", ", ranks: shown"}, {"", ", ranks: shown"}}) {
    const std::string path =
        scenario("{kind: mallows, ranking: [c, a, e, b, d], phi: 0.7" + std::string(ranks) + "}", feedback);
    const std::string out = (path_ / (*feedback ? "out.soi" : "out.csv")).string();
    ASSERT_EQ(paddock_says({"sample", path, "--n", "5000", "--out", out}).code, 0);
    const Comparisons data = std::get<Comparisons>(read_preferences(out));
    const Fit f = fit(data, {.model = Model::mallows, .folds = 0});
    std::string order;
    for (const int i : f.consensus) order += data.names[static_cast<std::size_t>(i)];
    EXPECT_EQ(order, "caebd");
    EXPECT_LT(std::abs(f.parameters[0].value - 0.7) / *f.parameters[0].standard_error, 4.9);
    EXPECT_EQ(f.partial, *ranks != 0);
  }
}

TEST_F(Sample, RepeatsItselfOnThePairsOfData) {
  const std::string path = scenario(
      "[{name: x, kind: bradley-terry, utility: {normal: 1}, ties: {davidson: {nu: 0.3}}}, {name: y, kind: cyclic, "
      "share: 0.5}]");
  const Scenario s = loaded(path);
  std::vector<int> first, again;
  const auto collect = [&](std::vector<int>& into) {
    survey({.scenario = s, .labels = 500}, [&](const LabelBatch& labels, const SurveyNames& names) {
      for (Row i = 0; i < labels.size(); ++i)
        into.push_back(labels.choice[i] * 100 + static_cast<int>(labels.items(i)[0]) * 10 + labels.stamp[i].pool);
      EXPECT_EQ(names.groups, (std::vector<std::string>{"x", "y"}));
    });
  };
  collect(first), collect(again);
  EXPECT_EQ(first.size(), 500u);
  EXPECT_EQ(first, again);
  const auto world = s.world.recipe.make({});
  const Given same = make_given({.n = 500, .pairs = DataPairs::reference, .design = {}, .file = {}}, *world, s.seed, 0);
  for (Row r = 0; r < 500; ++r)
    ASSERT_EQ(static_cast<int>(same.queries.items(r)[0]), first[r] % 100 / 10) << "pairs of data: {n}";
}

TEST_F(Sample, FollowsTheScenariosData) {
  const std::string path =
      scenario("{kind: bradley-terry, utility: [3, 2, 1, 0, -1]}",
               "data: {design: [{context: 0, left: 0, right: 4, count: 2}, {context: 0, left: 2, right: 1}]}\n");
  const auto r = paddock_says({"sample", path, "--n", "6", "--columns", "left,right"});
  EXPECT_EQ(r.code, 0);
  EXPECT_EQ(r.out, "left,right\na,e\na,e\nc,b\na,e\na,e\nc,b\n");
}

TEST_F(Sample, JsonLinesLeaveOutTies) {
  const std::string path =
      scenario("{kind: bradley-terry, utility: [3, 2, 1, 0, -1], ties: {random: {p: 0.5}}, skip: 0.2}");
  const auto r = paddock_says({"sample", path, "--n", "200", "--format", "jsonl"});
  EXPECT_EQ(r.code, 0);
  std::istringstream lines(r.out);
  std::size_t n = 0;
  for (std::string line; std::getline(lines, line); ++n) {
    const auto j = nlohmann::json::parse(line);
    EXPECT_EQ(j.at("prompt"), "context 0");
    EXPECT_TRUE(j.at("chosen").is_string() && j.at("rejected").is_string());
  }
  EXPECT_GT(n, 40u);
  EXPECT_LT(n, 120u);
  EXPECT_NE(r.err.find(std::to_string(200 - n) + " of 200 labels are left out"), std::string::npos) << r.err;
}

TEST_F(Sample, WorkersTakeTimeAndMoney) {
  const std::string path = scenario(
      "{name: w, kind: bradley-terry, utility: [3, 2, 1, 0, -1], workers: {count: 1}, latency: 10s, cost: 0.25}");
  const auto r = paddock_says({"sample", path, "--n", "3", "--columns", "annotator,time,cost,pair"});
  EXPECT_EQ(r.out, "annotator,time,cost,pair\nw/0,10,0.25,0\nw/0,20,0.25,1\nw/0,30,0.25,2\n");
}

TEST_F(Sample, MistakesAreTold) {
  const std::string path = scenario("{kind: bradley-terry, utility: [3, 2, 1, 0, -1]}");
  const auto complaint = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"sample", path});
    const auto r = paddock_says(std::move(words));
    EXPECT_EQ(r.code, 2);
    EXPECT_EQ(r.out, "");
    return r.err;
  };
  EXPECT_NE(complaint({}).find("how many labels?"), std::string::npos);
  EXPECT_NE(complaint({"--n", "5", "--columns", "left,rihgt"}).find("did you mean 'right'?"), std::string::npos);
  EXPECT_NE(complaint({"--n", "5", "--format", "xml"}).find("one of: csv, jsonl, preflib"), std::string::npos);
  EXPECT_NE(complaint({"--n", "5", "--format", "preflib"}).find("feedback.form"), std::string::npos);
  EXPECT_NE(complaint({"--n", "5", "feedback.votes=2"}).find("no whole number of queries"), std::string::npos);
}

// The context column of a labels file is honoured: labels about context 1 say nothing of context 0.
TEST_F(Sample, ContextsOfAFileAreHonoured) {
  const std::string path =
      file("s.yaml",
           "name: s\nworld: {kind: tabular, contexts: 3, names: [a, b]}\nannotators: {kind: bradley-terry, "
           "utility: [[1, 0], [0, 1], [2, 0]]}\nagents: [random]\nmeasure: {metrics: [labels]}\n");
  const std::string out = (path_ / "labels.csv").string();
  ASSERT_EQ(paddock_says({"sample", path, "--n", "300", "--out", out}).code, 0);
  const Scenario s = loaded(path);
  const auto world = s.world.recipe.make({});
  DataPlan plan;
  plan.file = out;
  const Given given = make_given(plan, *world, 0, 0);
  const Given asked = make_given({.n = 300, .pairs = DataPairs::reference, .design = {}, .file = {}}, *world, 0, 0);
  ASSERT_EQ(given.queries.size(), 300u);
  for (Row r = 0; r < 300; ++r) ASSERT_EQ(given.queries.context[r], asked.queries.context[r]);
  const auto refused = [&](const std::string& text) {
    plan.file = file("bad.csv", text);
    try {
      make_given(plan, *world, 0, 0);
    } catch (const DataError& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  EXPECT_NE(
      refused("left,right,winner,context\na,b,a,0\na,b,a,3\n").find("bad.csv:3: context must be a number from 0 to 2"),
      std::string::npos);
  EXPECT_NE(refused("left,right,winner,context\na,b,a,why?\n").find("bad.csv:2: context"), std::string::npos);
  EXPECT_EQ(refused("left,right,winner\na,b,a\n"), "") << "no column: context 0";
}

TEST_F(Sample, FitCommandPrintsWhatTheLibraryFinds) {
  const std::string path =
      file("d.csv", "left,right,winner,count,pair\na,b,a,30,1\na,b,b,10,1\nb,c,b,20,2\nb,c,c,15,2\nc,a,c,5,3\n");
  const auto r = paddock_says({"fit", path, "--json", "--agreement", "--home-advantage"});
  EXPECT_EQ(r.code, 0);
  const auto j = nlohmann::json::parse(r.out);
  const Comparisons data = read_comparisons(path);
  const Fit f = fit(data, {.home_advantage = true});
  EXPECT_EQ(j.at("model"), "bradley-terry");
  EXPECT_EQ(j.at("names"), nlohmann::json(data.names));
  EXPECT_EQ(j.at("converged"), f.converged);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(j.at("scores")[i], f.scores[static_cast<Eigen::Index>(i)]);
  EXPECT_TRUE(j.contains("standard_errors") && j.contains("log_likelihood") && j.contains("held_out_log_loss"));
  EXPECT_EQ(j.at("agreement").at("questions"), 3);
  const auto text = paddock_says({"fit", path});
  EXPECT_EQ(text.code, 0);
  EXPECT_NE(text.out.find("annotators:\n"), std::string::npos);
  EXPECT_EQ(text.err, "");

  const std::string matrix = file("m.csv", "0.5,0.6\n0.4,0.5\n");
  EXPECT_EQ(paddock_says({"fit", matrix}).code, 2);
  const auto located = paddock_says({"fit", file("bad.csv", "left,right,winner\na,b,a\na,b,z\n")});
  EXPECT_EQ(located.code, 2);
  EXPECT_EQ(located.out, "");
  EXPECT_NE(located.err.find("bad.csv:3:5: winner 'z'"), std::string::npos) << located.err;
  EXPECT_EQ(paddock_says({"fit", path, "--ridge", "-1"}).code, 2);
}

}  // namespace
}  // namespace paddock::test
