// A small scenario, and what loading one gives.
#pragma once
#include "sim/scenario/scenario.h"
#include "sim/scenario/yaml.h"

#include <gtest/gtest.h>

#include <sstream>

namespace paddock {

inline Study study_of(const std::string& text, const std::vector<std::string>& arguments = {}) {
  Problems problems;
  Overrides overrides;
  for (const auto& a : arguments)
    if (auto o = read_override(a, problems)) overrides.push_back(std::move(*o));
  auto study = load(std::make_shared<Source>(Source{"some/where/small.yaml", text}), overrides, problems);
  std::ostringstream out;
  problems.print(out);
  EXPECT_TRUE(study) << out.str();
  return study ? std::move(*study) : Study{};
}
inline std::string refusal(const std::string& text, const std::vector<std::string>& arguments = {}) {
  Problems problems;
  Overrides overrides;
  for (const auto& a : arguments)
    if (auto o = read_override(a, problems)) overrides.push_back(std::move(*o));
  load(std::make_shared<Source>(Source{"small.yaml", text}), overrides, problems);
  return problems.empty() ? "" : problems.list()[0].text;
}

inline const std::string kSmall = R"(
world: {kind: tabular, responses: 4}
annotators:
  - {name: majority, kind: bradley-terry, share: 0.7, utility: {normal: 1}}
  - {kind: cyclic, share: 0.3, strength: 0.4}
agents:
  - random
  - {kind: rucb, name: bold, alpha: 0.6}
  - {kind: rucb}
)";

}  // namespace paddock
