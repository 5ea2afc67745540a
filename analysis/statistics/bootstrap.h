// Intervals by resampling, for statistics without a formula.
#pragma once
#include "analysis/statistics/estimate.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace paddock {

/// Scores of several series (agents, tasks, points), one value a run.
using Scores = std::vector<std::vector<double>>;

/// What is drawn with replacement.
enum class Resample : std::uint8_t {
  within_series,  ///< runs of each series by themselves: stratified
  jointly         ///< the same runs of all series: for seeds that series share (common random numbers); equal lengths
};

struct Bootstrap {
  std::uint64_t seed = 0;    ///< of the scenario
  std::uint32_t entity = 0;  ///< of the name of what is estimated; draws depend on these two only
  unsigned replicates = 2000;
  double confidence = 0.95;
  Resample resample = Resample::within_series;
};

/// Percentile interval of a statistic of the scores. Replicate b draws from its own place in the stream, so the result
/// depends neither on what else is computed nor in which order.
Interval bootstrap(const Scores&, const std::function<double(const Scores&)>& statistic, const Bootstrap& = {});
/// The statistic ± Student's quantile times the bootstrap's standard error: unlike percentiles it may be asked for a
/// high confidence of few replicates, and it knows that few runs tell little of their spread. Resamples at which the
/// statistic is infinite open that side, at which it is NaN both. Series need equal lengths.
Interval student_bootstrap(const Scores&, const std::function<double(const Scores&)>& statistic, const Bootstrap& = {});
/// Of one series.
Interval bootstrap(const std::vector<double>&, const std::function<double(std::span<const double>)>& statistic,
                   const Bootstrap& = {});

}  // namespace paddock
