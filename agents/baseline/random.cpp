// Shows responses drawn uniformly, independently and with replacement, and recommends the uniform policy, whatever the
// labels. Under form oracle it does nothing. K^-1 sum_i Delta_i average regret a duel, Delta_i = P(winner beats i) -
// 1/2.
#include "sim/core/agent.h"

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

class Random final : public Agent, Policy {
 public:
  using Params = NoParams;
  Random(const Params&, const Setup& setup) : n_(setup.world.responses()) {}
  void propose(Stream& rng, QueryBatch& out) override {
    while (out.room() > 0)
      if (out.form == Form::oracle)
        out.step();
      else
        sample(0, rng, out.add(out.upcoming()));
  }
  void learn(const LabelBatch&) override {}
  const Policy& recommended() const override { return *this; }

 private:
  void sample(ContextId, Stream& rng, std::span<ItemId> out) const override {
    for (ItemId& i : out) i = rng.below(n_);
  }
  bool probabilities(ContextId, std::span<double> out) const override {
    return std::ranges::fill(out.first(n_), 1.0 / n_), true;
  }
  double log_probability(ContextId, ItemId) const override { return -std::log(n_); }
  ItemId n_;
};

const Register<Agent, Random> entry{
    {.name = "random",
     .summary = "Shows and recommends uniformly drawn responses; learns nothing",
     .formula = "pi(y | x) = 1 / K",
     .source = "baseline; the line every learner must beat"},
    {.forms = {Form::duel, Form::ranking, Form::best_of, Form::rating, Form::thumbs, Form::oracle},
     .family = "baseline"}};

}  // namespace
}  // namespace paddock
