#include "sim/scenario/names.h"

#include "sim/core/hash.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace paddock {
namespace {

/// Rewrites every scalar, alone or in a list, under a key `file`, and words of a `command` that are absolute paths of
/// files; an axis {path: ….file, values: […]} counts as one. `where` names files as columns do.
template <class F>
Node each_file(const Node& n, std::string_view key, F change) {
  std::error_code ignored;
  if (n.is_scalar() && (key == "command" || key.ends_with(".command")))
    return n.text().starts_with('/') && std::filesystem::is_regular_file(n.text(), ignored) ? change(n) : n;
  if (n.is_scalar()) return names_file(key) ? change(n) : n;
  if (n.is_list()) {
    std::vector<Node> items;
    for (const Node& i : n.items()) items.push_back(each_file(i, key, change));
    return Node::list(std::move(items), n.mark());
  }
  if (key == "where") return n;
  const Node* path = n.find("path");
  std::vector<Node::Entry> entries;
  for (const auto& e : n.entries())
    entries.push_back({e.key, e.mark, each_file(e.value, e.key == "values" && path ? path->text() : e.key, change)});
  return n.is_map() ? Node::map(std::move(entries), n.mark()) : n;
}

}  // namespace

bool names_file(std::string_view path) { return path == "file" || path.ends_with(".file"); }

std::string faulty_name(std::string_view name, std::string_view what) {
  const auto fine = [](unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (!name.empty() && fine(static_cast<unsigned char>(name[0])) &&
      std::ranges::all_of(name, [&](unsigned char c) { return fine(c) || c == '-'; }))
    return {};
  return fmt::format("{} is made of a-z, 0-9 and - and does not start with -, got '{}'", what, name);
}

Node with_absolute_files(const Node& root) {
  return each_file(root, {}, [](const Node& n) {
    namespace fs = std::filesystem;
    const auto& source = n.mark().source;
    const fs::path from = source && source->name != "command line" ? fs::path(source->name).parent_path() : fs::path();
    return Node::scalar(fs::absolute(from / n.text()).lexically_normal().string(), n.mark(), true);
  });
}

Node with_hashed_files(const Node& root, std::unordered_map<std::string, std::string>& known) {
  return each_file(root, {}, [&](const Node& n) {
    const auto [at, fresh] = known.try_emplace(n.text());
    if (fresh) {
      std::ifstream in(n.text(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), {}};
      at->second = hash128(bytes);
    }
    return Node::scalar(at->second, n.mark(), true);
  });
}

}  // namespace paddock
