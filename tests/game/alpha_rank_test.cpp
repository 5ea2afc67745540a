// Walks on win matrices, against cases worked by hand.
#include "analysis/game/alpha_rank.h"

#include "sim/math/softmax.h"
#include "tests/game/random_games.h"
#include "tests/golden/games.h"

#include <Eigen/QR>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace paddock::test {
namespace {

double distance(const Eigen::VectorXd& a, const Eigen::VectorXd& b) { return (a - b).cwiseAbs().maxCoeff(); }

constexpr double kInfinite = std::numeric_limits<double>::infinity();

}  // namespace

// Two arms: law_0 / law_1 = rho(a) / rho(-a) = exp((m - 1) a), a = alpha m/(m-1) (p - ½), so log odds alpha m (p - ½).
TEST(AlphaRank, TwoArmsByHand) {
  for (const double alpha : {0.1, 1.0, 5.0})
    for (const double m : {2.0, 10.0, 50.0})
      for (const double win : {0.5, 0.52, 0.9}) {
        Eigen::Matrix2d p;
        p << 0.5, win, 1 - win, 0.5;
        const LongRun r = alpha_rank(p, {alpha, m});
        EXPECT_NEAR(r.law[0], sigmoid(alpha * m * (win - 0.5)), 1e-13);
        EXPECT_TRUE(r.unique);
      }
}

TEST(AlphaRank, CyclesShareAndWinnersTakeAll) {
  EXPECT_LT(distance(alpha_rank(golden::games()[0].p).law, golden::uniform(3)), 1e-14);  // E1, symmetric cycle
  const LongRun strong = alpha_rank(golden::games()[3].p, {kInfinite, 50});  // E4, a Condorcet winner over a cycle
  EXPECT_LT(distance(strong.law, Eigen::Vector4d(1, 0, 0, 0)), 1e-15);
  EXPECT_LT(distance(alpha_rank(golden::games()[3].p, {20, 50}).law, strong.law), 1e-10);
  // E9: a cycle above a cycle; the upper one keeps everything
  Eigen::VectorXd upper(6);
  upper << 1, 1, 1, 0, 0, 0;
  EXPECT_LT(distance(alpha_rank(golden::games()[8].p, {kInfinite, 50}).law, upper / 3), 1e-15);
  // E8 in the limit: two cycles that tie with each other are one class, entered and left evenly
  EXPECT_LT(distance(alpha_rank(golden::games()[7].p, {kInfinite, 50}).law, golden::uniform(6)), 1e-14);
}

TEST(AlphaRank, WeakSelectionIsUniformAndAgreesWithTheLinearSystem) {
  const Eigen::MatrixXd p = random_game(6, Kind::continuous, 4);
  EXPECT_LT(distance(alpha_rank(p, {1e-9, 50}).law, golden::uniform(6)), 1e-7);
  const double m = 20, alpha = 0.7;  // the definition again, solved as law (Q - I) = 0, sum 1
  Eigen::MatrixXd system(7, 6);
  for (int i = 0; i < 6; ++i) {
    double moved = 0;
    for (int j = 0; j < 6; ++j) {
      if (j == i) continue;
      const double a = alpha * m / (m - 1) * (p(j, i) - 0.5);
      system(j, i) = (1 - std::exp(-a)) / (1 - std::exp(-m * a)) / 5;
      moved += system(j, i);
    }
    system(i, i) = -moved;
    system(6, i) = 1;
  }
  const Eigen::VectorXd law = system.colPivHouseholderQr().solve(Eigen::VectorXd::Unit(7, 6));
  EXPECT_LT(distance(alpha_rank(p, {alpha, m}).law, law), 1e-13);
}

TEST(Walks, MarkovByHand) {  // 0 beats 1 and ties with 2, 1 beats 2
  Eigen::Matrix3d p;
  p << 0.5, 0.9, 0.5, 0.1, 0.5, 0.8, 0.5, 0.2, 0.5;
  // rates: 1 -> 0: 1, 0 <-> 2: ½, 2 -> 1: 1; balance gives (3, 1, 1) / 5
  const LongRun r = markov_walk(p);
  EXPECT_LT(distance(r.law, Eigen::Vector3d(3, 1, 1) / 5), 1e-15);
  EXPECT_TRUE(r.unique);
}

TEST(Walks, SeparateGroupsKeepTheirShare) {  // {0, 1} and {2, 3, 4} never meet
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(5, 5, 0.5);
  Eigen::Matrix<bool, -1, -1> compared = Eigen::Matrix<bool, -1, -1>::Constant(5, 5, false);
  const auto win = [&](int i, int j) {
    p(i, j) = 0.7, p(j, i) = 0.3;
    compared(i, j) = compared(j, i) = true;
  };
  win(0, 1), win(2, 3), win(2, 4), win(3, 4);
  const LongRun r = markov_walk(p, compared);
  Eigen::VectorXd expected(5);
  expected << 0.4, 0, 0.6, 0, 0;
  EXPECT_LT(distance(r.law, expected), 1e-15);
  EXPECT_FALSE(r.unique);
}

TEST(Walks, PageRankByHand) {
  Eigen::Matrix2d p;
  p << 0.5, 1, 0, 0.5;  // 1 loses for sure, 0 never and so goes anywhere
  // with d = .85: law_0 = ½ law_0 + (d + (1 - d)/2) law_1, so law_0 = .925 / 1.425
  EXPECT_NEAR(page_rank(p)[0], 0.925 / 1.425, 1e-15);
  EXPECT_LT(distance(page_rank(Eigen::MatrixXd::Constant(4, 4, 0.5)), golden::uniform(4)), 1e-15);
  EXPECT_NEAR(page_rank(random_game(20, Kind::ties, 3)).sum(), 1, 1e-14);
}

}  // namespace paddock::test
