// Verdicts on claims as people and programs read them.
#pragma once
#include "analysis/claims/verdict.h"
#include "analysis/report/text_table.h"

#include <string>
#include <vector>

namespace paddock {

/// "holds", "REFUTED", "UNDECIDED"; "refuted ✓" where it must be; what is wrong with a control.
std::string verdict_word(const Verdict&);
/// ".071 [.064, .078]", ".05 exact", "worst ratio .54 at t = 20".
std::string effect_text(const Verdict&);
/// "20", "400*": the star means that no more were allowed.
std::string seeds_text(const Verdict&);
/// What a reader should mind: few seeds, how many would decide, why nothing can be said.
std::string remark_on(const Verdict&);

/// The block of `run`; empty without claims. Ends with a line break.
std::string claims_block(const std::vector<Verdict>&, const Look&);

/// The table of `check`, what failed last, then what to do about it and the family-wise level.

std::string claims_table(std::vector<Verdict>, const Look&);
std::string claims_markdown(std::vector<Verdict>);
/// JUnit XML: a test case a claim, a test suite a scenario.
std::string claims_junit(const std::vector<Verdict>&);
/// A JSON object.
std::string claim_json(const Verdict&);

}  // namespace paddock
