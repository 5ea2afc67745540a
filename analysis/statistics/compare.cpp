#include "analysis/statistics/compare.h"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace paddock {

Paired paired(const std::vector<SeedValue>& a, const std::vector<SeedValue>& b, double confidence) {
  Paired out;
  std::vector<double> differences;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (i->seed < j->seed) {
      ++i;
    } else if (j->seed < i->seed) {
      ++j;
    } else {
      if (i->value && j->value) differences.push_back(*i->value - *j->value);
      ++i, ++j;
    }
  }
  for (const double d : differences) out.above += d > 0, out.below += d < 0;
  out.difference = estimate(differences, confidence);
  const Estimate& e = out.difference;
  if (e.n < 2) return out;
  if (!e.varies) {
    out.p = e.mean == 0 ? 1 : 0;
  } else {
    const boost::math::students_t law(static_cast<double>(e.n - 1));
    out.p = 2 * boost::math::cdf(boost::math::complement(law, std::abs(e.mean / e.error)));
  }
  return out;
}

std::vector<double> holm(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p[i]; });
  std::vector<double> adjusted(p.size());
  double so_far = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    so_far = std::max(so_far, std::min(1.0, static_cast<double>(p.size() - k) * p[order[k]]));
    adjusted[order[k]] = so_far;
  }
  return adjusted;
}

}  // namespace paddock
