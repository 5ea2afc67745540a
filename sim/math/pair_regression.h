// Least squares on noisy differences: scores g from observations y_k ≈ g(i_k) - g(j_k).
#pragma once
#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace paddock {

/// argmin over g of sum_k (g(i_k) - g(j_k) - y_k)², of mean 0 on every set of scores that the pairs connect: the
/// differences between sets are left as they were, and a score that no pair touches stays 0. With pairs i, j drawn
/// independently from a law d and E[y | i, j] = a(i, j) antisymmetric, g estimates E_{j ~ d} a(., j) up to a constant.
/// O(n²) memory, O(n³) a solution, no allocation after construction.
class PairRegression {
 public:
  explicit PairRegression(std::size_t n)
      : laplacian_(Eigen::MatrixXd::Zero(size(n), size(n))),
        right_(Eigen::VectorXd::Zero(size(n))),
        factor_(Eigen::MatrixXd::Identity(size(n), size(n))) {
    set_.reserve(n), seen_.reserve(n);
  }
  void add(std::size_t i, std::size_t j, double y) {
    if (i == j) return;
    ++laplacian_(size(i), size(i)), ++laplacian_(size(j), size(j));
    --laplacian_(size(i), size(j)), --laplacian_(size(j), size(i));
    right_[size(i)] += y, right_[size(j)] -= y;
  }
  /// Writes the n scores and forgets the observations.
  void solve(std::span<double> g) {
    pin_means();
    factor_.compute(laplacian_);
    factor_.solveInPlace(right_);
    std::copy_n(right_.data(), g.size(), g.begin());
    laplacian_.setZero(), right_.setZero();
  }

 private:
  static Eigen::Index size(std::size_t i) { return static_cast<Eigen::Index>(i); }
  /// Adds 11ᵀ on every connected set: what was singular becomes positive definite, and since the right-hand side sums
  /// to 0 on the set, so do the scores.
  void pin_means() {
    const Eigen::Index n = right_.size();
    seen_.assign(static_cast<std::size_t>(n), 0);
    for (Eigen::Index root = 0; root < n; ++root) {
      if (seen_[static_cast<std::size_t>(root)]) continue;
      set_.assign(1, root), seen_[static_cast<std::size_t>(root)] = 1;
      for (std::size_t k = 0; k < set_.size(); ++k)
        for (Eigen::Index j = 0; j < n; ++j)
          if (laplacian_(set_[k], j) < 0 && !seen_[static_cast<std::size_t>(j)])
            set_.push_back(j), seen_[static_cast<std::size_t>(j)] = 1;
      for (std::size_t a = 0; a < set_.size(); ++a)
        for (std::size_t b = 0; b < set_.size(); ++b) laplacian_(set_[a], set_[b]) += 1;
    }
  }
  Eigen::MatrixXd laplacian_;
  Eigen::VectorXd right_;
  Eigen::LLT<Eigen::MatrixXd> factor_;
  std::vector<Eigen::Index> set_;
  std::vector<char> seen_;
};

}  // namespace paddock
