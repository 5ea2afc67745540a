// From a settled scenario to the cells of its agents.
#pragma once
#include "sim/scenario/expand.h"
#include "sim/scenario/scenario.h"

#include <functional>

namespace paddock {

/// Writes the cells of sweep points; what points share is written once.
class CellWriter {
 public:
  /// Which metrics judge which agent; then every agent's cell. After the default metrics are known.
  void write(Scenario&, const Variants&);

 private:
  const Node& part(std::string key, const std::function<Node()>& write);
  std::unordered_map<std::string, Node> parts_;
  std::unordered_map<std::string, std::string> hashes_;  // of files, by path
};

}  // namespace paddock
