// Random preference matrices and policies, the same on every platform.
#pragma once
#include <Eigen/Core>

#include <cmath>
#include <cstdint>
#include <random>

namespace paddock::test {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : generator_(seed) {}
  double uniform() { return static_cast<double>(generator_() >> 11) * 0x1p-53; }
  int below(int n) { return static_cast<int>(uniform() * n); }

 private:
  std::mt19937_64 generator_;
};

enum class Kind { continuous, tournament, ties, quarters };  // entries in (0,1); {0,1}; {0,½,1}; {0,¼,½,¾,1}

inline Eigen::MatrixXd random_game(Eigen::Index n, Kind kind, std::uint64_t seed) {
  Dice dice(seed);
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(n, n, 0.5);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < i; ++j) {
      p(i, j) = kind == Kind::continuous   ? dice.uniform()
                : kind == Kind::tournament ? dice.below(2)
                : kind == Kind::ties       ? dice.below(3) / 2.0
                                           : dice.below(5) / 4.0;
      p(j, i) = 1 - p(i, j);
    }
  return p;
}

/// P(i beats j) = sigmoid(z_ij), z skew with independent Gaussian entries (Box and Muller 1958).
inline Eigen::MatrixXd gaussian_game(Eigen::Index n, double sd, std::uint64_t seed) {
  Dice dice(seed);
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(n, n, 0.5);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < i; ++j) {
      const double radius = std::sqrt(-2 * std::log1p(-dice.uniform()));
      p(i, j) = 1 / (1 + std::exp(-sd * radius * std::cos(6.283185307179586 * dice.uniform())));
      p(j, i) = 1 - p(i, j);
    }
  return p;
}
/// P(i beats j) = sigmoid(u_i - u_j), u Gaussian.
inline Eigen::MatrixXd bradley_terry_game(Eigen::Index n, double sd, std::uint64_t seed) {
  Dice dice(seed);
  Eigen::VectorXd u(n);
  for (double& x : u)
    x = sd * std::sqrt(-2 * std::log1p(-dice.uniform())) * std::cos(6.283185307179586 * dice.uniform());
  Eigen::MatrixXd p(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) p(i, j) = 1 / (1 + std::exp(u[j] - u[i]));
  return p;
}

/// Positive everywhere; the larger `spread`, the less even.
inline Eigen::VectorXd random_policy(Eigen::Index n, double spread, std::uint64_t seed) {
  Dice dice(seed);
  Eigen::VectorXd v(n);
  for (double& x : v) x = std::exp(spread * (2 * dice.uniform() - 1));
  return v / v.sum();
}

inline Eigen::PermutationMatrix<Eigen::Dynamic> random_permutation(Eigen::Index n, std::uint64_t seed) {
  Dice dice(seed);
  Eigen::PermutationMatrix<Eigen::Dynamic> permutation(n);
  permutation.setIdentity();
  for (int i = static_cast<int>(n) - 1; i > 0; --i)
    std::swap(permutation.indices()[i], permutation.indices()[dice.below(i + 1)]);
  return permutation;
}

}  // namespace paddock::test
