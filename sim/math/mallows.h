// Mallows rankings: P(r) ~ phi^d(r, centre), d = Kendall's distance, phi in [0, 1].
//
// Built by repeated insertion: the i-th item of the centre goes j places above the end with probability ~ phi^j, j in
// 0 … i-1, so d is a sum of independent truncated geometric variables. Sources: Mallows 1957; Doignon et al. 2004.
#pragma once
#include <cmath>

namespace paddock {

/// log of sum_{j < i} phi^j for i = 1, 2, … with mean and variance of j, one i at a time; no singularity at phi = 1.
class TruncatedGeometric {
 public:
  explicit TruncatedGeometric(double phi) : phi_(phi) {}
  int size() const { return i_; }
  void grow() {
    ++i_, zero_ += power_, one_ += (i_ - 1) * power_, two_ += (i_ - 1.0) * (i_ - 1) * power_;
    power_ *= phi_;
  }
  double log_sum() const { return std::log(zero_); }
  double mean() const { return one_ / zero_; }
  double variance() const { return two_ / zero_ - mean() * mean(); }

 private:
  double phi_, power_ = 1, zero_ = 0, one_ = 0, two_ = 0;
  int i_ = 0;
};

/// P(a stands above b) when the centre has a exactly `gap` >= 1 places above b:
/// h(gap + 1) - h(gap), h(k) = k / (1 - phi^k). phi in [0, 1]; 1 gives a half.
inline double mallows_pair(double phi, int gap) {
  if (phi >= 1) return 0.5;
  const double log_phi = std::log(phi);
  const auto h = [&](int k) { return k / -std::expm1(k * log_phi); };
  return h(gap + 1) - h(gap);
}

}  // namespace paddock
