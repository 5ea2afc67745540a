// Fits of annotator models: real data against facts of an independent script, derivatives, errors, folds, what is said
// when there is no fit, and the block that goes into a scenario.
#include "analysis/fit/fit.h"

#include "analysis/fit/agreement.h"
#include "analysis/fit/annotators.h"
#include "analysis/fit/evidence.h"
#include "analysis/fit/rankings.h"
#include "annotators/population.h"
#include "sim/core/stream.h"
#include "sim/data/read.h"
#include "sim/math/finite_difference.h"
#include "sim/math/normal.h"
#include "sim/math/pair_likelihood.h"
#include "sim/math/softmax.h"
#include "tests/annotators/bench.h"
#include "tests/data/shared_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace paddock::test {
namespace {

double parameter(const Fit& f, std::string_view name) {
  const auto at = std::ranges::find(f.parameters, name, &FittedParameter::name);
  return at == f.parameters.end() ? std::nan("") : at->value;
}
double score(const Fit& f, const Comparisons& data, std::string_view name) {
  return f.scores[std::ranges::find(data.names, name) - data.names.begin()];
}

// ---- real data: source ../shared/data/FACTS.md, to the digits given there ------------------------------------------

/// A fit of a shared file; nothing when it is not there.
std::optional<std::pair<Comparisons, Fit>> fitted(const std::string& name, FitOptions o) {
  const std::string path = shared_file(name);
  if (path.empty()) return std::nullopt;
  o.folds = 0;
  Comparisons data = std::get<Comparisons>(read_preferences(path));
  Fit f = fit(data, o);
  EXPECT_TRUE(f.converged) << name;
  return std::pair(std::move(data), std::move(f));
}
using Top = std::vector<std::pair<const char*, double>>;

void expect_scores(const std::string& file, FitOptions o, const Top& top, double tolerance = 0.5e-4) {
  const auto found = fitted(file, o);
  ASSERT_TRUE(found);
  for (const auto& [name, value] : top)
    EXPECT_NEAR(score(found->second, found->first, name), value, tolerance) << file << " " << name;
}
void expect_parameter(const std::string& file, FitOptions o, std::string_view name, double value, double tolerance) {
  const auto found = fitted(file, o);
  ASSERT_TRUE(found);
  EXPECT_NEAR(name == "loglik" ? found->second.log_likelihood : parameter(found->second, name), value, tolerance)
      << file;
}

TEST(FitFacts, BradleyTerry) {
  if (shared_file("citations.csv").empty()) GTEST_SKIP() << "data";
  expect_scores("citations.csv", {},
                {{"JRSS-B", 1.0589}, {"Biometrika", 0.7899}, {"JASA", 0.3104}, {"Comm Statist", -2.1592}});
  expect_scores("ers_68.soi", {},
                {{"c8", 0.5641}, {"c5", 0.4582}, {"c7", 0.4297}, {"c3", 0.3778}, {"c2", 0.3183}, {"c6", -1.1858}});
  expect_scores("glasgow_2007_ward09.toc", {},
                {{"c6", 0.4309}, {"c3", 0.429}, {"c4", 0.4195}, {"c1", 0.2747}, {"c7", -0.0991}, {"c5", -0.3594}});
  expect_scores("llmfao_gpt3.csv", {},
                {{"GPT 3.5 Turbo", 1.029}, {"LLaMA-2-Chat (7B)", 0.9787}, {"Code Llama (13B)", -1.4513}});
  expect_scores("dots_200x3.soc", {}, {{"200", 0.366}, {"203", 0.0439}, {"206", -0.0673}, {"209", -0.3426}});
  const std::pair<const char*, double> logliks[] = {{"baseball_1987.csv", -172.248}, {"cycling_112.soc", -4235.222},
                                                    {"f1_season_29.soc", -1459.34},  {"llmfao_crowd.csv", -5743.382},
                                                    {"llmfao_gpt4.csv", -1395.244},  {"springall.csv", -456.67},
                                                    {"puzzle_d09.soc", -3094.49}};
  for (const auto& [file, value] : logliks) expect_parameter(file, {}, "loglik", value, 0.5e-3);
}
TEST(FitFacts, HomeAdvantage) {
  if (shared_file("baseball_1987.csv").empty()) GTEST_SKIP() << "data";
  const auto [data, f] = *fitted("baseball_1987.csv", {.home_advantage = true});
  EXPECT_NEAR(parameter(f, "home_advantage"), 0.3023, 0.5e-4);
  const Top above_baltimore{{"Milwaukee", 1.6196}, {"Detroit", 1.4754}, {"Toronto", 1.3271},
                            {"New York", 1.2813},  {"Boston", 1.1438},  {"Cleveland", 0.7047}};
  for (const auto& [name, value] : above_baltimore)
    EXPECT_NEAR(score(f, data, name) - score(f, data, "Baltimore"), value, 0.5e-4) << name;
}
TEST(FitFacts, ModelsWithTies) {
  if (shared_file("springall.csv").empty()) GTEST_SKIP() << "data";
  const FitOptions rao{.model = Model::rao_kupper}, davidson{.model = Model::davidson};
  expect_scores("springall.csv", rao, {{"s3", 1.5976}, {"s6", 1.2998}, {"s2", 0.8457}});
  expect_parameter("springall.csv", rao, "eta", 0.6971, 0.5e-4);
  expect_parameter("springall.csv", rao, "loglik", -730.004, 0.5e-3);
  expect_parameter("springall.csv", davidson, "loglik", -732.067, 0.5e-3);
  expect_scores("llmfao_crowd.csv", rao,
                {{"GPT 4", 1.2682}, {"command", 0.7971}, {"Platypus-2 Instruct (70B)", 0.7896}});
  expect_parameter("llmfao_crowd.csv", rao, "eta", 0.9423, 0.5e-4);
  expect_scores("llmfao_crowd.csv", davidson,
                {{"GPT 4", 1.7516}, {"Platypus-2 Instruct (70B)", 1.1361}, {"command", 1.1129}});
  expect_parameter("llmfao_crowd.csv", davidson, "loglik", -8995.84, 0.5e-2);
  expect_scores("llmfao_gpt4.csv", rao,
                {{"GPT 3.5 Turbo", 4.3413}, {"GPT 3.5 Turbo (16k)", 4.2742}, {"Claude v1.2", 2.9645}});
  expect_parameter("llmfao_gpt4.csv", rao, "eta", 0.1531, 0.5e-4);
  expect_scores("llmfao_gpt4.csv", davidson,
                {{"GPT 3.5 Turbo", 4.6165}, {"GPT 3.5 Turbo (16k)", 4.542}, {"Claude v1.2", 3.1279}});
  expect_parameter("llmfao_gpt4.csv", davidson, "loglik", -1819.743, 0.5e-3);
}
TEST(FitFacts, Rankings) {
  if (shared_file("dots_200x5.soc").empty()) GTEST_SKIP() << "data";
  const FitOptions luce{.model = Model::plackett_luce}, mallows{.model = Model::mallows};
  expect_scores("dots_200x5.soc", luce, {{"200", 0.4294}, {"205", 0.1391}, {"210", -0.1558}, {"215", -0.4127}});
  expect_scores("dots_200x9.soc", luce, {{"200", 0.7309}, {"209", 0.3064}, {"218", -0.248}, {"227", -0.7893}});
  expect_scores("puzzle_d05.soc", luce, {{"5", 0.7573}, {"8", 0.2615}, {"11", -0.3068}, {"14", -0.712}});
  expect_scores("puzzle_d09.soc", luce, {{"9", 0.5604}, {"12", 0.059}, {"15", -0.1613}, {"18", -0.458}});
  // In these files the order of least disagreement is the true one, the centre of the facts.
  const std::tuple<const char*, double, double> centred[] = {{"dots_200x5.soc", 0.70124, 1788},
                                                             {"dots_200x9.soc", 0.53553, 1391},
                                                             {"puzzle_d05.soc", 0.53404, 1389},
                                                             {"puzzle_d09.soc", 0.67126, 1726}};
  for (const auto& [file, phi, distance] : centred) {
    expect_parameter(file, mallows, "phi", phi, 0.5e-5);
    expect_parameter(file, mallows, "distance", distance, 1e-9);
  }
}
TEST(FitFacts, Agreement) {
  if (shared_file("llmfao_crowd.csv").empty()) GTEST_SKIP() << "data";
  const auto a = agreement(read_comparisons(shared_file("llmfao_crowd.csv")));
  ASSERT_TRUE(a);
  EXPECT_NEAR(a->pairwise, 0.53223, 0.5e-5);
}

// ---- likelihoods of ballots -----------------------------------------------------------------------------------------

void expect_derivatives(const Likelihood& of, const Eigen::VectorXd& x) {
  Eigen::VectorXd gradient(of.size());
  Eigen::MatrixXd information(of.size(), of.size());
  ASSERT_TRUE(of.differentiate(x, gradient, information));
  EXPECT_LT(gradient_error([&](const Eigen::VectorXd& y) { return of.value(y); }, x, gradient), 1e-6);
  const Eigen::MatrixXd numeric = central_jacobian(
      [&](const Eigen::VectorXd& y) {
        Eigen::VectorXd g(of.size());
        Eigen::MatrixXd unused(of.size(), of.size());
        of.differentiate(y, g, unused);
        return g;
      },
      x);
  const Eigen::MatrixXd full = information.selfadjointView<Eigen::Lower>();
  EXPECT_LT((full + numeric).cwiseAbs().maxCoeff(), 1e-6 * std::max(1.0, full.cwiseAbs().maxCoeff()));
}

const std::vector<Ballot>& mixed_ballots() {  // complete, partial, tied at the end
  static const std::vector<Ballot> ballots{
      {5, {{0}, {1}, {2}, {3}}}, {2.5, {{3}, {1}}}, {3, {{2}, {0, 1, 3}}}, {1, {{1}, {3}, {0, 2}}}};
  return ballots;
}
TEST(PlackettLuce, DerivativesMatchFiniteDifferences) {
  expect_derivatives(PlackettLuce(4, mixed_ballots()), Eigen::Vector4d(0.4, -1, 2, 0.1));
}
TEST(Mallows, DerivativesMatchFiniteDifferences) {
  const std::vector<int> centre{1, 0, 3, 2};
  for (const double lambda : {-0.2, 1e-9, 0.3, 2.0})
    expect_derivatives(Mallows(mixed_ballots(), centre), Eigen::VectorXd::Constant(1, lambda));
}

Comparisons of_ballots(int n, std::vector<Ballot> ballots) {
  Comparisons data;
  for (int i = 0; i < n; ++i) data.names.push_back(std::to_string(i));
  data.wins = data.ties = Eigen::MatrixXd::Zero(n, n);
  for (const Ballot& b : ballots) count_ballot(b, data);
  data.ballots = std::move(ballots);
  return data;
}

// Source: rlhf.md, worked example E3.
TEST(PlackettLuce, WorkedExample) {
  const Comparisons data = of_ballots(
      3,
      {{5, {{0}, {1}, {2}}}, {3, {{0}, {2}, {1}}}, {4, {{1}, {0}, {2}}}, {2, {{2}, {1}, {0}}}, {1, {{1}, {2}, {0}}}});
  const Fit plain = fit(data, {.model = Model::plackett_luce, .folds = 0});
  EXPECT_NEAR(plain.scores[0], 0.4527110850, 1e-9);
  EXPECT_NEAR(plain.scores[1], 0.1986879569, 1e-9);
  EXPECT_NEAR(plain.log_likelihood, -24.2476332698, 1e-9);
  const Fit ridge = fit(data, {.model = Model::plackett_luce, .ridge = 0.5, .folds = 0});
  EXPECT_NEAR(ridge.scores[0], 0.4219257423, 1e-9);
  EXPECT_NEAR(ridge.log_likelihood, -24.2580912398, 1e-9);
}

// A tied group is the sum over its orders; the law of all weak orders with the same groups sums to 1.
TEST(Mallows, TiedGroupsSumOverTheirOrders) {
  const std::vector<int> centre{2, 0, 1, 3};
  const Eigen::VectorXd lambda = Eigen::VectorXd::Constant(1, 0.7);
  const auto law = [&](std::vector<std::vector<int>> groups) {
    const Ballot b{1, std::move(groups)};
    return std::exp(Mallows({&b, 1}, centre).value(lambda));
  };
  EXPECT_NEAR(law({{1}, {0, 2}, {3}}), law({{1}, {0}, {2}, {3}}) + law({{1}, {2}, {0}, {3}}), 1e-14);
  double tops = 0;
  for (int a = 0; a < 4; ++a) {
    std::vector<int> rest;
    for (int i = 0; i < 4; ++i)
      if (i != a) rest.push_back(i);
    tops += law({{a}, rest});
  }
  EXPECT_NEAR(tops, 1, 1e-14);
}

// Comparisons: phi / (1 + phi) is the share of those against the consensus (Young 1988).
TEST(Mallows, OfComparisonsInClosedForm) {
  const auto data =
      parse_comparisons("left,right,winner,count\na,b,a,8\na,b,b,2\nb,c,b,7\nc,b,c,3\na,c,a,5\na,c,tie,4\n", "t");
  const Fit f = fit(data, {.model = Model::mallows});
  EXPECT_EQ(f.consensus, (std::vector<int>{0, 1, 2}));
  EXPECT_NEAR(parameter(f, "phi"), 5.0 / 20, 1e-12);
  EXPECT_TRUE(f.partial);
}
TEST(Mallows, OfOneMind) {
  const Fit f = fit(of_ballots(3, {{4, {{0}, {1}, {2}}}}), {.model = Model::mallows});
  EXPECT_TRUE(f.converged);
  EXPECT_EQ(parameter(f, "phi"), 0);
  EXPECT_FALSE(f.errors);
  EXPECT_EQ(f.log_likelihood, 0);
}

// ---- standard errors against parametric resamples -------------------------------------------------------------------

struct Source4 {  // what labels are drawn from
  Model model;
  Eigen::Vector4d scores{0.8, 0.3, -0.2, -0.9};
  double tie = 0, home = 0;
};

/// n labels of four items in a design of all ordered pairs (rankings: of all four), of the model exactly.
Comparisons drawn(const Source4& s, int n, std::uint32_t sample) {
  Stream rng(7, sample, Purpose::answer, static_cast<std::uint32_t>(s.model));
  if (s.model == Model::plackett_luce || s.model == Model::mallows) {
    std::vector<Ballot> ballots;
    for (int k = 0; k < n; ++k) {
      Ballot b{1, {}};
      if (s.model == Model::plackett_luce) {
        std::vector<std::pair<double, int>> keys;
        for (int i = 0; i < 4; ++i) keys.emplace_back(-s.scores[i] + std::log(-std::log(1 - rng.uniform())), i);
        std::ranges::sort(keys);
        for (const auto& [key, i] : keys) b.groups.push_back({i});
      } else {
        std::vector<int> order;
        for (int i = 0; i < 4; ++i) {  // by repeated insertion
          double sum = 0, u = 0;
          for (int j = 0; j <= i; ++j) sum += std::pow(s.tie, j);
          u = rng.uniform() * sum;
          int j = 0;
          while (j < i && (u -= std::pow(s.tie, j)) >= 0) ++j;
          order.insert(order.end() - j, i);
        }
        for (const int i : order) b.groups.push_back({i});
      }
      ballots.push_back(std::move(b));
    }
    return of_ballots(4, std::move(ballots));
  }
  Comparisons data = of_ballots(4, {});
  for (int k = 0; k < n; ++k) {
    const int left = k % 4, right = (left + 1 + k / 4 % 3) % 4;
    const double d = s.scores[left] - s.scores[right] + s.home;
    double win = sigmoid(d), lose = sigmoid(-d);
    if (s.model == Model::thurstone) win = normal_cdf(d / std::sqrt(2.0)), lose = 1 - win;
    if (s.model == Model::rao_kupper) win = sigmoid(d - s.tie), lose = sigmoid(-d - s.tie);
    if (s.model == Model::davidson) {
      const double whole = std::exp(d / 2) + std::exp(-d / 2) + s.tie;
      win = std::exp(d / 2) / whole, lose = std::exp(-d / 2) / whole;
    }
    const double u = rng.uniform();
    Comparison r{.left = left, .right = right};
    r.outcome = u < win ? Outcome::left : u < win + lose ? Outcome::right : Outcome::tie;
    data.records.push_back(r), count_record(r, data);
  }
  return data;
}

class Errors : public testing::TestWithParam<Source4> {};
TEST_P(Errors, MatchTheSpreadOfResamples) {
  constexpr int kResamples = 200, kLabels = 1200;
  const FitOptions o{.model = GetParam().model, .home_advantage = GetParam().home != 0, .folds = 0};
  std::vector<std::vector<double>> values;
  std::vector<double> claimed;
  for (std::uint32_t r = 0; r < kResamples; ++r) {
    const Fit f = fit(drawn(GetParam(), kLabels, r), o);
    ASSERT_TRUE(f.converged);
    std::vector<double> all, errors;
    if (o.model != Model::mallows)
      for (Eigen::Index i = 0; i < 4; ++i) all.push_back(f.scores[i]), errors.push_back(f.standard_error(i));
    for (const FittedParameter& p : f.parameters)
      if (p.standard_error) all.push_back(p.value), errors.push_back(*p.standard_error);
    values.resize(all.size()), claimed.resize(all.size(), 0);
    for (std::size_t k = 0; k < all.size(); ++k) values[k].push_back(all[k]), claimed[k] += errors[k] / kResamples;
  }
  ASSERT_FALSE(values.empty());
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double mean = std::accumulate(values[k].begin(), values[k].end(), 0.0) / kResamples;
    double square = 0;
    for (const double v : values[k]) square += (v - mean) * (v - mean) / (kResamples - 1);
    EXPECT_GT(claimed[k] / std::sqrt(square), 0.85) << k;
    EXPECT_LT(claimed[k] / std::sqrt(square), 1.15) << k;
  }
}
INSTANTIATE_TEST_SUITE_P(
    All, Errors,
    testing::Values(Source4{.model = Model::bradley_terry}, Source4{.model = Model::bradley_terry, .home = 0.4},
                    Source4{.model = Model::thurstone}, Source4{.model = Model::rao_kupper, .tie = 0.5, .home = 0.3},
                    Source4{.model = Model::davidson, .tie = 0.8}, Source4{.model = Model::plackett_luce},
                    Source4{.model = Model::mallows, .tie = 0.6}));

