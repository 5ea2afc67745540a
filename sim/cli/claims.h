// Claims of a study as questions to its cells.
#pragma once
#include "analysis/claims/question.h"
#include "sim/experiment/plan.h"

namespace paddock {

/// What a claim asks of a study: whom it is about, and what its formulas' names stand for there. Without traces.
Question question_of(const Study&, const Claim&);

/// Verdicts on the claims of a study from its cells as they are. Controls are not tried.
std::vector<Verdict> verdicts_of(const Study&, const Plan&, const CellSource&);

}  // namespace paddock
