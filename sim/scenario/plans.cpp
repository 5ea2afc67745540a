#include "sim/scenario/plans.h"

#include "sim/scenario/names.h"

#include <fmt/format.h>

#include <algorithm>

namespace paddock {
namespace {

bool bad(const Node& n, std::string why, Problems& problems, std::string hint = {}) {
  problems.add(n.mark(), std::move(why), std::move(hint));
  return false;
}

/// "5000 labels", "2h", "50%".
std::string read_when(const Node& n, When& out) {
  const std::string text = n.is_scalar() ? n.text() : "";
  std::string_view number = text;
  const auto strip = [&](std::string_view suffix) {
    if (!number.ends_with(suffix)) return false;
    number.remove_suffix(suffix.size());
    while (number.ends_with(' ')) number.remove_suffix(1);
    return true;
  };
  if (strip("labels") || strip("label")) {
    std::uint64_t labels;
    if (auto why = read_count(Node::scalar(std::string(number)), labels); !why.empty()) return why;
    out.labels = static_cast<double>(labels);
    return {};
  }
  double x;
  if (strip("%")) {
    if (auto why = read_number(Node::scalar(std::string(number)), x); !why.empty()) return why;
    if (x <= 0 || x >= 100) return "a percentage of the budget lies above 0% and below 100%";
    out.share = x / 100;
    return {};
  }
  if (!read_seconds(n, x).empty() || x < 0) return "write `5000 labels`, a time such as 2h, or 50%";
  out.seconds = x;
  return {};
}

}  // namespace

bool Seeds::read(const Node& n, Seeds& out, const FieldView& f, Problems& problems) {
  constexpr std::uint64_t kMost = 1u << 24;  // replications that streams can name
  out.replications.clear();
  const auto one = [&](const Node& i, std::uint64_t& v) {
    if (auto why = read_count(i, v); !why.empty()) return bad(i, fmt::format("{}: {}", f.name, why), problems);
    return v < kMost || bad(i, fmt::format("{}: at most {} replications", f.name, kMost), problems);
  };
  std::uint64_t v = 0;
  if (!n.is_list()) {
    if (!one(n, v)) return false;
    if (v == 0) return bad(n, "seeds must be at least 1", problems);
    for (std::uint32_t r = 0; r < v; ++r) out.replications.push_back(r);
    return true;
  }
  for (const Node& i : n.items()) {
    if (!one(i, v)) return false;
    if (std::ranges::find(out.replications, v) != out.replications.end())
      return bad(i, fmt::format("replication {} is listed twice", v), problems);
    out.replications.push_back(static_cast<std::uint32_t>(v));
  }
  std::ranges::sort(out.replications);
  return !out.replications.empty() || bad(n, "seeds: an empty list runs nothing", problems);
}
Node Seeds::write() const {
  if (replications.empty()) return {};
  if (replications.back() + 1 == replications.size()) return Node::scalar(std::to_string(replications.size()));
  std::vector<Node> items;
  for (auto r : replications) items.push_back(Node::scalar(std::to_string(r)));
  return Node::list(std::move(items));
}
std::string Seeds::schema() {
  return R"("anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}, {"type": "array", "items": {"type": "integer", "minimum": 0}}])";
}

