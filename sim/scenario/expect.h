// `expect:` — claims about results: read and checked for names here, judged elsewhere.
#pragma once
#include "sim/core/fields.h"

#include <string>
#include <vector>

namespace paddock {

enum class ClaimStatus : std::uint8_t { theorem, calibrated, open };
constexpr auto enum_words(ClaimStatus) {
  return std::array{Word{ClaimStatus::theorem, "theorem"}, Word{ClaimStatus::calibrated, "calibrated"},
                    Word{ClaimStatus::open, "open"}};
}

/// One claim: a sentence, a metric, one test and where it holds. The test stays a tree.
struct Claim {
  std::string claim, metric;
  std::string test;  ///< below, above, between, equals, order, increasing, decreasing, slope, ratio, reach, correlation
  Node value;        ///< of the test
  std::vector<std::string> agents;  ///< named by agent: or by the test; empty: every one
  Node where;                       ///< {sweep key: value or list}
  ClaimStatus status = ClaimStatus::calibrated;
  bool refutes = false;
  Node whole;  ///< everything as written
  Mark mark;
};
struct Claims {
  std::vector<Claim> list;
  static constexpr std::string_view kWords = "list of claims";
  static constexpr bool kTakesList = true;
  static bool read(const Node&, Claims&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};

}  // namespace paddock