// Labels that are not of the model: the sandwich. Rankings seen as pairs, by resampling ballots; the errors that took
// pairs for independent would be a quarter too small.
TEST(Sandwich, RankingsBrokenIntoPairs) {
  constexpr int kResamples = 200;
  double sum = 0, squares = 0, claimed = 0, naive = 0;
  for (std::uint32_t r = 0; r < kResamples; ++r) {
    const Comparisons data = drawn({.model = Model::plackett_luce}, 400, r);
    const Fit f = fit(data, {.folds = 0});
    EXPECT_TRUE(f.sandwich);
    sum += f.scores[0], squares += f.scores[0] * f.scores[0], claimed += f.standard_error(0) / kResamples;
    naive += std::sqrt(inverse_information(PairLikelihood(4, counted_pairs(data, false), PairLink::logistic), f.scores)(
                 0, 0)) /
             kResamples;
  }
  const double spread = std::sqrt((squares - sum * sum / kResamples) / (kResamples - 1));
  EXPECT_GT(claimed / spread, 0.85);
  EXPECT_LT(claimed / spread, 1.15);
  EXPECT_LT(naive / spread, 0.85);
}

// ---- no fit, in words -----------------------------------------------------------------------------------------------

std::string message(const std::string& csv, FitOptions o = {}) {
  const Fit f = fit(parse_comparisons("left,right,winner\n" + csv, "t"), o);
  EXPECT_EQ(f.converged, f.message.empty());
  EXPECT_TRUE(f.converged || annotators_yaml(f, {}).empty());
  return f.message;
}
TEST(NoFit, SaysWhy) {
  EXPECT_NE(message("a,b,a\nb,c,b\nc,b,c\n").find("separable: 'a' never lost"), std::string::npos);
  EXPECT_NE(message("a,b,a\na,b,b\nc,d,c\nc,d,d\n").find("disconnected: 'a', 'b' were never compared"),
            std::string::npos);
  EXPECT_NE(message("a,b,a\nb,a,b\n", {.home_advantage = true}).find("no finite maximum"), std::string::npos)
      << "left always wins";
  for (const Model m :
       {Model::bradley_terry, Model::thurstone, Model::rao_kupper, Model::davidson, Model::plackett_luce}) {
    EXPECT_NE(message("a,b,a\n", {.model = m}), "");
    EXPECT_EQ(message("a,b,a\n", {.model = m, .ridge = 1}), "");
  }
}
TEST(NoFit, SomeModelsDoNotSuitSomeData) {
  const Comparisons rankings = of_ballots(3, {{1, {{0, 1}, {2}}}});
  EXPECT_NE(misfit(rankings, {.model = Model::plackett_luce}).find("ballot 1 ties"), std::string::npos);
  EXPECT_NE(misfit(rankings, {.home_advantage = true}).find("no left side"), std::string::npos);
  EXPECT_NE(misfit(rankings, {.model = Model::mallows, .ridge = 1}), "");
  EXPECT_NE(misfit(parse_comparisons("left,right,winner\na,a,a\n", "t"), {}), "");
}

