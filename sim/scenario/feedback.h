// `feedback:` — what is asked, of how many, when it is learnt, and what ends the run.
#pragma once
#include "sim/core/law.h"
#include "sim/kernel/kernel.h"

#include <optional>

namespace paddock {

/// What becomes of several votes on one query.
enum class Aggregate : std::uint8_t { none, majority };
constexpr auto enum_words(Aggregate) {
  return std::array{Word{Aggregate::none, "none"}, Word{Aggregate::majority, "majority"}};
}
enum class Mode : std::uint8_t { sync, async };
constexpr auto enum_words(Mode) { return std::array{Word{Mode::sync, "sync"}, Word{Mode::async, "async"}}; }
/// Which response is shown left.
enum class Sides : std::uint8_t { random, asked };
constexpr auto enum_words(Sides) { return std::array{Word{Sides::random, "random"}, Word{Sides::asked, "asked"}}; }
/// What the luck of a duel is common to, over agents and sweep points.
enum class Crn : std::uint8_t { label, pair };
constexpr auto enum_words(Crn) { return std::array{Word{Crn::label, "label"}, Word{Crn::pair, "pair"}}; }

/// `budget:` — the first to run out ends the run.
struct BudgetPlan {
  std::optional<std::uint64_t> labels, steps;
  std::optional<Seconds> time;
  std::optional<double> cost;

  static constexpr auto fields() {
    return std::tuple{
        field("labels", &BudgetPlan::labels, "votes answered", kAtLeastOne),
        field("steps", &BudgetPlan::steps, "proposals learnt from; under form oracle, updates", kAtLeastOne),
        field("time", &BudgetPlan::time, "simulated time", kPositive, "s"),
        field("cost", &BudgetPlan::cost, "money", kPositive)};
  }
  bool empty() const { return !labels && !steps && !time && !cost; }
  /// The limit in a unit; infinity when there is none.
  double limit(Unit) const;
  /// The first unit that has a limit.
  Unit unit() const;
};

struct Feedback {
  Form form = Form::duel;
  std::optional<std::uint64_t> size;  ///< set once settled
  std::uint64_t batch = 1, votes = 1;
  Aggregate aggregate = Aggregate::none;
  Mode mode = Mode::sync;
  std::optional<std::uint64_t> open;  ///< set once settled when mode is async
  std::optional<TimeLaw> arrivals;
  TieRule ties = TieRule::half;
  Sides sides = Sides::random;
  Crn crn = Crn::label;
  BudgetPlan budget;  ///< never empty once settled

  static constexpr auto fields() {
    return std::tuple{
        field("form", &Feedback::form, "what annotators are asked"),
        field("size", &Feedback::size,
              "responses shown; default 2 for duel, 4 for ranking and best-of, else 1; oracle 0",
              {.min = 0, .max = 253}),
        field("batch", &Feedback::batch, "queries per proposal", {.min = 1, .max = 1e6}),
        field("votes", &Feedback::votes, "distinct annotators asked per query", {.min = 1, .max = 1e4}),
        field("aggregate", &Feedback::aggregate, "what becomes of several votes on one query"),
        field("mode", &Feedback::mode, "async: agents learn from labels as they arrive"),
        field("open", &Feedback::open,
              "async: outstanding queries an agent keeps; default: number of workers, at least batch",
              {.min = 1, .max = 1e6}),
        field("arrivals", &Feedback::arrivals, "queries arrive by this renewal process, whatever the labels do", kAny,
              "s"),
        field("ties", &Feedback::ties, "what learners see of ties"),
        field("sides", &Feedback::sides, "which response is shown left: a coin decides, or the one asked first"),
        field("crn", &Feedback::crn,
              "common random numbers: the n-th label of a run has its luck, or the n-th duel of a pair"),
        field("budget", &Feedback::budget, "what ends the run: labels (default 10k), steps, time, cost")};
  }
};

/// Fills what depends on the form: size, and the budget when none was given (10,000 labels; 1,000 steps under oracle).
void settle(Feedback&);

}  // namespace paddock
