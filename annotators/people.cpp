#include "annotators/people.h"

#include <fmt/format.h>

namespace paddock {

std::string Workers::check() const {
  if (!(quality.quantile(0) >= 0 && quality.quantile(1 - 0x1p-53) <= 1))
    return "quality must lie between 0 and 1, always";
  return spammers + adversaries <= 1 ? "" : "spammers and adversaries together are at most everybody (1)";
}

bool CostPlan::read(const Node& n, CostPlan& out, const FieldView& f, Problems& problems) {
  CostPlan c;
  const auto number = [&](const Node& at, double& v) {
    auto why = read_number(at, v);
    if (why.empty() && v < 0) why = "a cost cannot be negative";
    if (!why.empty()) problems.add(at.mark(), fmt::format("{}: {}", f.name, why));
    return why.empty();
  };
  if (!n.is_map()) return number(n, c.label) ? (out = c, true) : false;
  for (const auto& [key, mark, value] : n.entries()) {
    double* slot = key == "label" ? &c.label : key == "second" ? &c.second : key == "query" ? &c.query : nullptr;
    if (!slot)
      return problems.add(mark, fmt::format("unknown key '{}' in cost; known: label, second, query", key)), false;
    if (!number(value, *slot)) return false;
  }
  return out = c, true;
}
Node CostPlan::write() const {
  if (second == 0 && query == 0) return Node::number(label);
  return Node::map(
      {{"label", {}, Node::number(label)}, {"second", {}, Node::number(second)}, {"query", {}, Node::number(query)}});
}
std::string CostPlan::schema() {
  return R"("anyOf": [{"type": "number", "minimum": 0}, {"type": "object", "additionalProperties": false, "properties": )"
         R"({"label": {"type": "number"}, "second": {"type": "number"}, "query": {"type": "number"}}}])";
}

People People::over(const People& other) const {
  return {workers ? workers : other.workers, latency ? latency : other.latency, cost ? cost : other.cost,
          availability ? availability : other.availability};
}

std::vector<double> People::qualities(std::uint64_t seed, std::uint32_t replication, std::uint32_t entity) const {
  const Workers w = staff();
  if (count() == 0) return {(1 - w.spammers - w.adversaries) * w.quality.mean() + w.spammers / 2};
  std::vector<double> out(static_cast<std::size_t>(count()));
  Stream s(seed, replication, Purpose::workers, entity);
  for (std::size_t k = 0; k < out.size(); ++k) {
    const double kind = s.nth(2 * k);
    out[k] = kind < w.spammers ? 0.5 : kind < w.spammers + w.adversaries ? 0 : w.quality.quantile(s.nth(2 * k + 1));
  }
  return out;
}

}  // namespace paddock
