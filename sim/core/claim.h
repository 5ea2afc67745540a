// A claim about results, as a scenario's `expect:` states it: read and checked by the scenario, judged by
// analysis/claims.
#pragma once
#include "sim/core/expression.h"
#include "sim/core/node.h"
#include "sim/core/types.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace paddock {

/// How sure one is of a claim beforehand; `open` ones are reported and never fail a check.
enum class ClaimStatus : std::uint8_t { theorem, calibrated, open };
constexpr auto enum_words(ClaimStatus) {
  return std::array{Word{ClaimStatus::theorem, "theorem"}, Word{ClaimStatus::calibrated, "calibrated"},
                    Word{ClaimStatus::open, "open"}};
}
enum class ClaimTest : std::uint8_t {
  below,
  above,
  between,
  equals,
  order,
  increasing,
  decreasing,
  slope,
  ratio,
  reach,
  correlation
};
constexpr auto enum_words(ClaimTest) {
  using enum ClaimTest;
  return std::array{
      Word{below, "below"}, Word{above, "above"},           Word{between, "between"},        Word{equals, "equals"},
      Word{order, "order"}, Word{increasing, "increasing"}, Word{decreasing, "decreasing"},  Word{slope, "slope"},
      Word{ratio, "ratio"}, Word{reach, "reach"},           Word{correlation, "correlation"}};
}
/// Of the values at the seeds. The median is kept as the quantile 0.5.
enum class Statistic : std::uint8_t { mean, median, iqm, max, quantile };
constexpr auto enum_words(Statistic) {
  using enum Statistic;
  return std::array{Word{mean, "mean"}, Word{median, "median"}, Word{iqm, "iqm"}, Word{max, "max"},
                    Word{quantile, "quantile"}};
}
enum class SlopeScale : std::uint8_t { linear, log_log, log_x, log_y };
constexpr auto enum_words(SlopeScale) {
  using enum SlopeScale;
  return std::array{Word{linear, "linear"}, Word{log_log, "log-log"}, Word{log_x, "log-x"}, Word{log_y, "log-y"}};
}
enum class Across : std::uint8_t { agents, points, seeds };
constexpr auto enum_words(Across) {
  return std::array{Word{Across::agents, "agents"}, Word{Across::points, "points"}, Word{Across::seeds, "seeds"}};
}
enum class CorrelationKind : std::uint8_t { spearman, pearson, kendall };
constexpr auto enum_words(CorrelationKind) {
  using enum CorrelationKind;
  return std::array{Word{spearman, "spearman"}, Word{pearson, "pearson"}, Word{kendall, "kendall"}};
}

/// Where a number must lie.
struct Target {
  std::optional<Expression> low, high;
  std::optional<Expression> middle, within;  ///< middle ± within, in place of the two
};

struct Claim {
  std::string claim, metric;
  ClaimTest test = ClaimTest::below;
  Target target;  ///< of all tests but order, increasing, decreasing
  Statistic statistic = Statistic::mean;
  double quantile = 0.5;
  std::vector<std::string> agents;  ///< of order, best first; of ratio, {of, to}; else those meant, empty: all
  Node where;                       ///< {sweep key: value or list}
  std::optional<double> at;         ///< checkpoint; nothing: the end, or all
  bool all = false;                 ///< at: all
  double from = 0;                  ///< first checkpoint of `all`, or of a slope over labels
  std::string key;                  ///< sweep key of increasing, decreasing and slope; empty: over checkpoints
  double margin = 0;                ///< of order, increasing, decreasing
  SlopeScale scale = SlopeScale::linear;
  Expression level;               ///< of reach
  Across across = Across::seeds;  ///< of correlation
  CorrelationKind kind = CorrelationKind::spearman;
  std::string with_metric;  ///< of correlation; empty: the same metric …
  Node with_where;          ///< … at other points
  double confidence = 0.99;
  std::optional<std::uint32_t> max_seeds;
  ClaimStatus status = ClaimStatus::calibrated;
  bool refutes = false;  ///< the test must fail
  Node control;          ///< {path: value}: for this variant the test must fail
  Node whole;            ///< everything as written
  Mark mark;
};

}  // namespace paddock
