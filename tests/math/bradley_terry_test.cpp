// Bradley-Terry maximum likelihood: worked numbers, a second method, existence, warm starts.
#include "sim/math/bradley_terry.h"

#include "sim/math/finite_difference.h"
#include "sim/math/softmax.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>

namespace paddock::test {
namespace {

Eigen::MatrixXd four_items() {
  Eigen::MatrixXd wins(4, 4);
  wins << 0, 7, 9, 4, 3, 0, 6, 8, 1, 4, 0, 5, 2, 2, 5, 0;
  return wins;
}

Eigen::MatrixXd random_wins(int n, int labels, unsigned seed) {
  std::mt19937_64 generator(seed);
  const auto below = [&](int k) { return static_cast<int>(generator() % static_cast<unsigned>(k)); };
  Eigen::MatrixXd wins = Eigen::MatrixXd::Zero(n, n);
  for (int k = 0; k < labels; ++k) wins(below(n), below(n)) += 1;
  wins.diagonal().setZero();
  return wins;
}

// Minorise-maximise (Zermelo; Hunter 2004), Gauss-Seidel order: the independent second method.
Eigen::VectorXd by_mm(const Eigen::MatrixXd& wins, int sweeps) {
  const Eigen::Index n = wins.rows();
  Eigen::VectorXd w = Eigen::VectorXd::Ones(n);
  for (int sweep = 0; sweep < sweeps; ++sweep)
    for (Eigen::Index i = 0; i < n; ++i) {
      double won = 0, expected = 0;
      for (Eigen::Index j = 0; j < n; ++j) {
        if (i == j) continue;
        won += wins(i, j);
        expected += (wins(i, j) + wins(j, i)) / (w[i] + w[j]);
      }
      w[i] = won / expected;
    }
  const Eigen::VectorXd scores = w.array().log();
  return scores.array() - scores.mean();
}

}  // namespace

TEST(BradleyTerry, WorkedExample) {  // numbers: design/rlhf.md section 6, E1 (independent numpy code)
  struct Row {
    double ridge;
    Eigen::Vector4d scores;
    double objective;
  };
  for (const Row& row : {Row{0, {0.9659541793, 0.2116505920, -0.5705674479, -0.6070373234}, 32.9990660109},
                         Row{0.1, {0.9486660196, 0.2091424868, -0.5618895567, -0.5959189497}, 33.0812117839},
                         Row{1, {0.8227593251, 0.1893461890, -0.4975368526, -0.5145686615}, 33.7129056337},
                         Row{10, {0.3851521417, 0.1005984081, -0.2530570338, -0.2326935160}, 36.2838780242}}) {
    const BradleyTerryFit fit = fit_bradley_terry(four_items(), {.ridge = row.ridge});
    EXPECT_TRUE(fit.converged);
    EXPECT_LT((fit.scores - row.scores).cwiseAbs().maxCoeff(), 1e-10);
    EXPECT_NEAR(-fit.log_likelihood + row.ridge / 2 * fit.scores.squaredNorm(), row.objective, 1e-9);
  }
}

TEST(BradleyTerry, SeparablePairWithRidge) {  // n sigmoid(-2a) = ridge · a; rlhf.md section 6, E1
  struct Row {
    double wins, ridge, a;
  };
  for (const Row& row : {Row{10, 0.1, 1.9569974098}, Row{100, 0.1, 2.9171187489}, Row{10, 1e-3, 3.9217101512}}) {
    Eigen::Matrix2d wins;
    wins << 0, row.wins, 0, 0;
    const BradleyTerryFit fit = fit_bradley_terry(wins, {.ridge = row.ridge});
    EXPECT_NEAR(fit.scores[0], row.a, 1e-10);
    EXPECT_NEAR(row.wins * sigmoid(-2 * fit.scores[0]), row.ridge * fit.scores[0], 1e-12);
  }
}

TEST(BradleyTerry, AgreesWithMm) {
  EXPECT_LT((fit_bradley_terry(four_items()).scores - by_mm(four_items(), 200)).cwiseAbs().maxCoeff(), 1e-13);
  for (unsigned seed : {1u, 2u, 3u}) {
    const Eigen::MatrixXd wins = random_wins(12, 400, seed);
    EXPECT_LT((fit_bradley_terry(wins).scores - by_mm(wins, 3000)).cwiseAbs().maxCoeff(), 1e-12);
  }
}

TEST(BradleyTerry, ConjugateGradientsAgreeWithMm) {  // more than 200 items
  const Eigen::MatrixXd wins = random_wins(230, 60000, 7);
  const BradleyTerryFit fit = fit_bradley_terry(wins);
  EXPECT_TRUE(fit.converged);
  EXPECT_LT((fit.scores - by_mm(wins, 200)).cwiseAbs().maxCoeff(), 1e-11);
}

TEST(BradleyTerry, LongChainFallsBackToCholesky) {  // neighbours only: differences are log odds exactly
  const int n = 400;
  Eigen::MatrixXd wins = Eigen::MatrixXd::Zero(n, n);
  for (int i = 0; i + 1 < n; ++i) wins(i, i + 1) = 3, wins(i + 1, i) = 1;
  const BradleyTerryFit fit = fit_bradley_terry(wins);
  ASSERT_TRUE(fit.converged);
  for (int i = 0; i + 1 < n; ++i) EXPECT_NEAR(fit.scores[i] - fit.scores[i + 1], std::log(3), 1e-11);
}

TEST(BradleyTerry, ExtremeCountsKeepTheirDigits) {
  Eigen::Matrix2d wins;
  wins << 0, 1e12, 1e-9, 0;
  const BradleyTerryFit fit = fit_bradley_terry(wins);
  EXPECT_TRUE(fit.converged);
  EXPECT_NEAR(fit.scores[0] - fit.scores[1], std::log(1e21), 1e-12);
}

TEST(BradleyTerry, SaysWhenThereIsNoMaximiser) {
  Eigen::MatrixXd wins = four_items();
  wins.col(0).setZero();  // item 0 never loses
  BradleyTerryFit fit = fit_bradley_terry(wins);
  EXPECT_FALSE(fit.exists);
  EXPECT_FALSE(fit.converged);
  EXPECT_EQ(fit.scores, Eigen::Vector4d::Zero());
  EXPECT_TRUE(fit_bradley_terry(wins, {.ridge = 1e-6}).converged);
  EXPECT_FALSE(fit_bradley_terry(Eigen::MatrixXd::Zero(3, 3)).exists);  // never compared: no unique maximiser
  EXPECT_TRUE(fit_bradley_terry(Eigen::MatrixXd::Zero(3, 3), {.ridge = 1}).converged);
  EXPECT_TRUE(fit_bradley_terry(Eigen::MatrixXd::Zero(1, 1)).converged);
  EXPECT_TRUE(fit_bradley_terry(Eigen::MatrixXd(0, 0)).converged);
  EXPECT_THROW(fit_bradley_terry(-four_items()), std::logic_error);
  EXPECT_THROW(fit_bradley_terry(Eigen::MatrixXd::Zero(2, 3)), std::logic_error);
}

TEST(BradleyTerry, WarmRefitEqualsColdFit) {
  BradleyTerrySolver solver;
  Eigen::MatrixXd wins = random_wins(9, 200, 5);
  const int cold = solver.fit(wins).iterations;
  wins(3, 4) += 1;
  EXPECT_LT(solver.fit(wins).iterations, cold);
  EXPECT_LT((solver.last().scores - fit_bradley_terry(wins).scores).cwiseAbs().maxCoeff(), 1e-13);
  EXPECT_LT((solver.fit(four_items()).scores - fit_bradley_terry(four_items()).scores).cwiseAbs().maxCoeff(), 1e-13);
}

TEST(BradleyTerry, PermutingItemsPermutesScores) {
  const Eigen::MatrixXd wins = random_wins(8, 150, 11);
  Eigen::PermutationMatrix<Eigen::Dynamic> p(8);
  p.indices() << 3, 1, 4, 7, 5, 2, 6, 0;
  const Eigen::MatrixXd relabelled = p * wins * p.transpose();
  const Eigen::VectorXd expected = p * fit_bradley_terry(wins).scores;
  EXPECT_LT((fit_bradley_terry(relabelled).scores - expected).cwiseAbs().maxCoeff(), 1e-13);
}

TEST(BradleyTerry, StationaryByFiniteDifferences) {
  const Eigen::MatrixXd wins = four_items();
  const Eigen::VectorXd scores = fit_bradley_terry(wins, {.ridge = 1}).scores;
  const auto objective = [&](const Eigen::VectorXd& s) {
    return bradley_terry_log_likelihood(wins, s) - 0.5 * s.squaredNorm();
  };
  EXPECT_LT(gradient_error(objective, scores, Eigen::VectorXd::Zero(4)), 1e-8);
}

TEST(BradleyTerry, CovarianceInvertsTheInformation) {
  const Eigen::MatrixXd wins = four_items();
  const Eigen::VectorXd scores = fit_bradley_terry(wins).scores;
  const auto gradient = [&](const Eigen::VectorXd& s) {
    return central_gradient([&](const Eigen::VectorXd& x) { return bradley_terry_log_likelihood(wins, x); }, s, 1e-4);
  };
  const Eigen::MatrixXd information = -central_jacobian(gradient, scores, 1e-4);
  const Eigen::MatrixXd centring = Eigen::MatrixXd::Identity(4, 4) - Eigen::MatrixXd::Constant(4, 4, 0.25);
  const Eigen::MatrixXd covariance = bradley_terry_covariance(wins, scores);
  EXPECT_LT((information * covariance - centring).cwiseAbs().maxCoeff(), 1e-5);
  EXPECT_LT((covariance * Eigen::VectorXd::Ones(4)).cwiseAbs().maxCoeff(), 1e-14);
  const Eigen::MatrixXd ridged = bradley_terry_covariance(wins, scores, 2);
  EXPECT_LT((centring * (information + 2 * Eigen::MatrixXd::Identity(4, 4)) * ridged - centring).cwiseAbs().maxCoeff(),
            1e-5);
}

TEST(Connectivity, ComponentsAreNumberedFromTheBottom) {  // 0>1>2>0 above 3 above 4<->5
  Eigen::MatrixXd wins = Eigen::MatrixXd::Zero(6, 6);
  wins(0, 1) = wins(1, 2) = wins(2, 0) = 1;
  wins.block(0, 3, 3, 3).setOnes();
  wins(3, 4) = wins(3, 5) = wins(4, 5) = wins(5, 4) = 1;
  EXPECT_EQ(win_components(wins), (std::vector<int>{2, 2, 2, 1, 0, 0}));
  StrongConnection connection;
  EXPECT_FALSE(connection.holds(wins));
  EXPECT_TRUE(connection.holds(wins.topLeftCorner(3, 3)));
}

RC_GTEST_PROP(Connectivity, AgreesWithBoost, (std::uint32_t seed)) {
  const Eigen::MatrixXd wins = random_wins(6, 12, seed);
  const std::vector<int> component = win_components(wins);
  RC_ASSERT(StrongConnection().holds(wins) == (*std::max_element(component.begin(), component.end()) == 0));
}

}  // namespace paddock::test
