#include "sim/scenario/sweep.h"

#include "sim/scenario/overrides.h"

#include <fmt/format.h>

#include <algorithm>

namespace paddock {
namespace {

constexpr std::string_view kFixed[] = {"paddock", "name",   "about",  "source", "sweep",
                                       "expect",  "report", "record", "include"};

void read_axis(const Node::Entry& e, std::vector<Axis>& axes, Problems& problems) {
  Axis a{e.key, e.key, {}, e.mark};
  const Node* values = &e.value;
  if (e.value.is_map()) {
    const Node* path = e.value.find("path");
    values = e.value.find("values");
    if (!path || !path->is_scalar() || !values || e.value.entries().size() != 2)
      return problems.add(e.value.mark(),
                          fmt::format("'{}' needs a list of values, or {{path: …, values: […]}}", e.key));
    a.path = path->text(), a.mark = path->mark();
  }
  if (!values->is_list() || values->items().empty())
    return problems.add(values->mark(), fmt::format("'{}' needs a list of at least one value", e.key));
  if (const auto first = split_path(a.path)[0]; std::ranges::find(kFixed, first) != std::end(kFixed))
    return problems.add(a.mark, fmt::format("'{}' cannot be swept: it does not change what is computed", first));
  for (const Axis& other : axes)
    if (other.path == a.path) problems.add({a.mark, fmt::format("'{}' is swept twice", a.path), {other.mark}, {}});
  a.values.assign(values->items().begin(), values->items().end());
  for (std::size_t i = 0; i < a.values.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (a.values[i] == a.values[k])
        problems.add(a.values[i].mark(), fmt::format("the value {} is listed twice", to_flow(a.values[i])));
  axes.push_back(std::move(a));
}

}  // namespace

bool Sweep::read(const Node& n, Sweep& out, const FieldView&, Problems& problems) {
  const auto before = problems.size();
  static constexpr std::string_view keys[] = {"grid", "zip", "random"};
  if (!n.is_map()) return problems.add(n.mark(), "sweep must be a mapping: {grid: {path: [values]}}"), false;
  for (const auto& e : n.entries()) {
    if (e.key == "zip" || e.key == "random")
      problems.add(e.mark, fmt::format("sweep.{} is not yet possible; grid is", e.key));
    else if (e.key != "grid")
      problems.add(e.mark, fmt::format("unknown key '{}' in sweep{}", e.key, did_you_mean(e.key, keys)),
                   "paths go below grid:");
    else if (!e.value.is_map())
      problems.add(e.value.mark(), "sweep.grid must be a mapping: {path: [values]}");
    else
      for (const auto& axis : e.value.entries()) read_axis(axis, out.axes, problems);
  }
  return problems.size() == before;
}

Node Sweep::write() const {
  if (axes.empty()) return {};
  std::vector<Node::Entry> grid;
  for (const Axis& a : axes) {
    Node values = Node::list(a.values);
    if (a.label != a.path) values = Node::map({{"path", {}, Node::scalar(a.path)}, {"values", {}, values}});
    grid.push_back({a.label, {}, std::move(values)});
  }
  return Node::map({{"grid", {}, Node::map(std::move(grid))}});
}
std::string Sweep::schema() {
  return R"("type": "object", "additionalProperties": false, "properties": {"grid": {"type": "object"}})";
}

}  // namespace paddock
