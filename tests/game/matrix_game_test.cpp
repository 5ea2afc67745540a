// Regularised matrix games: against the solver for symmetric ones, by the fixed point for others.
#include "analysis/game/matrix_game.h"

#include "analysis/game/nash.h"
#include "sim/core/stream.h"
#include "tests/golden/games.h"

#include <gtest/gtest.h>

namespace paddock::test {
namespace {

TEST(MatrixGame, OfASymmetricGameIsItsNashPolicy) {
  for (const auto& g : golden::games()) {
    const MatrixGame solved = regularised_matrix_game(g.p, g.mu, g.tau);
    ASSERT_TRUE(solved.converged) << g.name;
    const double bound = std::sqrt(1e-14 / (2 * g.tau)) + 1e-9;  // Pinsker; printed digits
    EXPECT_LT((solved.row - g.nash).cwiseAbs().maxCoeff(), bound) << g.name;
    EXPECT_LT((solved.column - g.nash).cwiseAbs().maxCoeff(), bound) << g.name;
  }
}

TEST(MatrixGame, OfAnyGameIsAMutualSoftBestReply) {
  Stream s(1, 0, Purpose::population);
  for (int k = 0; k < 20; ++k) {
    Eigen::MatrixXd a(4, 4);
    for (double& v : a.reshaped()) v = s.uniform();
    const Eigen::VectorXd mu = golden::column({.4, .3, .2, .1});
    const double tau = 0.1 + 0.2 * s.uniform();
    const MatrixGame g = regularised_matrix_game(a, mu, tau);
    Eigen::VectorXd row = mu.array().log().matrix() + a * g.column / tau,
                    column = mu.array().log().matrix() - a.transpose() * g.row / tau;
    softmax(as_span(row)), softmax(as_span(column));
    EXPECT_LT((row - g.row).cwiseAbs().maxCoeff(), 1e-6);
    EXPECT_LT((column - g.column).cwiseAbs().maxCoeff(), 1e-6);
  }
}

}  // namespace
}  // namespace paddock::test
