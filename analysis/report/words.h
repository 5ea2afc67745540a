// Text for people: plain words for metrics, sentences, and lines that fit.
#pragma once
#include "analysis/report/findings.h"

#include <string>
#include <string_view>
#include <vector>

namespace paddock {

/// "how much a clever rival can gain" for exploitability; the name itself where there are no plainer words.
std::string in_words(std::string_view metric);
/// Name of a point: `alpha = 0.5, flip = 0.1`; empty without sweep.
std::string point_name(const Findings&, std::size_t point);
/// A sentence or two on who is best and what the last one does wrong; empty when nothing can be said.
std::string conclusion(const Findings&, std::size_t point = 0);
/// "2.0 M labels would cost 600,000 and take 2.3 years of their time. Here: 1.1 s."
std::string effort(const Findings&);
/// What the reader should be warned of: few seeds, failures, undefined values.
std::vector<std::string> warnings(const Findings&);

/// Columns a text takes on a terminal: wide characters count two, combining ones none.
std::size_t display_width(std::string_view utf8);
/// Without control characters and broken UTF-8, so that a name cannot move the cursor.
std::string printable(std::string_view text);
/// At most `width` columns; what is cut is replaced by two dots.
std::string clipped(std::string_view text, std::size_t width);
/// Lines of at most `width` columns, broken at blanks.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);
/// Typographic characters in ASCII: ± becomes +-, × becomes x.
std::string ascii(std::string_view utf8);

}  // namespace paddock
