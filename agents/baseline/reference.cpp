// Shows independent draws of the world's reference policy and recommends it, whatever the labels: the model before any
// preference learning. In any world, also where responses cannot be listed. Under form oracle it does nothing.
#include "sim/core/agent.h"

namespace paddock {
namespace {

class Reference final : public Agent {
 public:
  using Params = NoParams;
  Reference(const Params&, const Setup& setup) : mu_(setup.world.reference()) {}
  void propose(Stream& rng, QueryBatch& out) override {
    while (out.room() > 0) {
      if (out.form == Form::oracle) {
        out.step();
      } else {
        const ContextId x = out.upcoming();
        mu_.sample(x, rng, out.add(x));
      }
    }
  }
  void learn(const LabelBatch&) override {}
  const Policy& recommended() const override { return mu_; }

 private:
  const Policy& mu_;
};

const Register<Agent, Reference> entry{
    {.name = "reference",
     .summary = "Shows and recommends the reference policy; learns nothing",
     .formula = "pi = mu",
     .source = "baseline; the policy everything is regularised towards"},
    {.forms = {Form::duel, Form::ranking, Form::best_of, Form::rating, Form::thumbs, Form::oracle},
     .enumerable = false,
     .continuous = true,
     .family = "baseline"}};

}  // namespace
}  // namespace paddock
