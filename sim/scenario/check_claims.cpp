#include "sim/scenario/checks.h"
#include "sim/scenario/variables.h"

#include <fmt/format.h>

#include <algorithm>

namespace paddock {
namespace {

class Check {
 public:
  Check(const Scenario& s, const Study& study, Problems& problems) : s_(s), study_(study), problems_(problems) {
    for (const auto& a : s.agents.list) agents_.push_back(a.name);
    for (const auto& m : s.measure.metrics.list) metrics_.push_back(m.name);
    for (const auto& c : study.columns) columns_.push_back(c);
  }
  void claim(const Claim& c) {
    if (const Node* m = c.whole.find("metric")) metric(*m);
    if (const Node* a = c.whole.find("agent")) agents(*a);
    const Node& test = *c.whole.find(word(c.test));
    if (c.test == ClaimTest::order) agents(test);
    if (c.test == ClaimTest::increasing || c.test == ClaimTest::decreasing) column(test);
    for (const char* key : {"of", "to"})
      if (const Node* a = test.find(key)) agents(*a);
    if (const Node* over = test.find("over")) axis(*over, c);
    if (const Node* with = test.find("with"); with && with->is_scalar()) metric(*with);
    for (const auto& e : c.where.entries()) where(e);
    for (const auto& e : c.with_where.entries()) where(e);
    if (c.across == Across::points && c.test == ClaimTest::correlation && columns_.empty())
      problems_.add(test.mark(), "correlation across points: nothing is swept");
    checkpoint(c);
    const Target& t = c.target;
    for (const auto* e : {&t.low, &t.high, &t.middle, &t.within})
      if (*e) formula(**e, c);
    if (c.test == ClaimTest::reach) formula(c.level, c);
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

  void axis(const Node& over, const Claim& c) {
    if (!c.key.empty()) return column(over);
    for (const AgentPlan& a : subjects(c))
      if (word(a.unit) != over.text())
        return problems_.add(over.mark(), fmt::format("the checkpoints of agent '{}' are in {}", a.name, word(a.unit)),
                             fmt::format("measure: {{unit: {}}}", over.text()));
  }
  /// Agents a claim is about.
  std::vector<AgentPlan> subjects(const Claim& c) const {
    std::vector<AgentPlan> out;
    for (const AgentPlan& a : s_.agents.list) {
      const auto m = std::ranges::find(s_.measure.metrics.list, c.metric, &MetricPlan::name);
      const bool measured = m != s_.measure.metrics.list.end() && unjudged(a, *m, s_).empty();
      if (c.agents.empty() ? measured : std::ranges::find(c.agents, a.name) != c.agents.end()) out.push_back(a);
    }
    return out;
  }
  void checkpoint(const Claim& c) {
    for (const auto& [key, x] : {std::pair{"at", c.at}, {"from", c.from > 0 ? std::optional(c.from) : std::nullopt}})
      for (const AgentPlan& a : subjects(c))
        if (x && !a.at.empty() && *x > a.at.back())
          return problems_.add(c.whole.find(key)->mark(),
                               fmt::format("agent '{}' has no checkpoint from {} on; its last is at {} {}", a.name,
                                           shortest(*x), shortest(a.at.back()), word(a.unit)));
  }
  void formula(const Expression& e, const Claim& c) {
    for (const auto& name : e.names()) {
      if (of_checkpoint(name)) continue;
      if (whole_.is_null() && name.starts_with("param(")) whole_ = resolved(s_);
      for (const AgentPlan& a : subjects(c)) {
        std::string why;
        if (variable(name, s_, a, whole_, why)) continue;
        problems_.add(e.mark_of(name), why);
        break;
      }
    }
  }

  const Scenario& s_;
  const Study& study_;
  Problems& problems_;
  Node whole_;  // the scenario with all defaults, once it is asked for
  std::vector<std::string_view> agents_, metrics_, columns_;
};

}  // namespace

void check_claims(const Scenario& s, const Study& study, Problems& problems) {
  Check check(s, study, problems);
  for (const Claim& c : s.expect.list) check.claim(c);
}

}  // namespace paddock
