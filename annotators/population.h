// `annotators:` — who labels, in which shares, and what is true of all of them together.
#pragma once
#include "annotators/crowd.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace paddock {

/// One group as a scenario describes it, modifiers for all included.
struct Group {
  std::string name;  ///< default: the kind
  Mark mark;
  double share = 1;  ///< weight in the draw of who labels; 0: never, but it may be the truth or a welfare group
  Recipe<Judge> judge;
  Modifiers modifiers;
  People logistics;
  std::uint32_t entity() const { return paddock::entity(name); }
  int people() const { return logistics.count(); }  ///< workers; 0: unlimited
};

/// A mapping is one group, a list several; {groups: […], …} gives modifiers and logistics to all, where a group has no
/// own.
class PopulationPlan {
 public:
  const std::vector<Group>& groups() const { return groups_; }
  /// Workers in all groups that label; 0: unlimited many somewhere.
  std::uint64_t people() const;
  bool takes_time() const;  ///< some label does
  bool free() const;        ///< no label costs anything
  bool external() const;    ///< somebody is a program outside, which nobody asks before a run
  /// Responses that somebody's matrix or list is about; nothing when nobody says.
  std::optional<ItemId> implied_responses() const;
  /// Why a run cannot change over from this population to that one; empty when it can.
  std::string unlike(const PopulationPlan&) const;

  static constexpr std::string_view kWords = "a group, a list of groups, or {groups: […], modifiers for all}";
  static constexpr bool kTakesList = true;
  static bool read(const Node&, PopulationPlan&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();

 private:
  std::vector<Group> groups_;
};

std::optional<ItemId> implied_responses(const Recipe<Judge>&);

/// What a group may be given besides the parameters of its kind: name, share, modifiers, logistics.
std::vector<FieldView> group_fields();

/// Problems of the groups with a world and with what they are asked. Traits (forms, continuous) are taken as checked.
void check_fit(const PopulationPlan&, const WorldView&, Form, Problems&);

struct PopulationSetup {
  const WorldView& world;
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;          ///< of answers
  std::optional<std::uint32_t> frozen{};  ///< of utilities and people, where these are kept over replications
  Form form = Form::duel;
  bool random_sides = true;
  bool by_pair = false;
  std::stop_token stop{};
};

/// The annotators of one cell.
class Population {
 public:
  Population(const PopulationPlan&, const PopulationSetup&);
  std::size_t size() const { return crowds_.size(); }
  Crowd& crowd(std::size_t group) { return *crowds_[group]; }
  /// Share-weighted mean of the groups' preferences, modifiers removed.
  const Truth& truth() const { return *truth_; }
  /// What labels show, sides averaged: skips left out, ties half.
  const Truth& labelled() const { return *labelled_; }
  const Truth& group(std::size_t g) const { return crowds_[g]->truth(); }

 private:
  std::vector<std::unique_ptr<Crowd>> crowds_;
  std::unique_ptr<Truth> mixture_, mixed_labels_;  // of several groups that label
  const Truth *truth_, *labelled_;
};

}  // namespace paddock
