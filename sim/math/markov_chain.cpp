#include "sim/math/markov_chain.h"

#include "sim/core/expects.h"
#include "sim/math/connectivity.h"

#include <Eigen/LU>

#include <algorithm>
#include <vector>

namespace paddock {
namespace {

#pragma GCC diagnostic ignored \
    "-Wfree-nonheap-object"  // g++ 12 at -O3: a false alarm where Eigen copies a vector of indices

using States = std::vector<Eigen::Index>;

// Stationary law of an irreducible chain: states leave one by one, the others inherit their detours.
Eigen::VectorXd stationary(Eigen::MatrixXd q) {
  const Eigen::Index n = q.rows();
  for (Eigen::Index k = n - 1; k > 0; --k) {
    q.col(k).head(k) /= q.row(k).head(k).sum();
    q.topLeftCorner(k, k) += q.col(k).head(k) * q.row(k).head(k);
  }
  Eigen::VectorXd law = Eigen::VectorXd::Zero(n);
  law[0] = 1;
  for (Eigen::Index k = 1; k < n; ++k) law[k] = law.head(k).dot(q.col(k).head(k));
  return law / law.sum();
}

}  // namespace

LongRun long_run(const Eigen::Ref<const Eigen::MatrixXd>& q) {
  const Eigen::Index n = q.rows();
  expects(q.cols() == n && n > 0, "a square transition matrix");
  const std::vector<int> component = win_components(q);
  const auto of = [&](Eigen::Index i) { return static_cast<std::size_t>(component[static_cast<std::size_t>(i)]); };
  std::vector<States> classes(static_cast<std::size_t>(*std::max_element(component.begin(), component.end())) + 1);
  for (Eigen::Index i = 0; i < n; ++i) classes[of(i)].push_back(i);
  std::vector<char> left(classes.size(), 0);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j)
      if (q(i, j) > 0 && of(i) != of(j)) left[of(i)] = 1;

  States passing;
  for (Eigen::Index i = 0; i < n; ++i)
    if (left[of(i)]) passing.push_back(i);
  Eigen::VectorXd ends = Eigen::VectorXd::Constant(n, 1 / static_cast<double>(n));  // where the start is absorbed
  if (!passing.empty()) {
    Eigen::MatrixXd stays = -q(passing, passing);
    for (Eigen::Index k = 0; k < stays.rows(); ++k) {  // 1 - q(i, i), without cancelling
      const Eigen::Index i = passing[static_cast<std::size_t>(k)];
      stays(k, k) = q.row(i).head(i).sum() + q.row(i).tail(n - i - 1).sum();
    }
    const Eigen::VectorXd start = ends(passing);
    const Eigen::VectorXd visits = stays.transpose().partialPivLu().solve(start);
    for (std::size_t k = 0; k < passing.size(); ++k)
      ends += visits[static_cast<Eigen::Index>(k)] * q.row(passing[k]).transpose();
  }
  LongRun result{Eigen::VectorXd::Zero(n)};
  int closed = 0;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    if (left[c]) continue;
    ++closed;
    double weight = 0;
    for (Eigen::Index i : classes[c]) weight += ends[i];
    const Eigen::VectorXd law = weight * stationary(q(classes[c], classes[c]));
    result.law(classes[c]) = law;
  }
  result.law /= result.law.sum();
  result.unique = closed == 1;
  return result;
}

}  // namespace paddock
