#include "annotators/population.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace paddock {
namespace {

/// What a group says about itself besides its kind's parameters.
struct Header {
  std::string name;
  double share = 1;
  static constexpr auto fields() {
    return std::tuple{field("name", &Header::name, "a-z, 0-9 and -; default: the kind"),
                      field("share", &Header::share, "weight in the draw of who labels; 0: never", kNonNegative)};
  }
};

/// The flat mapping of a group: its header, modifiers and logistics, under one roof.
struct Sheet {
  Header header;
  Modifiers modifiers;
  People logistics;
  std::vector<FieldView> fields(bool with_header) const {
    auto all = with_header ? views(header) : std::vector<FieldView>();
    for (auto& f : views(modifiers)) all.push_back(f);
    for (auto& f : views(logistics)) all.push_back(f);
    return all;
  }
};

constexpr std::string_view kLater[] = {"drift", "fatigue", "hysteresis", "abandon"};
constexpr std::string_view kLaterBias[] = {"length", "similarity"};

/// The mapping without what is announced but not built; each such key is a problem.
Node without_later(Node n, Problems& problems) {
  const auto drop = [&](Node map, std::span<const std::string_view> later, const std::string& where) {
    for (auto key : later)
      for (const auto& e : map.entries())
        if (e.key == key) {
          problems.add(e.mark, fmt::format("{}{}: not yet; it comes in a later version", where, key));
          map = map.with(key, std::nullopt);
          break;
        }
    return map;
  };
  n = drop(std::move(n), kLater, "");
  if (const Node* bias = n.find("bias")) n = n.with("bias", drop(*bias, kLaterBias, "bias."));
  return n;
}

std::vector<std::string_view> names_of(std::span<const FieldView> fields) {
  std::vector<std::string_view> out;
  for (const auto& f : fields) out.push_back(f.name);
  return out;
}
bool has(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool good_name(std::string_view s) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !s.empty() && plain(s[0]) && std::ranges::all_of(s, [&](char c) { return plain(c) || c == '-'; });
}

Group read_group(const Node& written, const Sheet& common, Problems& problems) {
  const Node n = without_later(written, problems);
  Sheet own;
  // What the kind itself calls `temperature` is the kind's.
  const Node* kind = n.is_scalar() ? &n : n.find("kind");
  const auto* found = kind ? Registry<Judge>::get().find(kind->text()) : nullptr;
  const auto params = found ? found->defaults()->fields() : std::vector<FieldView>();
  const auto taken = names_of(params);
  auto shared = own.fields(true);
  // A matrix may take the group's name for the name of a classic, so both read it.
  std::erase_if(shared, [&](const FieldView& f) { return f.name != "name" && has(taken, f.name); });
  const auto known = names_of(shared);
  auto not_the_kinds = known;
  std::erase_if(not_the_kinds, [&](std::string_view name) { return has(taken, name); });

  Group g;
  g.mark = written.mark();
  g.judge = Registry<Judge>::get().parse(n, problems, "annotator", not_the_kinds);
  Node rest = n;
  for (const auto& e : n.entries())
    if (!has(known, e.key)) rest = rest.with(e.key, std::nullopt);
  if (n.is_map()) parse(rest, shared, problems, "a group");
  g.share = own.header.share;
  g.modifiers = own.modifiers.over(common.modifiers);
  g.logistics = own.logistics.over(common.logistics);
  g.name = !own.header.name.empty() ? own.header.name : g.judge ? std::string(g.judge.kind().card.name) : "";
  if (!own.header.name.empty() && !good_name(g.name))
    problems.add(n.find("name")->mark(), fmt::format("a group's name has a-z, 0-9 and -, not '{}'", g.name));
  return g;
}

void check_names(const std::vector<Group>& groups, Problems& problems) {
  for (std::size_t i = 0; i < groups.size(); ++i)
    for (std::size_t j = 0; j < i && !groups[i].name.empty(); ++j) {
      if (groups[i].name == groups[j].name)
        problems.add({groups[i].mark,
                      fmt::format("two groups are called '{}'; give one another name", groups[i].name),
                      {groups[j].mark},
                      {}});
      else if (groups[i].entity() == groups[j].entity())
        problems.add({groups[i].mark,
                      fmt::format("the names '{}' and '{}' would draw the same random numbers; change one",
                                  groups[j].name, groups[i].name),
                      {groups[j].mark},
                      {}});
    }
}

}  // namespace

std::vector<FieldView> group_fields() {
  static const Sheet sheet;
  return sheet.fields(true);
}

std::optional<ItemId> implied_responses(const Recipe<Judge>& judge) {
  const ItemId n = judge ? judge.params().implied_responses() : 0;
  return n == 0 ? std::nullopt : std::optional(n);
}

