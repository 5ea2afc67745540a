#include "analysis/statistics/sequence.h"

#include "sim/core/expects.h"

#include <boost/math/tools/toms748_solve.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace paddock {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kMost = 1e7;    // values foreseen
constexpr double kEnough = 10;   // equal values that count as certain
constexpr double kPrior = 0.2;   // variance of mean / deviation under the normal mixture
constexpr double kSkewness = 6;  // the skewness of n values counts 1 + 8 / sqrt(n) times

/// Shares of the wealth that are put on one bet: 1 suits values that hardly vary, small ones faint effects.
struct Bets {
  static constexpr std::size_t kFaint = 24, kBold = 5, kAll = kFaint + kBold + 1;
  std::array<double, kAll> share{}, log_weight{};
  Bets() {
    for (std::size_t j = 0; j < kFaint; ++j)
      share[j] = 1e-4 * std::pow(5000, static_cast<double>(j) / (kFaint - 1)),
      log_weight[j] = std::log(5.0 / 8 / kFaint);
    constexpr double bold[] = {0.6, 0.7, 0.8, 0.9, 0.97};
    for (std::size_t j = 0; j < kBold; ++j)
      share[kFaint + j] = bold[j], log_weight[kFaint + j] = std::log(0.25 / kBold);
    share.back() = 1, log_weight.back() = std::log(0.125);
  }
};
const Bets& bets() {
  static const Bets all;
  return all;
}

/// Log-wealth of each bet that the mean of x in [0, 1] is above m: the sum of log(1 - b + b x / m).
using Purse = std::array<double, Bets::kAll>;
template <class Value>
Purse purse(std::size_t n, Value value, double m) {
  Purse out{};
  for (std::size_t j = 0; j < out.size(); ++j) {
    const double rest = 1 - bets().share[j], gain = bets().share[j] / m;
    double log_wealth = 0;
    for (std::size_t i = 0; i < n;) {
      double product = 1;  // of so many factors that it stays a double
      for (const std::size_t end = std::min(n, i + 16); i < end; ++i) product *= rest + gain * value(i);
      log_wealth += std::log(product);
    }
    out[j] = log_wealth;
  }
  return out;
}
/// Of the mixture, when every value was seen `times` times.
double log_wealth(const Purse& p, double times = 1) {
  double most = -kInfinite, sum = 0;
  std::array<double, Bets::kAll> terms{};
  for (std::size_t j = 0; j < p.size(); ++j)
    terms[j] = bets().log_weight[j] + times * p[j], most = std::max(most, terms[j]);
  if (most == -kInfinite) return most;
  for (const double t : terms) sum += std::exp(t - most);
  return most + std::log(sum);
}

/// Values of a finite range as parts of it.
class Betting {
 public:
  Betting(std::span<const double> values, const Interval& range, double confidence)
      : range_(range), width_(range.high - range.low), needed_(std::log(2 / (1 - confidence))) {
    for (const double v : values) x_.push_back(std::clamp((v - range.low) / width_, 0.0, 1.0));
    mean_ = mean(x_);
  }
  /// Bets that the mean is above m (`up`) or below.
  Purse against(double m, bool up) const {
    if (up)
      return purse(
          x_.size(), [&](std::size_t i) { return x_[i]; }, std::max(m, kSmall));
    return purse(
        x_.size(), [&](std::size_t i) { return 1 - x_[i]; }, std::max(1 - m, kSmall));
  }
  bool may_be(double bound) const {
    const double m = part(bound);
    return log_wealth(against(m, m < mean_)) < needed_;
  }
  Interval interval() const { return {range_.low + width_ * edge(true), range_.high - width_ * edge(false)}; }
  double values_to_exclude(double bound) const {
    const double m = part(bound);
    const Purse p = against(m, m < mean_);
    return static_cast<double>(x_.size()) * smallest([&](double times) { return log_wealth(p, times) >= needed_; });
  }
  /// The smallest factor from 1 on for which `enough` holds, if it goes on holding.
  template <class Enough>
  double smallest(Enough enough) const {
    return smallest_factor(static_cast<double>(x_.size()), enough);
  }
  template <class Enough>
  static double smallest_factor(double n, Enough enough) {
    double high = 1;
    while (!enough(high))
      if ((high *= 1.5) * n > kMost) return kInfinite;
    double low = high / 1.5;
    for (int k = 0; k < 20 && high > 1; ++k) (enough((low + high) / 2) ? high : low) = (low + high) / 2;
    return std::max(high, 1.0);
  }

 private:
  static constexpr double kSmall = 1e-12;
  double part(double bound) const { return std::clamp((bound - range_.low) / width_, 0.0, 1.0); }
  /// Distance of the interval's end from that of the range, as a part.
  double edge(bool up) const {
    const double to = up ? mean_ : 1 - mean_;
    const auto excess = [&](double m) { return log_wealth(against(up ? m : 1 - m, up)) - needed_; };
    if (to <= kSmall || excess(kSmall) < 0) return 0;
    std::uintmax_t steps = 60;
    const auto close = [](double a, double b) { return b - a <= 1e-10; };
    if (excess(to) >= 0) return to;
    return boost::math::tools::toms748_solve(excess, kSmall, to, close, steps).first;  // the outer of the two
  }
  Interval range_;
  double width_, needed_, mean_ = 0;
  std::vector<double> x_;
};

