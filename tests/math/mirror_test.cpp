// Mirror steps, geometric mixtures and the Euclidean projection on the simplex.
#include "sim/math/mirror.h"

#include "sim/math/project_simplex.h"
#include "sim/math/simplex.h"
#include "sim/math/softmax.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

namespace paddock {
namespace {

using Vector = std::vector<double>;

RC_GTEST_PROP(Mirror, StepMaximisesItsObjective, ()) {
  // eta <q, p> - eta tau KL(p || mu) - (1 - eta tau) KL(p || pi) at the step and at random laws.
  const auto draw = [] {
    return *rc::gen::container<Vector>(4, rc::gen::map(rc::gen::inRange(-300, 300), [](int i) { return i / 100.0; }));
  };
  Vector log_pi = draw(), log_mu = draw(), other = draw();
  const Vector q = draw();
  const double tau = *rc::gen::inRange(1, 100) / 100.0, eta = *rc::gen::inRange(1, 100) / 100.0 / tau;
  log_softmax(log_pi), log_softmax(log_mu), log_softmax(other);
  Vector next = log_pi;
  mirror_step(next, log_mu, q, eta, tau);
  log_softmax(next);
  const auto value = [&](const Vector& log_p) {
    double sum = -eta * tau * kl_of_logs(log_p, log_mu) - (1 - eta * tau) * kl_of_logs(log_p, log_pi);
    for (std::size_t i = 0; i < 4; ++i) sum += eta * q[i] * std::exp(log_p[i]);
    return sum;
  };
  RC_ASSERT(value(next) >= value(other) - 1e-10);
}

TEST(Mirror, MixturesLieBetweenTheirEnds) {
  const Vector a{std::log(.2), std::log(.8)}, b{std::log(.5), std::log(.5)};
  Vector m(2);
  geometric_mixture(a, b, 0, m);
  EXPECT_EQ(m, a);
  geometric_mixture(a, b, 1, m);
  EXPECT_EQ(m, b);
  geometric_mixture(a, b, 0.5, m);  // odds sqrt(4) : 1
  EXPECT_NEAR(m[1] - m[0], std::log(2.0), 1e-15);
}

TEST(ProjectToSimplex, HandComputedCases) {
  Vector scratch(3), v{1, 1, 1};
  project_to_simplex(v, scratch);
  for (double x : v) EXPECT_NEAR(x, 1.0 / 3, 1e-15);
  v = {2, 0, 0};
  project_to_simplex(v, scratch);
  EXPECT_EQ(v, (Vector{1, 0, 0}));
  v = {0.6, 0.8, -5};  // theta = (1.4 - 1) / 2
  project_to_simplex(v, scratch);
  EXPECT_NEAR(v[0], 0.4, 1e-15);
  EXPECT_NEAR(v[1], 0.6, 1e-15);
  EXPECT_EQ(v[2], 0);
}

// Variational inequality that characterises the projection: <v - p, s - p> <= 0 for every vertex s.
RC_GTEST_PROP(ProjectToSimplex, SatisfiesTheVariationalInequality, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 12);
  const Vector v =
      *rc::gen::container<Vector>(n, rc::gen::map(rc::gen::inRange(-3000, 3000), [](int i) { return i / 1000.0; }));
  Vector p = v, scratch(n);
  project_to_simplex(p, scratch);
  RC_ASSERT(is_distribution(p, 1e-12));
  double inner = 0;
  for (std::size_t i = 0; i < n; ++i) inner += (v[i] - p[i]) * p[i];
  for (std::size_t s = 0; s < n; ++s) RC_ASSERT(v[s] - p[s] - inner <= 1e-12);
}

}  // namespace
}  // namespace paddock
