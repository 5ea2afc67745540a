// What refining an answer at test time is worth: y_1 from the policy judged, y_k+1 the agent's `follower`'s reply to
// y_k. An agent without a follower draws afresh every time.
//
// refinement.gain: probability that sample N beats sample 1, less 1/2: sum over i of pi_i (Omega^(N-1) P)_ii - 1/2.
//                  0 for fresh draws. Not monotone in N where preferences go in circles.
// refinement.hit:  probability that a response is among the first N samples, 1 - pi_-a (Omega_-a)^(N-1) 1, for one
//                  response, or the mean over all of them: a user whose favourite may be any of them alike.
//
// Both are means over the context law.
// Source: Pásztor et al. (2025), Stackelberg learning from human feedback, inference-time refinement.
#include "analysis/metrics/ground.h"
#include "sim/core/replies.h"
#include "sim/math/spans.h"

namespace paddock {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// omega(j | i) of a context as row i; rows of the judged policy itself where the agent has no follower.
class Refined : public Metric {
 public:
  explicit Refined(const Setup& s)
      : ground_(s.world, kKept),
        judged_(s),
        omega_(s.world.responses(), s.world.responses()),
        answer_(s.world.responses()) {}
  void shift(const Scene& scene, const Moment& m) override { ground_.shift(scene.truth, m); }
  double measure(const Checkpoint& c) override {
    ground_.look({c.now, &c.agent.played()});
    const auto* follower = dynamic_cast<const Replies*>(c.agent.policy("follower"));
    return over_contexts(ground_.world(), [&](ContextId x) {
      const Eigen::VectorXd* first = judged_.law(c.agent, x);
      if (!first) return kUndefined;
      for (Eigen::Index i = 0; i < answer_.size(); ++i) {
        if (follower)
          follower->replies(x, static_cast<ItemId>(i), as_span(answer_));
        else
          answer_ = *first;
        omega_.row(i) = answer_;
      }
      return worth(x, *first, omega_);
    });
  }

 protected:
  virtual double worth(ContextId x, const Eigen::VectorXd& first, const Eigen::MatrixXd& omega) = 0;
  Ground ground_;

 private:
  Judged judged_;
  Eigen::MatrixXd omega_;
  Eigen::VectorXd answer_;
};

class Gain final : public Refined {
 public:
  struct Params {
    std::uint64_t samples = 2;
    static constexpr auto fields() {
      return std::tuple{field("samples", &Params::samples, "N: the sample compared with the first", {.min = 1})};
    }
  };
  Gain(const Params& p, const Setup& s) : Refined(s), samples_(p.samples) {}

 private:
  double worth(ContextId x, const Eigen::VectorXd& first, const Eigen::MatrixXd& omega) override {
    power_ = ground_.preferences(x);
    for (std::uint64_t k = 1; k < samples_; ++k) next_.noalias() = omega * power_, power_.swap(next_);
    return first.dot(power_.diagonal()) - 0.5;
  }
  const std::uint64_t samples_;
  Eigen::MatrixXd power_, next_;
};

class Hit final : public Refined {
 public:
  struct Params {
    std::uint64_t samples = 2;
    std::optional<std::uint64_t> response;
    static constexpr auto fields() {
      return std::tuple{
          field("samples", &Params::samples, "N: how many samples", {.min = 1}),
          field("response", &Params::response, "the response looked for; default: the mean over all of them")};
    }
  };
  Hit(const Params& p, const Setup& s) : Refined(s), p_(p) {}
  std::string undefined() const override {
    return p_.response.value_or(0) < ground_.world().responses() ? "" : "the world has no such response";
  }

 private:
  double worth(ContextId, const Eigen::VectorXd& first, const Eigen::MatrixXd& omega) override {
    if (!undefined().empty()) return kUndefined;
    const auto from = static_cast<Eigen::Index>(p_.response.value_or(0));
    const Eigen::Index count = p_.response ? 1 : first.size();
    double hit = 0;
    for (Eigen::Index a = from; a < from + count; ++a) {
      missed_ = first;  // mass of the paths that have not met a
      missed_[a] = 0;
      for (std::uint64_t k = 1; k < p_.samples; ++k) {
        next_.noalias() = omega.transpose() * missed_;
        missed_.swap(next_), missed_[a] = 0;
      }
      hit += 1 - missed_.sum();
    }
    return hit / static_cast<double>(count);
  }
  Params p_;
  Eigen::VectorXd missed_, next_;
};

const Register<Metric, Gain> gain{
    {.name = "refinement.gain",
     .summary = "How much oftener than not the N-th sample, each the follower's reply to the one before, beats the "
                "first.",
     .formula = "sum over i of pi(i) (Omega^(N-1) P)(i, i) - 1/2, Omega(i, j) = omega(j | i); mean over contexts",
     .source = "Pásztor et al. (2025), Stackelberg learning from human feedback, inference-time refinement"},
    {.higher_is_better = true, .range = {-0.5, 0.5}, .unit = "win probability", .judges_policy = true}};
const Register<Metric, Hit> hit{
    {.name = "refinement.hit",
     .summary = "How likely N samples, each the follower's reply to the one before, contain a given response.",
     .formula = "1 - pi_-a (Omega_-a)^(N-1) 1, without a; mean over a unless `response` names it, and over contexts",
     .source = "Pásztor et al. (2025), Stackelberg learning from human feedback, inference-time refinement"},
    {.higher_is_better = true,
     .range = kProbability,
     .unit = "probability",
     .undefined = "where the world has no such response",
     .judges_policy = true}};

}  // namespace
}  // namespace paddock