// ---- held-out loss --------------------------------------------------------------------------------------------------

TEST(HeldOut, FoldsShareOutEveryLabelOnce) {
  const auto data = parse_comparisons("left,right,winner,count\na,b,a,70\nb,a,b,0.5\na,b,b,31\n", "t");
  const auto parts = folds(data, 5, 3);
  ASSERT_EQ(parts.size(), 5u);
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(2, 2);
  for (const Fold& f : parts) {
    sum += f.held_out.wins;
    EXPECT_LT((f.held_out.wins + f.rest.wins - data.wins).cwiseAbs().maxCoeff(), 1e-12);
  }
  EXPECT_LT((sum - data.wins).cwiseAbs().maxCoeff(), 1e-12);
}
// Labels of a coin cannot be told better than log 2; with many labels the loss is the entropy of the law.
TEST(HeldOut, TendsToTheEntropy) {
  const auto data = parse_comparisons("left,right,winner,count\na,b,a,60000\na,b,b,20000\n", "t");
  const Fit f = fit(data);
  ASSERT_TRUE(f.held_out);
  const double entropy = -0.75 * std::log(0.75) - 0.25 * std::log(0.25);
  EXPECT_NEAR(*f.held_out, entropy, 1e-4);
  EXPECT_EQ(fit(data).held_out, f.held_out) << "the same folds every time";
}
TEST(HeldOut, PrefersTheModelThatIsTrue) {
  const Comparisons data = drawn({.model = Model::davidson, .tie = 0.8}, 20000, 0);
  const auto loss = [&](Model m) { return *fit(data, {.model = m}).held_out; };
  EXPECT_LT(loss(Model::davidson), loss(Model::rao_kupper));
}