/// The t statistic of n values that excludes under the mixture: the largest for which
/// E = k^(-1/2) ((1 + A) / (1 + A / k))^(n/2), A = T^2 / n, k = 1 + n * prior, stays below 1 / (1 - confidence).
double critical_t(double n, double confidence) {
  const double k = 1 + n * kPrior;
  const double r = std::exp((std::log(1 / (1 - confidence)) + std::log(k) / 2) * 2 / n);
  return r >= k ? kInfinite : std::sqrt(n * (r - 1) / (1 - r / k));
}

/// Mean, deviation (by n) and skewness of values.
struct Moments {
  double n = 0, mean = 0, deviation = 0, skewness = 0;
  explicit Moments(std::span<const double> v) : n(static_cast<double>(v.size())), mean(paddock::mean(v)) {
    if (variance(v) == 0 || v.size() < 2) return;
    Sum second, third;
    for (const double x : v) second.add((x - mean) * (x - mean)), third.add((x - mean) * (x - mean) * (x - mean));
    deviation = std::sqrt(second.value() / n);
    skewness = third.value() / n / (deviation * deviation * deviation);
  }
  double a(double count) const { return skewness / std::sqrt(count) * (1 + kSkewness / std::sqrt(count)); }
  /// Hall's transform of T over so many values like these, and back.
  double transformed(double t, double count) const {
    const double s = a(count);
    return t + s * t * t / 3 + s * s * t * t * t / 27 + s / 6;
  }
  double back(double h) const {
    const double s = a(n);
    return std::abs(s) < 1e-9 ? h : 3 / s * (std::cbrt(1 + s * (h - s / 6)) - 1);
  }
};

class Mixture {
 public:
  Mixture(std::span<const double> values, double confidence) : m_(values), confidence_(confidence) {}
  Interval interval() const {
    if (m_.deviation == 0) return m_.n >= kEnough ? Interval{m_.mean, m_.mean} : Interval{};
    const double c = critical_t(m_.n, confidence_);
    if (std::isinf(c)) return {};
    const double step = m_.deviation / std::sqrt(m_.n);
    return {m_.mean - step * std::max(c, m_.back(c)), m_.mean - step * std::min(-c, m_.back(-c))};
  }
  double values_to_exclude(double bound) const {
    if (m_.deviation == 0) return bound == m_.mean ? kInfinite : std::max(m_.n, kEnough);
    const double t = std::sqrt(m_.n) * (m_.mean - bound) / m_.deviation;
    return m_.n * Betting::smallest_factor(m_.n, [&](double times) {
             const double c = critical_t(m_.n * times, confidence_), now = t * std::sqrt(times);
             return std::abs(now) > c && std::abs(m_.transformed(now, m_.n * times)) > c;
           });
  }

 private:
  Moments m_;
  double confidence_;
};

/// Values that a range does not hold, beyond rounding, are judged as if it had no ends.
bool bounded(std::span<const double> values, const Interval& range) {
  if (!std::isfinite(range.low) || !std::isfinite(range.high) || !(range.low < range.high)) return false;
  const double slack = 1e-9 * (range.high - range.low);
  return std::ranges::all_of(values, [&](double v) { return v >= range.low - slack && v <= range.high + slack; });
}

}  // namespace

Interval mean_sequence(std::span<const double> values, const Interval& range, double confidence) {
  if (values.empty()) return range;
  if (bounded(values, range)) return Betting(values, range, confidence).interval();
  const Interval i = Mixture(values, confidence).interval();
  return {std::max(i.low, std::min(range.low, mean(values))), std::min(i.high, std::max(range.high, mean(values)))};
}

bool may_be_mean(double m, std::span<const double> values, const Interval& range, double confidence) {
  if (values.empty()) return true;
  return bounded(values, range) ? Betting(values, range, confidence).may_be(m)
                                : Mixture(values, confidence).interval().holds(m);
}

double values_to_exclude(double bound, std::span<const double> values, const Interval& range, double confidence) {
  if (values.empty()) return kInfinite;
  return bounded(values, range) ? Betting(values, range, confidence).values_to_exclude(bound)
                                : Mixture(values, confidence).values_to_exclude(bound);
}

Interval quantile_sequence(std::span<const double> values, double q, double confidence) {
  expects(q > 0 && q < 1, "a quantile in (0, 1)");
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const std::size_t n = sorted.size();
  const double needed = std::log(2 / (1 - confidence));
  // k of n values lie below the quantile: too many, or too few?
  const auto wealth = [&](std::size_t k, bool up) {
    Purse p{};
    const double m = up ? q : 1 - q;
    const auto hits = static_cast<double>(up ? k : n - k), misses = static_cast<double>(n) - hits;
    for (std::size_t j = 0; j < p.size(); ++j) {
      const double b = bets().share[j];
      p[j] = (hits > 0 ? hits * std::log(1 - b + b / m) : 0) + (misses > 0 ? misses * std::log(1 - b) : 0);
    }
    return log_wealth(p);
  };
  const auto too_many = [&](std::size_t k) {
    return static_cast<double>(k) > q * static_cast<double>(n) && wealth(k, true) >= needed;
  };
  const auto too_few = [&](std::size_t k) {
    return static_cast<double>(k) < q * static_cast<double>(n) && wealth(k, false) >= needed;
  };
  Interval out;
  for (std::size_t k = 1; k <= n; ++k)
    if (too_many(k)) {
      out.high = sorted[k - 1];
      break;
    }
  for (std::size_t k = n; k-- > 0;)
    if (too_few(k)) {
      out.low = sorted[k];
      break;
    }
  return out;
}

}  // namespace paddock
