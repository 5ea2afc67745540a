// A world and a population from YAML text, and many answers to one question.
#pragma once
#include "annotators/population.h"
#include "sim/core/registry.h"
#include "sim/scenario/yaml.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace paddock::test {

inline std::string texts(const Problems& problems) {
  std::string out;
  for (const auto& p : problems.list()) out += p.text + (p.hint.empty() ? "" : " | " + p.hint) + "\n";
  return out;
}

inline std::unique_ptr<World> world_of(const std::string& yaml, WorldSetup setup = {}) {
  Problems problems;
  const auto recipe = Registry<World>::get().parse(node_of(yaml), problems, "world");
  if (!problems.empty()) throw std::invalid_argument(texts(problems));
  return recipe.make(setup);
}
/// What is wrong with a world, one line a problem.
inline std::string world_problems(const std::string& yaml) {
  Problems problems;
  Registry<World>::get().parse(node_of(yaml), problems, "world");
  return texts(problems);
}

inline PopulationPlan plan_of(const std::string& yaml) {
  PopulationPlan plan;
  Problems problems;
  const FieldView view{.name = "annotators"};
  PopulationPlan::read(node_of(yaml), plan, view, problems);
  if (!problems.empty()) throw std::invalid_argument(texts(problems));
  return plan;
}
inline std::string plan_problems(const std::string& yaml) {
  PopulationPlan plan;
  Problems problems;
  const FieldView view{.name = "annotators"};
  PopulationPlan::read(node_of(yaml), plan, view, problems);
  return texts(problems);
}
inline std::string misfits(const std::string& yaml, const WorldView& world, Form form = Form::duel) {
  Problems problems;
  check_fit(plan_of(yaml), world, form, problems);
  return texts(problems);
}

/// A built population in its world; by default 4 numbered responses.
struct Stage {
  std::unique_ptr<World> world;
  PopulationPlan plan;
  Population population;
  explicit Stage(const std::string& annotators, const std::string& world_yaml = "{kind: tabular, responses: 4}",
                 Form form = Form::duel, std::uint64_t seed = 7, std::uint32_t replication = 0,
                 bool random_sides = true)
      : world(world_of(world_yaml, {seed, replication})),
        plan(plan_of(annotators)),
        population(
            plan,
            {.world = *world, .seed = seed, .replication = replication, .form = form, .random_sides = random_sides}) {
    Problems problems;
    check_fit(plan, *world, form, problems);
    if (!problems.empty()) throw std::invalid_argument(texts(problems));
  }
  Crowd& crowd(std::size_t g = 0) { return population.crowd(g); }
  double truth(ItemId a, ItemId b, ContextId x = 0, const Moment& m = {}) {
    return population.truth().preference(x, a, b, m);
  }
  double labelled(ItemId a, ItemId b, ContextId x = 0, const Moment& m = {}) {
    return population.labelled().preference(x, a, b, m);
  }
};

/// Asks the same question again and again, with fresh serial numbers.
class Asker {
 public:
  Asker(Crowd& crowd, Form form, std::vector<ItemId> items, ContextId x = 0, std::int32_t worker = -1,
        Moment moment = {})
      : crowd_(crowd), worker_(worker), moment_(moment) {
    queries_.reshape(form, static_cast<Row>(items.size()), kBatch);
    queries_.clear(kBatch);
    for (Row r = 0; r < kBatch; ++r) {
      std::ranges::copy(items, queries_.add(x).begin());
      rows_.push_back(r);
    }
    labels_.reshape(queries_, kBatch);
  }
  /// `seen(labels, row)` for each of n answers (a multiple of the batch). `first`: serial of the first.
  template <class F>
  void ask(std::uint64_t n, F seen, std::uint64_t first = 0) {
    for (std::uint64_t done = 0; done < n; done += kBatch) {
      for (Row r = 0; r < kBatch; ++r) queries_.stamp[r] = {first + done + r, 0, 0};
      labels_.clear();
      crowd_.answer({queries_, rows_, 1, 0, worker_, moment_}, labels_);
      for (Row r = 0; r < kBatch; ++r) seen(static_cast<const LabelBatch&>(labels_), r);
    }
  }
  static constexpr Row kBatch = 1000;

 private:
  Crowd& crowd_;
  std::int32_t worker_;
  Moment moment_;
  QueryBatch queries_;
  LabelBatch labels_;
  std::vector<Row> rows_;
};

/// Standard score of a count against a probability; where the probability is 0 or 1 the count must be exact.
inline double score(std::uint64_t count, std::uint64_t n, double p) {
  const auto k = static_cast<double>(count), m = static_cast<double>(n);
  if (p <= 0 || p >= 1) return k == m * p ? 0 : 1e9;
  return (k - m * p) / std::sqrt(m * p * (1 - p));
}
inline constexpr double kFar = 4.9;

/// How often each choice came out of n duels of (a, b).
struct Tally {
  std::uint64_t left = 0, right = 0, tie = 0, skip = 0;
};
inline Tally duel(Crowd& crowd, ItemId a, ItemId b, std::uint64_t n, ContextId x = 0, std::int32_t worker = -1,
                  Moment m = {}) {
  Tally t;
  Asker(crowd, Form::duel, {a, b}, x, worker, m).ask(n, [&](const LabelBatch& l, Row r) {
    ++(l.choice[r] == 0 ? t.left : l.choice[r] == 1 ? t.right : l.choice[r] == LabelBatch::kTie ? t.tie : t.skip);
  });
  return t;
}

}  // namespace paddock::test
