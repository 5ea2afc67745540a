// What the tests of game agents share: the fixture game, its solution by an independent method, distances.
#pragma once
#include "sim/math/softmax.h"
#include "tests/agents/loop.h"
#include "tests/golden/games.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <string_view>

namespace paddock::test {

inline const golden::Game& e2() {
  static const auto game = golden::games()[1];
  return game;
}
inline double kl_to(const Eigen::VectorXd& star, const Eigen::VectorXd& pi) { return kl(as_span(star), as_span(pi)); }
/// max_i (P pi)_i - 1/2, from margins.
inline double exploitability(const Eigen::MatrixXd& p, const Eigen::VectorXd& pi) {
  return ((p.array() - 0.5).matrix() * pi).maxCoeff();
}
/// `{kind: omd, tau: 0.1, eta: 0.5}`
inline std::string with(std::string_view kind, double tau, std::string_view rest = "") {
  return fmt::format("{{kind: {}, tau: {}{}}}", kind, tau, rest);
}
/// The Nash policy to machine precision by mirror-prox in log space, written here, not taken from an agent.
inline Eigen::VectorXd exact_nash(const Eigen::MatrixXd& payoff, const Eigen::VectorXd& mu, double tau) {
  const Eigen::VectorXd lm = mu.array().log();
  Eigen::VectorXd lp = lm, half = lm;
  const double eta = 1 / (tau + 0.5);
  const auto step = [&](Eigen::VectorXd& out, const Eigen::VectorXd& at) {
    const Eigen::VectorXd p = at.array().exp();
    out = (1 - eta * tau) * lp + eta * tau * lm + eta * (payoff * p);
    log_softmax(as_span(out));
  };
  for (int t = 0; t < 5000; ++t) step(half, lp), step(lp, half);
  return lp.array().exp();
}
inline Eigen::VectorXd exact_nash(const golden::Game& g) { return exact_nash(g.p, g.mu, g.tau); }

struct Floor {
  double mean, error;
};
/// Mean and standard error of KL(pi* || pi_t) on E2 over seeds after `rounds`, averaged over the last `window` of them
/// (a time average of the stationary noise: same mean, smaller error).
inline Floor noise(const std::string& agent, Row batch, int rounds, int window, std::uint32_t seeds,
                   Form form = Form::duel) {
  const auto star = exact_nash(e2());
  double sum = 0, squares = 0;
  for (std::uint32_t r = 0; r < seeds; ++r) {
    Loop loop(agent, e2().p, e2().mu, form, batch, r);
    loop.rounds(rounds - window);
    double of_seed = 0;
    for (int t = 0; t < window; ++t) loop.rounds(1), of_seed += kl_to(star, loop.policy()) / window;
    sum += of_seed, squares += of_seed * of_seed;
  }
  const double mean = sum / seeds;
  return {mean, std::sqrt((squares / seeds - mean * mean) / seeds)};
}

}  // namespace paddock::test