std::uint64_t PopulationPlan::people() const {
  std::uint64_t sum = 0;
  for (const Group& g : groups_)
    if (g.share > 0) {
      if (g.people() == 0) return 0;
      sum += static_cast<std::uint64_t>(g.people());
    }
  return sum;
}
bool PopulationPlan::takes_time() const {
  return std::ranges::any_of(groups_, [](const Group& g) {
    const auto& shifts = g.logistics.availability;
    return !g.logistics.service().zero() || (shifts && (shifts->off.value > 0 || shifts->start.value > 0));
  });
}
bool PopulationPlan::free() const {
  return std::ranges::all_of(groups_, [](const Group& g) {
    const CostPlan c = g.logistics.price();
    return c.label == 0 && c.second == 0 && c.query == 0;
  });
}
bool PopulationPlan::external() const {
  const auto outside = [](const auto& self, const Node& n) -> bool {  // judges nest: a policy-dependent one has a base
    if (const Node* kind = n.find("kind"))
      if (const auto* found = Registry<Judge>::get().find(kind->text()); found && found->traits.external) return true;
    return std::ranges::any_of(n.entries(), [&](const Node::Entry& e) { return self(self, e.value); });
  };
  return std::ranges::any_of(groups_, [&](const Group& g) { return g.judge && outside(outside, g.judge.resolved()); });
}
std::optional<ItemId> PopulationPlan::implied_responses() const {
  for (const Group& g : groups_)
    if (auto n = paddock::implied_responses(g.judge)) return n;
  return std::nullopt;
}
std::string PopulationPlan::unlike(const PopulationPlan& later) const {
  if (groups_.size() != later.groups_.size()) return "cannot change the number of groups";
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    if (groups_[g].name != later.groups_[g].name) return "cannot rename a group";
    if (groups_[g].people() != later.groups_[g].people())
      return fmt::format("cannot change the number of workers of '{}'", groups_[g].name);
  }
  return {};
}

bool PopulationPlan::read(const Node& n, PopulationPlan& out, const FieldView& f, Problems& problems) {
  const auto before = problems.size();
  Sheet common;
  const Node* groups = n.find("groups");
  if (groups) {
    const Node rest = without_later(n.with("groups", std::nullopt), problems);
    parse(rest, common.fields(false), problems, "all groups");
    if (!groups->is_list()) problems.add(groups->mark(), "groups must be a list");
  }
  const Node& all = groups ? *groups : n;
  out.groups_.clear();
  for (const Node& g : all.is_list() ? all.items() : std::span(&all, 1)) {
    if (g.is_map() || g.is_scalar())
      out.groups_.push_back(read_group(g, common, problems));
    else
      problems.add(g.mark(), fmt::format("{}: a group is a kind, or a mapping {{kind: …}}", f.name));
  }
  if (out.groups_.empty()) problems.add(n.mark(), "nobody labels: annotators needs a group");
  check_names(out.groups_, problems);
  if (problems.size() == before && std::ranges::all_of(out.groups_, [](const Group& g) { return g.share == 0; }))
    problems.add(n.mark(), "nobody labels: every share is 0");
  return problems.size() == before;
}

Node PopulationPlan::write() const {
  std::vector<Node> list;
  std::vector<Node::Entry> for_all;  // what a group cannot hold, because its kind has a parameter of that name
  for (const Group& g : groups_) {
    std::vector<Node::Entry> entries{
        {"name", {}, Node::scalar(g.name)}, {"kind", {}, {}}, {"share", {}, Node::number(g.share)}};
    const Node judge = g.judge.resolved();
    for (const auto& e : judge.entries())
      if (e.key == "kind")
        entries[1].value = e.value;
      else if (e.key != "name")
        entries.push_back(e);
    for (const Node& sheet : {paddock::write(views(g.modifiers)), paddock::write(views(g.logistics))})
      for (const auto& e : sheet.entries()) {
        if (!judge.find(e.key))
          entries.push_back(e);
        else if (std::ranges::find(for_all, e.key, &Node::Entry::key) == for_all.end())
          for_all.push_back(e);
      }
    list.push_back(Node::map(std::move(entries)));
  }
  if (list.empty()) return {};
  if (for_all.empty()) return Node::list(std::move(list));
  for_all.insert(for_all.begin(), {"groups", {}, Node::list(std::move(list))});
  return Node::map(std::move(for_all));
}

std::string PopulationPlan::schema() {
  const Sheet sheet;
  return R"("anyOf": [{"$ref": "#/definitions/group"}, {"type": "array", "minItems": 1, "items": )"
         R"({"$ref": "#/definitions/group"}}, {"type": "object", "required": ["groups"], "additionalProperties": false, )"
         R"("properties": {"groups": {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/group"}}, )" +
         schema_properties(sheet.fields(false)) + "}}]";
}

}  // namespace paddock
