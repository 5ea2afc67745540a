// Likelihoods of ballots: Plackett & Luce's, and Mallows's around a given centre.
#pragma once
#include "sim/data/comparisons.h"
#include "sim/math/likelihood.h"

#include <span>
#include <vector>

namespace paddock {

/// P(ballot) = prod over places of exp(s_chosen) / sum of exp(s) over what is listed and not yet chosen (Luce 1959,
/// Plackett 1975). Items that share the last place were not chosen from: the ballot ends above them. No other ties.
class PlackettLuce final : public Likelihood {
 public:
  PlackettLuce(Eigen::Index items, std::span<const Ballot> ballots);
  Eigen::Index size() const override { return items_; }
  Eigen::Index scores() const override { return items_; }
  double value(const Eigen::VectorXd& s) const override;
  bool differentiate(const Eigen::VectorXd& s, Eigen::VectorXd& gradient, Eigen::MatrixXd& information) const override;

 private:
  struct Choices {
    double count;
    std::vector<int> items;  // best first, the undecided last
    std::size_t places;      // choices made
  };
  Eigen::Index items_;
  std::vector<Choices> ballots_;
};

/// One parameter, lambda = -ln phi: P(ballot) ~ phi^distance among the items it lists, the centre restricted to these.
/// A tied group is an order that was not told: all its orders are summed. So a ballot whose unlisted items share the
/// last place has the exact probability of its top, and a comparison is won by the item nearer to the top with
/// probability 1 / (1 + phi) (Condorcet's voters: Young 1988).
class Mallows final : public Likelihood {
 public:
  Mallows(std::span<const Ballot> ballots, std::span<const int> centre);
  Eigen::Index size() const override { return 1; }
  Eigen::Index scores() const override { return 0; }
  Eigen::VectorXd start() const override { return Eigen::VectorXd::Ones(1); }
  double value(const Eigen::VectorXd& lambda) const override;
  bool differentiate(const Eigen::VectorXd& lambda, Eigen::VectorXd& gradient,
                     Eigen::MatrixXd& information) const override;
  double distance() const { return distance_; }  ///< total, in pairs
  double pairs() const { return pairs_; }        ///< that could disagree

 private:
  double distance_ = 0, pairs_ = 0;
  std::vector<double> insertions_;  // [i]: how often an item was put at one of i + 1 places, groups' own taken off
};

}  // namespace paddock
