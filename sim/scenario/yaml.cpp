#include "sim/scenario/yaml.h"

#include "sim/scenario/complaints.h"
#include "sim/scenario/overrides.h"
#include "sim/scenario/text_scan.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

namespace paddock {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

/// Stops the parser: the problem has been said.
struct Stopped {};

/// Builds our tree from the parser's events. Aliases share what they stand for, but count as if they were copies.
class Builder final : public YAML::EventHandler {
 public:
  Builder(std::shared_ptr<const Source> source, int shift, Problems& problems)
      : source_(std::move(source)), shift_(shift), problems_(problems) {}
  Node root;
  std::optional<Mark> start;  ///< of the document; nothing when there is none

  void OnDocumentStart(const YAML::Mark& m) override { start = mark(m, 1); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& m, YAML::anchor_t a) override { done({Node::null(mark(m, 1)), 1, 1}, a); }
  void OnScalar(const YAML::Mark& m, const std::string& tag, YAML::anchor_t a, const std::string& text) override {
    const bool quoted = tag == "!";
    const Mark at = mark(m, text.size() + (quoted ? 2 : 0));
    refuse(tag, at);
    done({Node::scalar(text, at, quoted), 1, 1}, a);
  }
  void OnAlias(const YAML::Mark& m, YAML::anchor_t a) override {
    if (!known_.contains(a)) stop(mark(m, 1), "an alias cannot stand inside what it stands for");
    done(known_.at(a), YAML::NullAnchor);
  }
  void OnSequenceStart(const YAML::Mark& m, const std::string& tag, YAML::anchor_t a,
                       YAML::EmitterStyle::value) override {
    open({.anchor = a, .mark = mark(m, 1)}, tag);
  }
  void OnMapStart(const YAML::Mark& m, const std::string& tag, YAML::anchor_t a, YAML::EmitterStyle::value) override {
    open({.is_map = true, .anchor = a, .mark = mark(m, 1)}, tag);
  }
  void OnSequenceEnd() override {
    Frame f = close();
    done({Node::list(std::move(f.items), std::move(f.mark)), f.count, f.depth}, f.anchor);
  }
  void OnMapEnd() override {
    Frame f = close();
    for (auto& e : f.merged)
      if (std::ranges::find(f.entries, e.key, &Node::Entry::key) == f.entries.end()) f.entries.push_back(std::move(e));
    if (!f.entries.empty() && f.entries[0].mark.line == f.mark.line && f.entries[0].mark.column == f.mark.column)
      f.mark.length = f.entries[0].mark.length;
    done({Node::map(std::move(f.entries), std::move(f.mark)), f.count, f.depth}, f.anchor);
  }

 private:
  /// A finished node, how many nodes it is when aliases are copied, how deep it nests.
  struct Done {
    Node node;
    std::size_t count = 0, depth = 0;
  };
  struct Frame {
    bool is_map = false, has_key = false;
    YAML::anchor_t anchor = YAML::NullAnchor;
    Mark mark;
    std::vector<Node> items{};
    std::vector<Node::Entry> entries{}, merged{};
    Node key{};
    std::size_t count = 1, depth = 1;
  };

  Mark mark(const YAML::Mark& m, std::size_t length) const {
    return {source_, m.line + 1, m.column + 1 + (m.line == 0 ? shift_ : 0),
            static_cast<int>(std::max<std::size_t>(1, length))};
  }
  [[noreturn]] void stop(Mark at, std::string why, std::string hint = {}) {
    problems_.add(std::move(at), std::move(why), std::move(hint));
    throw Stopped();
  }
  void refuse(const std::string& tag, const Mark& at) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    const std::string spelled = tag.starts_with("tag:") ? "!!" + tag.substr(tag.rfind(':') + 1) : tag;
    stop(at, "YAML tags are not supported", "write the value without " + spelled);
  }
  void open(Frame f, const std::string& tag) {
    refuse(tag, f.mark);
    frames_.push_back(std::move(f));
  }
  Frame close() {
    Frame f = std::move(frames_.back());
    frames_.pop_back();
    return f;
  }
  void done(Done d, YAML::anchor_t anchor) {
    count_ += 1;
    if (anchor != YAML::NullAnchor) known_[anchor] = d;
    if (frames_.empty()) {
      root = std::move(d.node);
      return;
    }
    Frame& f = frames_.back();
    f.count += d.count, f.depth = std::max(f.depth, d.depth + 1);
    const Mark at = d.node.mark().line > 0 ? d.node.mark() : f.mark;
    if (f.count > kMostNodes || count_ > kMostNodes)
      stop(at, fmt::format("more than {} values, aliases counted as often as they are used", kMostNodes),
           "big tables belong into a CSV file");
    if (frames_.size() + d.depth > static_cast<std::size_t>(kDeepest))
      stop(at, fmt::format("nested more than {} levels deep", kDeepest));
    if (!f.is_map)
      f.items.push_back(std::move(d.node));
    else if (!std::exchange(f.has_key, !f.has_key))
      f.key = std::move(d.node);
    else
      pair(f, std::move(d.node));
  }
  void pair(Frame& f, Node value) {
    const Mark& at = f.key.mark();
    const std::string& key = f.key.text();
    if (!f.key.is_scalar())
      return problems_.add(at, "a key must be a word", "a value in braces or brackets cannot be a key");
    if (const auto twice = std::ranges::find(f.entries, key, &Node::Entry::key); twice != f.entries.end())
      return problems_.add({at, fmt::format("key '{}' is given twice in one mapping", key), {twice->mark}, {}});
    if (value.is_null() && source_->line(at.line).find(':') == std::string_view::npos)  // the parser forgives it
      return problems_.add(at, key.starts_with('-')
                                   ? "a space is missing after '-'"
                                   : fmt::format("perhaps a ':' is missing after '{}'", key.substr(0, key.find(' '))));
    if (key == "<<" && !f.key.quoted()) return merge(value, at, f.merged);
    f.entries.push_back({key, at, std::move(value)});
  }
  /// `<<: *base` or `<<: [*a, *b]`: explicit keys win, then earlier ones.
  void merge(const Node& value, const Mark& at, std::vector<Node::Entry>& into) {
    for (const Node& one : value.is_list() ? value.items() : std::span(&value, 1)) {
      if (!one.is_map()) return problems_.add(at, "'<<' merges a mapping, or a list of mappings");
      for (const auto& e : one.entries())
        if (std::ranges::find(into, e.key, &Node::Entry::key) == into.end()) into.push_back(e);
    }
  }

