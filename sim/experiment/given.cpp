#include "sim/experiment/given.h"

#include "sim/data/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <unordered_map>

namespace paddock {
namespace {

Given empty(std::size_t rows, bool charged) {
  Given g;
  g.charged = charged;
  g.queries.reshape(Form::duel, 2, static_cast<Row>(rows));
  g.queries.clear(static_cast<Row>(rows));
  return g;
}
void add(Given& g, ContextId x, ItemId a, ItemId b) {
  const Row r = g.queries.size();
  g.queries.duel(x, a, b);
  g.queries.stamp[r] = {QueryBatch::kGiven + r, 0, 0};
}

Given drawn(const DataPlan& plan, const WorldView& world, std::uint64_t seed, std::uint32_t replication) {
  Given g = empty(*plan.n, plan.charged);
  Stream rng(seed, replication, Purpose::data);
  for (std::uint64_t i = 0; i < *plan.n; ++i) {
    rng.seek(i);
    const ContextId x = draw_context(world, rng);
    std::array<ItemId, 2> pair{};
    if (plan.pairs == DataPairs::reference || world.responses() == 0)
      world.reference().sample(x, rng, pair);
    else
      std::ranges::generate(pair, [&] { return rng.below(world.responses()); });
    add(g, x, pair[0], pair[1]);
  }
  return g;
}

Given designed(const DataPlan& plan) {
  std::uint64_t rows = 0;
  for (const DesignRow& d : plan.design->rows) rows += d.count;
  Given g = empty(rows, plan.charged);
  for (const DesignRow& d : plan.design->rows)
    for (std::uint64_t i = 0; i < d.count; ++i)
      add(g, static_cast<ContextId>(d.context), static_cast<ItemId>(d.left), static_cast<ItemId>(d.right));
  return g;
}

/// Labels of a file, in its order; a row that counts n times is n labels. Items are the world's by name, contexts by
/// number; a file without a column `context` is all about context 0.
Given read(const DataPlan& plan, const WorldView& world) {
  const Comparisons data = read_comparisons(*plan.file);
  std::unordered_map<std::string, ItemId> item;
  for (ItemId i = 0; i < world.responses(); ++i) item.emplace(world.name(i), i);
  std::vector<ItemId> known;
  for (const std::string& name : data.names) {
    const auto at = item.find(name);
    if (at == item.end()) throw DataError(*plan.file, 0, 0, "the world has no response named '" + name + "'");
    known.push_back(at->second);
  }
  for (const Comparison& c : data.records)
    if (c.context < 0 || c.context >= static_cast<std::int64_t>(world.contexts()))
      throw DataError(*plan.file, c.line, 0,
                      fmt::format("context must be a number from 0 to {}: the world has {} context{}",
                                  world.contexts() - 1, world.contexts(), world.contexts() == 1 ? "" : "s"));
  std::size_t rows = 0;
  const auto times = [](const Comparison& c) { return static_cast<std::size_t>(std::llround(c.count)); };
  for (const Comparison& c : data.records) rows += times(c);
  Given g = empty(rows, plan.charged);
  LabelBatch& labels = g.labels.emplace();
  labels.reshape(g.queries, static_cast<Row>(rows));
  for (const Comparison& c : data.records)
    for (std::size_t i = 0; i < times(c); ++i) {
      add(g, static_cast<ContextId>(c.context), known[static_cast<std::size_t>(c.left)],
          known[static_cast<std::size_t>(c.right)]);
      const Row r = labels.add(g.queries.size() - 1);
      labels.choice[r] = c.outcome == Outcome::left ? 0 : c.outcome == Outcome::right ? 1 : LabelBatch::kTie;
      labels.stamp[r] = {-1, -1, 0, 0, 0, Purpose::data};
    }
  return g;
}

}  // namespace

ContextId draw_context(const WorldView& world, Stream& rng) {
  double u = rng.uniform();
  ContextId x = 0;
  while (x + 1 < world.contexts() && (u -= world.context_probability(x)) >= 0) ++x;
  return x;
}

Given make_given(const DataPlan& plan, const WorldView& world, std::uint64_t seed, std::uint32_t replication) {
  if (plan.file) return read(plan, world);
  return plan.design ? designed(plan) : drawn(plan, world, seed, replication);
}

}  // namespace paddock
