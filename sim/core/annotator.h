// Who answers, and what is true about them.
#pragma once
#include "sim/core/law.h"
#include "sim/core/world.h"

#include <Eigen/Core>

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

namespace paddock {

/// When, and facing which policy, a preference is asked for; matters only to drifting and policy-dependent people.
struct Moment {
  Tick now = 0;
  const Policy* played = nullptr;
};

/// Exact preferences of a person, group or population. Const and shared; P(a,b) + P(b,a) = 1, P(a,a) = 1/2.
class Truth {
 public:
  virtual ~Truth() = default;
  /// Probability that a is preferred to b in the context, ties counted half.
  virtual double preference(ContextId, ItemId a, ItemId b, const Moment&) const = 0;
  /// All of them: out(a, b) = preference(a, b), n × n. Enumerable worlds only.
  virtual void preferences(ContextId x, const Moment& m, Eigen::Ref<Eigen::MatrixXd> out) const {
    for (Eigen::Index b = 0; b < out.cols(); ++b)
      for (Eigen::Index a = 0; a < out.rows(); ++a)
        out(a, b) = preference(x, static_cast<ItemId>(a), static_cast<ItemId>(b), m);
  }
  /// Utility of a response; NaN where preferences do not come from one.
  virtual double utility(ContextId, ItemId, const Moment&) const { return std::numeric_limits<double>::quiet_NaN(); }
  /// Largest utility among responses that cannot be enumerated; NaN where unknown.
  virtual double best_utility(ContextId, const Moment&) const { return std::numeric_limits<double>::quiet_NaN(); }
  /// False: depends on the Moment, or will change; never cache.
  virtual bool fixed() const { return true; }
};

/// One request to one group; arguments in a struct, so that growing it touches no plug-in.
struct Call {
  const QueryBatch& queries;
  std::span<const Row> rows;  ///< the rows to answer, in order
  std::uint64_t votes;        ///< asked per query
  std::uint64_t vote;         ///< which of them this is
  std::int32_t worker;        ///< who in the group; -1: one of unlimited many
  Moment moment;
  /// Names the draws of a row: draw by it, never in sequence.
  std::uint64_t index(Row r) const { return queries.stamp[r].serial * votes + vote; }
};

/// One group of one cell; may have state (fatigue, drift, habit).
class Annotator {
 public:
  virtual ~Annotator() = default;
  /// out.add(row) once for every row of the call, in order, with the columns of the form filled.
  virtual void answer(const Call&, LabelBatch& out) = 0;
  virtual const Truth& truth() const = 0;      ///< modifiers removed
  virtual const Truth& labelled() const = 0;   ///< what labels show on average, sides averaged
  virtual bool ties() const { return false; }  ///< may answer kTie
};

/// The model of one group before any modifier: a registered kind. It gives probabilities; emission, modifiers, people
/// and logistics are shared by all kinds (annotators/crowd.h).
class Judge : public Truth {
 public:
  struct Setup {
    const WorldView& world;
    std::uint64_t seed = 0;
    std::uint32_t replication = 0;
    std::uint32_t entity = 0;  ///< of the group
    Form form = Form::duel;    ///< what it will be asked
    /// Somebody with personal utilities: what is added to the group's, drawn for (entity, worker). Null: nothing.
    std::int32_t worker = -1;
    const Law* deviation = nullptr;
    std::stop_token stop{};  ///< whoever waits for something outside gives up when asked to
  };
  struct Traits {
    Forms forms{Form::duel, Form::oracle};  ///< what it can answer
    bool utilities = false;                 ///< utility() is defined
    bool fixed = true;                      ///< preferences do not depend on the Moment
    bool continuous = false;                ///< also judges responses that cannot be enumerated
    bool external = false;                  ///< a program outside decides: nothing can be asked beforehand
  };
  /// What somebody outside says to one row, before any modifier.
  struct Opinion {
    double first = 0.5;  ///< probability that the first response shown is chosen, or of a thumb up
    bool tie = false, skip = false;
  };
  /// Kinds that answer for themselves, one opinion a row of the call; false: use preference() and approval().
  virtual bool opine(const Call&, std::span<Opinion>) { return false; }
  /// Random-utility kinds: an additive noise whose differences follow the kind's link, by inversion of u on (0, 1):
  /// Gumbel for Bradley-Terry, normal for Thurstone. Rankings and best-of sort utility + noise.
  virtual double noise(double /*u*/) const { return 0; }
  /// Probability of a thumb up for one response.
  virtual double approval(ContextId, ItemId, const Moment&) const { return 0.5; }
  /// Mean rating of one response: ratings add noise().
  virtual double appraisal(ContextId x, ItemId i, const Moment& m) const { return utility(x, i, m); }
  /// Kinds that answer rankings in their own way (camps): fills `order` with positions, best first; false: use noise().
  virtual bool rank(ContextId, std::span<const ItemId>, double /*u*/, std::span<std::uint8_t> /*order*/) const {
    return false;
  }
  /// After each label, for kinds that remember what they have seen.
  virtual void observe(ContextId, const Moment&) {}
};

}  // namespace paddock
