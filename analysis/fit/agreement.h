// How far people who were asked the same thing agree.
#pragma once
#include "sim/data/comparisons.h"

#include <optional>

namespace paddock {

/// Over questions with two labels or more: those of one `pair` where the file has that column, else all about the same
/// two items (so too for the pairs of rankings). A label is: the first item, the second item, a tie.
struct Agreement {
  double questions = 0, labels = 0;  ///< asked twice or more; labels on them
  double pairwise = 0;               ///< share of equal labels among all pairs of labels on one question, in [0, 1]
  std::optional<double> decisive;    ///< the same among pairs without a tie
  std::optional<double> alpha;  ///< Krippendorff's, nominal: 1 perfect, 0 chance; nothing when all labels are equal
};

/// Nothing when no question was asked twice. Sources: Krippendorff 1980; Fleiss 1971, whose kappa alpha tends to.
std::optional<Agreement> agreement(const Comparisons&);

}  // namespace paddock
