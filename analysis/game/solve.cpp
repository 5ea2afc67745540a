#include "analysis/game/solve.h"

#include "analysis/game/solve_work.h"
#include "sim/core/expects.h"
#include "sim/math/connectivity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  const auto plain = [](char c) { return c == '-' ? '_' : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return plain(x) == plain(y); });
}

bool is_law(const Eigen::Ref<const Eigen::VectorXd>& v) {
  return v.allFinite() && v.minCoeff() >= 0 && std::abs(v.sum() - 1) < 1e-6;
}

std::vector<std::string> notes_on(const Contest& c) {
  std::vector<std::string> notes;
  const auto pairs = c.size() * (c.size() - 1) / 2;
  if (c.uncompared > 0) {
    notes.push_back(fmt::format("{} of {} pairs were never compared; they count as ½", c.uncompared, pairs));
    const std::vector<int> part = win_components(c.wins + c.wins.transpose());
    if (const int parts = *std::max_element(part.begin(), part.end()) + 1; parts > 1)
      notes.push_back(fmt::format("disconnected: {} groups were never compared with each other", parts));
  }
  std::int64_t ties = 0;
  for (Eigen::Index j = 0; j < c.size(); ++j)
    for (Eigen::Index i = 0; i < j; ++i)
      ties += std::abs(c.p(i, j) - 0.5) <= kTie && (c.compared.size() == 0 || c.compared(i, j));
  if (ties > 0)
    notes.push_back(ties == pairs - c.uncompared
                        ? "all pairs tie"
                        : fmt::format("{} of {} pairs tie exactly", ties, pairs - c.uncompared));
  return notes;
}

}  // namespace

SolveWork::SolveWork(const Contest& given, const SolveOptions& asked)
    : contest(given), options(asked), reference(asked.reference), follower_reference(asked.follower_reference) {
  const Eigen::Index n = given.size();
  expects(n > 0 && given.p.cols() == n && static_cast<Eigen::Index>(given.names.size()) == n, "a named square contest");
  expects(asked.tau >= 0 && std::isfinite(asked.tau) && asked.ridge >= 0 && std::isfinite(asked.ridge),
          "tau and ridge >= 0");
  expects(asked.beta > 0 && asked.tau_leader > 0 && asked.tau_follower > 0, "beta, tau_leader and tau_follower > 0");
  if (reference.size() == 0) reference = Eigen::VectorXd::Constant(n, 1 / static_cast<double>(n));
  expects(reference.size() == n && is_law(reference), "a reference policy with a probability for each arm");
  if (follower_reference.size() == 0) follower_reference = reference;
  expects(follower_reference.rows() == n && (follower_reference.cols() == 1 || follower_reference.cols() == n),
          "a follower's reference of n x 1 or n x n");
  if (follower_reference.cols() == 1 && n > 1)
    expects(is_law(follower_reference.col(0)), "a law as the follower's reference");
  else
    for (Eigen::Index i = 0; i < n; ++i)
      expects(is_law(follower_reference.row(i).transpose()), "a law in each row of the follower's reference");
}

const BradleyTerryFit& SolveWork::bradley_terry() {
  if (!bradley_terry_) bradley_terry_ = fit_bradley_terry(contest.wins, {.ridge = options.ridge});
  return *bradley_terry_;
}

const Triples& SolveWork::triples() {
  if (!triples_) triples_ = count_triples(contest.p);
  return *triples_;
}

std::vector<std::string> SolveWork::names(std::span<const Eigen::Index> arms) const {
  std::vector<std::string> out;
  for (const Eigen::Index i : arms) out.push_back(contest.names[static_cast<std::size_t>(i)]);
  return out;
}

Finding SolveWork::name(const std::optional<Eigen::Index>& arm) const {
  return arm ? Finding(contest.names[static_cast<std::size_t>(*arm)]) : Finding();
}

std::span<const SolutionConcept> solution_concepts() {
  static const std::vector<SolutionConcept> all(concept_rows().begin(), concept_rows().end());
  return all;
}

const SolutionConcept* find_concept(std::string_view name) {
  for (const SolutionConcept& c : solution_concepts())
    if (same_name(c.name, name)) return &c;
  return nullptr;
}

SolveResult solve(const Contest& contest, const SolveOptions& options) {
  SolveWork work(contest, options);
  for (const std::string& name : options.concepts) expects(find_concept(name) != nullptr, "the name of a concept");
  SolveResult result{contest.names, contest.uncompared, notes_on(contest), {}};
  for (const ConceptRow& row : concept_rows()) {
    const bool asked = std::ranges::any_of(options.concepts, [&](const auto& n) { return same_name(n, row.name); });
    if (!asked && !(options.concepts.empty() && row.standard)) continue;
    result.solutions.push_back({.name = std::string(row.name), .values = {}, .notes = {}});
    row.fill(work, result.solutions.back());
  }
  return result;
}

const Finding* SolveResult::find(std::string_view path) const {
  const auto dot = path.find('.');
  const std::string_view key = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  for (const Solution& s : solutions)
    if (same_name(s.name, path.substr(0, dot)))
      for (const auto& [name, value] : s.values)
        if (same_name(name, key)) return &value;
  return nullptr;
}

std::optional<double> SolveResult::number(std::string_view path) const {
  const Finding* found = find(path);
  if (!found) return {};
  if (const auto* v = std::get_if<double>(found)) return *v;
  if (const auto* v = std::get_if<std::int64_t>(found)) return static_cast<double>(*v);
  if (const auto* v = std::get_if<bool>(found)) return *v ? 1 : 0;
  return {};
}

}  // namespace paddock
