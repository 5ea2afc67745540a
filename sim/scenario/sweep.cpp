#include "sim/scenario/sweep.h"

#include "sim/core/law.h"
#include "sim/scenario/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace paddock {
namespace {

constexpr std::string_view kFixed[] = {"paddock", "name",   "about",  "source", "sweep",
                                       "expect",  "report", "record", "include"};
constexpr std::string_view kBlocks[] = {"grid", "zip", "random"};

/// Files are told apart by the ends of their paths, so that a column reads the same wherever the files lie.
std::vector<std::string> file_texts(const std::vector<Node>& values) {
  std::vector<std::filesystem::path> paths;
  for (const Node& v : values) paths.emplace_back(v.text());
  auto shared = paths[0].parent_path();
  const auto below = [&](const std::filesystem::path& p) {
    return std::mismatch(shared.begin(), shared.end(), p.begin(), p.end()).first == shared.end();
  };
  while (!shared.empty() && shared != shared.root_path() && !std::ranges::all_of(paths, below))
    shared = shared.parent_path();
  std::vector<std::string> out;
  for (const auto& p : paths) out.push_back(to_flow(Node::scalar(p.lexically_relative(shared).string(), {}, true)));
  return out;
}

class Reader {
 public:
  Reader(std::uint64_t seed, Problems& problems) : seed_(seed), problems_(problems) {}
  std::vector<Dimension> all;

  void grid(const Node& n) {
    if (!n.is_map()) return problems_.add(n.mark(), "sweep.grid must be a mapping: {path: [values]}");
    for (const auto& e : n.entries())
      if (auto axis = listed(e)) differing({{std::move(*axis)}});
  }
  void zip(const Node& n) {
    for (const Node& group : n.is_list() ? n.items() : std::span(&n, 1)) {
      if (!group.is_map() || group.entries().empty()) {
        problems_.add(group.mark(), "a zip group is a mapping: {path: [values], path: [values]}");
        continue;
      }
      Dimension d;
      const Node* first = nullptr;
      for (const auto& e : group.entries()) {
        auto axis = listed(e);
        if (!axis) continue;
        const Node& list = *values_of(e.value);
        if (first && list.items().size() != d.rows())
          problems_.add({list.mark(),
                         fmt::format("'{}' has {} values, but '{}' has {}: zip walks through its lists together", e.key,
                                     list.items().size(), d.axes[0].label, d.rows()),
                         {first->mark()},
                         {}});
        else
          first = first ? first : &list, d.axes.push_back(std::move(*axis));
      }
      if (!d.axes.empty()) differing(std::move(d));
    }
  }
  void random(const Node& n) {
    static constexpr std::string_view keys[] = {"draws", "over"};
    const Node* draws = n.find("draws");
    const Node* over = n.find("over");
    for (const auto& e : n.entries())
      if (std::ranges::find(keys, e.key) == std::end(keys))
        problems_.add(e.mark, fmt::format("unknown key '{}' in sweep.random{}", e.key, did_you_mean(e.key, keys)));
    std::uint64_t count = 0;
    if (!draws || !over || !over->is_map() || over->entries().empty())
      return problems_.add(n.mark(), "sweep.random is {draws: N, over: {path: distribution}}");
    if (auto why = read_count(*draws, count); !why.empty() || count < 1 || count > kMostPoints)
      return problems_.add(draws->mark(), "draws: " + (why.empty() ? fmt::format("from 1 to {}", kMostPoints) : why));
    Dimension d;
    std::vector<std::pair<std::uint32_t, std::string>> streams;
    for (const auto& e : over->entries()) {
      auto axis = key(e);
      if (!axis) continue;
      const auto stream = entity(axis->path);
      for (const auto& [other, path] : streams)
        if (other == stream)
          problems_.add(axis->mark,
                        fmt::format("'{}' and '{}' collide in the hash that names random streams: write one "
                                    "by index, or by name",
                                    path, axis->path));
      streams.emplace_back(stream, axis->path);
      if (draw(*values_of(e.value), stream, count, *axis)) d.axes.push_back(std::move(*axis));
    }
    if (!d.axes.empty()) all.push_back(std::move(d));
  }

