#include "sim/core/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

std::string json_quoted(std::string_view s) {
  std::string out = "\"";
  for (char c : s) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}
bool in_range(const Node& n, double v, const FieldView& f, Problems& problems) {
  if (f.range.holds(v)) return true;
  problems.add(n.mark(), fmt::format("{} must be {}, got {}", f.name, f.range.words(), shortest(v)));
  return false;
}
std::string range_schema(std::string_view type, const Range& r) {
  std::string out = fmt::format(R"("type": "{}")", type);
  if (std::isfinite(r.min)) out += fmt::format(R"(, "{}": {})", r.open_min ? "exclusiveMinimum" : "minimum", r.min);
  if (std::isfinite(r.max)) out += fmt::format(R"(, "{}": {})", r.open_max ? "exclusiveMaximum" : "maximum", r.max);
  return out;
}

/// 1_000 and 1_000.5 are text to other readers of YAML.
constexpr const char* kSpaced =
    R"({"type": "string", "pattern": "^[-+]?[0-9]+(_[0-9]+)+([.][0-9]*)?(e[-+]?[0-9]+)?$"})";

// One scalar type: how it is read, checked and written.
template <class T>
struct Scalar;
template <>
struct Scalar<double> {
  static constexpr const char* words = "number";
  static std::string read(const Node& n, double& v) { return read_number(n, v); }
  static Node write(double v) { return Node::number(v); }
  static std::string schema(const Range& r) {
    const std::string infinite = r.max == kInf ? R"(, {"enum": ["inf", "-inf"]})" : "";
    return "\"anyOf\": [{" + range_schema("number", r) + "}, " + kSpaced + infinite + "]";
  }
};
template <>
struct Scalar<int> {
  static constexpr const char* words = "integer";
  static std::string read(const Node& n, int& v) {
    std::int64_t wide;
    auto why = read_integer(n, wide);
    if (why.empty() && std::abs(wide) > 2'000'000'000) return "the number '" + n.text() + "' is too large";
    if (why.empty()) v = static_cast<int>(wide);
    return why;
  }
  static Node write(int v) { return Node::scalar(std::to_string(v)); }
  static std::string schema(const Range& r) {
    return "\"anyOf\": [{" + range_schema("integer", r) + "}, " + kSpaced + "]";
  }
};
template <>
struct Scalar<std::uint64_t> {
  static constexpr const char* words = "count";
  static std::string read(const Node& n, std::uint64_t& v) { return read_count(n, v); }
  static Node write(std::uint64_t v) { return Node::scalar(std::to_string(v)); }
  static std::string schema(const Range& r) {
    return "\"anyOf\": [{" + range_schema("integer", r) +
           R"(}, {"type": "string", "pattern": "^[0-9._]+(e[0-9]+)?[kM]?$"}])";
  }
};
template <>
struct Scalar<bool> {
  static constexpr const char* words = "true or false";
  static std::string read(const Node& n, bool& v) { return read_bool(n, v); }
  static Node write(bool v) { return Node::scalar(v ? "true" : "false"); }
  static std::string schema(const Range&) { return R"("type": "boolean")"; }
};
template <>
struct Scalar<std::string> {
  static constexpr const char* words = "text";
  static std::string read(const Node& n, std::string& v) { return read_text(n, v); }
  static Node write(const std::string& v) { return Node::scalar(v, {}, true); }
  static std::string schema(const Range&) { return R"("type": ["string", "number", "boolean"])"; }
};

template <class T>
bool read_scalar(const Node& n, void* slot, const FieldView& f, Problems& problems) {
  T v{};
  if (auto why = Scalar<T>::read(n, v); !why.empty()) {
    problems.add(n.mark(), fmt::format("{}: {}", f.name, why));
    return false;
  }
  if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>)
    if (!in_range(n, static_cast<double>(v), f, problems)) return false;
  *static_cast<T*>(slot) = std::move(v);
  return true;
}
template <class T>
bool read_list(const Node& n, void* slot, const FieldView& f, Problems& problems) {
  if (!n.is_list()) {
    problems.add(n.mark(), fmt::format("{}: expected a list", f.name));
    return false;
  }
  std::vector<T> out;
  for (const Node& i : n.items()) {
    T v{};
    const bool good = [&] {
      if constexpr (requires { Scalar<T>::words; })
        return read_scalar<T>(i, &v, f, problems);
      else
        return read_list<typename T::value_type>(i, &v, f, problems);
    }();
    if (!good) return false;
    out.push_back(std::move(v));
  }
  *static_cast<std::vector<T>*>(slot) = std::move(out);
  return true;
}
template <class T>
Node write_any(const T& v) {
  if constexpr (requires { Scalar<T>::words; }) {
    return Scalar<T>::write(v);
  } else {
    std::vector<Node> items;
    for (const auto& i : v) items.push_back(write_any(i));
    return Node::list(std::move(items));
  }
}
template <class T>
std::string schema_any(const FieldView& f) {
  if constexpr (requires { Scalar<T>::words; })
    return Scalar<T>::schema(f.range);
  else
    return R"("type": "array", "items": {)" + schema_any<typename T::value_type>(f) + "}";
}
template <class T>
ValueType scalar_type() {
  return {Scalar<T>::words, false, read_scalar<T>, [](const void* s) { return write_any(*static_cast<const T*>(s)); },
          schema_any<T>};
}
template <class T>
ValueType list_type(const char* words) {
  return {words, true, read_list<typename T::value_type>,
          [](const void* s) { return write_any(*static_cast<const T*>(s)); }, schema_any<T>};
}

}  // namespace

