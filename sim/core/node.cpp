#include "sim/core/node.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace paddock {

struct Node::Body {
  Kind kind = Kind::null;
  bool quoted = false;
  Mark mark;
  std::string text;
  std::vector<Node> items;
  std::vector<Entry> entries;
};

namespace {
const Mark kNowhere;
const std::string kEmpty;

bool reserved(std::string_view s) {
  static constexpr std::string_view words[] = {"true", "false", "null", "Null", "NULL", "~",  "yes",  "no",
                                               "on",   "off",   "y",    "n",    "Yes",  "No", "True", "False"};
  return std::ranges::find(words, s) != std::end(words);
}
/// Would mean something else without its quotes: a number, count, time, boolean or null.
bool ambiguous(const std::string& s) {
  if (!s.empty() && std::isalpha(static_cast<unsigned char>(s[0])))  // most keys and words
    return reserved(s) || s == "inf";
  double v;
  std::uint64_t count;
  const Node bare = Node::scalar(s);
  return reserved(s) || read_number(bare, v).empty() || read_count(bare, count).empty() ||
         read_seconds(bare, v).empty();
}
/// May be written without quotes wherever a value or key may stand.
bool plain(std::string_view s, bool quoted) {
  if (s.empty() || s.front() == ' ' || s.back() == ' ' || s.starts_with("- ") || s == "-" || s == "<<") return false;
  if (std::string_view("!&*|>%@`\"'?:").find(s.front()) != std::string_view::npos) return false;
  if (s.starts_with("---") || s.starts_with("...") || s.starts_with("\xEF\xBB\xBF")) return false;
  if (s.find_first_of(",[]{}#?\"") != std::string_view::npos || s.find(": ") != std::string_view::npos ||
      s.ends_with(':'))
    return false;
  if (std::ranges::any_of(s, [](unsigned char c) { return c < 0x20 || c == 0x7f; })) return false;
  return !quoted || !ambiguous(std::string(s));
}
std::string spelled(std::string_view s, bool quoted) {
  if (plain(s, quoted)) return std::string(s);
  std::string out = "\"";
  for (char c : s) {
    if (c == '"' || c == '\\')
      out += '\\', out += c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c == '\r')
      out += "\\r";
    else if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out + '"';
}
std::string spelled(const Node& n) { return spelled(n.text(), n.quoted()); }
}  // namespace

Node Node::null(Mark mark) {
  auto b = std::make_shared<Body>();
  b->mark = std::move(mark);
  return Node(std::move(b));
}
Node Node::scalar(std::string text, Mark mark, bool quoted) {
  auto b = std::make_shared<Body>();
  b->kind = Kind::scalar, b->text = std::move(text), b->mark = std::move(mark), b->quoted = quoted;
  return Node(std::move(b));
}
Node Node::list(std::vector<Node> items, Mark mark) {
  auto b = std::make_shared<Body>();
  b->kind = Kind::list, b->items = std::move(items), b->mark = std::move(mark);
  return Node(std::move(b));
}
Node Node::map(std::vector<Entry> entries, Mark mark) {
  auto b = std::make_shared<Body>();
  b->kind = Kind::map, b->entries = std::move(entries), b->mark = std::move(mark);
  return Node(std::move(b));
}
Node Node::number(double value) { return scalar(shortest(value)); }

Node::Kind Node::kind() const { return body_ ? body_->kind : Kind::null; }
const Mark& Node::mark() const { return body_ ? body_->mark : kNowhere; }
const std::string& Node::text() const { return body_ ? body_->text : kEmpty; }
bool Node::quoted() const { return body_ && body_->quoted; }
std::span<const Node> Node::items() const {
  return body_ ? std::span<const Node>(body_->items) : std::span<const Node>();
}
std::span<const Node::Entry> Node::entries() const {
  return body_ ? std::span<const Entry>(body_->entries) : std::span<const Entry>();
}
const Node* Node::find(std::string_view key) const {
  for (const Entry& e : entries())
    if (e.key == key) return &e.value;
  return nullptr;
}
Node Node::with(std::string_view key, std::optional<Node> value, Mark key_mark) const {
  std::vector<Entry> all(entries().begin(), entries().end());
  const auto at = std::ranges::find(all, key, &Entry::key);
  if (!value) {
    if (at != all.end()) all.erase(at);
  } else if (at != all.end()) {
    at->value = std::move(*value);
  } else {
    all.push_back({std::string(key), std::move(key_mark), std::move(*value)});
  }
  return map(std::move(all), mark());
}
Node Node::with(std::size_t index, Node value) const {
  std::vector<Node> all(items().begin(), items().end());
  all.at(index) = std::move(value);
  return list(std::move(all), mark());
}
bool Node::operator==(const Node& o) const {
  if (kind() != o.kind() || text() != o.text() || (quoted() != o.quoted() && ambiguous(text()))) return false;
  if (!std::ranges::equal(items(), o.items())) return false;
  if (entries().size() != o.entries().size()) return false;
  return std::ranges::all_of(entries(), [&](const Entry& e) {
    const Node* other = o.find(e.key);
    return other && e.value == *other;
  });
}

