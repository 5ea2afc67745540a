// Labels of a scenario's population without an agent that learns: what `sample` writes.
#pragma once
#include "sim/core/metric.h"
#include "sim/scenario/scenario.h"

#include <functional>
#include <string>
#include <vector>

namespace paddock {

struct SurveyRequest {
  const Scenario& scenario;
  Form form = Form::duel;  ///< duel or ranking
  std::uint64_t labels = 0;
  std::uint32_t replication = 0;
};

/// Names behind the numbers of the labels.
struct SurveyNames {
  const WorldView& world;
  std::vector<std::string> groups;
};

/// Asks until so many labels are in, through the kernel: groups, workers, clock, prices and draws are those of a run of
/// the scenario. Duels: the pairs of the scenario's `data:`, over and over, else both drawn from the reference policy;
/// rankings: different responses drawn from it (or uniformly, where data: says so). The response shown left is the
/// first of the row. `take` gets the labels in order of arrival. Throws std::runtime_error for a bad data file.
void survey(const SurveyRequest&, const std::function<void(const LabelBatch&, const SurveyNames&)>& take);

/// Why nobody can be asked in this form; empty when somebody can.
std::string no_survey(const SurveyRequest&);

}  // namespace paddock