namespace detail {
template <>
const ValueType& built_in<double>() {
  static const ValueType t = scalar_type<double>();
  return t;
}
template <>
const ValueType& built_in<int>() {
  static const ValueType t = scalar_type<int>();
  return t;
}
template <>
const ValueType& built_in<std::uint64_t>() {
  static const ValueType t = scalar_type<std::uint64_t>();
  return t;
}
template <>
const ValueType& built_in<bool>() {
  static const ValueType t = scalar_type<bool>();
  return t;
}
template <>
const ValueType& built_in<std::string>() {
  static const ValueType t = scalar_type<std::string>();
  return t;
}
template <>
const ValueType& built_in<std::vector<double>>() {
  static const ValueType t = list_type<std::vector<double>>("list of numbers");
  return t;
}
template <>
const ValueType& built_in<std::vector<std::vector<double>>>() {
  static const ValueType t = list_type<std::vector<std::vector<double>>>("list of lists of numbers");
  return t;
}
template <>
const ValueType& built_in<std::vector<std::string>>() {
  static const ValueType t = list_type<std::vector<std::string>>("list of words");
  return t;
}

bool read_choice(const Node& n, const FieldView& f, std::size_t& index, Problems& problems) {
  for (std::size_t i = 0; i < f.choices.size(); ++i)
    if (n.is_scalar() && n.text() == f.choices[i]) return index = i, true;
  const std::string got = n.is_scalar() ? "'" + n.text() + "'"
                          : n.is_list() ? "a list"
                          : n.is_map()  ? "a mapping"
                                        : "nothing";
  auto near = n.is_scalar() ? did_you_mean(n.text(), f.choices) : "";
  if (near.empty()) near = "; one of: " + listing(f.choices);
  problems.add(n.mark(), fmt::format("{} cannot be {}{}", f.name, got, near));
  return false;
}
std::string choice_schema(const FieldView& f) {
  std::string out;
  for (auto w : f.choices) out += (out.empty() ? "" : ", ") + json_quoted(w);
  return "\"enum\": [" + out + "]";
}
bool read_nested(const Node& n, std::span<const FieldView> fields, const FieldView& f, Problems& problems,
                 const std::string&) {
  const auto before = problems.size();
  parse(n, fields, problems, f.name);
  return problems.size() == before;
}
std::string nested_schema(std::span<const FieldView> fields) {
  return R"("type": "object", "additionalProperties": false, "properties": {)" + schema_properties(fields) + "}";
}
}  // namespace detail

std::string Range::words() const {
  const std::string low = std::isfinite(min) ? (open_min ? "above " : "at least ") + shortest(min) : "";
  const std::string high = std::isfinite(max) ? (open_max ? "below " : "at most ") + shortest(max) : "";
  return low + (low.empty() || high.empty() ? "" : " and ") + high;
}
std::string Range::interval() const {
  return fmt::format("{}{}, {}{}", open_min || min == -kInf ? "(" : "[", shortest(min), shortest(max),
                     open_max || max == kInf ? ")" : "]");
}

void parse(const Node& map, std::span<const FieldView> fields, Problems& problems, std::string_view owner,
           std::span<const std::string_view> also) {
  if (!map.is_map()) {
    if (!map.is_null()) problems.add(map.mark(), fmt::format("{} must be a mapping (key: value)", owner));
    return;
  }
  for (const auto& e : map.entries()) {
    if (std::ranges::find(also, e.key) != also.end()) continue;
    const auto f = std::ranges::find(fields, e.key, &FieldView::name);
    if (f != fields.end()) {
      f->type->read(e.value, f->slot, *f, problems);
      continue;
    }
    std::vector<std::string_view> known(also.begin(), also.end());
    for (const auto& v : fields) known.push_back(v.name);
    auto near = did_you_mean(e.key, known);
    if (near.empty()) near = known.empty() ? "; it takes none" : "; known: " + listing(known);
    problems.add(e.mark, fmt::format("unknown key '{}' in {}{}", e.key, owner, near));
  }
}

Node write(std::span<const FieldView> fields) {
  std::vector<Node::Entry> entries;
  for (const auto& f : fields)
    if (Node n = f.type->write(f.slot); !n.is_null()) entries.push_back({std::string(f.name), {}, std::move(n)});
  return Node::map(std::move(entries));
}

std::string schema_properties(std::span<const FieldView> fields) {
  std::string out;
  for (const auto& f : fields)
    out += fmt::format("{}{}: {{\"description\": {}, {}}}", out.empty() ? "" : ", ", json_quoted(f.name),
                       json_quoted(f.doc), f.type->schema(f));
  return out;
}

bool Seconds::read(const Node& n, Seconds& out, const FieldView& f, Problems& problems) {
  double v;
  if (auto why = read_seconds(n, v); !why.empty()) {
    problems.add(n.mark(), fmt::format("{}: {}", f.name, why));
    return false;
  }
  if (!in_range(n, v, f, problems)) return false;
  return out.value = v, true;
}
std::string Seconds::schema() {
  return R"("anyOf": [{"type": "number"}, {"type": "string", "pattern": "^[0-9._]+(e[-+]?[0-9]+)? *(ms|s|min|h|d)?$"}])";
}

}  // namespace paddock
