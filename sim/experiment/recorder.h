// What is stored besides metrics: labels and policies.
#pragma once
#include "sim/core/metric.h"
#include "sim/results/rows.h"

#include <string>
#include <vector>

namespace paddock {

/// Writes down every label that an agent learns, with names. A metric that measures nothing.
class LabelRecorder final : public Metric {
 public:
  LabelRecorder(const WorldView&, std::vector<std::string> groups, std::vector<StoredLabel>& out);
  using Metric::observe;
  unsigned watches() const override { return kLabels; }
  void observe(const LabelBatch&) override;
  double measure(const Checkpoint&) override { return 0; }

 private:
  const WorldView& world_;
  std::vector<std::string> groups_;
  std::vector<StoredLabel>& out_;
};

/// Every policy that an agent offers, in every context; nothing in worlds that do not list their responses.
void store_policies(const Agent&, const AgentTraits&, const WorldView&, double x, std::vector<StoredPolicy>& out);

}  // namespace paddock
