// What the solution concepts of one contest share while they are solved; private to solve.
#pragma once
#include "analysis/game/solve.h"
#include "sim/math/bradley_terry.h"

namespace paddock {

/// A contest, what was asked, and what several concepts need, computed when first asked for.
class SolveWork {
 public:
  SolveWork(const Contest& contest, const SolveOptions& options);

  const Contest& contest;
  const SolveOptions& options;
  Eigen::VectorXd reference;
  Eigen::MatrixXd follower_reference;

  const BradleyTerryFit& bradley_terry();
  const Triples& triples();

  std::vector<std::string> names(std::span<const Eigen::Index> arms) const;
  Finding name(const std::optional<Eigen::Index>& arm) const;

 private:
  std::optional<BradleyTerryFit> bradley_terry_;
  std::optional<Triples> triples_;
};

/// A row of the table of concepts: what it is, and how it is solved.
struct ConceptRow : SolutionConcept {
  void (*fill)(SolveWork&, Solution&);
};
std::span<const ConceptRow> concept_rows();

}  // namespace paddock