// ---- agreement ------------------------------------------------------------------------------------------------------

// Krippendorff's alpha by hand: units aa, ab, bb: observed disagreement 2 of 6, expected 18 of 30.
TEST(Agreement, ByHand) {
  const auto a = agreement(parse_comparisons(
      "left,right,winner,pair\na,b,a,1\nb,a,a,1\na,b,a,2\na,b,b,2\na,b,b,3\na,b,b,3\na,b,a,4\n", "t"));
  ASSERT_TRUE(a);
  EXPECT_EQ(a->questions, 3);
  EXPECT_EQ(a->labels, 6);
  EXPECT_NEAR(a->pairwise, 2.0 / 3, 1e-15);
  EXPECT_NEAR(*a->alpha, 1 - (2.0 / 6) / (18.0 / 30), 1e-12);
  EXPECT_FALSE(agreement(parse_comparisons("left,right,winner\na,b,a\n", "t")));
}

// ---- the block for a scenario ---------------------------------------------------------------------------------------

/// Loads the block as a scenario would; its population answers the pair (left, right).
LabelLaw law_of(const std::string& yaml, ItemId left, ItemId right) {
  Problems problems;
  const Node root = node_of(yaml);
  PopulationPlan plan;
  const FieldView view{.name = "annotators"};
  EXPECT_TRUE(PopulationPlan::read(*root.find("annotators"), plan, view, problems)) << texts(problems) << yaml;
  const auto world = world_of("{kind: tabular, responses: 4}");
  check_fit(plan, *world, Form::duel, problems);
  EXPECT_TRUE(problems.empty()) << texts(problems);
  Population people(plan, {.world = *world, .random_sides = false});
  const Group& g = plan.groups()[0];
  const double p = people.group(0).preference(0, left, right, {});
  return g.modifiers.apply(p, 0, 0, 1);
}
TEST(AnnotatorsBlock, AnswersAsTheModelDoes) {
  for (const Source4& s :
       {Source4{.model = Model::bradley_terry, .home = 0.4}, Source4{.model = Model::thurstone},
        Source4{.model = Model::rao_kupper, .tie = 0.5, .home = 0.3}, Source4{.model = Model::davidson, .tie = 0.8},
        Source4{.model = Model::plackett_luce}, Source4{.model = Model::mallows, .tie = 0.6}}) {
    const Comparisons data = drawn(s, 5000, 1);
    const Fit f = fit(data, {.model = s.model, .home_advantage = s.home != 0, .folds = 0});
    const LabelLaw law = law_of(annotators_yaml(f, data.names), 1, 2);
    const double d = f.scores[1] - f.scores[2] + (s.home != 0 ? parameter(f, "home_advantage") : 0);
    double win = sigmoid(d), tie = 0;
    if (s.model == Model::thurstone) win = normal_cdf(d / std::sqrt(2.0));
    if (s.model == Model::rao_kupper)
      win = sigmoid(d - parameter(f, "eta")), tie = 1 - win - sigmoid(-d - parameter(f, "eta"));
    if (s.model == Model::davidson) {
      const double whole = std::exp(d / 2) + std::exp(-d / 2) + parameter(f, "nu");
      win = std::exp(d / 2) / whole, tie = parameter(f, "nu") / whole;
    }
    if (s.model == Model::mallows) win = 1 / (1 + parameter(f, "phi"));  // neighbours in the consensus
    EXPECT_NEAR(law.left, win, 1e-12) << word(s.model);
    EXPECT_NEAR(law.tie, tie, 1e-12) << word(s.model);
  }
}

}  // namespace
}  // namespace paddock::test
