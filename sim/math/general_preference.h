// General preference model: skew-symmetric scores of embeddings, fitted by maximum likelihood.
#pragma once
#include "sim/core/stream.h"
#include "sim/math/logistic.h"

#include <Eigen/Core>

#include <vector>

namespace paddock {

struct GeneralPreferenceOptions {
  Eigen::Index dimension = 2;  // of the embeddings: even, >= 2; 2 floor(n/2) represents every game of n items
  double ridge = 1e-3;         // > 0, relative to counts: the penalty is ridge/2 · |v|² over all embeddings
  double tolerance = 1e-6;     // on the change of the objective in one sweep, relative to 1 + |objective|
  int max_sweeps = 200;
};

struct GeneralPreferenceFit {
  Eigen::MatrixXd even, odd;  // n × dimension/2: coordinates 0, 2, … and 1, 3, … of the embeddings
  Eigen::MatrixXd scores;     // even · oddᵀ - odd · evenᵀ: log-odds that the row beats the column
  double objective = 0;       // log-likelihood less the penalty, nats
  bool converged = false;
  int sweeps = 0;
};

/// Maximises sum_ij w_ij log sigmoid(s_ij) - ridge/2 |v|² with s_ij = sum_l v_i[2l] v_j[2l+1] - v_i[2l+1] v_j[2l], over
/// real win counts w_ij >= 0 (the diagonal is ignored). Given one half of the coordinates the scores are linear in the
/// other: alternating ridge logistic regressions, each solved by damped Newton, so the objective never falls. It is not
/// concave: starts from small random embeddings (all-zero ones are a saddle), and refits start from the last ones.
/// O(sweeps · (n · dimension)³). Not shared between threads.
/// Source: Zhang et al. 2024, General preference modeling with preference representations, equations 5-8; the scheme is
/// derived here.
class GeneralPreferenceSolver {
 public:
  /// `start` draws the first embeddings, N(0, .1²). The reference is valid until the next call. Throws
  /// std::logic_error for wrong shapes, negative counts, an odd dimension or a ridge that is not positive.
  const GeneralPreferenceFit& fit(const Eigen::Ref<const Eigen::MatrixXd>& wins,
                                  const GeneralPreferenceOptions& options, Stream& start);
  const GeneralPreferenceFit& last() const { return fit_; }
  /// Forgets the warm start.
  void reset() { fit_.even.resize(0, 0); }

 private:
  void solve_half(Eigen::MatrixXd& half, const Eigen::MatrixXd& other, double sign, double ridge);

  GeneralPreferenceFit fit_;
  LogisticSolver half_[2];
  Eigen::MatrixXd differences_;
  std::vector<double> outcomes_, counts_;
  std::vector<std::pair<Eigen::Index, Eigen::Index>> pairs_;
};

}  // namespace paddock