  std::shared_ptr<const Source> source_;
  int shift_;
  Problems& problems_;
  std::size_t count_ = 0;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Done> known_;
};

/// `text` is what is parsed, of the same length as the source's text, which is what is shown.
Node parse_text(const std::shared_ptr<const Source>& source, std::string_view text, Problems& problems) {
  if (const auto bad = not_text(text)) {
    const bool nul = text[*bad] == '\0';
    problems.add(
        place(source, *bad),
        nul ? fmt::format("a NUL byte at offset {}", *bad)
            : fmt::format("byte 0x{:02x} at offset {} is not UTF-8 text", static_cast<unsigned char>(text[*bad]), *bad),
        nul ? "" : "save the file as UTF-8");
    return {};
  }
  const int shift = text.starts_with(kBom) ? static_cast<int>(kBom.size()) : 0;
  std::string_view body = text;
  body.remove_prefix(static_cast<std::size_t>(shift));
  const TextScan seen = scan_text(source, body, kDeepest);
  if (seen.too_deep)
    return problems.add(*seen.too_deep, fmt::format("nested more than {} levels deep", kDeepest)), Node();
  if (seen.quote)
    return problems.add(seen.quote->mark, fmt::format("the quotation mark {} is never closed", seen.quote->open)),
           Node();
  if (seen.tab) return problems.add(*seen.tab, "a tab is used for indentation", "YAML indents with spaces"), Node();
  Problems found;
  Node root;
  try {
    std::istringstream in{std::string(body)};
    YAML::Parser parser(in);
    Builder first(source, shift, found), second(source, shift, found);
    const bool any = parser.HandleNextDocument(first);
    // Where the parser cannot go on it offers documents for ever, so only one more is asked for.
    if (any && parser.HandleNextDocument(second)) {
      const Mark at = second.start.value_or(Mark{source, 1, 1, 1});
      const bool marker = source->line(at.line).starts_with("---");
      found.add(at, marker ? "a second document starts here; a file holds one" : "this does not belong here");
    }
    root = std::move(first.root);
    if (root.is_null() && found.empty()) {
      const bool file = source->name != "command line";
      found.add({source, 1, 1, 1}, "there is nothing in here", file ? "paddock new NAME writes a starter" : "");
    }
  } catch (const Stopped&) {  // said already
  } catch (const YAML::Exception& e) {
    const Mark at{source, std::max(1, e.mark.line + 1), std::max(1, e.mark.column + 1 + (e.mark.line == 0 ? shift : 0)),
                  1};
    explain_parser(e.msg, at, found);
  }
  if (found.empty()) return root;
  if (!explain_brackets(seen, found.list()[0].mark, problems))
    for (const Problem& p : found.list()) problems.add(p);
  return {};
}

}  // namespace

Node read_yaml(std::shared_ptr<const Source> source, Problems& problems) {
  return parse_text(source, source->text, problems);
}

Node node_of(std::string_view text) {
  Problems problems;
  auto n = read_yaml(std::make_shared<Source>(Source{"text", std::string(text)}), problems);
  if (!problems.empty()) {
    std::ostringstream out;
    problems.print(out);
    throw std::invalid_argument(out.str());
  }
  return n;
}

std::shared_ptr<const Source> read_source(const std::string& path, Problems& problems, Mark wanted) {
  std::error_code ignored;
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path, ignored)) {
    problems.add(std::move(wanted),
                 fmt::format("cannot read '{}': {}", path, in ? "it is a folder" : std::strerror(errno)));
    return nullptr;
  }
  std::string text{std::istreambuf_iterator<char>(in), {}};
  return std::make_shared<Source>(Source{path, std::move(text)});
}

std::optional<Override> read_override(std::string_view argument, Problems& problems) {
  const auto source = std::make_shared<Source>(Source{"command line", std::string(argument)});
  const auto equals = argument.find('=');
  const auto key = argument.substr(0, equals);
  Mark at{source, 1, 1, static_cast<int>(std::max<std::size_t>(1, key.size()))};
  if (equals == std::string_view::npos || key.empty()) {
    problems.add(at, "expected KEY=VALUE");
    return {};
  }
  if (argument.find_first_not_of(" \t", equals + 1) == std::string_view::npos) {
    problems.add(at, fmt::format("no value after '{}='", key));
    return {};
  }
  std::string blank(argument);
  std::fill_n(blank.begin(), equals + 1, ' ');
  const auto before = problems.size();
  Node value = parse_text(source, blank, problems);
  if (problems.size() != before) return {};
  return Override{std::string(key), std::move(value), at};
}

}  // namespace paddock
