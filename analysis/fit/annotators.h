// A fitted population as a block of a scenario.
#pragma once
#include "analysis/fit/fit.h"

#include <string>

namespace paddock {

/// `annotators:` in YAML: a group named `fitted` that answers as the model does. Its responses are those of the data,
/// in their order; a comment names them. Empty when the fit has not converged.
std::string annotators_yaml(const Fit&, const std::vector<std::string>& names);

}  // namespace paddock
