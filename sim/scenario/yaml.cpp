#include "sim/scenario/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "sim/scenario/text_scan.h"
#include "sim/scenario/overrides.h"

namespace paddock {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

/// Copies yaml-cpp's mutable, aliased, position-poor tree into ours.
class Copy {
 public:
  Copy(std::shared_ptr<const Source> source, int shift, Problems& problems)
      : source_(std::move(source)), shift_(shift), problems_(problems) {}

  Node node(const YAML::Node& n, int depth) {
    if (failed_) return {};
    Mark m = mark(n.Mark(), 1);
    if (++count_ > kMostNodes)
      return stop(m, fmt::format("more than {} values, aliases counted as often as they are used", kMostNodes),
                  "big tables belong into a CSV file");
    if (depth > kDeepest) return stop(m, fmt::format("nested more than {} levels deep", kDeepest), "does an alias contain itself?");
    const std::string& tag = n.Tag();
    if (!tag.empty() && tag != "?" && tag != "!")
      return stop(m, "YAML tags are not supported", "write the value without " + (tag.starts_with("tag:") ? "!!" + tag.substr(tag.rfind(':') + 1) : tag));
    switch (n.Type()) {
      case YAML::NodeType::Scalar: return scalar(n, m);
      case YAML::NodeType::Sequence: {
        std::vector<Node> items;
        for (const YAML::Node& i : n) items.push_back(node(i, depth + 1));
        return Node::list(std::move(items), m);
      }
      case YAML::NodeType::Map: return map(n, m, depth);
      case YAML::NodeType::Null:
      case YAML::NodeType::Undefined: break;
    }
    return Node::null(m);
  }

 private:
  Mark mark(const YAML::Mark& m, std::size_t length) const {
    if (m.is_null()) return {source_, 1, 1, 1};
    return {source_, m.line + 1, m.column + 1 + (m.line == 0 ? shift_ : 0), static_cast<int>(std::max<std::size_t>(1, length))};
  }
  Node scalar(const YAML::Node& n, Mark m) const {
    const bool quoted = n.Tag() == "!";
    m.length = static_cast<int>(std::max<std::size_t>(1, n.Scalar().size() + (quoted ? 2 : 0)));
    return Node::scalar(n.Scalar(), std::move(m), quoted);
  }
  Node stop(Mark m, std::string why, std::string hint) {
    if (!failed_) problems_.add(std::move(m), std::move(why), std::move(hint));
    failed_ = true;
    return {};
  }
  Node map(const YAML::Node& n, Mark m, int depth) {
    std::vector<Node::Entry> own, merged;
    for (const auto& pair : n) {
      const bool word = pair.first.IsScalar();
      Mark at = mark(pair.first.Mark(), word ? pair.first.Scalar().size() + (pair.first.Tag() == "!" ? 2 : 0) : 1);
      if (!word) {
        problems_.add(at, "a key must be a word", "a value in braces or brackets cannot be a key");
        continue;
      }
      const std::string& key = pair.first.Scalar();
      if (const auto twice = std::ranges::find(own, key, &Node::Entry::key); twice != own.end()) {
        problems_.add({at, fmt::format("key '{}' is given twice in one mapping", key), {twice->mark}, {}});
        continue;
      }
      if (pair.second.IsNull() && source_->line(at.line).find(':') == std::string_view::npos) {  // the parser forgave it
        problems_.add(at, key.starts_with('-') ? "a space is missing after '-'"
                                               : fmt::format("perhaps a ':' is missing after '{}'", key.substr(0, key.find(' '))));
        continue;
      }
      Node value = node(pair.second, depth + 1);
      if (key == "<<" && pair.first.Tag() != "!") merge(value, at, merged);
      else own.push_back({key, std::move(at), std::move(value)});
    }
    for (auto& e : merged)
      if (std::ranges::find(own, e.key, &Node::Entry::key) == own.end()) own.push_back(std::move(e));
    if (m.line > 0 && !own.empty() && own.front().mark.line == m.line && own.front().mark.column == m.column)
      m.length = own.front().mark.length;
    return Node::map(std::move(own), std::move(m));
  }
  /// `<<: *base` or `<<: [*a, *b]`: explicit keys win, then earlier ones.
  void merge(const Node& value, const Mark& at, std::vector<Node::Entry>& into) {
    for (const Node& one : value.is_list() ? value.items() : std::span(&value, 1)) {
      if (!one.is_map()) {
        problems_.add(at, "'<<' merges a mapping, or a list of mappings");
        return;
      }
      for (const auto& e : one.entries())
        if (std::ranges::find(into, e.key, &Node::Entry::key) == into.end()) into.push_back(e);
    }
  }

