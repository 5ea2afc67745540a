#include "sim/cli/resolved.h"

#include "sim/cli/terminal.h"

#include <algorithm>
#include <set>

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
        if (Node both = common(e.value, *other); !both.is_map() || !both.entries().empty())
          entries.push_back({e.key, e.mark, std::move(both)});
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
  /// The entries, `first` in front of the first one and `indent` spaces in front of the others. `mark`: say what was
  /// not written.
  void map(const Node& n, const Node* written, int indent, std::string first, bool mark) {
    for (const auto& e : n.entries()) {
      const Node* w = written ? written->find(e.key) : nullptr;
      if (e.key == "kind" && written && written->is_scalar()) w = written;  // a kind written bare
      entry(e, w, indent, std::exchange(first, pad(indent)), mark);
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
  static std::string notes(const Node& value, const Node* written, bool mark) {
    std::string note;
    if (mark && !written) note = "·";
    const bool bare = written && written->is_scalar() && value.find("kind");
    if (mark && value.is_map() && written && (written->is_map() || bare))
      unwritten(value, bare ? Node::map({{"kind", {}, *written}}) : *written, "", note);
    return note;
  }
  void entry(const Node::Entry& e, const Node* written, int indent, const std::string& first, bool mark) {
    const std::string head = first + key(e.key) + ":";
    const std::string flow = to_flow(e.value);
    const bool maps =
        e.value.is_list() && std::ranges::any_of(e.value.items(), [](const Node& i) { return i.is_map(); });
    const bool always = e.key == "annotators" || e.key == "agents" || e.key == "expect" || e.key == "groups";
    const bool wide = width_of(head) + 1 + width_of(flow) > kFits;
    if (maps && (always || wide)) {
      line(head, mark && !written ? "·" : "");
      items(e.value, written, indent + 2, mark && written);
    } else if (e.value.is_map() && !e.value.entries().empty() && (wide || e.key == "grid" || e.key == "sweep")) {
      line(head, mark && !written ? "·" : "");
      map(e.value, written, indent + 2, pad(indent + 2), mark && written);
    } else {
      line(head + " " + flow, notes(e.value, written, mark));
    }
  }
  void items(const Node& list, const Node* written, int indent, bool mark) {
    Node for_all;  // what {groups: […], …} gives to each
    if (written && written->find("groups")) {
      for_all = written->with("groups", std::nullopt);
      written = written->find("groups");
    }
    for (std::size_t i = 0; i < list.items().size(); ++i) {
      const Node& item = list.items()[i];
      std::optional<Node> w;
      if (written && !written->is_list()) w = *written;
      if (written && i < written->items().size()) w = written->items()[i];
      if (w && w->is_map())
        for (const auto& e : for_all.entries())
          if (!w->find(e.key)) w = w->with(e.key, e.value);
      const std::string first = pad(indent) + "- ";
      if (item.is_map() && width_of(to_flow(item)) + indent > kFits / 2)
        map(item, w ? &*w : nullptr, indent + 2, first, mark);
      else
        line(first + to_flow(item), notes(item, w ? &*w : nullptr, mark && item.is_map()));
    }
  }
};

}  // namespace

Node resolved(const Study& study) {
  const Scenario& first = study.points[0].scenario;
  Node all = resolved(first);
  Problems said;                                                      // when the study was loaded
  std::set<std::string_view> blocks{"world", "annotators", "seeds"};  // may follow from what is swept
  const auto dims = dimensions(first.sweep, 0, said);
  for (const Dimension& d : dims)
    for (const Axis& a : d.axes) blocks.insert(split_path(a.path)[0]);
  const auto varying = [&](const Scenario& s) {
    auto fields = views(s);
    std::erase_if(fields, [&](const FieldView& f) { return !blocks.contains(f.name); });
    return write(fields);
  };
  Node same = varying(first);
  for (std::size_t p = 1; p < study.points.size(); ++p) {
    const Node here = varying(study.points[p].scenario);
    for (const char* implied : {"world", "annotators"})  // by each other, at every point anew
      if (const Node* is = here.find(implied), *was = same.find(implied);
          is && was && !study.written.find(implied) && !(*is == *was))
        same = same.with(implied, std::nullopt);
    same = common(same, here);
  }
  for (const auto block : blocks) {
    const Node* kept = same.find(block);
    if (all.find(block)) all = all.with(block, kept ? std::optional(*kept) : std::nullopt);
  }
  const Node sweep = first.sweep.write();
  return sweep.is_null() ? all : all.with("sweep", sweep);
}

std::string annotated(const Node& n, const Node& written) {
  Writer w;
  w.map(n, &written, 0, "", true);
  return std::move(w.out);
}

}  // namespace paddock
