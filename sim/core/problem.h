// What is wrong with a user's file: collected, located, printed all at once.
#pragma once
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace paddock {

/// A text that marks point into; `name` is a path or "command line".
struct Source {
  std::string name, text;
  std::string_view line(int number) const;  ///< without its line break; number from 1; empty when out of range
};

/// A place in a source: line and column from 1; line 0 means nowhere in particular.
struct Mark {
  std::shared_ptr<const Source> source;
  int line = 0, column = 0, length = 1;
};

struct Problem {
  Mark mark;
  std::string text;
  std::vector<Mark> related;  ///< further lines to show
  std::string hint;           ///< a line of advice below the excerpt
};

class Problems {
 public:
  void add(Mark mark, std::string text, std::string hint = {}) {
    list_.push_back({std::move(mark), std::move(text), {}, std::move(hint)});
  }
  void add(Problem p) { list_.push_back(std::move(p)); }
  bool empty() const { return list_.empty(); }
  std::size_t size() const { return list_.size(); }
  std::span<const Problem> list() const { return list_; }
  /// Every problem once, in order of place: `file:line:col: text`, the line, a caret, the hint (ux.md 2).
  void print(std::ostream&) const;

 private:
  std::vector<Problem> list_;
};

/// Optimal-string-alignment distance: insert, delete, replace, swap of neighbours each cost 1.
std::size_t edit_distance(std::string_view a, std::string_view b);
/// "; did you mean 'x'?" for the nearest known word within a third of its length, else "".
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);
/// "a, b, c".
std::string listing(std::span<const std::string_view> words);

}  // namespace paddock
