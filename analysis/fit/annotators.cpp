#include "analysis/fit/annotators.h"

#include "sim/core/node.h"

#include <algorithm>

namespace paddock {
namespace {

constexpr std::size_t kNamed = 50;  // items named in the comment

Node one(std::string key, Node value) { return Node::map({{std::move(key), {}, std::move(value)}}); }

double value_of(const Fit& fit, std::string_view name) {
  return std::ranges::find(fit.parameters, name, &FittedParameter::name)->value;
}

}  // namespace

std::string annotators_yaml(const Fit& fit, const std::vector<std::string>& names) {
  if (!fit.converged) return {};
  std::vector<Node::Entry> group{{"name", {}, Node::scalar("fitted")}};
  const auto add = [&](std::string key, Node value) { group.push_back({std::move(key), {}, std::move(value)}); };
  std::vector<Node> list;
  if (fit.model == Model::mallows) {
    for (const int i : fit.consensus) list.push_back(Node::scalar(std::to_string(i)));
    add("kind", Node::scalar("mallows"));
    add("ranking", Node::list(std::move(list)));
    add("phi", Node::number(value_of(fit, "phi")));
    if (fit.partial) add("ranks", Node::scalar("shown"));
  } else {
    for (const double s : fit.scores) list.push_back(Node::number(s));
    add("kind", Node::scalar(fit.model == Model::thurstone ? "thurstone" : "bradley-terry"));
    add("utility", Node::list(std::move(list)));
    for (const FittedParameter& e : fit.parameters) {
      if (e.name == "home_advantage") add("bias", one("position", Node::number(e.value)));
      if (e.name == "theta" && e.value > 1) add("ties", one("rao-kupper", one("theta", Node::number(e.value))));
      if (e.name == "nu" && e.value > 0) add("ties", one("davidson", one("nu", Node::number(e.value))));
    }
  }
  std::vector<Node> shown;
  for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i) shown.push_back(Node::scalar(names[i], {}, true));
  std::string comment = to_flow(Node::list(std::move(shown)));
  std::ranges::replace_if(
      comment, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  if (names.size() > kNamed) comment += " …";
  return "# responses 0 … " + std::to_string(names.size() - 1) + ": " + comment + "\n" +
         to_yaml(one("annotators", Node::map(std::move(group))));
}

}  // namespace paddock
