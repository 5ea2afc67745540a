// What metrics look at: the truth of a world context by context, and the policy an agent is judged by.
#pragma once
#include "sim/core/metric.h"

#include <Eigen/Core>

#include <functional>
#include <string>
#include <vector>

namespace paddock {

/// Mean over the context law; contexts of probability 0 are not looked at. NaN as soon as one value is.
template <class F>
double over_contexts(const WorldView& world, F value) {
  double sum = 0;
  for (ContextId x = 0; x < world.contexts(); ++x)
    if (const double p = world.context_probability(x); p > 0) sum += p * value(x);
  return sum;
}

/// Numbers of preference matrices that a metric keeps (16 MB); beyond, they are computed whenever they are looked at.
inline constexpr std::size_t kKept = std::size_t{1} << 21;

/// A truth at a moment, as matrices. Those already looked at are kept while they stay true, up to `keep` numbers.
class Ground {
 public:
  explicit Ground(const WorldView& world, std::size_t keep = 0);
  const WorldView& world() const { return *world_; }
  bool enumerable() const { return world_->responses() > 0; }
  const Truth& truth() const { return *truth_; }
  const Moment& moment() const { return moment_; }
  /// Another truth.
  void shift(const Truth&, const Moment&);
  /// The same truth at another moment: matters only where it is not fixed.
  void look(const Moment& m);
  /// P of a context, n × n; valid until the next call.
  const Eigen::MatrixXd& preferences(ContextId);
  /// True utilities of a context into n entries; false when preferences do not come from utilities.
  bool utilities(ContextId, std::span<double> out) const;

 private:
  static constexpr ContextId kNone = ~0u;
  struct Slot {
    ContextId context = kNone;
    Eigen::MatrixXd preferences;
  };
  const WorldView* world_;
  const Truth* truth_ = nullptr;
  Moment moment_;
  std::vector<Slot> slots_;
};

/// Fills one number for every response of a context (n entries); returns why it cannot, empty when it can.
using Score = std::function<std::string(Ground&, ContextId, std::span<double>)>;

/// A score of every response of every context: a table while the truth is fixed, else computed when looked at.
class Scores {
 public:
  Scores(const WorldView& world, Score score);
  void shift(const Truth&, const Moment&);
  void look(const Moment&);
  /// The scores of a context; NaN where undefined. Valid until the next call.
  std::span<const double> of(ContextId x) {
    if (fixed_) return {table_.data() + std::size_t{x} * n_, n_};
    return moving(x);
  }
  /// "no Condorcet winner in context 3"; empty when the score is defined in every context that can occur.
  std::string undefined() const;
  /// False when a fixed truth is known to leave it undefined.
  bool defined() const { return undefined_.empty(); }
  const Ground& ground() const { return ground_; }

 private:
  std::span<const double> moving(ContextId);
  std::string fill(Ground&, ContextId, std::span<double>) const;
  Ground ground_;
  Score score_;
  ItemId n_;
  bool fixed_ = true;
  ContextId held_ = ~0u;       // of a moving truth: the context that the table's first row is of
  std::vector<double> table_;  // contexts × n
  std::string undefined_;
};

/// Natural logs of a policy's probabilities into n entries, exact where it keeps logs and probabilities underflow;
/// false when it has no probabilities.
bool logs_of(const Policy&, ContextId, std::span<double> out);

/// The policy of an agent that a metric judges, context by context.
class Judged {
 public:
  explicit Judged(const MetricSetup&);
  /// Null when the agent has no policy of the name.
  const Policy* policy(const Agent& agent) const { return agent.policy(name_); }
  bool recommended() const { return name_ == "recommended"; }
  /// Its probabilities, n entries, valid until the next call; null when it has none.
  const Eigen::VectorXd* law(const Agent&, ContextId);
  /// Their logs (logs_of), in the same way; both may be held at once.
  const Eigen::VectorXd* logs(const Agent&, ContextId);

 private:
  std::string name_;
  Eigen::VectorXd law_, logs_;
};

/// What the agent holds of every response, for orders: its fitted reward when it fits one and is judged by what it
/// recommends, else the probabilities of the policy judged. n entries; null when it has neither.
class Opinion {
 public:
  explicit Opinion(const MetricSetup& s) : judged_(s), scores_(s.world.responses()) {}
  const Eigen::VectorXd* of(const Agent&, ContextId);

 private:
  Judged judged_;
  Eigen::VectorXd scores_;
};

}  // namespace paddock