  std::shared_ptr<const Source> source_;
  int shift_;
  Problems& problems_;
  std::size_t count_ = 0;
  bool failed_ = false;
};

/// A line such as `seed 7` among `key: value` lines: its first word, if that is what it looks like.
std::optional<Mark> without_colon(const std::shared_ptr<const Source>& source, int number) {
  for (int n = number; n > 0 && n > number - 3; --n) {
    const auto line = source->line(n);
    const auto start = line.find_first_not_of(' ');
    if (start == std::string_view::npos || line[start] == '#' || line[start] == '-') continue;
    const auto end = std::min(line.find(' ', start), line.size());
    const auto word = line.substr(start, end - start);
    const bool key = std::ranges::all_of(word, [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c == '.'; });
    if (key && line.find(": ", start) == std::string_view::npos && !line.ends_with(':'))
      return Mark{source, n, static_cast<int>(start) + 1, static_cast<int>(word.size())};
  }
  return {};
}

void explain(const YAML::ParserException& e, const std::shared_ptr<const Source>& source, const TextScan& seen, int shift,
             Problems& problems) {
  Mark at{source, std::max(1, e.mark.line + 1), std::max(1, e.mark.column + 1 + (e.mark.line == 0 ? shift : 0)), 1};
  if (seen.mismatch)
    return problems.add(seen.mismatch->mark, fmt::format("'{}' closes nothing that is open here", seen.mismatch->open));
  if (!seen.open.empty()) {
    const auto& last = seen.open.back();
    Problem p{last.mark, fmt::format("'{}' is never closed", last.open), {}, {}};
    if (at.line != last.mark.line && !source->line(at.line).empty()) p.related.push_back(at);
    return problems.add(std::move(p));
  }
  const std::string_view what = e.msg;
  if (what.find("anchor is not defined") != what.npos || what.find("unknown anchor") != what.npos)
    return problems.add(at, "this alias (*name) has no anchor (&name) before it");
  const bool shape = what.find("map value") != what.npos || what.find("end of map") != what.npos ||
                     what.find("end of sequence") != what.npos;
  if (shape)
    if (const auto word = without_colon(source, at.line)) {
      const std::string key(source->line(word->line).substr(static_cast<std::size_t>(word->column - 1), static_cast<std::size_t>(word->length)));
      return problems.add(*word, fmt::format("perhaps a ':' is missing after '{}'", key));
    }
  if (what == "illegal map value")
    return problems.add(at, "a second ':' in one line", "put text with ': ' in quotes; nested mappings in braces or on lines of their own");
  if (shape) return problems.add(at, "this line does not fit the lines above: check its indentation");
  if (what == "bad file") return problems.add(at, fmt::format("nested more than {} levels deep", kDeepest));
  problems.add(at, "not valid YAML: " + std::string(what));
}

/// `text` is what is parsed, of the same length as the source's text, which is what is shown.
Node parse_text(const std::shared_ptr<const Source>& source, std::string_view text, Problems& problems) {
  if (const auto bad = not_text(text)) {
    const bool nul = text[*bad] == '\0';
    problems.add(place(source, *bad), nul ? fmt::format("a NUL byte at offset {}", *bad)
                                          : fmt::format("byte 0x{:02x} at offset {} is not UTF-8 text",
                                                        static_cast<unsigned char>(text[*bad]), *bad),
                 nul ? "" : "save the file as UTF-8");
    return {};
  }
  const int shift = text.starts_with(kBom) ? static_cast<int>(kBom.size()) : 0;
  std::string_view body = text;
  body.remove_prefix(static_cast<std::size_t>(shift));
  const TextScan seen = scan_text(source, body, kDeepest);
  if (seen.too_deep) return problems.add(*seen.too_deep, fmt::format("nested more than {} levels deep", kDeepest)), Node();
  if (seen.quote)
    return problems.add(seen.quote->mark, fmt::format("the quotation mark {} is never closed", seen.quote->open)), Node();
  if (seen.tab) return problems.add(*seen.tab, "a tab is used for indentation", "YAML indents with spaces"), Node();
  try {
    const auto documents = YAML::LoadAll(std::string(body));
    if (documents.empty() || documents[0].IsNull())
      return problems.add({source, 1, 1, 1}, "there is nothing in here", source->name == "command line" ? "" : "paddock new NAME writes a starter"), Node();
    const auto before = problems.size();
    Copy copy(source, shift, problems);
    if (documents.size() > 1) {
      int line = 0, number = 1;  // the last '---' starts the last document; its node may carry no mark
      for (std::string_view rest = body; !rest.empty(); ++number) {
        if (rest.starts_with("---") && number > 1) line = number;
        const auto end = rest.find('\n');
        rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
      }
      problems.add({source, line, 1, 3}, "a second document starts here; a file holds one");
      return {};
    }
    Node root = copy.node(documents[0], 0);
    return problems.size() == before ? root : Node();
  } catch (const YAML::ParserException& e) {
    explain(e, source, seen, shift, problems);
  } catch (const YAML::Exception& e) {
    problems.add({source, std::max(1, e.mark.line + 1), std::max(1, e.mark.column + 1), 1}, "not valid YAML: " + e.msg);
  }
  return {};
}

}  // namespace

Node read_yaml(std::shared_ptr<const Source> source, Problems& problems) { return parse_text(source, source->text, problems); }

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

std::shared_ptr<const Source> read_source(const std::string& path, Problems& problems) {
  std::error_code ignored;
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path, ignored)) {
    problems.add({}, fmt::format("cannot read '{}': {}", path, in ? "it is a folder" : std::strerror(errno)));
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
