// `reference:` — the policy that agents start from and are measured against.
#pragma once
#include "sim/core/law.h"
#include "sim/core/world.h"

#include <vector>

namespace paddock {

/// uniform | one list of probabilities for every context | one list per context | a law from which every logit is
/// drawn.
class Reference {
 public:
  enum class Kind : std::uint8_t { uniform, table, logits };
  Kind kind() const { return kind_; }
  const Law& logits() const { return logits_; }
  /// Rows of probabilities, normalised: none, one for all contexts, or one per context.
  const std::vector<std::vector<double>>& table() const { return table_; }
  /// Length of the lists; 0 when there are none.
  std::uint32_t responses() const { return table_.empty() ? 0 : static_cast<std::uint32_t>(table_[0].size()); }
  /// Why it does not suit a world of this size; empty when it does.
  std::string misfit(std::uint64_t contexts, std::uint64_t responses) const;

  static constexpr std::string_view kWords = "uniform, probabilities, or a distribution of logits";
  static constexpr bool kTakesList = true;
  static bool read(const Node&, Reference&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();

 private:
  Kind kind_ = Kind::uniform;
  std::vector<std::vector<double>> table_;
  Law logits_;
};

/// The policy of a `reference:` in an enumerable world.
class ReferencePolicy final : public Policy {
 public:
  /// Logits are drawn for (world, "reference"), one per context and response.
  ReferencePolicy(const Reference&, ContextId contexts, ItemId responses, const WorldSetup&);
  void sample(ContextId, Stream&, std::span<ItemId> out) const override;
  bool probabilities(ContextId, std::span<double> out) const override;
  double log_probability(ContextId, ItemId) const override;

 private:
  std::span<const double> row(ContextId) const;
  ItemId responses_;
  std::vector<double> table_;  // nothing: uniform; one row for all contexts, or one each
};

}  // namespace paddock
