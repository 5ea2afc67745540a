// Named matrices: entries and known answers.
#include "annotators/games.h"

#include "analysis/game/lottery.h"
#include "analysis/game/tournament.h"
#include "tests/annotators/bench.h"

#include <fmt/format.h>

#include <set>

namespace paddock::test {
namespace {

Eigen::MatrixXd game(const std::string& parameters, std::uint32_t replication = 0) {
  const auto yaml = "{kind: matrix, " + parameters + "}";
  const auto n = plan_of(yaml).implied_responses();
  EXPECT_TRUE(n);
  Stage s(yaml, fmt::format("{{kind: tabular, responses: {}}}", *n), Form::duel, 1, replication);
  Eigen::MatrixXd p(*n, *n);
  s.population.truth().preferences(0, {}, p);
  return p;
}
int condorcet(const Eigen::MatrixXd& p) {
  for (Eigen::Index i = 0; i < p.rows(); ++i)
    if (((p.row(i).array() > 0.5).count()) == p.cols() - 1) return static_cast<int>(i);
  return -1;
}
std::vector<double> copeland(const Eigen::MatrixXd& p) {
  std::vector<double> c;
  for (Eigen::Index i = 0; i < p.rows(); ++i)
    c.push_back(static_cast<double>((p.row(i).array() > 0.5).count()) +
                0.5 * static_cast<double>((p.row(i).array() == 0.5).count() - 1));
  return c;
}
/// How little the worst opponent wins over 1/2 against a policy.
double exploitability(const Eigen::MatrixXd& p, const std::vector<double>& policy) {
  return (p * Eigen::Map<const Eigen::VectorXd>(policy.data(), p.cols())).maxCoeff() - 0.5;
}

TEST(Games, AllAreSkewAndHaveOneNameEach) {
  std::set<std::string_view> names;
  for (const Game& g : games()) {
    EXPECT_TRUE(names.insert(g.name).second) << g.name;
    EXPECT_EQ(misfit(g, {}), "") << g.name;
    Stream s(1, 2, Purpose::population, 3);
    const Eigen::MatrixXd p = g.make({}, s);
    EXPECT_LT((p + p.transpose() - Eigen::MatrixXd::Ones(p.rows(), p.rows())).cwiseAbs().maxCoeff(), 1e-15) << g.name;
    EXPECT_TRUE((p.array() >= 0 && p.array() <= 1).all()) << g.name;
    EXPECT_TRUE((p.diagonal().array() == 0.5).all()) << g.name;
  }
}

TEST(Games, BenchmarkMatrices) {  // dueling_active.md section 2
  const auto cyclic = game("name: cyclic-4");
  EXPECT_LT((cyclic.row(1) - Eigen::RowVector4d(.4, .5, .9, .1)).cwiseAbs().maxCoeff(), 1e-15);
  EXPECT_EQ(condorcet(cyclic), 0);
  const auto a8 = game("name: arithmetic-8");
  EXPECT_DOUBLE_EQ(a8(0, 7), .85);
  EXPECT_DOUBLE_EQ(a8(6, 2), .3);
  const auto a16 = game("name: arithmetic-16");
  EXPECT_DOUBLE_EQ(a16(0, 15), .95);
  EXPECT_NEAR(a16(15, 0), .05, 1e-15);
  const auto arxiv = game("name: arxiv-6");
  EXPECT_EQ(condorcet(arxiv), 0);
  EXPECT_EQ(arxiv(3, 5), .5);
  EXPECT_NEAR(arxiv(4, 2), .49, 1e-15);
  EXPECT_NEAR(arxiv(4, 5), .51, 1e-15);
  const auto mslr = game("name: mslr-5");
  EXPECT_EQ(condorcet(mslr), 0);
  EXPECT_NEAR(mslr(4, 2), .33122911, 1e-12);
  EXPECT_NEAR(mslr(3, 4), .50999465, 1e-12);
}

TEST(Games,
     AsymptoticConstants) {  // dueling_active.md section 2.1, column c1: sum over i of (Delta_i + 0)/(2 klh(P[i][0]))
  const auto c1 = [](const Eigen::MatrixXd& p) {
    double sum = 0;
    for (Eigen::Index i = 1; i < p.rows(); ++i) {
      const double q = p(i, 0), kl = q * std::log(2 * q) + (1 - q) * std::log(2 * (1 - q));
      sum += (0.5 - q) / (2 * kl);
    }
    return sum;
  };
  EXPECT_NEAR(c1(game("name: cyclic-4")), 7.4495, 5e-5);
  EXPECT_NEAR(c1(game("name: arithmetic-8")), 12.7122, 5e-5);
  EXPECT_NEAR(c1(game("name: arxiv-6")), 20.7350, 5e-5);
  EXPECT_NEAR(c1(game("name: mslr-5")), 11.1200, 5e-5);
}

TEST(Games, WorkedExamplesHaveTheirLotteries) {  // nlhf.md sections 9 and 11
  const double third = 1. / 3;
  EXPECT_NEAR(exploitability(game("name: rps"), {third, third, third}), 0, 1e-15);
  EXPECT_NEAR(exploitability(game("name: noisy-rps"), {2. / 9, 3. / 9, 4. / 9}), 0, 1e-15);
  EXPECT_NEAR(exploitability(game("name: three-camps"), {.5, .2, .3}), 0, 1e-15);
  EXPECT_NEAR(exploitability(game("name: condorcet-plus-cycle"), {1, 0, 0, 0}), 0, 1e-15);
  EXPECT_NEAR(exploitability(game("name: borda-trap"), {1, 0, 0}), 0, 1e-15);
  EXPECT_NEAR(exploitability(game("name: dominant-block"), {third, third, third, 0, 0, 0}), 0, 1e-15);
  EXPECT_NEAR(exploitability(game("name: tied-blocks"), {0, 0, 0, third, third, third}), 0, 1e-15);
  EXPECT_NEAR(exploitability(game("name: linear-link"), {0, 0, 0, 1}), 0, 1e-15);
  EXPECT_NEAR(exploitability(game("name: near-rps"), {.499 / .501, .001 / .501, .001 / .501}), 0, 1e-15);
  EXPECT_NEAR(exploitability(game("name: weighted-rps, values: [.1, .2, .3]"), {2. / 6, 3. / 6, 1. / 6}), 0, 1e-15);
  EXPECT_NEAR(exploitability(game("name: stacked-blocks, size: 9"), {third, third, third, 0, 0, 0, 0, 0, 0}), 0, 1e-15);
  EXPECT_NEAR(exploitability(game("name: golden-ratio"), {0, 0, 0, 0.043468799, 0.193036875, 0.159808733, 0.106661395,
                                                          0.208998185, 0.137700602, 0.150325411}),
              0, 1e-8);                           // E7
  const auto bt = game("name: bradley-terry-3");  // E5: utilities 0, -log 9, -log 2
  EXPECT_NEAR(std::log(bt(0, 1) / bt(1, 0)) + std::log(bt(1, 2) / bt(2, 1)), std::log(bt(0, 2) / bt(2, 0)), 1e-12);
  const auto borda = game("name: borda-trap");
  EXPECT_EQ(condorcet(borda), 0);
  EXPECT_GT(borda.row(1).sum(), borda.row(0).sum());
  EXPECT_EQ(game("name: ipo-cycle")(0, 1), 5. / 9);
  EXPECT_EQ(game("name: rps, p: 0.7")(0, 1), .7);
}

/// What is known of a game beforehand: Condorcet winner (-1: none), Borda winners, maximal lottery (empty: not unique).
struct Facts {
  const char* game;
  int condorcet;
  std::vector<Eigen::Index> borda;
  std::vector<double> lottery;
};
TEST(Games, WinnersAndLotteries) {  // nlhf.md sections 9 and 11, Borda means by hand
  const double third = 1. / 3;
  const std::vector<Facts> all{
      {"name: rps", -1, {0, 1, 2}, {third, third, third}},
      {"name: rps, p: 0.6", -1, {0, 1, 2}, {third, third, third}},
      {"name: noisy-rps", -1, {0, 2}, {2. / 9, 3. / 9, 4. / 9}},  // .55, .4, .55
      {"name: three-camps", -1, {1}, {.5, .2, .3}},               // .525, .55, .425
      {"name: condorcet-plus-cycle", 0, {0}, {1, 0, 0, 0}},
      {"name: bradley-terry-3", 0, {0}, {1, 0, 0}},
      {"name: borda-trap", 0, {1}, {1, 0, 0}},  // .51, .74, .25
      {"name: dominant-block", -1, {0, 1, 2}, {third, third, third, 0, 0, 0}},
      {"name: tied-blocks", -1, {0, 1, 2, 3, 4, 5}, {}},
      {"name: linear-link", 3, {3}, {0, 0, 0, 1}},
      {"name: near-rps", -1, {1}, {.499 / .501, .001 / .501, .001 / .501}},
      {"name: weighted-rps, values: [.1, .2, .3]", -1, {1, 2}, {2. / 6, 3. / 6, 1. / 6}},  // .4, .55, .55
      {"name: comal-cycle", -1, {2}, {4. / 11, 3. / 11, 4. / 11}},                         // .45, .5, .55
      {"name: ipo-cycle", -1, {0, 1, 2}, {third, third, third}},
      {"name: stacked-blocks", -1, {0, 1, 2}, {third, third, third, 0, 0, 0}},
      {"name: cyclic-4", 0, {0}, {1, 0, 0, 0}},
      {"name: arithmetic-8", 0, {0}, {1, 0, 0, 0, 0, 0, 0, 0}},
      {"name: hard-condorcet, size: 4", 0, {0}, {1, 0, 0, 0}},
      {"name: mallows, size: 3", 0, {0}, {1, 0, 0}},
      {"name: noisy-order, size: 3", 0, {0}, {1, 0, 0}}};
  for (const Facts& f : all) {
    const Eigen::MatrixXd p = game(f.game);
    EXPECT_EQ(condorcet_winner(p).value_or(-1), f.condorcet) << f.game;
    EXPECT_EQ(best_arms(borda_scores(p)), f.borda) << f.game << ": " << borda_scores(p).transpose();
    const Lottery lottery = maximal_lottery(p);
    EXPECT_EQ(lottery.unique, !f.lottery.empty()) << f.game;
    for (std::size_t i = 0; i < f.lottery.size(); ++i)
      EXPECT_NEAR(lottery.policy[static_cast<Eigen::Index>(i)], f.lottery[i], 1e-9) << f.game;
  }
}

TEST(Games, RandomFamiliesAreWhatTheySay) {
  for (std::uint32_t r = 0; r < 40; ++r) {
    const auto odd = [](const Lottery& l) { return (l.policy.array() > 1e-9).count() % 2 == 1; };
    const auto tournament = maximal_lottery(game("name: random-tournament", r));
    EXPECT_TRUE(tournament.unique && odd(tournament)) << r;
    EXPECT_TRUE(odd(maximal_lottery(game("name: random-skew", r)))) << r;
    EXPECT_EQ(condorcet_winner(game("name: random-condorcet", r)).value_or(-1), 0) << r;
    const auto blocks = game("name: random-blocks", r);
    const double a = blocks(0, 1) - .5, b = blocks(1, 2) - .5, c = blocks(2, 0) - .5;
    const auto lottery = maximal_lottery(blocks);
    EXPECT_NEAR(lottery.policy[0], b / (a + b + c), 1e-9) << r;
    EXPECT_NEAR(lottery.policy[1], c / (a + b + c), 1e-9) << r;
    EXPECT_NEAR(lottery.policy.tail(6).maxCoeff(), 0, 1e-9) << r;
  }
  double squares = 0;  // 40 · 45 log-odds: their mean square has a standard error of 2.25 sqrt(2/1800)
  for (std::uint32_t r = 0; r < 40; ++r) {
    const auto p = game("name: random-logistic", r);
    for (Eigen::Index j = 1; j < 10; ++j)
      for (Eigen::Index i = 0; i < j; ++i) squares += std::pow(std::log(p(i, j) / p(j, i)), 2) / (40 * 45);
  }
  EXPECT_NEAR(squares, 2.25, 4.9 * 2.25 * std::sqrt(2. / 1800));
}

TEST(Games, Families) {
  EXPECT_EQ(game("name: hard-condorcet, size: 5, margin: 0.2")(0, 3), .7);
  EXPECT_EQ(game("name: noisy-order, size: 4, p: 0.6")(3, 1), .4);
  EXPECT_NEAR(game("name: geometric, size: 3, p: 0.5")(0, 2), 1 / 1.25, 1e-15);
  const auto line = game("name: arithmetic, size: 3, step: 0.1");
  EXPECT_LT((line - (Eigen::Matrix3d() << .5, .6, .7, .4, .5, .6, .3, .4, .5).finished()).cwiseAbs().maxCoeff(), 1e-15);
  // annotators.md, checked facts: Mallows, phi 0.6, places apart 1 … 4
  const auto mallows = game("name: mallows, size: 5, p: 0.6");
  EXPECT_NEAR(mallows(0, 1), 0.625, 1e-12);
  EXPECT_NEAR(mallows(0, 2), 0.7015306, 5e-8);
  EXPECT_NEAR(mallows(1, 4), 4 / 0.8704 - 3 / 0.784,
              1e-12);  // h(4) - h(3); printed there as 0.7690577, it is 0.7690576
  EXPECT_NEAR(mallows(0, 4), 0.8259940, 5e-8);
  const std::vector<double> all_equal(3, 1);
  EXPECT_EQ(copeland(game("name: rps")), all_equal);
}

TEST(Games, RandomOnesAreRedrawnPerReplicationAndShufflingMovesArmsOnly) {
  EXPECT_EQ(game("name: random-skew, size: 7", 3), game("name: random-skew, size: 7", 3));
  EXPECT_NE(game("name: random-skew, size: 7", 3), game("name: random-skew, size: 7", 4));
  const auto t = game("name: random-tournament, size: 7");
  EXPECT_TRUE((t.array() == 0 || t.array() == 1 || t.array() == 0.5).all());
  const auto plain = game("name: arithmetic-8"), mixed = game("name: arithmetic-8, shuffle: true", 5);
  EXPECT_NE(plain, mixed);
  EXPECT_NE(mixed, game("name: arithmetic-8, shuffle: true", 6));
  auto wins = copeland(mixed), all = copeland(plain);
  std::ranges::sort(wins), std::ranges::sort(all);
  EXPECT_EQ(wins, all);
}

TEST(Games, WrongOptionsAreExplained) {
  EXPECT_EQ(plan_problems("{kind: matrix, name: cyclic4}"),
            "matrix: unknown game 'cyclic4'; did you mean 'cyclic-4'?\n");
  EXPECT_EQ(plan_problems("{kind: matrix, name: arxiv-6, size: 3}"),
            "matrix: game 'arxiv-6' takes no parameters, not size\n");
  EXPECT_EQ(plan_problems("{kind: matrix, name: linear-link, p: 0.3}"),
            "matrix: game 'linear-link' takes step values, not p\n");
  EXPECT_EQ(plan_problems("{kind: matrix, name: arithmetic, size: 20}"),
            "matrix: game 'arithmetic' so gets probabilities outside [0, 1]\n");
  EXPECT_EQ(plan_problems("{kind: matrix, probabilities: [[.5, .6], [.4, .5]], p: 0.3}"),
            "matrix: size, p, margin, step and values belong to a classic\n");
  EXPECT_EQ(plan_problems("{kind: matrix, name: mine, game: arxiv6}"),
            "matrix: unknown game 'arxiv6'; did you mean 'arxiv-6'?\n");
  EXPECT_EQ(plan_problems("{kind: matrix}"), "matrix: needs one of probabilities, file, name (of a classic)\n");
  EXPECT_EQ(plan_problems("{kind: matrix, probabilities: [[.5, .6, .5], [.4, .5, .9], [.6, .1, .5]]}"),
            "probabilities: P(2, 0) + P(0, 2) = 0.6 + 0.5, must sum to 1\n");
}

}  // namespace
}  // namespace paddock::test
