// Lists of words as a parameter type: `freeze: [world, population]`.
#pragma once
#include "sim/core/fields.h"

#include <algorithm>
#include <vector>

namespace paddock {

/// A set of an enum's words, written as a list or, when there is one, bare.
template <WordEnum E>
struct Words {
  std::vector<E> list;
  bool has(E e) const { return std::ranges::find(list, e) != list.end(); }

  static constexpr std::string_view kWords = "list of words";
  static constexpr bool kTakesList = true;
  static bool read(const Node& n, Words& out, const FieldView& f, Problems& problems) {
    FieldView view = f;
    for (const auto& w : enum_words(E{})) view.choices.push_back(w.text);
    out.list.clear();
    bool good = true;
    for (const Node& i : n.is_list() ? n.items() : std::span(&n, 1)) {
      std::size_t at = 0;
      if (detail::read_choice(i, view, at, problems))
        out.list.push_back(enum_words(E{})[at].value);
      else
        good = false;
    }
    std::ranges::sort(out.list);
    out.list.erase(std::ranges::unique(out.list).begin(), out.list.end());
    return good;
  }
  Node write() const {
    std::vector<Node> items;
    for (E e : list) items.push_back(Node::scalar(std::string(word(e))));
    return list.empty() ? Node() : Node::list(std::move(items));
  }
  static std::string schema() {
    std::string words;
    for (const auto& w : enum_words(E{})) words += (words.empty() ? "\"" : ", \"") + std::string(w.text) + '"';
    return R"("type": "array", "items": {"enum": [)" + words + "]}";
  }
};

}  // namespace paddock