bool WorldPlan::read(const Node& n, WorldPlan& out, const FieldView&, Problems& problems) {
  out.recipe = Registry<World>::get().parse(n, problems, "world");
  out.mark = n.mark();
  return static_cast<bool>(out.recipe);
}
Node WorldPlan::write() const { return recipe ? recipe.resolved() : Node(); }
std::string WorldPlan::schema() { return R"("allOf": [{"$ref": "#/definitions/world"}])"; }

bool Events::read(const Node& n, Events& out, const FieldView&, Problems& problems) {
  if (!n.is_list()) return bad(n, "events must be a list of {at, set}", problems);
  static constexpr std::string_view keys[] = {"at", "set"};
  const auto before = problems.size();
  for (const Node& i : n.items()) {
    EventPlan e;
    e.mark = i.mark();
    const Node* at = i.find("at");
    const Node* set = i.find("set");
    if (!at || !set || !set->is_map() || set->entries().empty()) {
      bad(i, "an event is {at: WHEN, set: {path: value}}", problems);
      continue;
    }
    for (const auto& k : i.entries())
      if (std::ranges::find(keys, k.key) == std::end(keys))
        problems.add(k.mark, fmt::format("unknown key '{}' in an event{}", k.key, did_you_mean(k.key, keys)));
    if (auto why = read_when(*at, e.at); !why.empty()) bad(*at, "at: " + why, problems);
    for (const auto& k : set->entries())
      if (!k.key.starts_with("annotators."))
        problems.add(k.mark, fmt::format("an event changes annotators only, not '{}'", k.key),
                     "write annotators.GROUP.PARAMETER");
    e.set = *set;
    out.list.push_back(std::move(e));
  }
  return problems.size() == before;
}
Node Events::write() const {
  std::vector<Node> items;
  for (const auto& e : list) {
    const std::string at = e.at.labels  ? shortest(*e.at.labels) + " labels"
                           : e.at.share ? shortest(*e.at.share * 100) + "%"
                                        : shortest(*e.at.seconds);
    items.push_back(Node::map({{"at", {}, Node::scalar(at)}, {"set", {}, e.set}}));
  }
  return items.empty() ? Node() : Node::list(std::move(items));
}
std::string Events::schema() {
  return R"("type": "array", "items": {"type": "object", "required": ["at", "set"], "additionalProperties": false, )"
         R"("properties": {"at": {}, "set": {"type": "object"}}})";
}

bool Design::read(const Node& n, Design& out, const FieldView&, Problems& problems) {
  if (!n.is_list() || n.items().empty())
    return bad(n, "design must be a list of {context, left, right, count}", problems);
  const auto before = problems.size();
  for (const Node& i : n.items()) {
    DesignRow row{.mark = i.mark()};
    parse(i, views(row), problems, "design");
    if (!i.find("left") || !i.find("right")) bad(i, "a row of the design needs left and right", problems);
    out.rows.push_back(row);
  }
  return problems.size() == before;
}
Node Design::write() const {
  std::vector<Node> items;
  for (const auto& r : rows) items.push_back(paddock::write(views(r)));
  return Node::list(std::move(items));
}
std::string Design::schema() {
  const DesignRow row;
  return R"("type": "array", "minItems": 1, "items": {"required": ["left", "right"], )" +
         detail::nested_schema(views(row)) + "}";
}

bool Agents::read(const Node& n, Agents& out, const FieldView&, Problems& problems) {
  if (!n.is_list()) return bad(n, "agents must be a list: [rucb, {kind: nash-md, tau: 0.1}]", problems);
  static constexpr std::string_view also[] = {"name", "feedback", "compute"};
  const auto before = problems.size();
  for (const Node& i : n.items()) {
    AgentPlan a;
    a.mark = i.is_scalar() || !i.find("kind") ? i.mark() : i.find("kind")->mark();
    a.recipe = Registry<Agent>::get().parse(i, problems, "agent", also);
    if (!a.recipe) continue;
    a.name = a.recipe.kind().card.name;
    if (const Node* name = i.find("name")) {
      if (auto why = faulty_name(name->text(), "an agent's name"); !why.empty()) bad(*name, why, problems);
      a.name = name->text(), a.mark = name->mark();
    }
    if (const Node* compute = i.find("compute")) {
      a.compute.emplace();
      const FieldView view{.name = "compute", .unit = "s"};
      TimeLaw::read(*compute, *a.compute, view, problems);
    }
    if (const Node* own = i.find("feedback")) a.own = *own;
    for (const AgentPlan& other : out.list)
      if (other.name == a.name)
        problems.add(
            {a.mark, fmt::format("two agents are called '{}'", a.name), {other.mark}, "give one of them a name: …"});
      else if (entity(other.name) == entity(a.name))
        problems.add(
            {a.mark,
             fmt::format("the names '{}' and '{}' collide in the hash that names random streams", other.name, a.name),
             {other.mark},
             "rename one of them"});
    out.list.push_back(std::move(a));
  }
  if (n.items().empty()) bad(n, "agents: nobody learns", problems);
  return problems.size() == before;
}
Node Agents::write() const {
  std::vector<Node> items;
  for (const auto& a : list) {
    const Node kind = a.recipe.resolved();
    std::vector<Node::Entry> entries{{"name", {}, Node::scalar(a.name)}};
    entries.insert(entries.end(), kind.entries().begin(), kind.entries().end());
    if (a.compute) entries.push_back({"compute", {}, a.compute->write()});
    if (!a.own.is_null()) entries.push_back({"feedback", {}, a.own});
    items.push_back(Node::map(std::move(entries)));
  }
  return Node::list(std::move(items));
}
std::string Agents::schema() { return R"("type": "array", "minItems": 1, "items": {"$ref": "#/definitions/agent"})"; }

}  // namespace paddock
