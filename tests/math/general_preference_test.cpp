// General preference fits: gradients, exactness at full dimension, ridge, starts.
#include "sim/math/general_preference.h"

#include "sim/math/softmax.h"
#include "tests/golden/games.h"

#include <gtest/gtest.h>

#include <cmath>

namespace paddock::test {
namespace {

Eigen::MatrixXd skew_logits(Eigen::Index n, std::uint32_t replication) {
  Stream s(3, replication, Purpose::population);
  Eigen::MatrixXd z = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index j = 1; j < n; ++j)
    for (Eigen::Index i = 0; i < j; ++i) z(i, j) = 3 * s.uniform() - 1.5, z(j, i) = -z(i, j);
  return z;
}
Eigen::MatrixXd wins_of(const Eigen::MatrixXd& z, double each) {
  return z.unaryExpr([=](double v) { return each * sigmoid(v); });
}
double log_likelihood(const Eigen::MatrixXd& wins, const Eigen::MatrixXd& scores) {
  double sum = 0;
  for (Eigen::Index j = 0; j < wins.cols(); ++j)
    for (Eigen::Index i = 0; i < wins.rows(); ++i)
      if (i != j) sum += wins(i, j) * log_sigmoid(scores(i, j));
  return sum;
}

// Every skew matrix of n rows has an even rank of at most 2 floor(n/2): with so many dimensions the fit is exact, up to
// the ridge; a generic game of seven is not one of four dimensions (nlhf.md section 7).
TEST(GeneralPreference, IsExactAtFullDimension) {
  for (const int n : {2, 3, 4, 7}) {
    const Eigen::MatrixXd z = skew_logits(n, static_cast<std::uint32_t>(n));
    Stream start(1, 0, Purpose::agent);
    GeneralPreferenceSolver solver;
    const auto& fit = solver.fit(
        wins_of(z, 1e6), {.dimension = n / 2 * 2, .ridge = 1e-3, .tolerance = 1e-14, .max_sweeps = 3000}, start);
    EXPECT_LT((fit.scores - z).cwiseAbs().maxCoeff(), 1e-5) << n << " items, " << fit.sweeps << " sweeps";
  }
  const Eigen::MatrixXd z = skew_logits(7, 7);
  for (const int d : {2, 4}) {
    Stream start(1, 0, Purpose::agent);
    EXPECT_GT(
        (GeneralPreferenceSolver().fit(wins_of(z, 1e6), {.dimension = d}, start).scores - z).cwiseAbs().maxCoeff(), 0.1)
        << d;
  }
}

TEST(GeneralPreference, FitsTheNoisyCycleFromManyStarts) {  // E2 has three items: two dimensions
  const Eigen::MatrixXd p = golden::games()[1].p;
  for (std::uint32_t r = 0; r < 20; ++r) {
    Stream start(1, r, Purpose::agent);
    GeneralPreferenceSolver solver;
    const auto& fit =
        solver.fit(1e6 * p, {.dimension = 2, .ridge = 1e-3, .tolerance = 1e-14, .max_sweeps = 3000}, start);
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) EXPECT_NEAR(sigmoid(fit.scores(i, j)), p(i, j), 1e-6) << "start " << r;
  }
}

// At the optimum the gradient of objective = likelihood - ridge/2 |v|² vanishes: with G_ij = w_ij - N_ij sigmoid(s_ij),
// d/d even = G odd, d/d odd = -G even (nlhf.md section 7).
TEST(GeneralPreference, EndsWhereTheGradientVanishes) {
  const Eigen::MatrixXd w = wins_of(skew_logits(5, 9), 50);
  Stream start(1, 0, Purpose::agent);
  GeneralPreferenceSolver solver;
  const auto& fit = solver.fit(w, {.dimension = 2, .ridge = 0.5, .tolerance = 1e-15, .max_sweeps = 5000}, start);
  Eigen::MatrixXd g = Eigen::MatrixXd::Zero(5, 5);
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 5; ++j)
      if (i != j) g(i, j) = w(i, j) - (w(i, j) + w(j, i)) * sigmoid(fit.scores(i, j));
  EXPECT_LT((g * fit.odd - 0.5 * fit.even).cwiseAbs().maxCoeff(), 1e-4);
  EXPECT_LT((-g * fit.even - 0.5 * fit.odd).cwiseAbs().maxCoeff(), 1e-4);
  EXPECT_NEAR(fit.objective, log_likelihood(w, fit.scores) - 0.25 * (fit.even.squaredNorm() + fit.odd.squaredNorm()),
              1e-8);
  EXPECT_LT((fit.scores + fit.scores.transpose()).cwiseAbs().maxCoeff(), 1e-15);
}

TEST(GeneralPreference, RefusesNonsense) {
  Stream start(1, 0, Purpose::agent);
  GeneralPreferenceSolver solver;
  EXPECT_THROW(solver.fit(Eigen::MatrixXd::Ones(3, 3), {.dimension = 3}, start), std::logic_error);
  EXPECT_THROW(solver.fit(Eigen::MatrixXd::Ones(3, 3), {.ridge = 0}, start), std::logic_error);
  EXPECT_THROW(solver.fit(-Eigen::MatrixXd::Ones(3, 3), {}, start), std::logic_error);
}

}  // namespace
}  // namespace paddock::test
