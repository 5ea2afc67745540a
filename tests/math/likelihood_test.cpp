// Concave likelihoods: derivatives by finite differences, the shared Newton against a second method, existence.
#include "sim/math/likelihood.h"

#include "sim/math/bradley_terry.h"
#include "sim/math/finite_difference.h"
#include "sim/math/pair_likelihood.h"
#include "sim/math/softmax.h"

#include <gtest/gtest.h>

#include <random>

namespace paddock::test {
namespace {

/// Counts between n items, real numbers; every pair both ways round.
std::vector<CountedPair> some_pairs(int n, unsigned seed) {
  std::mt19937_64 generator(seed);
  const auto draw = [&] { return static_cast<double>(generator() % 1000) / 100; };
  std::vector<CountedPair> out;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      if (i != j) out.push_back({i, j, draw(), draw(), draw()});
  return out;
}

/// Gradient and information of a likelihood at x against central differences of its value and of its gradient.
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

class PairLinks : public testing::TestWithParam<std::tuple<PairLink, bool>> {};
TEST_P(PairLinks, DerivativesMatchFiniteDifferences) {
  const auto [link, home] = GetParam();
  for (const double scale : {0.3, 4.0}) {
    const PairLikelihood of(5, some_pairs(5, 1), link, home);
    std::mt19937_64 generator(2);
    Eigen::VectorXd x(of.size());
    for (double& v : x) v = scale * (static_cast<double>(generator() % 1000) / 500 - 1);
    if (of.tie()) x[*of.tie()] = 0.4 * scale;
    expect_derivatives(of, x);
  }
}
TEST_P(PairLinks, NewtonEndsWhereTheGradientVanishes) {
  const auto [link, home] = GetParam();
  const PairLikelihood of(6, some_pairs(6, 3), link, home);
  const Maximum m = maximise(of);
  ASSERT_TRUE(m.converged);
  EXPECT_LE(m.iterations, 12);
  EXPECT_NEAR(m.x.head(6).sum(), 0, 1e-12);
  Eigen::VectorXd gradient(of.size());
  Eigen::MatrixXd information(of.size(), of.size());
  of.differentiate(m.x, gradient, information);
  EXPECT_LT(gradient.cwiseAbs().maxCoeff(), 1e-8);
}
INSTANTIATE_TEST_SUITE_P(All, PairLinks,
                         testing::Combine(testing::Values(PairLink::logistic, PairLink::probit, PairLink::rao_kupper,
                                                          PairLink::davidson),
                                          testing::Bool()));

TEST(PairLikelihood, LawsSumToOne) {
  for (const PairLink link : {PairLink::logistic, PairLink::probit, PairLink::rao_kupper, PairLink::davidson}) {
    const PairLikelihood of(3, {{0, 1, 1, 1, 1}, {1, 2, 2, 1, 1}}, link, true);
    Eigen::VectorXd x = Eigen::VectorXd::Constant(of.size(), 0.3);
    x.head(3) << 0.7, -0.2, -0.5;
    double sum = std::exp(of.value(x, {0, 2, 1, 0, 0})) + std::exp(of.value(x, {0, 2, 0, 1, 0}));
    if (has_ties(link)) sum += std::exp(of.value(x, {0, 2, 0, 0, 1}));
    EXPECT_NEAR(sum, 1, 1e-14);
  }
}

// Rao & Kupper with theta = 1 and Davidson with nu = 0 are Bradley & Terry; so are they without ties.
TEST(PairLikelihood, WithoutTiesAllLogisticModelsAgree) {
  std::vector<CountedPair> pairs = some_pairs(5, 7);
  for (auto& p : pairs) p.ties = 0;
  const Maximum plain = maximise(PairLikelihood(5, pairs, PairLink::logistic));
  for (const PairLink link : {PairLink::rao_kupper, PairLink::davidson}) {
    const PairLikelihood of(5, pairs, link);
    EXPECT_FALSE(of.tie());
    EXPECT_LT((maximise(of).x - plain.x).cwiseAbs().maxCoeff(), 1e-12);
  }
}

TEST(Maximise, AgreesWithTheTableSolver) {
  for (const double ridge : {0.0, 2.0}) {
    const auto pairs = some_pairs(300, 11);  // above the limit of Cholesky: conjugate gradients
    Eigen::MatrixXd wins = Eigen::MatrixXd::Zero(300, 300);
    for (const auto& p : pairs)
      wins(p.left, p.right) += p.wins + p.ties / 2, wins(p.right, p.left) += p.losses + p.ties / 2;
    const BradleyTerryFit reference = fit_bradley_terry(wins, {.ridge = ridge});
    const PairLikelihood of(300, pairs, PairLink::logistic);
    const Maximum m = maximise(of, {.ridge = ridge});
    ASSERT_TRUE(m.converged && reference.converged);
    EXPECT_LT((m.x - reference.scores).cwiseAbs().maxCoeff(), 1e-10);
    EXPECT_NEAR(m.log_likelihood, reference.log_likelihood, 1e-9 * std::abs(reference.log_likelihood));
    const Eigen::MatrixXd covariance = bradley_terry_covariance(wins, reference.scores, ridge);
    EXPECT_LT((inverse_information(of, m.x, ridge) - covariance).cwiseAbs().maxCoeff(), 1e-10);
  }
}

// Two items, a won 3 of 4: s_a - s_b = log 3, information of the difference n p q, so var(s_a) = 1/(4 n p q).
TEST(Maximise, TwoItemsInClosedForm) {
  const PairLikelihood of(2, {{0, 1, 3, 1, 0}}, PairLink::logistic);
  const Maximum m = maximise(of);
  EXPECT_NEAR(m.x[0] - m.x[1], std::log(3), 1e-12);
  EXPECT_NEAR(inverse_information(of, m.x)(0, 0), 1 / (4 * 4 * 0.75 * 0.25), 1e-12);
  EXPECT_NEAR(of.outer_products(m.x)(0, 0), 4 * 0.75 * 0.25, 1e-12) << "at the maximum, where observed = expected";
}

// Davidson 1970: with all scores equal nu/(2+nu) is the share of ties.
TEST(Maximise, TieShareInClosedForm) {
  const PairLikelihood davidson(2, {{0, 1, 3, 3, 4}}, PairLink::davidson),
      rao(2, {{0, 1, 3, 3, 4}}, PairLink::rao_kupper);
  const double nu = std::exp(maximise(davidson).x[2]), theta = std::exp(maximise(rao).x[2]);
  EXPECT_NEAR(nu / (2 + nu), 0.4, 1e-10);
  EXPECT_NEAR((theta - 1) / (theta + 1), 0.4, 1e-10);
}

TEST(Maximise, NeverEndsWhereThereIsNoMaximum) {
  for (const PairLink link : {PairLink::logistic, PairLink::probit, PairLink::rao_kupper, PairLink::davidson}) {
    EXPECT_FALSE(maximise(PairLikelihood(2, {{0, 1, 5, 0, 0}}, link)).converged);
    EXPECT_FALSE(maximise(PairLikelihood(2, {{0, 1, 3, 0, 0}, {1, 0, 4, 0, 0}}, link, true)).converged)
        << "home wins all";
    EXPECT_TRUE(maximise(PairLikelihood(2, {{0, 1, 5, 0, 0}}, link), {.ridge = 1}).converged);
  }
  for (const PairLink link : {PairLink::rao_kupper, PairLink::davidson})
    EXPECT_FALSE(maximise(PairLikelihood(2, {{0, 1, 0, 0, 5}}, link)).converged) << "ties only: no end to nu";
}

}  // namespace
}  // namespace paddock::test
