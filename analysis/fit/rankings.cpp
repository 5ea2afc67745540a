#include "analysis/fit/rankings.h"

#include "sim/core/expects.h"
#include "sim/math/mallows.h"

#include <algorithm>
#include <cmath>

namespace paddock {

PlackettLuce::PlackettLuce(Eigen::Index items, std::span<const Ballot> ballots) : items_(items) {
  for (const Ballot& b : ballots) {
    Choices c{b.count, {}, 0};
    for (std::size_t g = 0; g < b.groups.size(); ++g) {
      expects(b.groups[g].size() == 1 || g + 1 == b.groups.size(), "no ties above the last place");
      if (g + 1 < b.groups.size()) ++c.places;
      c.items.insert(c.items.end(), b.groups[g].begin(), b.groups[g].end());
    }
    if (c.places > 0 && c.count > 0) ballots_.push_back(std::move(c));
  }
}

double PlackettLuce::value(const Eigen::VectorXd& s) const {
  double sum = 0;
  for (const Choices& b : ballots_) {
    double top = s[b.items[0]];
    for (const int i : b.items) top = std::max(top, s[i]);
    double left = 0, one = 0;
    for (std::size_t k = b.items.size(); k-- > 0;) {
      left += std::exp(s[b.items[k]] - top);
      if (k < b.places) one += s[b.items[k]] - top - std::log(left);
    }
    sum += b.count * one;
  }
  return sum;
}

// With w = exp(s) and D_k the sum of w over what is left at place k, A_i and B_i the sums of 1/D_k and 1/D_k² over the
// places up to i's: gradient [i chosen] - w_i A_i, information w_i A_i [i = j] - w_i w_j B_min(i, j).
bool PlackettLuce::differentiate(const Eigen::VectorXd& s, Eigen::VectorXd& gradient,
                                 Eigen::MatrixXd& information) const {
  gradient.setZero(), information.setZero();
  std::vector<double> w, left, squares;
  for (const Choices& b : ballots_) {
    const std::size_t k = b.items.size();
    w.resize(k), left.resize(k), squares.resize(k);
    double top = s[b.items[0]], rest = 0, a = 0, aa = 0;
    for (const int i : b.items) top = std::max(top, s[i]);
    for (std::size_t j = k; j-- > 0;) w[j] = std::exp(s[b.items[j]] - top), left[j] = rest += w[j];
    for (std::size_t j = 0; j < k; ++j) {
      if (j < b.places) a += 1 / left[j], aa += 1 / (left[j] * left[j]);
      squares[j] = aa;
      const int i = b.items[j];
      gradient[i] += b.count * ((j < b.places ? 1 : 0) - w[j] * a);
      information(i, i) += b.count * w[j] * (a - w[j] * aa);
      for (std::size_t h = 0; h < j; ++h)
        information(std::max(i, b.items[h]), std::min(i, b.items[h])) -= b.count * w[j] * w[h] * squares[h];
    }
  }
  return true;
}

Mallows::Mallows(std::span<const Ballot> ballots, std::span<const int> centre) {
  std::vector<std::size_t> place(centre.size());
  for (std::size_t k = 0; k < centre.size(); ++k) place[static_cast<std::size_t>(centre[k])] = k;
  const auto insert = [&](std::size_t items, double times) {
    if (insertions_.size() < items) insertions_.resize(items, 0);
    for (std::size_t i = 0; i < items; ++i) insertions_[i] += times;
  };
  std::vector<std::size_t> above;  // places of the items in better groups
  for (const Ballot& b : ballots) {
    above.clear();
    for (const auto& group : b.groups) {
      for (const int i : group)
        for (const std::size_t p : above) {
          pairs_ += b.count;
          if (p > place[static_cast<std::size_t>(i)]) distance_ += b.count;
        }
      for (const int i : group) above.push_back(place[static_cast<std::size_t>(i)]);
      insert(group.size(), -b.count);
    }
    insert(above.size(), b.count);
  }
}

double Mallows::value(const Eigen::VectorXd& lambda) const {
  double sum = -lambda[0] * distance_;
  TruncatedGeometric law(std::exp(-lambda[0]));
  for (const double times : insertions_) law.grow(), sum -= times * law.log_sum();
  return sum;
}

bool Mallows::differentiate(const Eigen::VectorXd& lambda, Eigen::VectorXd& gradient,
                            Eigen::MatrixXd& information) const {
  gradient[0] = -distance_, information(0, 0) = 0;
  TruncatedGeometric law(std::exp(-lambda[0]));
  for (const double times : insertions_) {
    law.grow();
    gradient[0] += times * law.mean(), information(0, 0) += times * law.variance();
  }
  return true;
}

}  // namespace paddock
