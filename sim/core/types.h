// The words everything else is written in: simulated time, ids, and what may be asked of an annotator.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace paddock {

/// Simulated nanoseconds since the start of a run: integers, so that equal instants compare equal.
using Tick = std::int64_t;
inline constexpr Tick kSecond = 1'000'000'000;
constexpr double to_seconds(Tick t) { return static_cast<double>(t) / static_cast<double>(kSecond); }

using Row = std::uint32_t;        ///< a row of a batch
using ContextId = std::uint32_t;  ///< a context (prompt), 0 … contexts-1
using ItemId = std::uint32_t;     ///< a response: its number in an enumerable world, a slot of the ItemStore otherwise

/// A YAML word and the enumerator it stands for; `enum_words(E)` found by argument lookup makes E a parameter type.
template <class E>
struct Word {
  E value;
  std::string_view text;
};
template <class E>
Word(E, const char*) -> Word<E>;
template <class E>
concept WordEnum = requires(E e) {
  enum_words(e);
};

template <WordEnum E>
constexpr std::string_view word(E value) {
  for (const auto& w : enum_words(value))
    if (w.value == value) return w.text;
  return "?";
}

/// What an annotator is shown and asked. Those after `oracle` are part of the label type from the start; no annotator
/// answers them yet.
enum class Form : std::uint8_t {
  duel,     ///< which of two
  ranking,  ///< order of all shown
  best_of,  ///< which one of all shown
  rating,   ///< a number for each shown
  thumbs,   ///< up or down for the one shown
  oracle,   ///< no question: the agent may read the truth; a round is a step and no label
  graded,
  critique,
  revision,
  group,
  step,
  click,
  belief
};
constexpr auto enum_words(Form) {
  return std::array{Word{Form::duel, "duel"},     Word{Form::ranking, "ranking"},   Word{Form::best_of, "best-of"},
                    Word{Form::rating, "rating"}, Word{Form::thumbs, "thumbs"},     Word{Form::oracle, "oracle"},
                    Word{Form::graded, "graded"}, Word{Form::critique, "critique"}, Word{Form::revision, "revision"},
                    Word{Form::group, "group"},   Word{Form::step, "step"},         Word{Form::click, "click"},
                    Word{Form::belief, "belief"}};
}
constexpr bool supported(Form f) { return f <= Form::oracle; }

/// A set of forms, for traits.
class Forms {
 public:
  constexpr Forms() = default;
  template <class... F>
  constexpr explicit(false) Forms(F... forms) : bits_((0u | ... | (1u << static_cast<unsigned>(forms)))) {}
  constexpr bool has(Form f) const { return bits_ >> static_cast<unsigned>(f) & 1u; }

 private:
  std::uint32_t bits_ = 0;
};

/// What a stream of random numbers is drawn for; a part of its name, see stream.h.
enum class Purpose : std::uint8_t {
  world,       ///< features, contexts' law
  context,     ///< the context of query i
  population,  ///< utilities, rankings, embeddings of a group
  workers,     ///< qualities and personal deviations
  assignment,  ///< which group labels
  staffing,    ///< which of its free workers
  sides,       ///< which response is shown left
  service,     ///< how long it takes
  answer,      ///< what is answered
  ties,        ///< coins for ties
  agent,       ///< the agent's own randomness
  pace,        ///< arrivals
  compute,     ///< how long an agent computes
  measure,     ///< sampled metrics
  data,        ///< labels given before the start
  sweep,       ///< random draws of a sweep
  statistics   ///< bootstrap
};

}  // namespace paddock
