// Parameters declared once: an aggregate with defaults and one `fields()` gives parsing, validation, help, schema and
// echo. The template part only lists the fields and erases their types; everything that works on them is in fields.cpp.
#pragma once
#include "sim/core/node.h"
#include "sim/core/types.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace paddock {

inline constexpr double kInf = std::numeric_limits<double>::infinity();

/// Where a number may lie; closed unless `open_*`.
struct Range {
  double min = -kInf, max = kInf;
  bool open_min = false, open_max = false;
  constexpr bool holds(double v) const { return (open_min ? v > min : v >= min) && (open_max ? v < max : v <= max); }
  bool any() const { return min == -kInf && max == kInf; }
  std::string words() const;     ///< "above 0", "at least 1 and at most 4096"
  std::string interval() const;  ///< "(0, inf)", "[1, 4096]"
};
inline constexpr Range kAny{}, kPositive{.min = 0, .open_min = true}, kNonNegative{.min = 0},
    kProbability{.min = 0, .max = 1}, kAtLeastOne{.min = 1};

struct FieldView;
/// What is known of a parameter type, without the type.
struct ValueType {
  std::string words;  ///< "number", "count", "one of weak, strong"
  bool takes_list;    ///< a YAML list is a value, so only a list of lists sweeps
  bool (*read)(const Node&, void* slot, const FieldView&, Problems&);
  Node (*write)(const void* slot);
  std::string (*schema)(const FieldView&);  ///< JSON Schema of the value, without description and default
};
struct FieldView {
  std::string_view name{}, doc{}, unit{};
  Range range{};
  void* slot = nullptr;
  const ValueType* type = nullptr;
  std::vector<std::string_view> choices{};  ///< words of an enum
};

template <class P, class T>
struct Field {
  std::string_view name;
  T P::*member;
  std::string_view doc;
  Range range;
  std::string_view unit;
};
template <class P, class T>
constexpr auto field(std::string_view name, T P::*member, std::string_view doc, Range range = kAny,
                     std::string_view unit = {}) {
  return Field<P, T>{name, member, doc, range, unit};
}

/// An aggregate with `static constexpr auto fields()`; optional `std::string check() const`, empty when fine.
template <class P>
concept Params = std::is_default_constructible_v<P> && requires {
  P::fields();
};

/// A parameter type of its own: `static constexpr std::string_view kWords`, `static constexpr bool kTakesList`,
/// `static bool read(const Node&, T&, const FieldView&, Problems&)`, `Node write() const`, `static std::string
/// schema()`.
template <class T>
concept Readable = requires {
  T::kWords;
};

template <Params P>
std::vector<FieldView> views(const P& p);

/// Reads a mapping into its fields. Unknown keys are problems unless in `also`; `owner` names the kind in messages.
void parse(const Node& map, std::span<const FieldView>, Problems&, std::string_view owner,
           std::span<const std::string_view> also = {});
Node write(std::span<const FieldView>);                     ///< every field with its value; empty optionals left out
std::string schema_properties(std::span<const FieldView>);  ///< `"name": {…}, …`

namespace detail {
template <class T>
const ValueType& built_in();  // double, int, uint64_t, bool, string, and lists of them; defined in fields.cpp
bool read_choice(const Node&, const FieldView&, std::size_t& index, Problems&);
std::string choice_schema(const FieldView&);
bool read_nested(const Node&, std::span<const FieldView>, const FieldView&, Problems&, const std::string& check);
std::string nested_schema(std::span<const FieldView>);

template <class P>
std::string check(const P& p) {
  if constexpr (requires { p.check(); })
    return p.check();
  else
    return {};
}

template <class T>
struct Traits;
template <WordEnum E>
struct Traits<E> {
  static const ValueType& type() {
    static const ValueType t{
        "word", false,
        [](const Node& n, void* slot, const FieldView& f, Problems& problems) {
          std::size_t i = 0;
          if (!read_choice(n, f, i, problems)) return false;
          *static_cast<E*>(slot) = enum_words(E{})[i].value;
          return true;
        },
        [](const void* slot) { return Node::scalar(std::string(word(*static_cast<const E*>(slot)))); }, choice_schema};
    return t;
  }
};
template <Readable T>
struct Traits<T> {
  static const ValueType& type() {
    static const ValueType t{std::string(T::kWords), T::kTakesList,
                             [](const Node& n, void* slot, const FieldView& f, Problems& problems) {
                               return T::read(n, *static_cast<T*>(slot), f, problems);
                             },
                             [](const void* slot) { return static_cast<const T*>(slot)->write(); },
                             [](const FieldView&) { return T::schema(); }};
    return t;
  }
};
template <Params P>
struct Traits<P> {
  static const ValueType& type() {
    static const ValueType t{"mapping", false,
                             [](const Node& n, void* slot, const FieldView& f, Problems& problems) {
                               P& p = *static_cast<P*>(slot);
                               const auto before = problems.size();
                               if (!read_nested(n, views(p), f, problems, {})) return false;
                               if (problems.size() == before)
                                 if (auto why = check(p); !why.empty()) problems.add(n.mark(), why);
                               return problems.size() == before;
                             },
                             [](const void* slot) { return paddock::write(views(*static_cast<const P*>(slot))); },
                             [](const FieldView&) {
                               const P p{};
                               return nested_schema(views(p));
                             }};
    return t;
  }
};
template <class T>
struct Traits<std::optional<T>> {
  static const ValueType& type();
};

template <class T>
const ValueType& value_type() {
  if constexpr (requires { Traits<T>::type(); })
    return Traits<T>::type();
  else
    return built_in<T>();
}
template <class T>
const ValueType& Traits<std::optional<T>>::type() {
  static const ValueType t{value_type<T>().words, value_type<T>().takes_list,
                           [](const Node& n, void* slot, const FieldView& f, Problems& problems) {
                             T value{};
                             if (!value_type<T>().read(n, &value, f, problems)) return false;
                             *static_cast<std::optional<T>*>(slot) = std::move(value);
                             return true;
                           },
                           [](const void* slot) {
                             const auto& o = *static_cast<const std::optional<T>*>(slot);
                             return o ? value_type<T>().write(&*o) : Node();
                           },
                           value_type<T>().schema};
  return t;
}

template <class T>
struct Bare {
  using type = T;
};
template <class T>
struct Bare<std::optional<T>> {
  using type = T;
};
}  // namespace detail

template <Params P>
std::vector<FieldView> views(const P& p) {
  return std::apply(
      [&]<class... F>(const F&... f) {
        [[maybe_unused]] const auto view = [&]<class T>(const Field<P, T>& x) {
          FieldView v{x.name, x.doc, x.unit, x.range, const_cast<T*>(&(p.*x.member)), &detail::value_type<T>(), {}};
          using Bare = typename detail::Bare<T>::type;
          if constexpr (WordEnum<Bare>)
            for (const auto& w : enum_words(Bare{})) v.choices.push_back(w.text);
          return v;
        };
        return std::vector<FieldView>{view(f)...};
      },
      P::fields());
}

/// A time in seconds: 30, 30s, 5ms, 2min, 4h, 1d.
struct Seconds {
  double value = 0;
  static constexpr std::string_view kWords = "time";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, Seconds&, const FieldView&, Problems&);
  Node write() const { return Node::number(value); }
  static std::string schema();
};

}  // namespace paddock
