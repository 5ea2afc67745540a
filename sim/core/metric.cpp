#include "sim/core/metric.h"

namespace paddock {

std::optional<double> MetricSetup::parameter(std::string_view name) const {
  if (!agent) return {};
  for (const FieldView& f : agent->fields()) {
    if (f.name != name) continue;
    double v = 0;
    const Node n = f.type->write(f.slot);
    if (read_number(n, v).empty()) return v;
  }
  return {};
}

}  // namespace paddock
