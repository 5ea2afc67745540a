#include "analysis/statistics/estimate.h"

#include "sim/core/expects.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>

namespace paddock {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> sorted(std::span<const double> v) {
  std::vector<double> s(v.begin(), v.end());
  std::ranges::sort(s);
  return s;
}

bool all_equal(std::span<const double> v) { return std::ranges::adjacent_find(v, std::not_equal_to<>()) == v.end(); }

}  // namespace

void Sum::add(double v) {
  const double s = sum_ + v;
  lost_ += std::abs(sum_) >= std::abs(v) ? (sum_ - s) + v : (v - s) + sum_;
  sum_ = s;
}

double mean(std::span<const double> v) {
  if (v.empty()) return kNaN;
  if (all_equal(v)) return v.front();  // no rounding: a value that never varies stays itself
  Sum sum;
  for (const double x : v) sum.add(x);
  return sum.value() / static_cast<double>(v.size());
}

double variance(std::span<const double> v) {
  if (v.size() < 2) return kNaN;
  if (all_equal(v)) return 0;
  const double m = mean(v);
  Sum squares;
  for (const double x : v) squares.add((x - m) * (x - m));
  return squares.value() / static_cast<double>(v.size() - 1);
}

double median(std::span<const double> v) { return quantile(v, 0.5); }

double interquartile_mean(std::span<const double> v) {
  const auto s = sorted(v);
  const std::size_t cut = s.size() / 4;
  return mean(std::span(s).subspan(cut, s.size() - 2 * cut));
}

double quantile(std::span<const double> v, double q) {
  expects(q >= 0 && q <= 1, "a quantile in [0, 1]");
  if (v.empty()) return kNaN;
  const auto s = sorted(v);
  const double at = q * static_cast<double>(s.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const double part = at - static_cast<double>(below);
  return part == 0 ? s[below] : s[below] + part * (s[below + 1] - s[below]);
}

Estimate estimate(std::span<const double> v, double confidence) {
  Estimate e{.n = v.size(), .mean = mean(v), .interval = {}, .varies = !v.empty() && !all_equal(v)};
  if (v.size() < 2 || !std::isfinite(e.mean)) return e;
  const auto n = static_cast<double>(v.size());
  e.error = std::sqrt(variance(v) / n);
  const boost::math::students_t law(n - 1);
  const double half = boost::math::quantile(boost::math::complement(law, (1 - confidence) / 2)) * e.error;
  e.interval = {e.mean - half, e.mean + half};
  return e;
}

Interval clopper_pearson(std::size_t successes, std::size_t trials, double confidence) {
  expects(successes <= trials, "at most as many successes as trials");
  const auto k = static_cast<double>(successes), n = static_cast<double>(trials), tail = (1 - confidence) / 2;
  Interval i{0, 1};
  using Law = boost::math::beta_distribution<>;
  if (successes > 0) i.low = boost::math::quantile(Law(k, n - k + 1), tail);
  if (successes < trials) i.high = boost::math::quantile(boost::math::complement(Law(k + 1, n - k), tail));
  return i;
}

Interval wilson(std::size_t successes, std::size_t trials, double confidence) {
  expects(successes <= trials, "at most as many successes as trials");
  if (trials == 0) return {0, 1};
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double z = boost::math::quantile(boost::math::complement(boost::math::normal(), (1 - confidence) / 2));
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

std::optional<double> settled(std::span<const double> x, std::span<const double> y, double within) {
  expects(x.size() == y.size(), "an x for every y");
  if (y.size() < 2) return {};
  std::size_t from = y.size() - 1;
  while (from > 0 && std::abs(y[from - 1] - y.back()) <= within) --from;
  return from == y.size() - 1 ? std::nullopt : std::optional(x[from]);
}

}  // namespace paddock
