// Solution concepts and fits, called as `solve` and `fit` call them.
#include "analysis/game/lottery.h"
#include "analysis/game/nash.h"
#include "analysis/game/tournament.h"
#include "bench/goals.h"
#include "bench/limit/limits.h"
#include "sim/core/stream.h"
#include "sim/math/bradley_terry.h"
#include "sim/math/normal.h"
#include "sim/math/softmax.h"

#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

namespace paddock::bench {
namespace {

/// Margins of 101 voters who toss coins: 2 Bin(101, 1/2) - 101, antisymmetric.
Eigen::MatrixXd coin_margins(Eigen::Index n, std::uint32_t run) {
  Stream rng(5, run, Purpose::population);
  Eigen::MatrixXd m = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index j = 0; j < n; ++j)
    for (Eigen::Index i = j + 1; i < n; ++i) {
      int sum = -101;
      for (int voter = 0; voter < 101; ++voter) sum += 2 * static_cast<int>(rng() & 1);
      m(i, j) = sum, m(j, i) = -sum;
    }
  return m;
}
Eigen::MatrixXd uniform_game(Eigen::Index n, std::uint32_t run) {
  Stream rng(6, run, Purpose::population);
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(n, n, 0.5);
  for (Eigen::Index j = 0; j < n; ++j)
    for (Eigen::Index i = j + 1; i < n; ++i) p(i, j) = rng.uniform(), p(j, i) = 1 - p(i, j);
  return p;
}

std::vector<Eigen::MatrixXd> several(Eigen::MatrixXd (*draw)(Eigen::Index, std::uint32_t), Eigen::Index n) {
  std::vector<Eigen::MatrixXd> out;
  for (std::uint32_t run = 0; run < 5; ++run) out.push_back(draw(n, run));
  return out;
}

/// 1,000 items with scores N(0, 1), a million comparisons of uniform pairs.
struct Labels {
  static constexpr int kItems = 1000, kLabels = 1'000'000;
  Eigen::VectorXd truth{kItems};
  std::vector<std::pair<int, int>> winner_and_loser;
  Labels() {
    Stream rng(11, 0, Purpose::data);
    for (double& s : truth) s = normal_quantile((static_cast<double>(rng()) + 0.5) * 0x1p-32);
    truth.array() -= truth.mean();
    winner_and_loser.reserve(kLabels);
    for (int m = 0; m < kLabels; ++m) {
      const int a = static_cast<int>(rng.below(kItems));
      const int b = (a + 1 + static_cast<int>(rng.below(kItems - 1))) % kItems;
      const bool first = rng.uniform() < sigmoid(truth[a] - truth[b]);
      winner_and_loser.emplace_back(first ? a : b, first ? b : a);
    }
  }
  double error(const Eigen::VectorXd& scores) const { return (scores - truth).norm() / std::sqrt(kItems); }
};

const Labels& labels() {  // drawn when first wanted
  static const Labels all;
  return all;
}

}  // namespace

void add_solver_goals() {
  add({.id = "S11",
       .what = "Bradley-Terry, 1,000 items, 1e6 labels to scores",
       .unit = "",
       .paddock =
           [] {
             Eigen::MatrixXd wins = Eigen::MatrixXd::Zero(Labels::kItems, Labels::kItems);
             for (const auto& [w, l] : labels().winner_and_loser) ++wins(w, l);
             const BradleyTerryFit fit = fit_bradley_terry(wins);
             if (!fit.converged) throw std::runtime_error("the fit did not converge");
             return Work{1, labels().error(fit.scores)};
           },
       .limit =
           [] {
             const auto scores = limit::bradley_terry(Labels::kItems, labels().winner_and_loser);
             return Work{1, labels().error(Eigen::Map<const Eigen::VectorXd>(scores.data(), Labels::kItems))};
           },
       .seconds = 0.1,
       .peer = "crowd-kit",
       .peer_rate = 1 / 0.82});

  constexpr int kCalls = 2000;
  const Eigen::MatrixXd margins = coin_margins(100, 0);
  add({.id = "S12",
       .what = "Copeland scores, n = 100",
       .unit = "",
       .paddock =
           [p = Eigen::MatrixXd(margins.array() / 202 + 0.5)]() mutable {
             double best = 0;
             for (int i = 0; i < kCalls; ++i) {
               benchmark::DoNotOptimize(p.data());
               best = copeland_scores(p).maxCoeff();
             }
             return Work{kCalls, best};
           },
       .limit =
           [m = Eigen::MatrixXf(margins.transpose().cast<float>())]() mutable {  // columns are its rows
             int best = 0;
             for (int i = 0; i < kCalls; ++i) {
               benchmark::DoNotOptimize(m.data());
               best = limit::copeland(100, m.data());
             }
             return Work{kCalls, (best + 99) / 2.0};
           },
       .seconds = 6e-6,
       .peer = "pref_voting",
       .peer_rate = 1 / 2.75e-3});
  add({.id = "S13",
       .what = "maximal lottery, n = 100, gap 1e-9 certified",
       .unit = "",
       .paddock =
           [games = several(coin_margins, 100), call = std::size_t{0}]() mutable {
             const Lottery lottery = margin_lottery(games[call++ % games.size()]);
             if (!lottery.converged) throw std::runtime_error("the lottery did not converge");
             return Work{1};
           },
       .seconds = 5e-3,
       .peer = "pref_voting",
       .peer_rate = 1 / 23e-3});
  add({.id = "solve",
       .what = "Nash policy, n = 200, tau = 0.01",
       .unit = "",
       .paddock =
           [games = several(uniform_game, 200), call = std::size_t{0}]() mutable {
             const Nash nash =
                 regularised_nash(games[call++ % games.size()], Eigen::VectorXd::Constant(200, 1.0 / 200), 0.01);
             if (!nash.converged) throw std::runtime_error("the fixed point was not found");
             return Work{1};
           },
       .seconds = 0.3});
}

}  // namespace paddock::bench
