// The softmax kernel: limits, shifts, empty mass, and no dependence on position.
#include "sim/math/softmax.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace paddock::test {

constexpr double kInf = std::numeric_limits<double>::infinity();
using Vec = std::vector<double>;

TEST(Softmax, LogisticFunctionsAtTheirLimits) {
  EXPECT_EQ(sigmoid(0), 0.5);
  EXPECT_EQ(sigmoid(kInf), 1);
  EXPECT_EQ(sigmoid(-kInf), 0);
  EXPECT_DOUBLE_EQ(sigmoid(-700), std::exp(-700));
  EXPECT_EQ(softplus(-kInf), 0);
  EXPECT_EQ(softplus(1000), 1000);
  EXPECT_DOUBLE_EQ(softplus(0), std::log(2));
  EXPECT_DOUBLE_EQ(log_sigmoid(-1000), -1000);
  EXPECT_EQ(logit(0), -kInf);
  EXPECT_EQ(logit(1), kInf);
  EXPECT_TRUE(std::isnan(logit(1.5)));
  EXPECT_DOUBLE_EQ(log1m_exp(-1e-20), std::log(1e-20));
  EXPECT_DOUBLE_EQ(log1m_exp(-50), -std::exp(-50));
}

RC_GTEST_PROP(Softmax, LogitInvertsSigmoid, ()) {
  const double z = *rc::gen::inRange(-30000, 30000) / 1000.0;
  RC_ASSERT(std::abs(logit(sigmoid(z)) - z) < 1e-3 * std::max(1.0, std::exp(z - 25)));
  RC_ASSERT(std::abs(log_sigmoid(z) - std::log(sigmoid(z))) < 1e-12);
  RC_ASSERT(std::abs(softplus(z) - softplus(-z) - z) < 1e-12);
}

RC_GTEST_PROP(Softmax, ShiftChangesNothing, ()) {
  Vec v = *rc::gen::nonEmpty(
      rc::gen::container<Vec>(rc::gen::map(rc::gen::inRange(-5000, 5000), [](int x) { return x / 100.0; })));
  Vec shifted = v, p(v.size()), q(v.size());
  for (double& x : shifted) x += 1e5;
  softmax(v, p);
  softmax(shifted, q);
  double sum = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    RC_ASSERT(std::abs(p[i] - q[i]) < 1e-10);
    RC_ASSERT(p[i] > 0);
    sum += p[i];
  }
  RC_ASSERT(std::abs(sum - 1) < 1e-14 * static_cast<double>(v.size() + 8));
  RC_ASSERT(std::abs(log_sum_exp(shifted) - log_sum_exp(v) - 1e5) < 1e-9);
}

TEST(Softmax, MaskedLogitsGetExactlyZero) {
  Vec p(3);
  const double total = softmax(Vec{-kInf, 0, std::log(3)}, p);
  EXPECT_EQ(p[0], 0);
  EXPECT_DOUBLE_EQ(p[1], 0.25);
  EXPECT_DOUBLE_EQ(total, std::log(4));
  Vec v{-kInf, 0, 0};
  log_softmax(v);
  EXPECT_EQ(v[0], -kInf);
  EXPECT_DOUBLE_EQ(v[1], -std::log(2));
}

TEST(Softmax, NoMassIsVisible) {
  EXPECT_EQ(log_sum_exp(Vec{}), -kInf);
  EXPECT_EQ(log_sum_exp(Vec{-kInf, -kInf}), -kInf);
  Vec p(2);
  EXPECT_EQ(softmax(Vec{-kInf, -kInf}, p), -kInf);
  EXPECT_TRUE(std::isnan(p[0]) && std::isnan(p[1]));
  for (const Vec& v : {Vec{std::nan(""), 1, 2}, Vec{1, std::nan(""), 2}, Vec{1, 2, std::nan("")}}) {
    EXPECT_TRUE(std::isnan(log_sum_exp(v)));
    Vec q(3);
    softmax(v, q);
    EXPECT_TRUE(std::isnan(q[0]) && std::isnan(q[2]));
  }
}

// Eigen's packet exp fails this in one input of seven: the same logit must give the same bits at every index.
RC_GTEST_PROP(Softmax, BitsDoNotDependOnPosition, (int a, int b)) {
  const double x = a % 50000 / 1000.0, y = b % 50000 / 1000.0;
  Vec v{x, y, y, y, y}, p(5);
  softmax(v, p);
  RC_ASSERT(p[1] == p[2]);
  RC_ASSERT(p[1] == p[3]);
  RC_ASSERT(p[1] == p[4]);
  Vec w{y, x, y, y, y}, q(5);
  softmax(w, q);
  RC_ASSERT(std::abs(q[1] - p[0]) <= 1e-15);
}

TEST(Softmax, EntropyAndDivergence) {
  const Vec p{0.5, 0.5, 0}, q{0.25, 0.25, 0.5};
  EXPECT_DOUBLE_EQ(entropy(p), std::log(2));
  EXPECT_DOUBLE_EQ(kl(p, q), std::log(2));
  EXPECT_EQ(kl(q, p), kInf);
  const Vec log_p{std::log(0.5), std::log(0.5), -kInf}, log_q{std::log(0.25), std::log(0.25), std::log(0.5)};
  EXPECT_DOUBLE_EQ(kl_of_logs(log_p, log_q), std::log(2));
  EXPECT_EQ(kl_of_logs(log_q, log_p), kInf);
}

}  // namespace paddock::test
