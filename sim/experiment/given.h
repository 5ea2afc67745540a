// `data:` — the labels that every agent gets before its first proposal.
#pragma once
#include "sim/kernel/kernel.h"
#include "sim/scenario/scenario.h"

namespace paddock {

/// Queries of `data: {n}` or `{design}`, to be answered by the population, or the labels of `{file}`. Duels. Pairs of
/// {n} depend on (seed, replication) only, so all agents get the same. Throws std::runtime_error on a bad file.
Given make_given(const DataPlan&, const WorldView&, std::uint64_t seed, std::uint32_t replication);

/// A context by the world's law, from one draw.
ContextId draw_context(const WorldView&, Stream&);

}  // namespace paddock
