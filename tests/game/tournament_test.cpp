// Majorities, cycles and the classes of transitivity.
#include "analysis/game/tournament.h"

#include "tests/game/random_games.h"
#include "tests/golden/games.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace paddock::test {
namespace {

using Arms = std::vector<Eigen::Index>;

Arms to_vector(const Eigen::VectorXd& v) {
  Arms arms;
  for (double x : v) arms.push_back(static_cast<Eigen::Index>(x));
  return arms;
}

// Smallest non-empty set whose members beat everything outside, by trying them all.
Arms smith_by_search(const Eigen::MatrixXd& p) {
  const int n = static_cast<int>(p.rows());
  Arms best;
  for (unsigned set = 1; set < 1u << n; ++set) {
    Arms members;
    bool dominant = true;
    for (int i = 0; i < n; ++i) {
      if (!(set >> i & 1)) continue;
      members.push_back(i);
      for (int j = 0; j < n; ++j) dominant = dominant && ((set >> j & 1) || p(i, j) > 0.5);
    }
    if (dominant && (best.empty() || members.size() < best.size())) best = members;
  }
  return best;
}

}  // namespace

TEST(Tournament, CycleAboveAChain) {  // E9: a cycle that beats another cycle
  const Eigen::MatrixXd p = golden::games()[8].p;
  EXPECT_EQ(condorcet_winner(p), std::nullopt);
  EXPECT_EQ(condorcet_loser(p), std::nullopt);
  EXPECT_EQ(smith_set(p), (Arms{0, 1, 2}));
  EXPECT_EQ(to_vector(copeland_scores(p)), (Arms{4, 4, 4, 1, 1, 1}));
  EXPECT_EQ(best_arms(copeland_scores(p)), (Arms{0, 1, 2}));
  const Triples triples = count_triples(p);
  EXPECT_EQ(triples.decided, 20);
  EXPECT_EQ(triples.cyclic, 2);
  EXPECT_DOUBLE_EQ(triples.cyclic_fraction(), 0.1);
  EXPECT_EQ(stochastic_transitivity(p), Transitivity::none);
}

TEST(Tournament, BordaNeedNotFindTheCondorcetWinner) {  // E6
  const Eigen::MatrixXd p = golden::games()[5].p;
  EXPECT_EQ(condorcet_winner(p), 0);
  EXPECT_EQ(condorcet_loser(p), 2);
  EXPECT_EQ(best_arms(borda_scores(p)), (Arms{1}));
  EXPECT_NEAR(borda_scores(p)[1], (0.49 + 0.99) / 2, 1e-15);
}

TEST(Tournament, TiesAndUncomparedPairs) {
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(3, 3, 0.5);
  p(0, 1) = 0.75, p(1, 0) = 0.25;
  EXPECT_EQ(condorcet_winner(p), std::nullopt);
  EXPECT_EQ(smith_set(p), (Arms{0, 1, 2}));
  EXPECT_EQ(copeland_scores(p), Eigen::Vector3d(1.5, 0.5, 1));
  Mask compared = Mask::Constant(3, 3, true);
  compared(0, 2) = compared(2, 0) = false;
  EXPECT_EQ(copeland_scores(p, compared), Eigen::Vector3d(1, 0.5, 0.5));
  EXPECT_EQ(count_triples(p).decided, 0);
  EXPECT_EQ(count_triples(p).cyclic_fraction(), 0);
  p(0, 2) = 0.5 + 1e-15, p(2, 0) = 0.5 - 1e-15;  // a mixture's rounding is no majority
  EXPECT_EQ(condorcet_winner(p), std::nullopt);
}

TEST(Tournament, OneArmAndNone) {
  const Eigen::MatrixXd one = Eigen::MatrixXd::Constant(1, 1, 0.5), none(0, 0);
  EXPECT_EQ(condorcet_winner(one), 0);
  EXPECT_EQ(condorcet_loser(one), std::nullopt);
  EXPECT_EQ(smith_set(one), (Arms{0}));
  EXPECT_EQ(borda_scores(one)[0], 0.5);
  EXPECT_EQ(stochastic_transitivity(one), Transitivity::strong);
  EXPECT_EQ(condorcet_winner(none), std::nullopt);
  EXPECT_TRUE(smith_set(none).empty());
  EXPECT_THROW(smith_set(Eigen::MatrixXd(2, 3)), std::logic_error);
}

TEST(Tournament, ClassesOfTransitivity) {  // arms 0 > 1 > 2 with P01 = .8, P12 = .6 and the long jump P02
  const auto jump = [](double p02) {
    Eigen::Matrix3d p;
    p << 0.5, 0.8, p02, 0.2, 0.5, 0.6, 1 - p02, 0.4, 0.5;
    return stochastic_transitivity(p);
  };
  EXPECT_EQ(jump(0.8), Transitivity::strong);
  EXPECT_EQ(jump(0.7), Transitivity::moderate);
  EXPECT_EQ(jump(0.6), Transitivity::moderate);
  EXPECT_EQ(jump(0.55), Transitivity::weak);
  EXPECT_EQ(jump(0.4), Transitivity::none);
  EXPECT_EQ(name(Transitivity::moderate), "moderate");
}

RC_GTEST_PROP(Tournament, AgainstExhaustiveSearch, (unsigned seed)) {
  Dice dice(seed);
  const Eigen::Index n = 1 + dice.below(7);
  const Eigen::MatrixXd p = random_game(n, static_cast<Kind>(dice.below(4)), seed + 1);
  const Arms smith = smith_set(p);
  RC_ASSERT(smith == smith_by_search(p));
  const std::optional<Eigen::Index> winner = condorcet_winner(p);
  RC_ASSERT(winner == (smith.size() == 1 ? std::optional(smith[0]) : std::nullopt));
  const std::optional<Eigen::Index> loser = condorcet_loser(p), mirrored = condorcet_winner(p.transpose());
  RC_ASSERT(n == 1 || loser == mirrored);
  std::int64_t decided = 0, cyclic = 0;
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < i; ++j)
      for (Eigen::Index k = 0; k < j; ++k) {
        if (p(i, j) == 0.5 || p(j, k) == 0.5 || p(k, i) == 0.5) continue;
        ++decided;
        cyclic += (p(i, j) > 0.5) == (p(j, k) > 0.5) && (p(j, k) > 0.5) == (p(k, i) > 0.5);
      }
  RC_ASSERT(count_triples(p).decided == decided);
  RC_ASSERT(count_triples(p).cyclic == cyclic);
  RC_ASSERT(std::abs(copeland_scores(p).sum() - static_cast<double>(n * (n - 1)) / 2) < 1e-12);
  RC_ASSERT(cyclic == 0 || stochastic_transitivity(p) == Transitivity::none);
}

TEST(Tournament, ManyArmsUseSeveralWords) {  // 0 > 1 > … > 149 is transitive; turning one pair makes 99 cycles
  const Eigen::Index n = 150;
  Eigen::MatrixXd p(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) p(i, j) = 0.5 + 0.003 * static_cast<double>(j - i);
  EXPECT_EQ(count_triples(p).decided, 150 * 149 * 148 / 6);
  EXPECT_EQ(count_triples(p).cyclic, 0);
  EXPECT_EQ(stochastic_transitivity(p), Transitivity::strong);
  std::swap(p(0, 100), p(100, 0));
  EXPECT_EQ(count_triples(p).cyclic, 99);
  EXPECT_EQ(smith_set(p).size(), 101u);
}

}  // namespace paddock::test
