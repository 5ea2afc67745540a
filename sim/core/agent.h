// Who asks and learns.
#pragma once
#include "sim/core/annotator.h"
#include "sim/core/registry.h"

#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace paddock {

/// What an agent may know of a group of annotators.
struct PoolInfo {
  std::string name;
  double price = 0;    ///< per label
  double latency = 0;  ///< advertised mean seconds
};

struct AgentSetup {
  const WorldView& world;
  Form form = Form::duel;
  Row size = 2;                       ///< responses a query shows
  Row batch = 1;                      ///< queries per proposal, at most
  std::uint64_t horizon = 0;          ///< the label budget (steps under form oracle); 0: unlimited
  const Truth* oracle = nullptr;      ///< the truth, only under form oracle
  std::span<const PoolInfo> pools{};  ///< whom QueryBatch::ask may name
  std::uint64_t seed = 0;             ///< below 2^53, of randomness outside the streams it is handed
  std::stop_token stop{};             ///< whoever waits for something outside gives up when asked to
};

/// What an agent can do; shown by `list`, checked before anything runs, tested by the conformance suite.
struct AgentTraits {
  Forms forms{Form::duel};
  bool enumerable = true;                    ///< needs worlds that list their responses
  bool continuous = false;                   ///< works on arms that cannot be enumerated
  bool features = false;                     ///< needs worlds with features
  bool contextual = true;                    ///< works with more than one context
  bool needs_data = false;                   ///< learns nothing without labels given before the start
  bool grows = false;                        ///< memory grows with labels; else a round allocates nothing
  bool reward = false;                       ///< reward() is defined
  bool external = false;                     ///< a program outside decides: nothing can be said of it beforehand
  bool equivariant = true;                   ///< relabelling the responses relabels the policy (in law where random)
  std::vector<std::string_view> policies{};  ///< further names policy() answers: average, leader, follower
  std::string_view family{};                 ///< duel, RLHF, direct, NLHF, SLHF, active, baseline
  std::string_view same_as{};                ///< another kind with which it agrees by theorem, at default parameters
};

class Agent {
 public:
  using Setup = AgentSetup;
  using Traits = AgentTraits;
  virtual ~Agent() = default;
  /// Appends at most out.room() rows; none = nothing to ask now. Contexts come from out.upcoming().
  virtual void propose(Stream&, QueryBatch& out) = 0;
  /// Labels in arrival order; maybe late, maybe given before the start. Under form oracle: one call a step, no labels.
  virtual void learn(const LabelBatch&) = 0;
  virtual const Policy& recommended() const = 0;                  ///< what metrics judge
  virtual const Policy& played() const { return recommended(); }  ///< what policy-dependent annotators see
  /// A policy by name (`metric@name`); null when it has none of that name.
  virtual const Policy* policy(std::string_view name) const {
    if (name == "recommended") return &recommended();
    return name == "played" ? &played() : nullptr;
  }
  /// Fitted reward of a response, up to a constant per context; NaN when it models none.
  virtual double reward(ContextId, ItemId) const { return std::numeric_limits<double>::quiet_NaN(); }
  virtual bool done() const { return false; }  ///< wants nothing more (PAC stop, offline fit finished)
};

}  // namespace paddock
