// What the random-utility kinds share: P(a beats b | x) = F(u(x,a) - u(x,b)) with a symmetric link F.
#pragma once
#include "annotators/utility.h"
#include "sim/core/registry.h"

namespace paddock {

/// A kind adds link() and noise(). A thumb goes up with probability F(u): against a response of utility 0.
class RandomUtilityJudge : public Judge {
 public:
  RandomUtilityJudge(const Utility& utility, const Setup& setup) : utility_(utility, setup) {}
  double preference(ContextId x, ItemId a, ItemId b, const Moment&) const final {
    return link(utility_(x, a) - utility_(x, b));
  }
  double utility(ContextId x, ItemId i, const Moment&) const final { return utility_(x, i); }
  double best_utility(ContextId, const Moment&) const final { return utility_.best(); }
  double approval(ContextId x, ItemId i, const Moment&) const final { return link(utility_(x, i)); }
  /// F(d), F(d) + F(-d) = 1.
  virtual double link(double difference) const = 0;

 private:
  Utilities utility_;
};

/// Traits of every random-utility kind: all forms, continuous arms too.
inline Judge::Traits random_utility_traits() {
  return {.forms{Form::duel, Form::ranking, Form::best_of, Form::rating, Form::thumbs, Form::oracle},
          .utilities = true,
          .continuous = true};
}

/// Smallest u that noise() is given: the lowest point of the 53-bit grid stands for the half cell above it.
inline constexpr double kLeast = 0x1p-54;

}  // namespace paddock
