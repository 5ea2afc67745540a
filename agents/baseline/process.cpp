// Agent "process": a program outside proposes and learns, over the protocol of docs/process.md; any language will do.
//
// It must take all it is asked within `timeout`. Its policy is asked for after it has learned, when somebody looks: as
// probabilities or, if it cannot say them, as draws whose frequencies stand for them (1000 a context; a metric such as
// exploitability is then a little too high). Late labels come as they arrive; what it makes of them is its own affair.
#include "sim/core/agent.h"
#include "sim/process/door.h"

#include <cmath>

namespace paddock {
namespace {

class Outside final : public Agent, Policy {
 public:
  using Params = Program;
  Outside(const Params& p, const Setup& s)
      : world_(s.world), door_(p, s), table_(std::size_t{s.world.contexts()} * s.world.responses()) {}

  void propose(Stream&, QueryBatch& out) override { door_.propose(out); }
  void learn(const LabelBatch& labels) override { door_.learn(labels), known_ = false; }
  bool done() const override { return door_.done(); }
  const Policy& recommended() const override { return *this; }

  void sample(ContextId x, Stream& s, std::span<ItemId> out) const override {
    const auto law = policy_in(x);
    for (ItemId& i : out) {
      double u = s.uniform();
      for (i = 0; i + 1 < law.size() && (u -= law[i]) >= 0;) ++i;
    }
  }
  bool probabilities(ContextId x, std::span<double> out) const override {
    return std::ranges::copy(policy_in(x), out.begin()), true;
  }
  double log_probability(ContextId x, ItemId i) const override { return std::log(policy_in(x)[i]); }

 private:
  std::span<const double> policy_in(ContextId x) const {
    if (!known_) door_.policy(table_), known_ = true;
    return std::span(table_).subspan(std::size_t{x} * world_.responses(), world_.responses());
  }
  const WorldView& world_;
  mutable AgentDoor door_;  // asking what it would do changes nothing it does
  mutable std::vector<double> table_;
  mutable bool known_ = false;
};

const Register<Agent, Outside> entry{
    {.name = "process",
     .summary = "A program outside, in any language, over JSON Lines.",
     .formula = "hello, propose, learn, policy, bye: one line asked, one line replied",
     .source = "docs/process.md"},
    {.forms = Forms(Form::duel, Form::ranking, Form::best_of, Form::rating, Form::thumbs),
     .grows = true,
     .external = true,
     .equivariant = false,
     .family = "outside"}};

}  // namespace
}  // namespace paddock
