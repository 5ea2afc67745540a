// How much a group likes each response: `utility:` of the random-utility kinds.
#pragma once
#include "sim/core/annotator.h"

#include <string>
#include <vector>

namespace paddock {

struct TestFunction;

/// A law (one value per context and response; in a world with features one weight vector) | a list per response | a
/// list of lists per context | {features: weights or law} | {function: NAME}.
class Utility {
 public:
  enum class Kind : std::uint8_t { law, list, weights, function };
  Utility() = default;
  explicit(false) Utility(std::vector<double> per_response) : kind_(Kind::list), rows_{std::move(per_response)} {}

  /// Length of the lists; 0 when there are none.
  std::uint32_t responses() const { return kind_ == Kind::list ? static_cast<std::uint32_t>(rows_[0].size()) : 0; }
  /// Why it does not suit the world (or personal deviations do not suit it); empty when it does.
  std::string misfit(const Judge::Setup&) const;

  static constexpr std::string_view kWords = "distribution, list, {features: …} or {function: …}";
  static constexpr bool kTakesList = true;
  static bool read(const Node&, Utility&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();

 private:
  friend class Utilities;
  bool linear(const WorldView& w) const { return kind_ == Kind::weights || (kind_ == Kind::law && w.dimension() > 0); }
  Kind kind_ = Kind::law;
  Law law_ = Law::make(Law::Kind::normal, 0, 1);  // of a value or, for weights without a list, of a weight
  std::vector<std::vector<double>> rows_;         // list: one row for all contexts or one each; weights: one row
  std::string function_;
  double scale_ = 1;            // function: utility at the top minus at the bottom
  std::vector<double> centre_;  // function sphere: where its top is; default: the middle of the box
};

/// The utilities of one group, or of one of its people, in one cell. Values are drawn for (population, group, context,
/// response), weights for (population, group, coordinate); somebody's deviations for (workers, group, worker), values
/// or weights alike.
class Utilities {
 public:
  Utilities(const Utility&, const Judge::Setup&);
  double operator()(ContextId x, ItemId i) const {
    return table_.empty() ? compute(x, i) : table_[std::size_t{x} * responses_ + i];
  }
  /// Largest utility where responses cannot be listed; NaN elsewhere.
  double best() const;

 private:
  double compute(ContextId, ItemId) const;
  const WorldView& world_;
  Utility spec_;
  ItemId responses_;
  mutable Stream drawn_;
  const TestFunction* function_ = nullptr;
  double top_ = 0;
  std::vector<double> weights_;  // of features, if it is linear in them
  std::vector<double> table_;    // contexts × responses, unless that is too many
  mutable std::vector<double> scratch_;
};

}  // namespace paddock
