// A claim taken apart: one number that must lie somewhere, and how sure one is of it.
#pragma once
#include "analysis/claims/question.h"

#include <functional>

namespace paddock {

struct Part {
  std::string place;  ///< "t = 100"; for people
  std::string agent;
  double effect = std::numeric_limits<double>::quiet_NaN();
  Interval target;
  bool strict = false;   ///< the ends of the target do not count
  bool certain = false;  ///< the effect is known
  double divisor = 1;    ///< effect and interval are shown as shares of it
  std::size_t seeds = 0;
  std::string note;                                             ///< why there is no effect
  std::function<Interval(double level)> interval;               ///< misses at most so often
  std::function<double(double edge, double level)> to_exclude;  ///< seeds that exclude an end of the target

  // What settle() finds.
  Interval found;
  Ruling ruling = Ruling::undecided;
};

/// Rules on each part so that the chance of any wrong one is at most `level` (Holm's step-down with intervals), and on
/// all together: refuted if one is, holds if all do. The verdict's effect is that of the part nearest to failing.
void settle(std::vector<Part>&, double level, Verdict&);

/// Parts of below, above, between, equals; of order, increasing, decreasing.
std::vector<Part> level_parts(const Question&);
std::vector<Part> order_parts(const Question&);
std::vector<Part> trend_parts(const Question&);
/// Parts of slope, ratio, reach, correlation: intervals by bootstrap, so only for a level that is spent look by look.
std::vector<Part> shape_parts(const Question&);

// Helpers of these.

/// The reading a claim without `all` is about: the first from `at` on, or the last.
const TracePoint& reading_of(const Trace&, const Claim&);
/// Checkpoints from the claim's `from` on that all traces have.
std::vector<double> common_checkpoints(const std::vector<Trace>&, double from);
/// The readings at such a checkpoint, one a trace.
std::vector<const TracePoint*> readings_at(const std::vector<Trace>&, double x);
/// Where a number must lie, given the variables of a subject and the checkpoint.
Interval evaluate(const Target&, Variables);
/// "alpha = 0.5, flip = 0.1".
std::string point_name(const Question&, const Subject&);

}  // namespace paddock
