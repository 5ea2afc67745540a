#include "sim/scenario/include.h"

#include "sim/scenario/yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace paddock {
namespace {

namespace fs = std::filesystem;

Node merged(const Node& below, const Node& above) {
  if (!below.is_map() || !above.is_map()) return above;
  std::vector<Node::Entry> entries(below.entries().begin(), below.entries().end());
  for (const auto& e : above.entries()) {
    const auto old = std::ranges::find(entries, e.key, &Node::Entry::key);
    if (old == entries.end())
      entries.push_back(e);
    else
      *old = {e.key, e.mark, merged(old->value, e.value)};
  }
  return Node::map(std::move(entries), above.mark());
}

std::string canonical(const fs::path& p) {
  std::error_code ignored;
  const auto whole = fs::weakly_canonical(p, ignored);
  return (ignored ? p.lexically_normal() : whole).string();
}

class Includer {
 public:
  explicit Includer(Problems& problems) : problems_(problems) {}
  Node whole(const std::shared_ptr<const Source>& source) {
    chain_.push_back({canonical(source->name), source->name, {}});
    Node root = read_yaml(source, problems_);
    if (const Node* include = root.find("include")) {
      Node below;
      for (const Node& one : include->is_list() ? include->items() : std::span(include, 1)) {
        chain_.back().include = one.mark();
        below = merged(below, file(one, fs::path(source->name).parent_path()));
      }
      root = merged(below, root.with("include", std::nullopt));
    }
    chain_.pop_back();
    return root;
  }

 private:
  struct Link {
    std::string file, shown;
    Mark include;  ///< the one being followed
  };
  Node file(const Node& written, const fs::path& folder) {
    if (!written.is_scalar() || written.text().empty())
      return problems_.add(written.mark(), "include takes the name of a file, or a list of them"), Node();
    const std::string path = (folder / written.text()).lexically_normal().string(), id = canonical(path);
    if (const auto link = std::ranges::find(chain_, id, &Link::file); link != chain_.end()) {
      std::string loop;
      Problem p{written.mark(), {}, {}, {}};
      for (auto l = link; l != chain_.end(); ++l) {
        loop += l->shown + " → ";
        if (l + 1 != chain_.end()) p.related.push_back(l->include);
      }
      p.text = fmt::format("this file includes itself: {}{}", loop, path);
      return problems_.add(std::move(p)), Node();
    }
    if (const auto known = known_.find(id); known != known_.end()) return known->second;
    if (chain_.size() > kDeepest)
      return problems_.add(written.mark(), fmt::format("includes nest more than {} deep", kDeepest)), Node();
    const auto source = read_source(path, problems_, written.mark());
    Node root = source ? whole(source) : Node();
    if (source && !root.is_null() && !root.is_map())
      problems_.add(root.mark(), "an included file is a mapping (key: value)");
    return known_[id] = root.is_map() ? root : Node();
  }

  Problems& problems_;
  std::vector<Link> chain_;
  std::map<std::string, Node> known_;  // each file is read once
};

}  // namespace

Node read_with_includes(const std::shared_ptr<const Source>& source, Problems& problems) {
  return Includer(problems).whole(source);
}

}  // namespace paddock
