#include "sim/scenario/overrides.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <span>

namespace paddock {
namespace {

/// How a list element or group is called: its name, else its kind, else (written bare) itself.
std::string_view called(const Node& n) {
  if (n.is_scalar()) return n.text();
  for (const char* key : {"name", "kind"})
    if (const Node* k = n.find(key); k && k->is_scalar()) return k->text();
  return {};
}
std::vector<std::string_view> names(const Node& list) {
  std::vector<std::string_view> out;
  for (const Node& i : list.items())
    if (const auto name = called(i); !name.empty()) out.push_back(name);
  return out;
}

/// Position of an element by name, else by index; size() when there is none.
std::size_t position(const Node& list, std::string_view part) {
  const auto items = list.items();
  for (std::size_t i = 0; i < items.size(); ++i)
    if (called(items[i]) == part) return i;
  std::size_t index = items.size();
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  return error == std::errc() && end == part.data() + part.size() ? std::min(index, items.size()) : items.size();
}

/// Where a part leads from a mapping: `annotators.NAME` also reaches the groups of {groups: […]}, and the one group of
/// a single mapping by its own name.
enum class Step { key, groups, itself };
Step step(const Node& map, std::string_view part, std::string_view parent) {
  if (parent != "annotators" || map.find(part)) return Step::key;
  if (const Node* groups = map.find("groups"))
    return groups->is_list() && position(*groups, part) < groups->items().size() ? Step::groups : Step::key;
  return called(map) == part ? Step::itself : Step::key;
}

/// Kinds may be written bare (`world: tabular`); to set a parameter they become a mapping.
bool may_be_bare(std::span<const std::string_view> way) {
  if (way[0] == "world") return way.size() == 1;
  return way[0] == "annotators" ? way.size() <= 3 : way[0] == "agents" && way.size() == 2;
}

class Put {
 public:
  Put(const Override& o, Problems& problems) : o_(o), parts_(split_path(o.path)), problems_(problems) {}
  Node at(const Node& n, std::size_t i) {
    if (i == parts_.size()) return o_.value;
    const auto part = parts_[i];
    const auto parent = i > 0 ? parts_[i - 1] : std::string_view();
    if (part.empty()) return wrong(n, i, fmt::format("the path '{}' has an empty part", o_.path));
    if (n.is_list()) {
      const auto all = names(n);
      if (std::ranges::count(all, part) > 1)
        return wrong(n, i, fmt::format("two in {} are called '{}': give one a name", parent, part));
      const auto k = position(n, part);
      if (k == n.items().size() && parent == "annotators" && k == 1)
        return n.with(0, at(n.items()[0], i));  // the one group
      if (k == n.items().size()) {
        auto near = did_you_mean(part, all);
        if (near.empty())
          near = all.empty() ? fmt::format("; indices run from 0 to {}", n.items().size() - 1)
                             : "; there are " + listing(all);
        return wrong(n, i, fmt::format("nothing in {} is called '{}'{}", parent, part, near));
      }
      return n.with(k, at(n.items()[k], i + 1));
    }
    if (n.is_map() || n.is_null()) {
      switch (step(n, part, parent)) {
        case Step::groups:
          return n.with("groups", at(*n.find("groups"), i));
        case Step::itself:
          return at(n, i + 1);
        case Step::key:
          break;
      }
      const Node* old = n.find(part);
      return n.with(part, at(old ? *old : Node(), i + 1), mark(i));
    }
    if (may_be_bare(std::span(parts_).first(i))) {
      const Node kind = Node::map({{"kind", n.mark(), n}}, n.mark());
      return part == "kind" && i + 1 == parts_.size() ? o_.value : at(kind, i);
    }
    return wrong(n, i, fmt::format("{} is a value, it has no '{}'", parent, part));
  }

 private:
  Mark mark(std::size_t i) const {
    Mark m = o_.mark;
    m.column += static_cast<int>(parts_[i].data() - o_.path.data());
    m.length = static_cast<int>(std::max<std::size_t>(1, parts_[i].size()));
    return m;
  }
  Node wrong(const Node& n, std::size_t i, std::string why) {
    problems_.add(mark(i), std::move(why));
    return n;
  }
  const Override& o_;
  std::vector<std::string_view> parts_;
  Problems& problems_;
};

}  // namespace

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto dot = path.find('.');
    parts.push_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    path.remove_prefix(dot + 1);
  }
}

Node put(const Node& root, const Override& o, Problems& problems) { return Put(o, problems).at(root, 0); }

const Node* at(const Node& root, std::string_view path) {
  const Node* n = &root;
  std::string_view parent;
  for (const auto part : split_path(path)) {
    if (n->is_list()) {
      const auto k = position(*n, part);
      const bool only = k == 1 && n->items().size() == 1 && parent == "annotators";
      n = k < n->items().size() ? &n->items()[k] : only ? n->items()[0].find(part) : nullptr;
    } else {
      switch (step(*n, part, parent)) {
        case Step::groups:
          n = &n->find("groups")->items()[position(*n->find("groups"), part)];
          break;
        case Step::itself:
          break;
        case Step::key:
          n = n->find(part);
      }
    }
    if (!n) return nullptr;
    parent = part;
  }
  return n;
}

}  // namespace paddock