 private:
  static const Node* values_of(const Node& n) { return n.find("path") ? n.find("values") : &n; }
  /// Label and path of an entry, checked; its values are still to be read.
  std::optional<Axis> key(const Node::Entry& e) {
    Axis a{e.key, e.key, {}, {}, e.mark};
    if (const Node* path = e.value.find("path")) {
      if (!path->is_scalar() || !e.value.find("values") || e.value.entries().size() != 2)
        return problems_.add(e.value.mark(), fmt::format("'{}' needs {{path: …, values: …}}", e.key)), std::nullopt;
      a.path = path->text(), a.mark = path->mark();
    }
    if (const auto first = split_path(a.path)[0]; std::ranges::find(kFixed, first) != std::end(kFixed))
      return problems_.add(a.mark, fmt::format("'{}' cannot be swept: it does not change what is computed", first)),
             std::nullopt;
    for (const Axis& other : seen_) {
      if (other.path == a.path)
        problems_.add({a.mark, fmt::format("'{}' is swept twice", a.path), {other.mark}, {}});
      else if (other.label == a.label)
        problems_.add({e.mark, fmt::format("two sweep keys are called '{}'", a.label), {other.mark}, {}});
      else if (other.path.starts_with(a.path + "."))
        problems_.add({a.mark,
                       fmt::format("'{}' replaces '{}', which is swept before it", a.path, other.path),
                       {other.mark},
                       "put the outer key first"});
    }
    seen_.push_back({a.label, a.path, {}, {}, a.mark});
    return a;
  }
  std::optional<Axis> listed(const Node::Entry& e) {
    auto a = key(e);
    if (!a) return a;
    const Node& values = *values_of(e.value);
    if (values.is_map() && &values == &e.value)
      return problems_.add(values.mark(),
                           fmt::format("'{}' needs a list of values, or {{path: …, values: […]}}", e.key)),
             std::nullopt;
    if (!values.is_list() || values.items().empty())
      return problems_.add(values.mark(), fmt::format("'{}' needs a list of at least one value", e.key)), std::nullopt;
    a->values.assign(values.items().begin(), values.items().end());
    const bool files = names_file(a->path) && std::ranges::all_of(a->values, &Node::is_scalar);
    if (files) a->texts = file_texts(a->values);
    for (const Node& v : a->values)
      if (!files) a->texts.push_back(to_flow(v));
    return a;
  }
  /// Fills the axis with so many draws. {choice: […]} takes any values, other laws numbers and times.
  bool draw(const Node& law, std::uint32_t stream, std::uint64_t count, Axis& a) {
    Stream luck(seed_, 0, Purpose::sweep, stream);
    const Node* choice = law.find("choice");
    Law number;
    TimeLaw time;
    Problems not_numbers, not_times;
    const FieldView view{.name = a.label};
    if (choice && choice->is_list() && !choice->items().empty() && law.entries().size() == 1) {
      const auto n = choice->items().size();
      for (std::uint64_t i = 0; i < count; ++i)
        a.values.push_back(choice->items()[static_cast<std::size_t>(luck.nth(i) * static_cast<double>(n))]);
    } else if (Law::read(law, number, view, not_numbers) || TimeLaw::read(law, time, view, not_times)) {
      const Law& of = not_numbers.empty() ? number : time;
      for (std::uint64_t i = 0; i < count; ++i)
        a.values.push_back(Node::scalar(shortest(of.quantile(luck.nth(i))), law.mark()));
    } else {
      for (const Problem& p : not_numbers.list()) problems_.add(p);
      return false;
    }
    for (const Node& v : a.values) a.texts.push_back(to_flow(v));
    return true;
  }
  /// Takes a dimension whose rows must differ: the same values twice are a slip.
  void differing(Dimension d) {
    std::set<std::string> rows;
    for (std::size_t r = 0; r < d.rows(); ++r) {
      std::string row;
      for (const Axis& a : d.axes) row += (row.empty() ? "" : ", ") + a.texts[r];
      if (!rows.insert(row).second)
        problems_.add(d.axes[0].values[r].mark(), d.axes.size() == 1
                                                      ? fmt::format("the value {} is listed twice", row)
                                                      : fmt::format("the values {} stand together twice", row));
    }
    all.push_back(std::move(d));
  }

  std::uint64_t seed_;
  Problems& problems_;
  std::vector<Axis> seen_;  // without values
};

}  // namespace

