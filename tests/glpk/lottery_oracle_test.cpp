// Maximal lotteries against an independent solver: GLPK (kept out of every other test because of its licence).
#include "analysis/game/gaps.h"
#include "analysis/game/lottery.h"
#include "tests/game/random_games.h"

#include <glpk.h>
#include <gtest/gtest.h>

#include <memory>

namespace paddock::test {
namespace {

// {p >= 0, sum p = 1, pᵀ(P - ½) >= 0}: all maximal lotteries, since the value of the game is ½.
class Optima {
 public:
  explicit Optima(const Eigen::MatrixXd& p) : problem_(glp_create_prob()) {
    glp_term_out(GLP_OFF);
    const int n = static_cast<int>(p.rows());
    glp_add_cols(problem_.get(), n);
    glp_add_rows(problem_.get(), n + 1);
    std::vector<int> rows{0}, columns{0};
    std::vector<double> values{0};
    for (int i = 1; i <= n; ++i) {
      glp_set_col_bnds(problem_.get(), i, GLP_LO, 0, 0);
      glp_set_row_bnds(problem_.get(), i, GLP_LO, -1e-11, 0);
      for (int j = 1; j <= n; ++j)
        rows.push_back(j), columns.push_back(i), values.push_back(i == j ? 0 : p(i - 1, j - 1) - 0.5);
      rows.push_back(n + 1), columns.push_back(i), values.push_back(1);
    }
    glp_set_row_bnds(problem_.get(), n + 1, GLP_FX, 1, 1);
    glp_load_matrix(problem_.get(), static_cast<int>(rows.size()) - 1, rows.data(), columns.data(), values.data());
  }

  // Smallest (direction GLP_MIN) or largest value of coordinate i.
  double extreme(Eigen::Index i, int direction) {
    glp_set_obj_dir(problem_.get(), direction);
    for (int j = 1; j <= glp_get_num_cols(problem_.get()); ++j) glp_set_obj_coef(problem_.get(), j, j == i + 1);
    glp_smcp control;
    glp_init_smcp(&control);
    control.msg_lev = GLP_MSG_OFF;
    control.tol_bnd = control.tol_dj = 1e-10;
    EXPECT_EQ(glp_simplex(problem_.get(), &control), 0);
    EXPECT_EQ(glp_get_status(problem_.get()), GLP_OPT);
    return glp_get_obj_val(problem_.get());
  }

 private:
  struct Delete {
    void operator()(glp_prob* p) const { glp_delete_prob(p); }
  };
  std::unique_ptr<glp_prob, Delete> problem_;
};

}  // namespace

TEST(LotteryOracle, TwoHundredRandomGames) {
  int unique = 0;
  for (int seed = 0; seed < 200; ++seed) {
    Dice dice(seed);
    const Eigen::Index n = 2 + dice.below(11);
    const Eigen::MatrixXd p = random_game(n, static_cast<Kind>(seed % 4), seed);
    const Lottery lottery = maximal_lottery(p);
    Optima optima(p);
    double widest = 0;
    for (Eigen::Index i = 0; i < n; ++i) {
      const double low = optima.extreme(i, GLP_MIN), high = optima.extreme(i, GLP_MAX);
      widest = std::max(widest, high - low);
      EXPECT_GE(lottery.policy[i], low - 1e-7) << "game " << seed;
      EXPECT_LE(lottery.policy[i], high + 1e-7) << "game " << seed;
    }
    EXPECT_EQ(lottery.unique, widest < 1e-6) << "game " << seed << ", widest range " << widest;
    unique += lottery.unique;
  }
  EXPECT_GT(unique, 100);
  EXPECT_LT(unique, 190);
}

TEST(LotteryOracle, ThirtyArms) {
  for (int seed = 0; seed < 20; ++seed) {
    const Eigen::MatrixXd p = random_game(30, seed % 2 ? Kind::tournament : Kind::continuous, seed);
    const Lottery lottery = maximal_lottery(p);
    EXPECT_TRUE(lottery.unique);
    EXPECT_LT(lottery.gap, 1e-15);
    Optima optima(p);
    for (Eigen::Index i = 0; i < 3; ++i) EXPECT_NEAR(optima.extreme(i, GLP_MAX), lottery.policy[i], 1e-6);
  }
}

}  // namespace paddock::test
