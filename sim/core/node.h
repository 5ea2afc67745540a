// The located YAML tree: immutable, cheap to copy, every scalar and key knows where it was written.
#pragma once
#include "sim/core/problem.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace paddock {

/// A value of a scenario file. Copies share their body; "changing" one makes a new tree that shares the rest.
class Node {
 public:
  enum class Kind { null, scalar, list, map };
  struct Entry;

  Node() = default;  ///< null
  static Node null(Mark mark);
  /// `quoted`: written in quotes, so never a number or boolean.
  static Node scalar(std::string text, Mark mark = {}, bool quoted = false);
  static Node list(std::vector<Node> items, Mark mark = {});
  static Node map(std::vector<Entry> entries, Mark mark = {});
  static Node number(double value);  ///< shortest text that reads back to the same double

  Kind kind() const;
  bool is_null() const { return kind() == Kind::null; }
  bool is_scalar() const { return kind() == Kind::scalar; }
  bool is_list() const { return kind() == Kind::list; }
  bool is_map() const { return kind() == Kind::map; }
  const Mark& mark() const;
  const std::string& text() const;  ///< of a scalar, else ""
  bool quoted() const;
  std::span<const Node> items() const;     ///< of a list, else none
  std::span<const Entry> entries() const;  ///< of a map, in file order, else none
  const Node* find(std::string_view key) const;
  /// This map with the key set (in place, else appended) or, given nothing, removed.
  Node with(std::string_view key, std::optional<Node> value, Mark key_mark = {}) const;
  Node with(std::size_t index, Node value) const;  ///< this list with one item replaced
  /// Same shape, keys and texts; marks and key order do not count, nor quotes around what is text anyway.
  bool operator==(const Node&) const;

 private:
  struct Body;
  explicit Node(std::shared_ptr<const Body> body) : body_(std::move(body)) {}
  std::shared_ptr<const Body> body_;
};
struct Node::Entry {
  std::string key;
  Mark mark;
  Node value;
};

/// Canonical one-line YAML: `{a: 1, b: [x, y]}`. Reads back to an equal node.
std::string to_flow(const Node&);
/// Block YAML, deep small mappings in flow style, `indent` spaces in front of each line.
std::string to_yaml(const Node&, int indent = 0);

// Readers of scalars by the rules of scenario files; each returns a sentence about what is wrong, or "" when `out` is
// set. Numbers: 1e-3, 1_000, inf; never 010, 0x10, nan, yes.
std::string read_number(const Node&, double& out);
std::string read_count(const Node&, std::uint64_t& out);   ///< 20k, 1M, 1e5 if integral
std::string read_integer(const Node&, std::int64_t& out);  ///< may be negative
std::string read_seconds(const Node&, double& out);        ///< 30, 30s, 5ms, 2 min, 4h, 1d
std::string read_bool(const Node&, bool& out);             ///< true or false only
std::string read_text(const Node&, std::string& out);
/// Shortest decimal text that reads back to the same double.
std::string shortest(double);

}  // namespace paddock