bool Sweep::read(const Node& n, Sweep& out, const FieldView&, Problems& problems) {
  const auto before = problems.size();
  if (!n.is_map()) return problems.add(n.mark(), "sweep must be a mapping: {grid: {path: [values]}}"), false;
  for (const auto& e : n.entries())
    if (std::ranges::find(kBlocks, e.key) == std::end(kBlocks))
      problems.add(e.mark, fmt::format("unknown key '{}' in sweep{}", e.key, did_you_mean(e.key, kBlocks)),
                   "paths go below grid: or zip:");
  out.written = n;
  return problems.size() == before;
}

std::vector<Dimension> dimensions(const Sweep& sweep, std::uint64_t seed, Problems& problems) {
  Reader reader(seed, problems);
  if (const Node* grid = sweep.written.find("grid")) reader.grid(*grid);
  if (const Node* zip = sweep.written.find("zip")) reader.zip(*zip);
  if (const Node* random = sweep.written.find("random")) reader.random(*random);
  double points = 1;
  for (const Dimension& d : reader.all) points *= static_cast<double>(d.rows());
  if (points > static_cast<double>(kMostPoints))
    problems.add(sweep.written.mark(),
                 fmt::format("the sweep has {} points; at most {}", shortest(points), kMostPoints));
  return std::move(reader.all);
}

Node swept(const Node& sweep, const Override& o) {
  const auto named = [&](const Node& axes) -> const Node::Entry* {
    for (const auto& e : axes.entries())
      if (const Node* path = e.value.find("path"); e.key == o.path || (path && path->text() == o.path)) return &e;
    return nullptr;
  };
  const auto changed = [](const Node::Entry& e, Node values) {
    return e.value.find("path") ? e.value.with("values", std::move(values)) : values;
  };
  const auto list = [&](std::size_t copies) {
    return o.value.is_list() ? o.value : Node::list(std::vector(copies, o.value), o.value.mark());
  };
  if (const Node* grid = sweep.find("grid"))
    if (const auto* e = named(*grid)) return sweep.with("grid", grid->with(e->key, changed(*e, list(1))));
  if (const Node* zip = sweep.find("zip")) {
    const auto group = [&](const Node& g) -> std::optional<Node> {
      const auto* e = named(g);
      if (!e) return {};
      const Node* values = e->value.find("path") ? e->value.find("values") : &e->value;
      return g.with(e->key, changed(*e, list(values ? values->items().size() : 1)));
    };
    if (auto g = group(*zip)) return sweep.with("zip", std::move(*g));
    for (std::size_t i = 0; i < zip->items().size(); ++i)
      if (auto g = group(zip->items()[i])) return sweep.with("zip", zip->with(i, std::move(*g)));
  }
  const Node* random = sweep.find("random");
  const Node* over = random ? random->find("over") : nullptr;
  const auto* e = over ? named(*over) : nullptr;
  if (!e) return {};
  if (!o.value.is_list()) return sweep.with("random", random->with("over", over->with(e->key, changed(*e, o.value))));
  const Node rest = over->with(e->key, std::nullopt);
  const Node* grid = sweep.find("grid");
  const Node without =
      sweep.with("random", rest.entries().empty() ? std::nullopt : std::optional(random->with("over", rest)));
  return without.with("grid", (grid ? *grid : Node()).with(e->key, changed(*e, o.value), o.mark));
}

std::string Sweep::schema() {
  const std::string lists =
      R"({"type": "object", "minProperties": 1, "additionalProperties": {"anyOf": [{"type": "array", "minItems": 1}, )"
      R"({"type": "object", "required": ["path", "values"], "additionalProperties": false, )"
      R"("properties": {"path": {"type": "string"}, "values": {"type": "array", "minItems": 1}}}]}})";
  return R"("type": "object", "additionalProperties": false, "properties": {"grid": )" + lists +
         R"(, "zip": {"anyOf": [)" + lists + R"(, {"type": "array", "items": )" + lists +
         R"(}]}, "random": {"type": "object", "required": ["draws", "over"], "additionalProperties": false, )"
         R"("properties": {"draws": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]}, )"
         R"("over": {"type": "object", "minProperties": 1, "additionalProperties": {"anyOf": [{)" +
         Law::schema() +
         R"(}, {"type": "object", "required": ["path", "values"], "additionalProperties": false, )"
         R"("properties": {"path": {"type": "string"}, "values": {)" +
         Law::schema() + "}}}]}}}}}";
}

}  // namespace paddock
