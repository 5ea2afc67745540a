#include "analysis/statistics/bootstrap.h"

#include "sim/core/expects.h"
#include "sim/core/stream.h"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

/// The statistic of every resample.
std::vector<double> replicates(const Scores& scores, const std::function<double(const Scores&)>& statistic,
                               const Bootstrap& o) {
  expects(!scores.empty() && o.replicates > 0, "something to resample");
  for (const auto& s : scores) {
    expects(!s.empty(), "runs in every series");
    expects(o.resample == Resample::within_series || s.size() == scores.front().size(), "series over the same runs");
  }
  Stream stream(o.seed, 0, Purpose::statistics, o.entity);
  Scores sample = scores;
  std::vector<double> values(o.replicates);
  for (unsigned b = 0; b < o.replicates; ++b) {
    stream.seek(b);
    if (o.resample == Resample::within_series) {
      for (std::size_t s = 0; s < scores.size(); ++s)
        for (double& v : sample[s]) v = scores[s][stream.below(static_cast<std::uint32_t>(scores[s].size()))];
    } else {
      for (std::size_t r = 0; r < scores.front().size(); ++r) {
        const auto from = stream.below(static_cast<std::uint32_t>(scores.front().size()));
        for (std::size_t s = 0; s < scores.size(); ++s) sample[s][r] = scores[s][from];
      }
    }
    values[b] = statistic(sample);
  }
  return values;
}

}  // namespace

Interval bootstrap(const Scores& scores, const std::function<double(const Scores&)>& statistic, const Bootstrap& o) {
  const auto values = replicates(scores, statistic, o);
  const double tail = (1 - o.confidence) / 2;
  return {quantile(values, tail), quantile(values, 1 - tail)};
}

Interval student_bootstrap(const Scores& scores, const std::function<double(const Scores&)>& statistic,
                           const Bootstrap& o) {
  const std::size_t n = scores.front().size();
  const double middle = statistic(scores);
  if (n < 2 || std::isnan(middle)) return {};
  std::vector<double> finite;
  bool above = middle == INFINITY, below = middle == -INFINITY, nowhere = false;
  for (const double v : replicates(scores, statistic, o)) {
    above |= v == INFINITY, below |= v == -INFINITY, nowhere |= std::isnan(v);
    if (std::isfinite(v)) finite.push_back(v);
  }
  if (nowhere) return {};
  const auto runs = static_cast<double>(n);
  const boost::math::students_t law(runs - 1);
  const double t = boost::math::quantile(boost::math::complement(law, (1 - o.confidence) / 2));
  const double error = finite.size() < 2 ? 0 : std::sqrt(variance(finite) * runs / (runs - 1));
  const double center = std::isfinite(middle) ? middle : finite.empty() ? middle : mean(finite);
  return {below ? -INFINITY : center - t * error, above ? INFINITY : center + t * error};
}

Interval bootstrap(const std::vector<double>& scores, const std::function<double(std::span<const double>)>& statistic,
                   const Bootstrap& o) {
  return bootstrap(
      Scores{scores}, [&](const Scores& s) { return statistic(s.front()); }, o);
}

}  // namespace paddock
