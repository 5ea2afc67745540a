// Logistic regression on differences and the information matrix behind confidence widths.
#include "sim/math/logistic.h"

#include "sim/math/bradley_terry.h"
#include "sim/math/finite_difference.h"
#include "sim/math/information.h"

#include <Eigen/LU>
#include <gtest/gtest.h>

#include <random>

namespace paddock::test {
namespace {

struct Sample {
  Eigen::MatrixXd differences;
  std::vector<double> outcomes;
};

Sample sample(Eigen::Index d, Eigen::Index n, unsigned seed) {
  std::mt19937_64 generator(seed);
  const auto uniform = [&] { return static_cast<double>(generator() >> 11) * 0x1p-53; };
  Sample s{Eigen::MatrixXd(d, n), {}};
  for (Eigen::Index k = 0; k < n; ++k) {
    for (Eigen::Index i = 0; i < d; ++i) s.differences(i, k) = 2 * uniform() - 1;
    s.outcomes.push_back(uniform() < 0.5 + 0.3 * s.differences(0, k) ? 1 : 0);
  }
  return s;
}

}  // namespace

TEST(Logistic, IndicatorFeaturesGiveBradleyTerry) {  // rlhf.md section 6, E1, ridge 1
  Eigen::MatrixXd wins(4, 4);
  wins << 0, 7, 9, 4, 3, 0, 6, 8, 1, 4, 0, 5, 2, 2, 5, 0;
  Eigen::MatrixXd differences = Eigen::MatrixXd::Zero(4, 12);
  std::vector<double> counts;
  for (Eigen::Index i = 0, k = 0; i < 4; ++i)
    for (Eigen::Index j = 0; j < 4; ++j)
      if (i != j) differences(i, k) = 1, differences(j, k++) = -1, counts.push_back(wins(i, j));
  const std::vector<double> outcomes(12, 1.0);
  LogisticSolver solver;
  const LogisticFit& fit = solver.fit({differences, outcomes, counts}, {.ridge = 1});
  EXPECT_TRUE(fit.converged);
  const Eigen::Vector4d expected(0.8227593251, 0.1893461890, -0.4975368526, -0.5145686615);
  EXPECT_LT((fit.weights - expected).cwiseAbs().maxCoeff(), 1e-10);
  EXPECT_NEAR(-fit.log_likelihood + 0.5 * fit.weights.squaredNorm(), 33.7129056337, 1e-9);
}

TEST(Logistic, RestrictedFeatures) {  // rlhf.md section 6, E11: theta and loss per ordered pair, no ridge
  Eigen::MatrixXd features(2, 6);
  features << 2, 1, 0, 1.95, 0.95, -0.05, 1, 1, 0, 1, 1, 0.025;
  const std::vector<std::vector<int>> ballots{{0, 3, 1, 4, 5, 2}, {5, 2, 4, 1, 3, 0}};
  Eigen::MatrixXd differences(2, 30);
  std::vector<double> outcomes(30, 1.0), counts;
  Eigen::Index k = 0;
  for (std::size_t b = 0; b < 2; ++b)
    for (std::size_t i = 0; i < 6; ++i)
      for (std::size_t j = i + 1; j < 6; ++j) {
        differences.col(k++) = features.col(ballots[b][i]) - features.col(ballots[b][j]);
        counts.push_back(b == 0 ? 0.75 : 0.25);
      }
  LogisticSolver solver;
  const LogisticFit& fit = solver.fit({differences, outcomes, counts}, {.ridge = 0});
  EXPECT_TRUE(fit.converged);
  EXPECT_NEAR(fit.weights[0], 0.7383736070, 1e-9);
  EXPECT_NEAR(fit.weights[1], 0.0348656899, 1e-9);
  EXPECT_NEAR(-fit.log_likelihood, 8.9810900215, 1e-9);
}

TEST(Logistic, GradientAndInformationByFiniteDifferences) {
  Sample s = sample(5, 300, 1);
  s.outcomes[3] = 0.5, s.outcomes[7] = 0.25;
  std::vector<double> counts(300, 1.0);
  counts[5] = 3.5, counts[6] = 0;
  const LogisticData data{s.differences, s.outcomes, counts};
  LogisticSolver solver;
  const Eigen::VectorXd weights = solver.fit(data, {.ridge = 0.7}).weights;
  const auto objective = [&](const Eigen::VectorXd& w) {
    return logistic_log_likelihood(data, w) - 0.35 * w.squaredNorm();
  };
  EXPECT_LT(gradient_error(objective, weights, Eigen::VectorXd::Zero(5)), 1e-7);
  const auto gradient = [&](const Eigen::VectorXd& w) { return central_gradient(objective, w, 1e-4); };
  EXPECT_LT((central_jacobian(gradient, weights, 1e-4) + solver.information()).cwiseAbs().maxCoeff(), 1e-4);
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(5, -1, 2);
  EXPECT_NEAR(solver.width(x), std::sqrt(x.dot(solver.information().llt().solve(x))), 1e-13);
}

TEST(Logistic, WarmRefitOfAGrowingBlock) {
  const Sample s = sample(4, 500, 3);
  LogisticSolver warm;
  for (Eigen::Index n : {100, 101, 300, 500}) {
    const std::span<const double> outcomes(s.outcomes.data(), static_cast<std::size_t>(n));
    warm.fit({s.differences.leftCols(n), outcomes});
    LogisticSolver cold;
    cold.fit({s.differences.leftCols(n), outcomes});
    EXPECT_TRUE(warm.last().converged);
    EXPECT_LT((warm.last().weights - cold.last().weights).cwiseAbs().maxCoeff(), 1e-11);
  }
}

TEST(Logistic, SaysWhenDataAreSeparable) {
  const Eigen::MatrixXd differences = Eigen::MatrixXd::Ones(1, 10);
  const std::vector<double> outcomes(10, 1.0);
  LogisticSolver solver;
  EXPECT_FALSE(solver.fit({differences, outcomes}, {.ridge = 0}).converged);
  solver.reset();
  EXPECT_TRUE(solver.fit({differences, outcomes}, {.ridge = 0.1}).converged);
  const Eigen::MatrixXd flat = Eigen::MatrixXd::Zero(2, 10);  // features that never differ
  EXPECT_FALSE(solver.fit({flat, outcomes}, {.ridge = 0}).converged);
  EXPECT_TRUE(solver.fit({flat, outcomes}, {.ridge = 1}).converged);
  EXPECT_THROW(solver.fit({flat, std::span<const double>(outcomes).first(3)}), std::logic_error);
}

TEST(Information, RankOneUpdatesStayExact) {
  const Sample s = sample(6, 2500, 9);
  Information information(6, 0.5);
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(6, 6) / 0.5;
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(6, 6) * 0.5;
  double gains = 6 * std::log(0.5);
  for (Eigen::Index k = 0; k < 2500; ++k) {
    const Eigen::VectorXd x = s.differences.col(k);
    gains += information.gain(x, 0.25);
    information.add(x, 0.25);
    sherman_morrison(inverse, x, 0.25);
    matrix += 0.25 * x * x.transpose();
  }
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(6, 1, 3);
  const double width = std::sqrt(x.dot(matrix.llt().solve(x)));
  EXPECT_NEAR(information.width(x), width, 1e-12);
  EXPECT_NEAR(std::sqrt(x.dot(inverse * x)), width, 1e-12);
  EXPECT_NEAR(information.log_determinant(), std::log(matrix.determinant()), 1e-10);
  EXPECT_NEAR(gains, std::log(matrix.determinant()), 1e-9);
  Eigen::VectorXd b = x;
  information.solve_in_place(b);
  EXPECT_LT((matrix * b - x).norm(), 1e-9);
}

}  // namespace paddock::test
