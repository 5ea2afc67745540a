// What a results folder tells, made again from its database.
#pragma once
#include "sim/experiment/plan.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace paddock {

/// The study that a results folder says it holds (scenario.yaml); mistakes are Problems.
std::optional<Study> study_of(const std::filesystem::path& folder, Problems&);
/// summary.csv and, if wanted, report.html.
void rebuild(const std::filesystem::path& folder, const Study&, const Plan&, bool report = true);
/// One report.html and summary.csv of several folders, in `out`; the page. Nothing when a scenario.yaml has mistakes.
std::optional<std::filesystem::path> side_by_side(const std::vector<std::filesystem::path>& folders,
                                                  const std::filesystem::path& out, Problems&);
std::string text_of(const std::filesystem::path& file);

}  // namespace paddock
