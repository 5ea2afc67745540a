#include "sim/scenario/checks.h"

#include <fmt/format.h>

#include <algorithm>

namespace paddock {
namespace {

class Check {
 public:
  Check(const Scenario& s, const Study& study, Problems& problems) : study_(study), problems_(problems) {
    for (const auto& a : s.agents.list) agents_.push_back(a.name);
    for (const auto& m : s.measure.metrics.list) metrics_.push_back(m.name);
    for (const auto& c : study.columns) columns_.push_back(c);
  }
  void claim(const Claim& c) {
    if (const Node* m = c.whole.find("metric")) metric(*m);
    if (const Node* a = c.whole.find("agent")) agents(*a);
    if (c.test == "order") agents(c.value);
    if (c.test == "ratio")
      for (const char* key : {"of", "to"})
        if (const Node* a = c.value.find(key)) agents(*a);
    if (c.test == "increasing" || c.test == "decreasing") column(c.value);
    if (c.test == "slope")
      if (const Node* over = c.value.find("over"); over && over->text() != "labels") column(*over);
    if (c.test == "correlation")
      if (const Node* with = c.value.find("with"); with && with->is_scalar()) metric(*with);
    for (const auto& e : c.where.entries()) where(e);
  }

 private:
  void known(const Node& n, const std::vector<std::string_view>& names, std::string_view noun, std::string_view none) {
    if (!n.is_scalar() || std::ranges::find(names, n.text()) != names.end()) return;
    auto near = did_you_mean(n.text(), names);
    if (near.empty()) near = names.empty() ? std::string(none) : "; there are: " + listing(names);
    problems_.add(n.mark(), fmt::format("unknown {} '{}' in a claim{}", noun, n.text(), near));
  }
  void agents(const Node& n) {
    for (const Node& i : n.is_list() ? n.items() : std::span(&n, 1)) known(i, agents_, "agent", "");
  }
  void column(const Node& n) { known(n, columns_, "sweep key", "; nothing is swept"); }
  void metric(const Node& n) {
    if (n.text().starts_with("solve."))
      return problems_.add(n.mark(), fmt::format("'{}' cannot be measured yet", n.text()));
    if (!n.is_scalar() || std::ranges::find(metrics_, n.text()) != metrics_.end()) return;
    const auto base = std::string_view(n.text()).substr(0, n.text().find('@'));
    if (Registry<Metric>::get().find(base) || base.starts_with("winrate."))
      return problems_.add(n.mark(), fmt::format("the claim is about '{}', which is not measured", n.text()),
                           "add it to measure.metrics");
    auto all = Registry<Metric>::get().names();
    problems_.add(n.mark(), fmt::format("unknown metric '{}' in a claim{}", n.text(), did_you_mean(n.text(), all)));
  }
  void where(const Node::Entry& e) {
    const auto at = std::ranges::find(study_.columns, e.key);
    if (at == study_.columns.end()) {
      auto near = did_you_mean(e.key, columns_);
      if (near.empty()) near = columns_.empty() ? "; nothing is swept" : "; there are: " + listing(columns_);
      return problems_.add(e.mark, fmt::format("unknown sweep key '{}' in a claim{}", e.key, near));
    }
    const auto k = static_cast<std::size_t>(at - study_.columns.begin());
    const auto is_value = [&](const Node& v) {
      const auto text = to_flow(v);
      return std::ranges::any_of(study_.points, [&](const Point& p) { return p.values[k] == text; });
    };
    if (is_value(e.value)) return;  // a swept list is one value
    for (const Node& v : e.value.is_list() ? e.value.items() : std::span(&e.value, 1))
      if (!is_value(v)) problems_.add(v.mark(), fmt::format("'{}' never has the value {}", e.key, to_flow(v)));
  }

  const Study& study_;
  Problems& problems_;
  std::vector<std::string_view> agents_, metrics_, columns_;
};

}  // namespace

void check_claims(const Scenario& s, const Study& study, Problems& problems) {
  Check check(s, study, problems);
  for (const Claim& c : s.expect.list) check.claim(c);
}

}  // namespace paddock
