// A bound written as a formula: `8 / (tau^2 * (t + 1))`.
#pragma once
#include "sim/core/problem.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace paddock {

/// Values of names; param('a.b') is found under the whole text `param('a.b')`.
using Variables = std::map<std::string, double, std::less<>>;

/// Arithmetic over named numbers: + - * / ^, parentheses, and log (natural) exp sqrt min max abs. Immutable.
class Expression {
 public:
  Expression() = default;  ///< 0
  explicit Expression(double value);
  /// Reads `text`, written at `mark`; problems point into it. Names are not looked up yet.
  static Expression read(const std::string& text, const Mark& mark, Problems&);

  /// Names it needs, each once: variables, and `param('path')`.
  const std::vector<std::string>& names() const { return names_; }
  /// Where a name is written first.
  Mark mark_of(std::string_view name) const;
  bool constant() const { return names_.empty(); }
  const std::string& text() const { return text_; }
  /// The value; NaN or infinite where arithmetic has none. Every name must be there (std::logic_error).
  double value(const Variables&) const;

 private:
  std::string text_ = "0", code_ = "0";  // code_: as the parser reads it, character under character
  Mark mark_;
  std::vector<std::string> names_;
  std::vector<std::size_t> places_;  // of each name in text_
};

}  // namespace paddock
