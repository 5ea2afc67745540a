// Intervals that stay right however often one looks while values are added: confidence sequences.
#pragma once
#include "analysis/statistics/estimate.h"

namespace paddock {

/// The mean of independent values of one law that lies within `range`, seen in any number of stages: the chance that
/// the interval ever misses the mean is at most 1 - confidence.
///
/// A finite range: betting (Waudby-Smith and Ramdas 2024, "Estimating means of bounded random variables by betting"),
/// with a fixed mixture of constant bets, so the order of values does not matter. Valid whatever the law.
///
/// Otherwise: the normal mixture that is invariant to scale (Lai 1976; Wang and Ramdas 2024, "Anytime-valid t-tests"),
/// exact for normal values. Against skewness, a mean is excluded only when the t statistic and its transform by Hall
/// (1992, "On the removal of skewness by transformation") both exclude it, with the skewness of few values enlarged. An
/// approximation: the tests show for which laws it keeps its promise. Values that are all equal say so from 10 on.
///
/// Infinite where nothing can be said yet; clipped to the range.
Interval mean_sequence(std::span<const double> values, const Interval& range, double confidence);

/// Whether `mean` lies in that interval, without computing it.
bool may_be_mean(double mean, std::span<const double> values, const Interval& range, double confidence);

/// How many values, if all look like these, exclude the mean `bound`; at least as many as there are. Infinite if none
/// below 10 million do.
double values_to_exclude(double bound, std::span<const double> values, const Interval& range, double confidence);

/// The q-quantile of any law, q in (0, 1), between two of the values: betting on how many lie below it.
Interval quantile_sequence(std::span<const double> values, double q, double confidence);

}  // namespace paddock
