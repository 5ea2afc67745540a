#include "sim/scenario/cells.h"

#include "sim/scenario/checks.h"
#include "sim/scenario/names.h"

#include <fmt/format.h>

namespace paddock {
namespace {

Node written_events(const Scenario& s) {
  std::vector<Node> events;
  const Node whens = s.events.write();
  for (std::size_t i = 0; i < s.events.list.size(); ++i)
    events.push_back(
        Node::map({{"at", {}, *whens.items()[i].find("at")}, {"annotators", {}, s.events.list[i].population.write()}}));
  return events.empty() ? Node() : Node::list(std::move(events));
}
Node written_agent(const AgentPlan& a) {
  const Node agent = a.recipe.resolved().with("name", Node::scalar(a.name));
  return a.compute ? agent.with("compute", a.compute->write()) : agent;
}
Node written_numbers(const std::vector<double>& numbers) {
  std::vector<Node> out;
  for (double x : numbers) out.push_back(Node::number(x));
  return Node::list(std::move(out));
}

}  // namespace

const Node& CellWriter::part(std::string key, const std::function<Node()>& write) {
  const auto known = parts_.find(key);
  if (known != parts_.end()) return known->second;
  return parts_.emplace(std::move(key), with_hashed_files(write(), hashes_)).first->second;
}

void CellWriter::write(Scenario& s, const Variants& v) {
  const auto add = [](std::vector<Node::Entry>& to, const char* key, Node value) {
    if (!value.is_null()) to.push_back({key, {}, std::move(value)});
  };
  std::vector<Node::Entry> common{{"seed", {}, Node::scalar(std::to_string(s.seed))}};
  add(common, "freeze", s.freeze.write());
  add(common, "world", part("world" + v.key({"world"}), [&] { return s.world.write(); }));
  add(common, "annotators", part("annotators" + v.key({"annotators"}), [&] { return s.annotators.write(); }));
  add(common, "events", part("events" + v.key({"events", "annotators"}), [&] { return written_events(s); }));
  add(common, "data", part("data" + v.key({"data"}), [&] { return s.data ? paddock::write(views(*s.data)) : Node(); }));
  add(common, "truth", part("truth" + v.key({"measure"}), [&] { return s.measure.truth.write(); }));
  add(common, "warmup", part("warmup" + v.key({"measure"}), [&] { return s.measure.warmup.write(); }));

  for (std::size_t k = 0; k < s.agents.list.size(); ++k) {
    AgentPlan& a = s.agents.list[k];
    auto cell = common;
    const std::string who = fmt::format("{}/{}", v.key({"agents"}), k);
    // What is asked of an agent is the same for all without a word of their own.
    std::string asked = v.key({"feedback"});
    if (!a.own.is_null()) asked += "/" + who;
    if (a.feedback.mode == Mode::async) asked += "/" + v.key({"annotators"});
    add(cell, "feedback", part("feedback" + asked, [&] { return paddock::write(views(a.feedback)); }));
    add(cell, "agent", part("agent" + who, [&] { return written_agent(a); }));
    a.metrics.clear();
    bool policies = s.record.has(Recorded::policies);
    std::string own;
    for (std::size_t i = 0; i < s.measure.metrics.list.size(); ++i) {
      const MetricPlan& m = s.measure.metrics.list[i];
      policies = policies || !m.rival.empty();
      if (!unjudged(a, m, s).empty()) continue;
      a.metrics.push_back(i);
      if (m.rival.empty()) own += fmt::format("/{}", i);
    }
    add(cell, "metrics", part("metrics" + v.key({"measure"}) + own, [&] {
          MetricList list;
          for (std::size_t i : a.metrics)
            if (const MetricPlan& m = s.measure.metrics.list[i]; m.rival.empty()) list.list.push_back(m);
          return list.write();
        }));
    add(cell, "unit", Node::scalar(std::string(word(a.unit))));
    add(cell, "at", part("at" + v.key({"measure"}) + "/" + asked, [&] { return written_numbers(a.at); }));
    Words<Recorded> store;
    if (s.record.has(Recorded::labels)) store.list.push_back(Recorded::labels);
    if (policies) store.list.push_back(Recorded::policies);
    add(cell, "store", store.write());
    a.cell = Node::map(std::move(cell));
  }
}

}  // namespace paddock
