// What is registered, made readable: entries with a page each, for `list`, and later for docs.
#pragma once
#include "sim/core/fields.h"

#include <string>
#include <utility>
#include <vector>

namespace paddock {

struct Parameter {
  std::string name, type, range, fallback, unit, doc;  ///< range empty: any; fallback: the default as YAML
};
struct Entry {
  std::string name, group, summary, formula, source;
  int revision = 0;                                        ///< 0: not a kind with numbers of its own
  std::vector<std::pair<std::string, std::string>> facts;  ///< forms, worlds, direction …
  std::vector<Parameter> parameters;
};
struct Section {
  std::string name, about;
  std::vector<Entry> entries;
};

/// agents, annotators, worlds, metrics, forms, scenarios.
std::vector<Section> catalogue();
std::vector<Parameter> parameters_of(std::span<const FieldView>);

/// The page of one entry, `width` columns wide.
std::string page(const Section&, const Entry&, int width);
/// Names with one line each.
std::string overview(const Section&, int width);

}  // namespace paddock
