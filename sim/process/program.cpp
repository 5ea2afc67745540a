#include "sim/process/program.h"

#include <fmt/format.h>

#include <filesystem>

namespace paddock {
namespace {

/// The path of a file that the word names, seen from where it is written; else the word.
std::string located(const Node& word) {
  namespace fs = std::filesystem;
  const auto& source = word.mark().source;
  const fs::path from = source && source->name != "command line" ? fs::path(source->name).parent_path() : fs::path();
  std::error_code ignored;
  const fs::path path = fs::absolute(from / word.text(), ignored).lexically_normal();
  return !ignored && fs::is_regular_file(path, ignored) ? path.string() : word.text();
}

}  // namespace

bool Command::read(const Node& n, Command& out, const FieldView& f, Problems& problems) {
  const bool fine = n.is_list() && !n.items().empty() && n.items()[0].is_scalar() && !n.items()[0].text().empty();
  if (!fine) {
    problems.add(n.mark(), fmt::format("{}: expected a list of words, such as [python3, my_program.py]", f.name));
    return false;
  }
  out.words.clear();
  for (const Node& word : n.items()) {
    if (!word.is_scalar() || word.text().find('\0') != std::string::npos) {
      problems.add(word.mark(), fmt::format("{}: every word is a text", f.name));
      return false;
    }
    const bool searched = out.words.empty() && word.text().find('/') == std::string::npos;
    out.words.push_back(searched ? word.text() : located(word));
  }
  return true;
}

Node Command::write() const {
  std::vector<Node> items;
  for (const auto& w : words) items.push_back(Node::scalar(w, {}, true));
  return items.empty() ? Node() : Node::list(std::move(items));
}

bool FreeParameters::read(const Node& n, FreeParameters& out, const FieldView& f, Problems& problems) {
  if (!n.is_map()) {
    problems.add(n.mark(), fmt::format("{}: expected a mapping", f.name));
    return false;
  }
  out.all = n;
  return true;
}

}  // namespace paddock
