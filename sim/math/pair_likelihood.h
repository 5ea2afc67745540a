// Likelihoods of counted paired comparisons: four models, one class. With d = s_left - s_right (+ home advantage):
//   logistic    P(left) = sigmoid(d)                                                   Bradley & Terry 1952
//   probit      P(left) = Phi(d / sqrt 2): both perceived with unit normal noise       Thurstone 1927, case V
//   rao_kupper  P(left) = sigmoid(d - eta), P(right) = sigmoid(-d - eta), else a tie   Rao & Kupper 1967, eta = ln
//   theta davidson    P(left) : P(right) : P(tie) = e^(d/2) : e^(-d/2) : nu                  Davidson 1970
// Logistic and probit know no ties: one counts as half a win each. All are log-concave in (s, home, eta or ln nu).
#pragma once
#include "sim/math/likelihood.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace paddock {

/// How often left beat right, lost, tied: real counts >= 0.
struct CountedPair {
  int left = 0, right = 0;
  double wins = 0, losses = 0, ties = 0;
  double total() const { return wins + losses + ties; }
};

enum class PairLink : std::uint8_t { logistic, probit, rao_kupper, davidson };
constexpr bool has_ties(PairLink link) { return link == PairLink::rao_kupper || link == PairLink::davidson; }

/// Parameters: the scores of n items; then the home advantage (log-odds, resp. probit units, of whoever stands left),
/// if wanted; then eta or ln nu, if the model has ties and the data do too (without any, their maximiser is eta = 0, nu
/// = 0 and the model is Bradley & Terry's).
class PairLikelihood final : public Likelihood {
 public:
  /// left and right differ and lie in 0 … items-1.
  PairLikelihood(Eigen::Index items, std::vector<CountedPair> pairs, PairLink link, bool home = false);

  Eigen::Index size() const override { return items_ + (home_ ? 1 : 0) + (tie_ ? 1 : 0); }
  Eigen::Index scores() const override { return items_; }
  Eigen::VectorXd start() const override;  ///< log-odds of winning at all: a step or two nearer than 0
  double value(const Eigen::VectorXd& x) const override;
  bool differentiate(const Eigen::VectorXd& x, Eigen::VectorXd& gradient, Eigen::MatrixXd& information) const override;

  /// log-likelihood of other labels under parameters of this model (sized like mine).
  double value(const Eigen::VectorXd& x, const CountedPair& of) const;
  /// Adds the gradient of that.
  void add_gradient(const Eigen::VectorXd& x, const CountedPair& of, Eigen::VectorXd& gradient) const;
  /// Sum over single labels of the outer product of their gradients, m × m: has the information's mean when labels
  /// follow the model; the middle of the sandwich (Huber 1967) when they do not, such as ties that count as halves.
  Eigen::MatrixXd outer_products(const Eigen::VectorXd& x) const;

  std::optional<Eigen::Index> home() const { return home_ ? std::optional(items_) : std::nullopt; }
  std::optional<Eigen::Index> tie() const { return tie_ ? std::optional(size() - 1) : std::nullopt; }
  const std::vector<CountedPair>& pairs() const { return pairs_; }

 private:
  /// Calls use(link) with link a compile-time constant.
  template <class Use>
  auto with_link(Use use) const;
  double difference(const Eigen::VectorXd& x, const CountedPair& p) const {
    return x[p.left] - x[p.right] + (home_ ? x[items_] : 0);
  }
  double tie_parameter(const Eigen::VectorXd& x) const { return tie_ ? x[size() - 1] : 0; }

  Eigen::Index items_;
  std::vector<CountedPair> pairs_;
  PairLink link_;
  bool home_, tie_ = false;
};

}  // namespace paddock