std::string to_flow(const Node& n) {
  std::string out;
  switch (n.kind()) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::scalar:
      return spelled(n);
    case Node::Kind::list:
      for (const Node& i : n.items()) out += (out.empty() ? "" : ", ") + to_flow(i);
      return "[" + out + "]";
    case Node::Kind::map:
      for (const auto& e : n.entries())
        out += (out.empty() ? "" : ", ") + spelled(e.key, true) + ": " + to_flow(e.value);
      return "{" + out + "}";
  }
  return out;
}

std::string to_yaml(const Node& n, int indent) {
  const std::string pad(static_cast<std::size_t>(indent), ' ');
  const auto small = [&](const Node& v) { return !v.is_map() || to_flow(v).size() + pad.size() < 96; };
  std::string out;
  if (n.is_map() && !n.entries().empty()) {
    for (const auto& e : n.entries()) {
      const bool map_list =
          e.value.is_list() && std::ranges::any_of(e.value.items(), [](auto& i) { return i.is_map(); });
      const bool block =
          map_list || (e.value.is_map() && (indent == 0 ? to_flow(e.value).size() > 72 : !small(e.value)));
      out += pad + spelled(e.key, true) + ":";
      out += block ? "\n" + to_yaml(e.value, indent + 2) : " " + to_flow(e.value) + "\n";
    }
    return out;
  }
  if (n.is_list() && !n.items().empty()) {
    for (const Node& i : n.items()) {
      if (i.is_map() && !small(i))
        out += pad + "-" + to_yaml(i, indent + 2).substr(pad.size() + 1);
      else
        out += pad + "- " + to_flow(i) + "\n";
    }
    return out;
  }
  return pad + to_flow(n) + "\n";
}

std::string shortest(double v) {
  if (v == 0) return "0";  // never "-0"
  return fmt::format("{}", v);
}

namespace {
/// Digits, sign, point and exponent of a decimal number at the front of s; its length, 0 if there is none.
std::size_t decimal(std::string_view s, double& out) {
  std::string digits;
  std::vector<std::size_t> at;  // digits[k] came from s[at[k]]
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool between = i > 0 && i + 1 < s.size() && std::isdigit(static_cast<unsigned char>(s[i - 1])) &&
                         std::isdigit(static_cast<unsigned char>(s[i + 1]));
    if (s[i] == '_' && between) continue;
    digits += s[i], at.push_back(i);
  }
  const char* begin = digits.data();
  const char* end = begin + digits.size();
  if (begin != end && *begin == '+') ++begin;
  const char* unsigned_part = begin + (begin != end && *begin == '-');
  if (unsigned_part == end || !(std::isdigit(static_cast<unsigned char>(*unsigned_part)) || *unsigned_part == '.'))
    return 0;
  if (*unsigned_part == '0' && unsigned_part + 1 != end && std::isalnum(static_cast<unsigned char>(unsigned_part[1])) &&
      unsigned_part[1] != 'e' && unsigned_part[1] != 'E' && !std::isalpha(static_cast<unsigned char>(unsigned_part[1])))
    return 0;  // 010
  const auto [rest, error] = std::from_chars(begin, end, out);
  if (error != std::errc() || rest == begin) return 0;
  const auto used = static_cast<std::size_t>(rest - digits.data());
  return used == digits.size() ? s.size() : at[used];
}
std::string quote(const Node& n) {
  if (n.is_scalar()) return "'" + n.text().substr(0, 60) + "'";
  return n.is_null() ? "nothing" : n.is_list() ? "a list" : "a mapping";
}
std::string not_a(std::string_view what, const Node& n) {
  std::string hint;
  const std::string& t = n.text();
  if (n.quoted())
    hint = " (in quotes it is text)";
  else if (t.size() > 1 && t[0] == '0' && std::ranges::all_of(t, [](unsigned char c) { return std::isdigit(c); }))
    hint = " (a leading zero is not allowed: write " + t.substr(std::min(t.find_first_not_of('0'), t.size() - 1)) + ")";
  else if (t.find('/') != std::string::npos)
    hint = " (fractions are not computed: write it as a decimal)";
  return "expected " + std::string(what) + ", got " + quote(n) + hint;
}
}  // namespace

