#include "sim/cli/resolved.h"

#include "sim/cli/terminal.h"

#include <algorithm>

namespace paddock {
namespace {

/// What two trees agree on. Lists that differ in length, or hold values that differ, are kept from the first.
Node common(const Node& a, const Node& b) {
  if (a.is_map() && b.is_map()) {
    std::vector<Node::Entry> entries;
    for (const auto& e : a.entries()) {
      const Node* other = b.find(e.key);
      if (!other) continue;
      if (e.value == *other)
        entries.push_back(e);
      else if ((e.value.is_map() && other->is_map()) || (e.value.is_list() && other->is_list()))
        entries.push_back({e.key, e.mark, common(e.value, *other)});
    }
    return Node::map(std::move(entries), a.mark());
  }
  if (!a.is_list() || !b.is_list() || a.items().size() != b.items().size()) return a;
  std::vector<Node> items;
  for (std::size_t i = 0; i < a.items().size(); ++i)
    items.push_back(a.items()[i].is_map() ? common(a.items()[i], b.items()[i]) : a.items()[i]);
  return Node::list(std::move(items), a.mark());
}

constexpr int kFits = 76, kNotes = 80;

class Writer {
 public:
  std::string out;
  void map(const Node& n, const Node* written, int indent, bool first_inline) {
    for (const auto& e : n.entries()) {
      const Node* w = written ? written->find(e.key) : nullptr;
      if (e.key == "kind" && written && written->is_scalar()) w = written;  // a kind written bare
      entry(e, w, indent, std::exchange(first_inline, false));
    }
  }

 private:
  static std::string pad(int n) { return std::string(static_cast<std::size_t>(n), ' '); }
  static std::string key(const std::string& k) {  // spelt as in a flow mapping
    const std::string flow = to_flow(Node::map({{k, {}, Node::scalar("x")}}));
    return flow.substr(1, flow.size() - 5);
  }
  void line(std::string text, const std::string& note) {
    if (!note.empty()) text = padded(text, kNotes) + "# " + note;
    while (text.ends_with(' ')) text.pop_back();
    out += text + "\n";
  }
  /// Keys below that were not written, as dotted paths.
  static void unwritten(const Node& n, const Node& written, const std::string& prefix, std::string& note) {
    for (const auto& e : n.entries()) {
      const Node* w = written.find(e.key);
      if (!w)
        note += (note.empty() ? "· " : ", ") + prefix + e.key;
      else if (e.value.is_map() && w->is_map())
        unwritten(e.value, *w, prefix + e.key + ".", note);
    }
  }
  void entry(const Node::Entry& e, const Node* written, int indent, bool first_inline) {
    const std::string head = (first_inline ? "" : pad(indent)) + key(e.key) + ":";
    const std::string flow = to_flow(e.value);
    const bool maps =
        e.value.is_list() && std::ranges::any_of(e.value.items(), [](const Node& i) { return i.is_map(); });
    const bool groups = e.key == "annotators" || e.key == "agents" || e.key == "expect" || e.key == "groups";
    if (maps && (groups || width_of(flow) + indent > kFits)) {
      line(head, written ? "" : "·");
      items(e.value, written, indent + 2);
    } else if (e.value.is_map() && !e.value.entries().empty() &&
               (width_of(head) + width_of(flow) > kFits || e.key == "grid" || e.key == "sweep")) {
      line(head, written ? "" : "·");
      const Node none = Node::map({});
      map(e.value, written ? written : &none, indent + 2, false);
    } else {
      std::string note;
      if (!written)
        note = "·";
      else if (written->is_map())
        unwritten(e.value, *written, "", note);
      line(head + " " + flow, note);
    }
  }
  void items(const Node& list, const Node* written, int indent) {
    if (written && written->find("groups")) written = written->find("groups");
    for (std::size_t i = 0; i < list.items().size(); ++i) {
      const Node& item = list.items()[i];
      const Node* w = written;
      if (w && w->is_list()) w = i < w->items().size() ? &w->items()[i] : nullptr;
      out += pad(indent) + "- ";
      if (item.is_map() && width_of(to_flow(item)) + indent > kFits / 2)
        map(item, w, indent + 2, true);
      else {
        std::string note;
        if (w && item.is_map()) unwritten(item, w->is_map() ? *w : Node::map({{"kind", {}, *w}}), "", note);
        const std::string text = to_flow(item);
        out += note.empty() ? text + "\n" : padded(text, kNotes - indent - 2) + "# " + note + "\n";
      }
    }
  }
};

}  // namespace

Node resolved(const Study& study) {
  Node all = study.points[0].resolved;
  for (std::size_t p = 1; p < study.points.size(); ++p) all = common(all, study.points[p].resolved);
  const Node sweep = study.points[0].scenario.sweep.write();
  return sweep.is_null() ? all : all.with("sweep", sweep);
}

std::string annotated(const Node& n, const Node& written) {
  Writer w;
  w.map(n, &written, 0, false);
  return std::move(w.out);
}

}  // namespace paddock
