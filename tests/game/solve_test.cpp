// solve() on the worked games, the coincidences of concepts, and inputs that have no clean answer.
#include "analysis/game/solve.h"

#include "analysis/game/alpha_rank.h"
#include "sim/math/softmax.h"
#include "tests/game/random_games.h"
#include "tests/golden/games.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

namespace paddock::test {
namespace {

using Names = std::vector<std::string>;

constexpr double kPrinted = 6e-10;  // half a unit of the ninth decimal

Eigen::VectorXd vector_at(const SolveResult& r, std::string_view path) {
  const Finding* f = r.find(path);
  if (!f || !std::holds_alternative<std::vector<double>>(*f)) return {};
  const auto& v = std::get<std::vector<double>>(*f);
  return Eigen::Map<const Eigen::VectorXd>(v.data(), static_cast<Eigen::Index>(v.size()));
}

bool missing(const SolveResult& r, std::string_view path) {
  const Finding* f = r.find(path);
  return f && std::holds_alternative<std::monostate>(*f);
}

template <class T>
T value_at(const SolveResult& r, std::string_view path) {
  const Finding* f = r.find(path);
  return f && std::holds_alternative<T>(*f) ? std::get<T>(*f) : T();
}

double number_at(const SolveResult& r, std::string_view path) { return r.number(path).value_or(std::nan("")); }

std::string notes_of(const SolveResult& r, std::string_view name) {
  std::string all;
  for (const Solution& s : r.solutions)
    if (s.name == name)
      for (const std::string& note : s.notes) all += note;
  return all;
}

double distance(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  return a.size() == b.size() && a.size() > 0 ? (a - b).cwiseAbs().maxCoeff() : 1e9;
}

SolveResult solved(const golden::Game& g, double tau, double beta) {
  SolveOptions o{.tau = tau, .beta = beta, .tau_leader = tau, .tau_follower = 2 * tau};
  for (const SolutionConcept& c : solution_concepts()) o.concepts.emplace_back(c.name);
  o.reference = g.mu;
  return solve(contest_of(g.p), o);
}

Eigen::MatrixXd linear_link(const Eigen::VectorXd& r, double c) {
  const Eigen::Index n = r.size();
  return (c * (r.replicate(1, n) - r.transpose().replicate(n, 1))).array() + 0.5;
}

Eigen::MatrixXd logistic_link(const Eigen::VectorXd& r) {
  return linear_link(r, 1).unaryExpr([](double x) { return sigmoid(x - 0.5); });
}

}  // namespace

class SolvedGame : public testing::TestWithParam<golden::Game> {};

TEST_P(SolvedGame, HasEveryPrintedNumber) {
  const golden::Game& g = GetParam();
  const auto n = g.p.rows();
  const SolveResult r = solved(g, g.tau, g.beta);
  ASSERT_EQ(r.solutions.size(), solution_concepts().size());
  for (const Solution& s : r.solutions) EXPECT_FALSE(s.failed) << s.name;
  EXPECT_EQ(missing(r, "condorcet"), g.condorcet < 0);
  EXPECT_EQ(value_at<std::string>(r, "condorcet"), g.condorcet < 0 ? "" : std::to_string(g.condorcet));
  Names maximin;
  for (const int arm : g.maximin) maximin.push_back(std::to_string(arm));
  EXPECT_EQ(value_at<Names>(r, "minimax.winners"), maximin);
  EXPECT_NEAR(vector_at(r, "minimax.scores").maxCoeff(), g.maximin_value, kPrinted);

  EXPECT_EQ(value_at<bool>(r, "maximal_lottery.unique"), g.lottery.size() > 0);
  EXPECT_LT(distance(vector_at(r, "maximal_lottery.policy"), g.lottery.size() > 0 ? g.lottery : golden::uniform(n)),
            kPrinted);
  EXPECT_LE(number_at(r, "maximal_lottery.exploitability"), 1e-12);

  EXPECT_LT(distance(vector_at(r, "nash.policy"), g.nash), kPrinted);
  EXPECT_NEAR(number_at(r, "nash.kl_reference"), g.nash_kl, kPrinted);
  EXPECT_NEAR(0.5 - g.tau * number_at(r, "nash.kl_reference"), g.soft_value, kPrinted);
  EXPECT_NEAR(number_at(r, "nash.exploitability"), g.nash_exploitability, kPrinted);
  EXPECT_LT(number_at(r, "nash.gap_regularised"), 1e-12);
  EXPECT_LT(number_at(r, "nash.residual"), 1e-10);

  EXPECT_LT(distance(vector_at(r, "reference.best_reply"), g.reply), kPrinted);
  EXPECT_NEAR(number_at(r, "reference.gap_regularised"), g.gap_mu, kPrinted);

  EXPECT_LT(distance(vector_at(r, "stackelberg.leader"), g.leader), kPrinted);
  EXPECT_LT(distance(vector_at(r, "stackelberg.action_values"), g.leader_values), kPrinted);
  EXPECT_NEAR(number_at(r, "stackelberg.value"), g.leader_value, kPrinted);
  EXPECT_NEAR(number_at(r, "stackelberg.winrate_follower"), g.leader_beats_follower, kPrinted);
  EXPECT_LT(distance(vector_at(r, "stackelberg.refined"), g.refined), kPrinted);
  const auto follower = value_at<std::vector<std::vector<double>>>(r, "stackelberg.follower");
  ASSERT_EQ(follower.size(), static_cast<std::size_t>(n));
  for (Eigen::Index i = 0; i < g.follower.rows(); ++i)
    for (Eigen::Index j = 0; j < n; ++j) EXPECT_NEAR(follower[i][j], g.follower(i, j), kPrinted);

  EXPECT_LT(distance(vector_at(r, "bradley_terry.scores"), g.bt), kPrinted);
  EXPECT_LT(distance(vector_at(r, "rlhf.policy"), g.rlhf), kPrinted);
  const SolveResult one = solved(g, g.tau, 1);
  EXPECT_LT(distance(vector_at(one, "rlhf.policy"), g.rlhf_one), kPrinted);
  EXPECT_NEAR(number_at(one, "rlhf.exploitability"), g.rlhf_one_exploitability, kPrinted);
}

INSTANTIATE_TEST_SUITE_P(E1toE11, SolvedGame, testing::ValuesIn(golden::games()),
                         [](const auto& game) { return game.param.name; });

TEST(Solve, E13ThreeCamps) {  // nlhf.md section 9
  for (const double eps : {0.06, -0.06}) {
    const double a = 1.0 / 3 - eps / 4, b = 1.0 / 3 + eps / 2, c = a;
    Eigen::Matrix3d p;
    p << 0.5, a + c, a, b, 0.5, a + b, b + c, c, 0.5;
    const SolveResult r = solve(contest_of(p));
    EXPECT_LT(distance(vector_at(r, "maximal_lottery.policy"),
                       Eigen::Vector3d(1.0 / 3 + eps / 2, 1.0 / 3 + eps / 2, 1.0 / 3 - eps)),
              1e-14);
    const double s = eps > 0 ? 0.060054 : -0.060054;
    EXPECT_LT(distance(vector_at(r, "bradley_terry.scores"), Eigen::Vector3d(-s, s, 0)), 6e-7);
  }
}

// nlhf.md 1.7, row by row.
TEST(Coincidence, TwoArms) {
  Eigen::Matrix2d p;
  p << 0.5, 0.7, 0.3, 0.5;
  SolveOptions o{.tau = 0.2, .beta = 0.3, .tau_leader = 0.2, .tau_follower = 0.2};
  o.reference = Eigen::Vector2d(0.4, 0.6);
  const SolveResult r = solve(contest_of(p), o);
  const auto odds = [&](std::string_view path) {
    const Eigen::VectorXd v = vector_at(r, path);
    return std::log(v[0] / v[1]) - std::log(0.4 / 0.6);
  };
  EXPECT_EQ(vector_at(r, "maximal_lottery.policy"), Eigen::Vector2d(1, 0));
  EXPECT_NEAR(odds("nash.policy"), 0.2 / 0.2, 1e-12);
  EXPECT_NEAR(odds("rlhf.policy"), logit(0.7) / 0.3, 1e-10);
  EXPECT_NEAR(odds("stackelberg.leader"), odds("nash.policy"), 1e-12);  // two arms always have a linear link
}

TEST(Coincidence, LinearLinkNashIsTheLeaderWhateverTheFollower) {
  const Eigen::Vector4d rewards(0, 0.5, 1, 2);
  const double c = 0.2, tau = 0.1;
  for (const double tau_follower : {0.01, 0.2, 5.0}) {
    SolveOptions o{.tau = tau, .beta = tau / c, .tau_leader = tau, .tau_follower = tau_follower};
    o.reference = Eigen::Vector4d(0.4, 0.3, 0.2, 0.1);
    const SolveResult r = solve(contest_of(linear_link(rewards, c)), o);
    Eigen::VectorXd target = o.reference.array() * (rewards.array() * c / tau).exp();
    target /= target.sum();
    EXPECT_LT(distance(vector_at(r, "nash.policy"), target), 1e-12);
    EXPECT_LT(distance(vector_at(r, "stackelberg.leader"), target), 1e-12);
    EXPECT_GT(distance(vector_at(r, "rlhf.policy"), target), 0.01);  // its reward is fitted, not the true one
    EXPECT_EQ(vector_at(r, "maximal_lottery.policy"), Eigen::Vector4d(0, 0, 0, 1));
    for (const auto& row : value_at<std::vector<std::vector<double>>>(r, "stackelberg.follower"))
      for (int j = 0; j < 4; ++j)
        EXPECT_NEAR(row[j], value_at<std::vector<std::vector<double>>>(r, "stackelberg.follower")[0][j], 1e-13);
  }
}

TEST(Coincidence, BradleyTerry) {
  const Eigen::Vector4d rewards(0.3, -0.2, 0.9, 0.1);
  const Contest c = contest_of(logistic_link(rewards));
  SolveOptions o{.tau = 0.5, .beta = 0.5, .tau_leader = 0.5, .tau_follower = 0.05};
  const SolveResult warm = solve(c, o);
  Eigen::VectorXd target = (rewards.array() / 0.5).exp();
  target /= target.sum();
  EXPECT_LT(distance(vector_at(warm, "bradley_terry.scores"), rewards.array() - rewards.mean()), 1e-13);
  EXPECT_LT(distance(vector_at(warm, "rlhf.policy"), target), 1e-12);
  EXPECT_GT(distance(vector_at(warm, "nash.policy"), target), 0.01);
  EXPECT_GT(distance(vector_at(warm, "stackelberg.leader"), target), 0.01);
  EXPECT_GT(distance(vector_at(warm, "stackelberg.leader"), vector_at(warm, "nash.policy")), 1e-4);
  o.tau = o.tau_leader = o.tau_follower = 0.001, o.beta = 0.01;
  const SolveResult cold = solve(c, o);
  for (const char* path : {"maximal_lottery.policy", "nash.policy", "rlhf.policy", "stackelberg.leader"})
    EXPECT_LT(distance(vector_at(cold, path), Eigen::Vector4d(0, 0, 1, 0)), 1e-12) << path;
}

TEST(Coincidence, CondorcetWinnerThatIsNotBordas) {  // E6 with all temperatures -> 0
  const SolveResult r =
      solve(contest_of(golden::games()[5].p), {.tau = 0.001, .beta = 0.01, .tau_leader = 0.001, .tau_follower = 0.001});
  EXPECT_LT(distance(vector_at(r, "nash.policy"), Eigen::Vector3d(1, 0, 0)), 1e-3);
  EXPECT_LT(distance(vector_at(r, "stackelberg.leader"), Eigen::Vector3d(1, 0, 0)), 1e-3);
  EXPECT_LT(distance(vector_at(r, "rlhf.policy"), Eigen::Vector3d(0, 1, 0)), 1e-12);
  EXPECT_EQ(value_at<Names>(r, "borda.winners"), (Names{"1"}));
}

TEST(Coincidence, CyclesMixAndTheLeaderIsPure) {  // E2: the lottery mixes; the leader's limit is the maximin arm
  const SolveResult r =
      solve(contest_of(golden::games()[1].p), {.tau = 0.001, .tau_leader = 0.001, .tau_follower = 0.001});
  EXPECT_GT(vector_at(r, "maximal_lottery.policy").minCoeff(), 0.2);
  EXPECT_GT(vector_at(r, "nash.policy").minCoeff(), 0.2);
  EXPECT_LT(distance(vector_at(r, "stackelberg.leader"), Eigen::Vector3d(0, 0, 1)), 1e-12);
}

TEST(Coincidence, AllTiesKeepTheReference) {
  SolveOptions o;
  o.reference = Eigen::Vector4d(0.4, 0.3, 0.2, 0.1);
  const SolveResult r = solve(contest_of(Eigen::MatrixXd::Constant(4, 4, 0.5)), o);
  for (const char* path : {"nash.policy", "rlhf.policy", "stackelberg.leader"})
    EXPECT_LT(distance(vector_at(r, path), o.reference), 1e-14) << path;
  EXPECT_FALSE(value_at<bool>(r, "maximal_lottery.unique"));
  EXPECT_EQ(r.notes, (std::vector<std::string>{"all pairs tie"}));
  EXPECT_NE(notes_of(r, "maximal_lottery").find("not unique"), std::string::npos);
}

TEST(Solve, SaysWhatHasNoAnswer) {
  Eigen::MatrixXd wins = Eigen::MatrixXd::Zero(4, 4);  // 0 beats 1 beats 2, never the other way round; 3 plays nobody
  wins(0, 1) = 3, wins(1, 2) = 2;
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(4, 4, 0.5);
  p(0, 1) = p(1, 2) = 1, p(1, 0) = p(2, 1) = 0;
  Mask compared = (wins + wins.transpose()).array() > 0;
  Contest c{{"a", "b", "c", "d"}, p, wins, wins - wins.transpose(), compared, 4};
  const SolveResult r = solve(c);
  EXPECT_TRUE(missing(r, "bradley_terry.scores"));
  EXPECT_TRUE(missing(r, "rlhf.policy"));
  EXPECT_EQ(number_at(r, "bradley_terry.converged"), 0);
  EXPECT_NE(notes_of(r, "bradley_terry").find("disconnected: 2 groups"), std::string::npos);
  ASSERT_EQ(r.notes.size(), 2u);
  EXPECT_EQ(r.notes[0], "4 of 6 pairs were never compared; they count as ½");
  for (const Solution& s : r.solutions) EXPECT_FALSE(s.failed) << "no maximum is an answer, not a failure";

  wins(2, 3) = wins(3, 2) = 1;  // connected now, but 0 still never lost
  p(2, 3) = p(3, 2) = 0.5;
  c.wins = wins, c.compared(2, 3) = c.compared(3, 2) = true, c.uncompared = 3;
  EXPECT_NE(notes_of(solve(c), "bradley_terry").find("separable: a never lost"), std::string::npos);
  const SolveResult ridged = solve(c, {.concepts = {"bradley-terry", "rlhf"}, .ridge = 0.1});
  EXPECT_EQ(ridged.solutions.size(), 2u);
  EXPECT_EQ(number_at(ridged, "bradley-terry.converged"), 1);
  EXPECT_NEAR(vector_at(ridged, "bradley_terry.scores").sum(), 0, 1e-12);
  EXPECT_GT(vector_at(ridged, "rlhf.policy")[0], 0.9);
}

TEST(Solve, RefusesWhatIsOutOfRange) {
  const Contest c = contest_of(golden::games()[1].p);
  EXPECT_THROW(solve(c, {.concepts = {"nsah"}}), std::logic_error);
  EXPECT_THROW(solve(c, {.tau = -1}), std::logic_error);
  EXPECT_THROW(solve(c, {.beta = 0}), std::logic_error);
  SolveOptions o;
  o.reference = Eigen::Vector2d(0.5, 0.5);
  EXPECT_THROW(solve(c, o), std::logic_error);
  o.reference = Eigen::Vector3d(0.5, 0.6, 0.5);
  EXPECT_THROW(solve(c, o), std::logic_error);
  EXPECT_EQ(solve(c, {.concepts = {"smith"}}).number("smith"), std::nullopt);
  EXPECT_EQ(solve(c, {.concepts = {"smith"}}).find("nash.policy"), nullptr);
}

TEST(Solve, FollowerReferenceMayBeATable) {
  const golden::Game g = golden::games()[1];
  SolveOptions o{.concepts = {"stackelberg"}, .tau_leader = g.tau, .tau_follower = 2 * g.tau};
  o.reference = g.mu;
  o.follower_reference = g.mu.transpose().replicate(3, 1);
  EXPECT_LT(distance(vector_at(solve(contest_of(g.p), o), "stackelberg.leader"), g.leader), kPrinted);
  o.follower_reference =
      Eigen::MatrixXd::Identity(3, 3);  // a follower that repeats the leader: every action is worth ½
  const SolveResult echo = solve(contest_of(g.p), o);
  EXPECT_LT(distance(vector_at(echo, "stackelberg.leader"), g.mu), 1e-14);
  EXPECT_NEAR(number_at(echo, "stackelberg.value"), 0.5, 1e-14);
}

TEST(Solve, TauZeroIsTheLottery) {
  const SolveResult r = solve(contest_of(golden::games()[7].p), {.concepts = {"nash", "maximal_lottery"}, .tau = 0});
  EXPECT_EQ(vector_at(r, "nash.policy"), vector_at(r, "maximal_lottery.policy"));
  EXPECT_NE(notes_of(r, "nash").find("not unique"), std::string::npos);
}

TEST(Solve, MarginsDifferFromProbabilitiesWhereCountsDo) {  // 0 over 1 by 9:1, 1 over 2 by 2:1, 2 over 0 by 2:1
  Eigen::Matrix3d wins;
  wins << 0, 9, 1, 1, 0, 2, 2, 1, 0;
  Eigen::Matrix3d p;
  p << 0.5, 0.9, 1 / 3.0, 0.1, 0.5, 2 / 3.0, 2 / 3.0, 1 / 3.0, 0.5;
  Contest c{{"0", "1", "2"}, p, wins, wins - wins.transpose(), {}, 0};
  SolveOptions o{.concepts = {"maximal_lottery"}};
  // margins a, b, c round the cycle give (b, c, a) / (a + b + c)
  const Eigen::Vector3d probability = Eigen::Vector3d(1 / 6.0, 1 / 6.0, 0.4) / (1 / 3.0 + 0.4);
  EXPECT_LT(distance(vector_at(solve(c, o), "maximal_lottery.policy"), probability), 1e-14);
  o.margins = true;
  EXPECT_LT(distance(vector_at(solve(c, o), "maximal_lottery.policy"), Eigen::Vector3d(1, 1, 8) / 10), 1e-14);
}

// Fisher & Ryan: tournaments have one lottery, of odd support.
RC_GTEST_PROP(Solve, TournamentsHaveOddSupport, (unsigned seed)) {
  const SolveResult r =
      solve(contest_of(random_game(2 + seed % 30, Kind::tournament, seed)), {.concepts = {"maximal-lottery", "smith"}});
  RC_ASSERT(number_at(r, "maximal_lottery.exploitability") <= 1e-9);
  RC_ASSERT(value_at<bool>(r, "maximal_lottery.unique"));
  RC_ASSERT((vector_at(r, "maximal_lottery.policy").array() > 1e-12).count() % 2 == 1);
}

TEST(Solve, FiveHundredArmsAtTheSmallestTau) {
  SolveOptions o{.concepts = {"nash"}, .tau = 0.001};
  o.reference = random_policy(500, 3, 5);
  const SolveResult r = solve(contest_of(random_game(500, Kind::continuous, 7)), o);
  EXPECT_EQ(number_at(r, "nash.converged"), 1);
  EXPECT_LE(number_at(r, "nash.residual"), 1e-9);
  EXPECT_LE(number_at(r, "nash.gap_regularised"), 1e-12);
}

}  // namespace paddock::test
