// The preference game as the oracle shows it, for agents that read it exactly (form: oracle).
#pragma once
#include "sim/core/agent.h"

#include <Eigen/Core>

#include <vector>

namespace paddock {

/// Margins P - 1/2 of every context, n × n: read once when the truth is fixed, else on every call, since preferences
/// may depend on the policy in play. Margins instead of P: smaller numbers, the same softmax updates.
class OracleGame {
 public:
  /// Empty under any other form.
  explicit OracleGame(const AgentSetup& setup) : truth_(setup.oracle) {
    if (truth_) margins_.assign(setup.world.contexts(), Eigen::MatrixXd(n(setup), n(setup)));
    for (ContextId x = 0; x < margins_.size() && truth_->fixed(); ++x) read(x, {});
  }
  explicit operator bool() const { return truth_ != nullptr; }
  /// margins(a, b) = P(a beats b) - 1/2 in context x, facing the policy `played`. Valid until the next call.
  const Eigen::MatrixXd& margins(ContextId x, const Policy& played) {
    if (!truth_->fixed()) read(x, {0, &played});
    return margins_[x];
  }

 private:
  static Eigen::Index n(const AgentSetup& setup) { return static_cast<Eigen::Index>(setup.world.responses()); }
  void read(ContextId x, const Moment& m) {
    truth_->preferences(x, m, margins_[x]);
    margins_[x].array() -= 0.5;
  }
  const Truth* truth_;
  std::vector<Eigen::MatrixXd> margins_;
};

}  // namespace paddock
