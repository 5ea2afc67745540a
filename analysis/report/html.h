// report.html: the whole study on one page that needs nothing else.
#pragma once
#include "analysis/report/findings.h"

#include <string>

namespace paddock {

/// One self-contained HTML document: tables, pictures as inline SVG, failures, scenario, provenance, tables as CSV. No
/// script, and a content policy that forbids loading anything. Light or dark as the reader prefers.
std::string html_report(const Findings&);

}  // namespace paddock
