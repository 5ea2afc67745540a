// The tables of a results folder, for spreadsheets, R and pandas.
#pragma once
#include "sim/results/output.h"
#include "sim/results/rows.h"

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

namespace paddock {

/// RFC 4180 with LF: quotes what has to be.
void append_csv(fmt::memory_buffer&, std::string_view field);

// Each writes the whole file or nothing (ResultsError). Rows are ordered by point, agent as the outline has them, seed,
// labels, metric name. They depend only on the outline and the cells.

/// scenario,point,<columns>,agent,seed,labels,steps,time,cost,metric,value; an undefined value is an empty field.
void write_results_csv(const std::filesystem::path&, const Outline&, const CellSource&);
/// scenario,point,<columns>,agent,seed,reason,seconds. Removes the file when nothing failed; returns how many did.
std::size_t write_failures_csv(const std::filesystem::path&, const Outline&, const CellSource&);
/// point,agent,seed,query,context,left,right,winner,annotator,time,cost; for other forms shown,answer in place of
/// left,right,winner. Readable by `data: {file: …}`.
void write_labels_csv(const std::filesystem::path&, const Outline&, const CellSource&);
/// point,agent,seed,labels,policy,context,response,probability. Only checkpoints the outline wants.
void write_policies_csv(const std::filesystem::path&, const Outline&, const CellSource&,
                        const std::vector<std::string>& responses);

/// The rows of a cell that its agent's outline wants, in the order of results.csv.
std::vector<ResultRow> wanted_rows(const CellResult&, const Outline::Agent&);

}  // namespace paddock
