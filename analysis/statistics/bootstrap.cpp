#include "analysis/statistics/bootstrap.h"

#include "sim/core/expects.h"
#include "sim/core/stream.h"

namespace paddock {

Interval bootstrap(const Scores& scores, const std::function<double(const Scores&)>& statistic, const Bootstrap& o) {
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
  const double tail = (1 - o.confidence) / 2;
  return {quantile(values, tail), quantile(values, 1 - tail)};
}

Interval bootstrap(const std::vector<double>& scores, const std::function<double(std::span<const double>)>& statistic,
                   const Bootstrap& o) {
  return bootstrap(
      Scores{scores}, [&](const Scores& s) { return statistic(s.front()); }, o);
}

}  // namespace paddock
