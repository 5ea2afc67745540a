// Step sizes that several papers of the family prove.
#pragma once
#include "sim/core/agent.h"
#include "sim/policy/tabular.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace paddock {

/// 2 / (tau (t + 2)): the decreasing step of Nash-MD (Munos et al. 2023, Theorem 1) and INPO (Zhang et al. 2024), for
/// last iterates; eta tau falls from 1.
inline double falling_step(std::uint64_t t, double tau) { return 2 / (tau * (static_cast<double>(t) + 2)); }

/// The constant step of a method that converges linearly when it reads win rates exactly; from samples it would keep a
/// noise floor of order eta / (tau m), so there it falls in the end: KL of order 1 / (tau² t).
inline double settling_step(double constant, bool exact, std::uint64_t t, double tau) {
  return exact ? constant : std::min(constant, falling_step(t, tau));
}

/// D = max over p of KL(p || mu) = log(1 / min mu) over the support, the largest of all contexts.
inline double start_distance(const WorldView& world) {
  const TabularPolicy mu(world);
  double least = 1;
  for (ContextId x = 0; x < mu.contexts(); ++x)
    for (double p : mu.of(x))
      if (p > 0) least = std::min(least, p);
  return -std::log(least);
}

/// sqrt(D / T), for which the average of T steps of multiplicative weights has exploitability O(sqrt(D / T)). T = the
/// steps one context will see: given as `steps`, else what the budget allows, and without one t + 1 as it goes.
class AveragingStep {
 public:
  explicit AveragingStep(const AgentSetup& setup, std::uint64_t steps = 0)
      : distance_(start_distance(setup.world)), steps_(static_cast<double>(steps > 0 ? steps : setup.horizon)) {
    if (steps == 0 && setup.form != Form::oracle) steps_ = std::ceil(steps_ / setup.batch / setup.world.contexts());
  }
  double operator()(std::uint64_t t) const {
    return std::sqrt(distance_ / (steps_ > 0 ? steps_ : static_cast<double>(t) + 1));
  }

 private:
  double distance_, steps_;
};

}  // namespace paddock
