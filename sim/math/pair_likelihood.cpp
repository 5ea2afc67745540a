#include "sim/math/pair_likelihood.h"

#include "sim/core/expects.h"
#include "sim/math/normal.h"
#include "sim/math/softmax.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numbers>
#include <type_traits>

namespace paddock {
namespace {

/// log-likelihood of one counted pair and, as functions of d and the tie parameter t, its derivatives; the second ones
/// with the opposite sign.
struct Terms {
  double d = 0, t = 0, dd = 0, dt = 0, tt = 0;
};

/// sigmoid(z) and sigmoid(-z) with one exp.
struct Halves {
  explicit Halves(double z) {
    const double e = std::exp(-std::abs(z)), likely = 1 / (1 + e), unlikely = e * likely;
    up = z < 0 ? unlikely : likely, down = z < 0 ? likely : unlikely;
  }
  double up, down;
};

constexpr double kScale = std::numbers::sqrt2;  // of the probit: two unit noises

template <PairLink link>
double log_law(const CountedPair& p, double d, double t) {
  if constexpr (link == PairLink::davidson) {
    const std::array<double, 3> logits{d / 2, -d / 2, t};
    return p.wins * d / 2 - p.losses * d / 2 + p.ties * t - p.total() * log_sum_exp(logits);
  } else if constexpr (link == PairLink::rao_kupper) {  // P(tie) = (theta² - 1) P(left) P(right)
    const double won = p.wins + p.ties, lost = p.losses + p.ties;
    return (won > 0 ? won * log_sigmoid(d - t) : 0) + (lost > 0 ? lost * log_sigmoid(-d - t) : 0) +
           (p.ties > 0 ? p.ties * (2 * t + log1m_exp(-2 * t)) : 0);
  } else if constexpr (link == PairLink::probit) {
    const double won = p.wins + p.ties / 2, lost = p.losses + p.ties / 2, z = d / kScale;
    return (won > 0 ? won * normal_log_cdf(z) : 0) + (lost > 0 ? lost * normal_log_cdf(-z) : 0);
  } else {  // log sigmoid(-|d|) = log sigmoid(|d|) - |d|: one logarithm for both
    const double against = (d > 0 ? p.losses : p.wins) + p.ties / 2;
    return p.total() * log_sigmoid(std::abs(d)) - (against > 0 ? against * std::abs(d) : 0);
  }
}

template <PairLink link>
Terms terms(const CountedPair& p, double d, double t) {
  if constexpr (link == PairLink::davidson) {
    std::array<double, 3> law{d / 2, -d / 2, t};
    softmax(law);
    const double n = p.total(), half = (law[0] - law[1]) / 2;  // mean of ±1/2, 0
    return {(p.wins - p.losses) / 2 - n * half, p.ties - n * law[2], n * ((law[0] + law[1]) / 4 - half * half),
            -n * half * law[2], n * law[2] * (1 - law[2])};
  } else if constexpr (link == PairLink::rao_kupper) {
    const double won = p.wins + p.ties, lost = p.losses + p.ties, rest = -std::expm1(-2 * t);
    const Halves left(d - t), right(-d - t);
    const double u = won * left.up * left.down, v = lost * right.up * right.down;
    return {won * left.down - lost * right.down, 2 * p.ties / rest - won * left.down - lost * right.down, u + v, v - u,
            u + v + 4 * p.ties * std::exp(-2 * t) / (rest * rest)};
  } else if constexpr (link == PairLink::probit) {
    const double won = p.wins + p.ties / 2, lost = p.losses + p.ties / 2, z = d / kScale;
    const double up = normal_hazard(z), down = normal_hazard(-z);
    return {(won * up - lost * down) / kScale, 0, (won * up * (up + z) + lost * down * (down - z)) / (kScale * kScale)};
  } else {
    const double won = p.wins + p.ties / 2, lost = p.losses + p.ties / 2;
    const Halves s(d);
    return {won * s.down - lost * s.up, 0, (won + lost) * s.up * s.down};
  }
}

}  // namespace

template <class Use>
auto PairLikelihood::with_link(Use use) const {
  using enum PairLink;
  switch (link_) {
    case probit:
      return use(std::integral_constant<PairLink, probit>());
    case rao_kupper:
      return use(std::integral_constant<PairLink, rao_kupper>());
    case davidson:
      return use(std::integral_constant<PairLink, davidson>());
    default:
      return use(std::integral_constant<PairLink, logistic>());
  }
}

PairLikelihood::PairLikelihood(Eigen::Index items, std::vector<CountedPair> pairs, PairLink link, bool home)
    : items_(items), pairs_(std::move(pairs)), link_(link), home_(home) {
  for (const CountedPair& p : pairs_) {
    expects(p.left != p.right && p.left >= 0 && p.right >= 0 && std::max(p.left, p.right) < items, "pairs of items");
    tie_ = tie_ || (has_ties(link) && p.ties > 0);
  }
  if (tie_ || !has_ties(link)) return;
  link_ = PairLink::logistic;
}

Eigen::VectorXd PairLikelihood::start() const {
  Eigen::VectorXd x = Eigen::VectorXd::Zero(size()), lost = x;
  for (const CountedPair& p : pairs_) {
    x[p.left] += p.wins + p.ties / 2, lost[p.right] += p.wins + p.ties / 2;
    x[p.right] += p.losses + p.ties / 2, lost[p.left] += p.losses + p.ties / 2;
  }
  for (Eigen::Index i = 0; i < items_; ++i) x[i] = std::log((x[i] + 0.5) / (lost[i] + 0.5));
  x.head(items_).array() -= x.head(items_).mean();
  if (link_ == PairLink::rao_kupper) x[size() - 1] = 1;  // eta > 0
  return x;
}

double PairLikelihood::value(const Eigen::VectorXd& x, const CountedPair& of) const {
  return with_link([&](auto link) { return log_law<link>(of, difference(x, of), tie_parameter(x)); });
}
void PairLikelihood::add_gradient(const Eigen::VectorXd& x, const CountedPair& of, Eigen::VectorXd& gradient) const {
  const Terms o = with_link([&](auto link) { return terms<link>(of, difference(x, of), tie_parameter(x)); });
  gradient[of.left] += o.d, gradient[of.right] -= o.d;
  if (home_) gradient[items_] += o.d;
  if (tie_) gradient[size() - 1] += o.t;
}

double PairLikelihood::value(const Eigen::VectorXd& x) const {
  if (link_ == PairLink::rao_kupper && !(tie_parameter(x) > 0)) return -std::numeric_limits<double>::infinity();
  double sum = 0;
  for (const CountedPair& p : pairs_) sum += value(x, p);
  return sum;
}

bool PairLikelihood::differentiate(const Eigen::VectorXd& x, Eigen::VectorXd& gradient,
                                   Eigen::MatrixXd& information) const {
  const double t = tie_parameter(x);
  if (link_ == PairLink::rao_kupper && !(t > 0)) return false;
  gradient.setZero(), information.setZero();
  const Eigen::Index home = items_, tie = size() - 1;
  Eigen::VectorXd diagonal = Eigen::VectorXd::Zero(items_);  // dense, for the cache
  with_link([&](auto link) {
    for (const CountedPair& p : pairs_) {
      const Terms o = terms<link>(p, difference(x, p), t);
      gradient[p.left] += o.d, gradient[p.right] -= o.d;
      diagonal[p.left] += o.dd, diagonal[p.right] += o.dd;
      information(std::max(p.left, p.right), std::min(p.left, p.right)) -= o.dd;
      if (home_) {
        gradient[home] += o.d;
        information(home, p.left) += o.dd, information(home, p.right) -= o.dd, information(home, home) += o.dd;
      }
      if (tie_) {
        gradient[tie] += o.t;
        information(tie, p.left) += o.dt, information(tie, p.right) -= o.dt, information(tie, tie) += o.tt;
        if (home_) information(tie, home) += o.dt;
      }
    }
  });
  information.diagonal().head(items_) = diagonal;
  return true;
}

Eigen::MatrixXd PairLikelihood::outer_products(const Eigen::VectorXd& x) const {
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(size(), size());
  const auto add = [&](const CountedPair& one, double times) {
    if (times == 0) return;
    const Terms o = with_link([&](auto link) { return terms<link>(one, difference(x, one), tie_parameter(x)); });
    std::array<std::pair<Eigen::Index, double>, 4> entries{{{one.left, o.d}, {one.right, -o.d}}};
    std::size_t used = 2;
    if (home_) entries[used++] = {items_, o.d};
    if (tie_) entries[used++] = {size() - 1, o.t};
    for (std::size_t a = 0; a < used; ++a)
      for (std::size_t b = 0; b < used; ++b)
        sum(entries[a].first, entries[b].first) += times * entries[a].second * entries[b].second;
  };
  for (const CountedPair& p : pairs_) {
    add({.left = p.left, .right = p.right, .wins = 1}, p.wins);
    add({.left = p.left, .right = p.right, .losses = 1}, p.losses);
    add({.left = p.left, .right = p.right, .ties = 1}, p.ties);
  }
  return sum;
}

}  // namespace paddock
