#include "sim/scenario/feedback.h"

#include <limits>

namespace paddock {

double BudgetPlan::limit(Unit u) const {
  constexpr double none = std::numeric_limits<double>::infinity();
  switch (u) {
    case Unit::labels:
      return labels ? static_cast<double>(*labels) : none;
    case Unit::steps:
      return steps ? static_cast<double>(*steps) : none;
    case Unit::time:
      return time ? time->value : none;
    case Unit::cost:
      return cost.value_or(none);
  }
  return none;
}

Unit BudgetPlan::unit() const { return labels ? Unit::labels : steps ? Unit::steps : time ? Unit::time : Unit::cost; }

void settle(Feedback& f) {
  switch (f.form) {
    case Form::duel:
      f.size = f.size.value_or(2);
      break;
    case Form::ranking:
    case Form::best_of:
      f.size = f.size.value_or(4);
      break;
    case Form::oracle:
      f.size = 0;
      break;
    default:
      f.size = f.size.value_or(1);
  }
  if (!f.budget.empty()) return;
  if (f.form == Form::oracle)
    f.budget.steps = 1000;
  else
    f.budget.labels = 10'000;
}

}  // namespace paddock
