// The tables of a results folder, written from its database.
#pragma once
#include "sim/experiment/plan.h"
#include "sim/results/store.h"

#include <filesystem>

namespace paddock {

/// results.csv, failures.csv (if any) and what the study records, as far as cells are done. Derived from the database:
/// the same cells give the same bytes, however they came there. Throws ResultsError.
void write_tables(const Study&, const Plan&, const Store&, const std::filesystem::path& folder);

}  // namespace paddock
