// Reads the truth and recommends what the question asks for: the Condorcet winner where a context has one, else the
// maximal lottery, the policy that no other beats. Form oracle only: it shows nothing, a round is a step. The upper
// line in plots: exploitability 0, no regret. A truth that moves is read again at every step, under the policy in
// force.
#include "analysis/game/lottery.h"
#include "analysis/game/tournament.h"
#include "sim/policy/oracle_game.h"
#include "sim/policy/tabular.h"

#include <stdexcept>

namespace paddock {
namespace {

class Oracle final : public Agent {
 public:
  using Params = NoParams;
  Oracle(const Params&, const Setup& setup)
      : fixed_(setup.oracle && setup.oracle->fixed()), game_(setup), policy_(setup.world) {
    read();
  }
  void propose(Stream&, QueryBatch& out) override {
    while (out.room() > 0) out.step();
  }
  void learn(const LabelBatch&) override {
    if (!fixed_) read();
  }
  const Policy& recommended() const override { return policy_; }

 private:
  void read() {
    for (ContextId x = 0; x < policy_.contexts(); ++x) {
      p_ = game_.margins(x, policy_).array() + 0.5;
      const auto logits = policy_.edit(x);
      if (const auto winner = condorcet_winner(p_)) {
        std::ranges::fill(logits, -std::numeric_limits<double>::infinity());
        logits[static_cast<std::size_t>(*winner)] = 0;
      } else {
        const Lottery lottery = maximal_lottery(p_);
        if (!lottery.converged) throw std::runtime_error("the maximal lottery could not be computed");
        for (std::size_t i = 0; i < logits.size(); ++i)
          logits[i] = std::log(lottery.policy[static_cast<Eigen::Index>(i)]);
      }
      policy_.refresh(x);
    }
  }
  bool fixed_;
  OracleGame game_;
  TabularPolicy policy_;
  Eigen::MatrixXd p_;
};

const Register<Agent, Oracle> entry{
    {.name = "oracle",
     .summary = "Reads the truth and recommends the Condorcet winner, else the maximal lottery",
     .formula = "argmax_pi min_j sum_i pi_i P_ij, on the winner alone where there is one",
     .source = "baseline; Condorcet 1785, Kreweras 1965, Fishburn 1984"},
    {.forms = {Form::oracle}, .family = "baseline"}};

}  // namespace
}  // namespace paddock
