// Facts about real files that an independent script computed: FACTS.md beside the data, lines "- key: value" below
// "### file". Nothing where the data is not there.
#pragma once
#include <string>
#include <vector>

namespace paddock::test {

struct PrintedFact {
  std::string file, key, value;
  /// To the digits printed; `got` is JSON.
  void expect_equal_to(const std::string& got) const;
};

std::vector<PrintedFact> printed_facts();

}  // namespace paddock::test