std::string read_number(const Node& n, double& out) {
  if (!n.is_scalar() || n.quoted()) return not_a("a number", n);
  const std::string& t = n.text();
  if (t == "inf" || t == ".inf") return out = std::numeric_limits<double>::infinity(), "";
  if (t == "-inf" || t == "-.inf") return out = -std::numeric_limits<double>::infinity(), "";
  if (t == "nan" || t == ".nan" || t == ".NaN" || t == "NaN") return "NaN is not a value";
  double v;
  if (decimal(t, v) != t.size() || t.empty()) return not_a("a number", n);
  if (!std::isfinite(v)) return "the number " + quote(n) + " is too large";
  return out = v, "";
}

std::string read_integer(const Node& n, std::int64_t& out) {
  double v;
  if (auto why = read_number(n, v); !why.empty()) return not_a("a whole number", n);
  if (v != std::floor(v)) return not_a("a whole number", n);
  if (std::abs(v) > 9e15) return "the number " + quote(n) + " is too large";
  return out = static_cast<std::int64_t>(v), "";
}

std::string read_count(const Node& n, std::uint64_t& out) {
  if (!n.is_scalar() || n.quoted()) return not_a("a count", n);
  const std::string& t = n.text();
  std::uint64_t whole;
  if (const auto [p, e] = std::from_chars(t.data(), t.data() + t.size(), whole);
      e == std::errc() && p == t.data() + t.size() && (t.size() == 1 || t[0] != '0'))
    return out = whole, "";
  double v;
  const auto used = decimal(t, v);
  const std::string_view unit = std::string_view(t).substr(used);
  if (used == 0 || !(unit.empty() || unit == "k" || unit == "M")) return not_a("a count such as 500, 20k or 1M", n);
  v *= unit == "k" ? 1e3 : unit == "M" ? 1e6 : 1;
  if (v < 0) return "a count cannot be negative, got " + quote(n);
  if (std::abs(v - std::round(v)) > 1e-9 * v) return not_a("a whole count", n);
  if (v > 1.8e19) return "the count " + quote(n) + " is too large: at most 18446744073709551615";
  return out = static_cast<std::uint64_t>(std::llround(std::min(v, 9.2e18))), "";
}

std::string read_seconds(const Node& n, double& out) {
  if (!n.is_scalar() || n.quoted()) return not_a("a time such as 30s or 2h", n);
  const std::string& t = n.text();
  double v;
  const auto used = decimal(t, v);
  std::string_view unit = std::string_view(t).substr(used);
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  struct Unit {
    std::string_view text;
    double seconds;
  };
  static constexpr Unit units[] = {{"", 1}, {"s", 1}, {"ms", 1e-3}, {"min", 60}, {"h", 3600}, {"d", 86400}};
  const auto* u = std::ranges::find(units, unit, &Unit::text);
  if (used == 0 || u == std::end(units))
    return not_a("a time in seconds or with ms, s, min, h, d", n) + (unit == "m" ? " (minutes are 'min')" : "");
  return out = v * u->seconds, "";
}

std::string read_bool(const Node& n, bool& out) {
  if (n.is_scalar() && !n.quoted() && (n.text() == "true" || n.text() == "false")) return out = n.text() == "true", "";
  const bool nearly = n.is_scalar() && reserved(n.text());
  return "expected true or false, got " + quote(n) + (nearly ? " (only true and false are booleans)" : "");
}

std::string read_text(const Node& n, std::string& out) {
  if (!n.is_scalar()) return "expected a word, got " + quote(n);
  return out = n.text(), "";
}

}  // namespace paddock
