// Bradley-Terry scores by maximum likelihood: P(i beats j) = sigmoid(s_i - s_j).
#pragma once
#include "sim/math/connectivity.h"
#include "sim/math/newton_direction.h"

#include <Eigen/Core>

namespace paddock {

struct BradleyTerryOptions {
  double ridge = 0;          // >= 0, relative to counts: the penalty is ridge/2 · |s|²
  double tolerance = 1e-10;  // on the last Newton step (difference of two scores); the error left is its square
  int max_iterations = 200;
};

struct BradleyTerryFit {
  Eigen::VectorXd scores;     // n, mean 0; all 0 when no maximiser exists
  double log_likelihood = 0;  // sum_ij w_ij log sigmoid(s_i - s_j), nats, without the ridge term
  bool exists = true;         // a unique maximiser exists: ridge > 0, or the wins connect the items strongly
  bool converged = false;
  int iterations = 0;
  double last_step = 0;
};

/// Maximises sum_{i != j} w_ij log sigmoid(s_i - s_j) - ridge/2 |s|² subject to sum s = 0 over real win counts
/// w_ij >= 0 (a tie is half a win each; the diagonal is ignored). Damped Newton on the Laplacian Hessian. Reusable: a
/// refit starts from the last scores and allocates nothing while n stays the same and is at most about 100. Not shared
/// between threads. Source: Zermelo 1929, Bradley & Terry 1952; existence: Ford 1957.
class BradleyTerrySolver {
 public:
  /// wins: n x n, finite, >= 0 (else std::logic_error). The reference is valid until the next call.
  const BradleyTerryFit& fit(const Eigen::Ref<const Eigen::MatrixXd>& wins, const BradleyTerryOptions& options = {});
  const BradleyTerryFit& last() const { return fit_; }
  /// Forgets the warm start.
  void reset() { fit_.scores.resize(0); }

 private:
  void prepare(const Eigen::Ref<const Eigen::MatrixXd>& wins);
  void differentiate(const Eigen::Ref<const Eigen::MatrixXd>& wins, double ridge);

  BradleyTerryFit fit_;
  StrongConnection connection_;
  Eigen::MatrixXd losses_, hessian_;  // hessian_: lower triangle, of the negative log-likelihood
  Eigen::VectorXd gradient_, diagonal_, direction_, trial_;
  NewtonDirection newton_;
};

/// One-off fit from a cold start.
BradleyTerryFit fit_bradley_terry(const Eigen::Ref<const Eigen::MatrixXd>& wins,
                                  const BradleyTerryOptions& options = {});

/// log-likelihood of given scores, nats.
double bradley_terry_log_likelihood(const Eigen::Ref<const Eigen::MatrixXd>& wins, const Eigen::VectorXd& scores);

/// Inverse observed information of mean-zero scores, n x n (standard errors = square roots of the diagonal): the
/// pseudo-inverse of Laplacian(N sigmoid (1 - sigmoid)) on the mean-zero space for ridge 0, with ridge·I added else.
Eigen::MatrixXd bradley_terry_covariance(const Eigen::Ref<const Eigen::MatrixXd>& wins, const Eigen::VectorXd& scores,
                                         double ridge = 0);

}  // namespace paddock
