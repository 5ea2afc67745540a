#include "analysis/metrics/expected.h"

#include "sim/math/spans.h"

#include <cmath>

namespace paddock {

double Expected::measure(const Checkpoint& c) {
  constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
  scores_.look({c.now, &c.agent.played()});
  const Policy* policy = judged_.policy(c.agent);
  if (!policy) return kUndefined;
  const WorldView& world = ground().world();
  if (ground().enumerable())
    return over_contexts(world, [&](ContextId x) {
      const Eigen::VectorXd* law = judged_.law(c.agent, x);
      return law ? law->dot(as_vector(scores_.of(x))) : kUndefined;
    });
  if (!undrawn().empty()) return kUndefined;
  return over_contexts(world, [&](ContextId x) {
    const auto responses = draws_.take(*policy, x);
    open(x);
    double sum = 0;
    for (ItemId i : responses) sum += drawn(x, i);
    close(), draws_.release();
    return sum / static_cast<double>(responses.size());
  });
}

std::string unknown_best(const Ground& g) {
  return std::isnan(g.truth().best_utility(0, g.moment())) ? "the truth cannot tell its largest utility" : "";
}

}  // namespace paddock
