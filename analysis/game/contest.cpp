#include "analysis/game/contest.h"

#include "sim/core/expects.h"
#include "sim/math/connectivity.h"

#include <fmt/format.h>

#include <algorithm>

namespace paddock {
namespace {

std::vector<std::string> names_or_numbers(std::span<const std::string> names, Eigen::Index n) {
  expects(names.empty() || static_cast<Eigen::Index>(names.size()) == n, "one name for each arm");
  std::vector<std::string> out(names.begin(), names.end());
  for (Eigen::Index i = 0; names.empty() && i < n; ++i) out.push_back(std::to_string(i));
  return out;
}

std::string listed(const Contest& c, const std::vector<int>& component, int which) {
  constexpr std::size_t kShown = 5;
  std::size_t count = 0;
  std::string out;
  for (std::size_t i = 0; i < component.size(); ++i)
    if (component[i] == which && ++count <= kShown) out += (count == 1 ? "" : ", ") + c.names[i];
  return count <= kShown ? out : fmt::format("{} and {} more", out, count - kShown);
}

}  // namespace

Contest contest_of(const Preferences& p, std::span<const std::string> names) {
  expects(p.rows() == p.cols() && p.rows() > 0, "a square preference matrix of at least one arm");
  Contest c{.names = names_or_numbers(names, p.rows()), .p = p, .wins = {}, .margins = {}, .compared = {}};
  c.p.diagonal().setConstant(0.5);
  c.wins = c.p;
  c.margins = (c.p - c.p.transpose()) / 2;
  return c;
}

std::string why_no_scores(const Contest& c) {
  const std::vector<int> part = win_components(c.wins + c.wins.transpose());
  if (const int parts = *std::max_element(part.begin(), part.end()) + 1; parts > 1)
    return fmt::format("disconnected: {} groups were never compared with each other ({} | {}{}); no scores across them",
                       parts, listed(c, part, part[0]), listed(c, part, part[0] == 0 ? 1 : 0), parts > 2 ? " | …" : "");
  const std::vector<int> component = win_components(c.wins);
  const int top = *std::max_element(component.begin(), component.end());
  if (top == 0) return {};
  return fmt::format(
      "separable: {} never lost to the others, so likelihood grows without end; a ridge > 0 gives scores",
      listed(c, component, top));
}

}  // namespace paddock
