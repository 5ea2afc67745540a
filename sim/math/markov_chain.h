// Where a finite Markov chain spends its time in the long run.
#pragma once
#include <Eigen/Core>

namespace paddock {

struct LongRun {
  Eigen::VectorXd law;  // share of time in each state, sum 1
  bool unique = true;   // one closed class: the law does not depend on the start
};

/// Long-run (Cesaro) law of the chain with transition matrix q (rows sum to 1 within 1e-9; diagonals are implied and
/// not read) started uniformly: stationary laws of its closed classes by state reduction, which adds and never
/// subtracts, weighted with the probabilities to end in them. O(n³). Source: Grassmann, Taksar & Heyman 1985.
LongRun long_run(const Eigen::Ref<const Eigen::MatrixXd>& q);

}  // namespace paddock
