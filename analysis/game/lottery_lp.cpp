#include "analysis/game/lottery_lp.h"

#include <ClpSimplex.hpp>

#include <limits>
#include <vector>

namespace paddock::lottery {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::max();  // Clp: no bound

// A linear program written down column by column; minimises.
class Program {
 public:
  void add_row(double low, double high) { row_low_.push_back(low), row_high_.push_back(high); }
  int row_count() const { return static_cast<int>(row_low_.size()); }
  void add_column(double low, double high, double cost) {
    low_.push_back(low), high_.push_back(high), cost_.push_back(cost), starts_.push_back(starts_.back());
  }
  void put(Eigen::Index row, double value) {  // into the last column
    if (value == 0) return;
    rows_.push_back(static_cast<int>(row)), values_.push_back(value), ++starts_.back();
  }
  // Without scaling and by the dual method the gap stays near 1e-15; the primal method is the fallback.
  std::optional<Eigen::VectorXd> solve() const {
    ClpSimplex solver;
    solver.setLogLevel(0);
    solver.scaling(0);
    solver.setPrimalTolerance(1e-9);
    solver.setDualTolerance(1e-9);
    solver.loadProblem(static_cast<int>(low_.size()), row_count(), starts_.data(), rows_.data(), values_.data(),
                       low_.data(), high_.data(), cost_.data(), row_low_.data(), row_high_.data());
    solver.dual();
    if (solver.status() != 0) solver.primal();
    if (solver.status() != 0) return std::nullopt;
    return Eigen::Map<const Eigen::VectorXd>(solver.primalColumnSolution(), static_cast<Eigen::Index>(low_.size()));
  }

 private:
  std::vector<double> row_low_, row_high_, low_, high_, cost_, values_;
  std::vector<int> rows_;
  std::vector<CoinBigIndex> starts_{0};
};

}  // namespace

std::optional<Eigen::VectorXd> vertex(const Eigen::Ref<const Eigen::MatrixXd>& a) {
  const Eigen::Index n = a.rows();
  Program program;
  for (Eigen::Index j = 0; j < n; ++j) program.add_row(0, kInfinity);
  program.add_row(1, 1);
  for (Eigen::Index i = 0; i < n; ++i) {
    program.add_column(0, kInfinity, 0);
    for (Eigen::Index j = 0; j < n; ++j) program.put(j, a(i, j));
    program.put(n, 1);
  }
  program.add_column(-kInfinity, kInfinity, -1);  // v
  for (Eigen::Index j = 0; j < n; ++j) program.put(j, -1);
  std::optional<Eigen::VectorXd> solution = program.solve();
  if (!solution) return solution;
  Eigen::VectorXd policy = solution->head(n).cwiseMax(0);
  policy /= policy.sum();
  return policy;
}

std::optional<Interior> interior(const Eigen::Ref<const Eigen::MatrixXd>& a) {
  const Eigen::Index n = a.rows();
  Program program;
  for (Eigen::Index j = 0; j < n; ++j) program.add_row(0, 0);          // (aᵀx)_j - s_j = 0
  for (Eigen::Index j = 0; j < n; ++j) program.add_row(0, kInfinity);  // x_j + s_j - u_j >= 0
  for (Eigen::Index i = 0; i < n; ++i) {                               // x
    program.add_column(0, kInfinity, 0);
    for (Eigen::Index j = 0; j < n; ++j) program.put(j, a(i, j));
    program.put(n + i, 1);
  }
  for (Eigen::Index j = 0; j < n; ++j) {  // s
    program.add_column(0, kInfinity, 0);
    program.put(j, -1);
    program.put(n + j, 1);
  }
  for (Eigen::Index j = 0; j < n; ++j) {  // u
    program.add_column(0, 1, -1);
    program.put(n + j, -1);
  }
  const std::optional<Eigen::VectorXd> solution = program.solve();
  if (!solution) return std::nullopt;
  const double total = solution->head(n).cwiseMax(0).sum();
  if (!(total > 0)) return std::nullopt;
  return Interior{solution->head(n).cwiseMax(0) / total, solution->segment(n, n).cwiseMax(0) / total};
}

}  // namespace paddock::lottery
