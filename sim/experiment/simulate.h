// A study run in memory: the short way from C++.
#pragma once
#include "sim/experiment/plan.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace paddock {

class Simulation {
 public:
  /// Runs every cell of a scenario, written as in a file (paths are relative to the working directory); nothing is
  /// stored. threads = 0: as many as the machine offers. Throws std::invalid_argument with all problems of the text,
  /// located, or std::runtime_error with the reason why a cell failed.
  explicit Simulation(const std::string& yaml, unsigned threads = 0);
  const Study& study() const { return *study_; }
  /// Points, agents and seeds in the order of the results.
  const Outline& outline() const { return plan_.outline; }
  CellResult cell(Place place) const { return *source_(plan_.outline, place); }
  /// An agent's values of a metric at the end of the run, one a seed, at a sweep point; undefined ones are left out.
  /// Throws std::invalid_argument when there is no such agent or metric.
  std::vector<double> last(std::string_view agent, std::string_view metric, std::size_t point = 0) const;

 private:
  std::shared_ptr<const Study> study_;
  Plan plan_;
  CellSource source_;
};

}  // namespace paddock
