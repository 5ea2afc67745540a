// What came of a claim.
#pragma once
#include "analysis/statistics/estimate.h"
#include "sim/core/claim.h"

#include <string>
#include <vector>

namespace paddock {

enum class Ruling : std::uint8_t { holds, refuted, undecided };
constexpr auto enum_words(Ruling) {
  return std::array{Word{Ruling::holds, "holds"}, Word{Ruling::refuted, "refuted"},
                    Word{Ruling::undecided, "undecided"}};
}

struct Verdict {
  std::string claim, scenario, file, metric, test;
  int line = 0;
  ClaimStatus status = ClaimStatus::calibrated;
  std::string agent;                  ///< whom it is about; empty: several
  Ruling ruling = Ruling::undecided;  ///< of the test itself, even when it must fail
  bool must_fail = false;             ///< refutes: true
  bool has_control = false;
  std::optional<Ruling> control;  ///< of its variant, when that was run

  double effect = std::numeric_limits<double>::quiet_NaN();  ///< where the claim is nearest to failing
  Interval interval;                                         ///< at the confidence that is left for that place
  bool exact = false;                                        ///< nothing is random there
  bool ratio = false;                                        ///< effect and interval are shares of a bound that varies
  std::string place;      ///< where that is: "t = 100, alpha = 0.5"; empty: there is one place only
  std::string target;     ///< "≤ .04"
  std::size_t parts = 0;  ///< places judged together
  double confidence = 0.99;
  std::size_t seeds = 0, most_seeds = 0;
  double would_decide = std::numeric_limits<double>::infinity();  ///< seeds, if undecided
  double seconds = 0;                                             ///< computing time of what it rests on
  std::string note;                                               ///< why nothing can be said, or what to mind

  /// The test came out as it must: for `refutes` it was refuted, and so was the control, if that was run.
  bool passes() const;
  /// It did not and that is certain: the test was decided the wrong way, or the control withstood.
  bool fails() const;
  bool gate() const { return status != ClaimStatus::open; }
  bool decided() const { return ruling != Ruling::undecided && (!control || *control != Ruling::undecided); }
  bool few_seeds() const { return !exact && seeds < kFewSeeds; }
  static constexpr std::size_t kFewSeeds = 10;
};

/// Chance that some claim of a list is refuted although all hold: 1 - the product of their confidences.
double false_alarm(const std::vector<Verdict>&);

}  // namespace paddock
