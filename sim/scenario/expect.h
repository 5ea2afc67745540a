// `expect:` — claims about results: read and checked for names here, judged elsewhere.
#pragma once
#include "sim/core/claim.h"
#include "sim/core/fields.h"

namespace paddock {

struct Claims {
  std::vector<Claim> list;
  static constexpr std::string_view kWords = "list of claims";
  static constexpr bool kTakesList = true;
  static bool read(const Node&, Claims&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema();
};

}  // namespace paddock
