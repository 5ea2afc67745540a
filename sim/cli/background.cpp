#include "sim/cli/background.h"

#include "analysis/game/lottery.h"
#include "analysis/game/tournament.h"
#include "sim/cli/resolved.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/stage.h"
#include "sim/scenario/truths.h"

#include <fmt/format.h>

#include <algorithm>

namespace paddock {
namespace {

constexpr ItemId kSmall = 6;  // worlds of which policies and truths are told in full

std::string world_line(const Scenario& s, const World& w) {
  const Node params = s.world.recipe.resolved();
  std::string out(s.world.recipe.kind().card.name);
  if (w.responses() > 0)
    out += fmt::format(", {} context{} × {} responses", w.contexts(), w.contexts() == 1 ? "" : "s", w.responses());
  else
    out += fmt::format(", points in {} dimensions", w.items() ? w.items()->width() : 0);
  if (w.dimension() > 0) out += fmt::format(", {} features", w.dimension());
  if (const Node* mu = params.find("reference")) out += ", reference: " + to_flow(*mu);
  return out;
}

/// Every group in a few words: `70 % majority (bradley-terry), noise: {flip: 0.1}`.
std::string crowd_line(const Scenario& s) {
  double total = 0;
  for (const Group& g : s.annotators.groups()) total += g.share;
  std::string out;
  for (const Group& g : s.annotators.groups()) {
    if (!out.empty()) out += "; ";
    if (s.annotators.groups().size() > 1) out += fmt::format("{:.3g} % ", 100 * g.share / total);
    const std::string kind(g.judge.kind().card.name);
    out += g.name == kind ? kind : g.name + " (" + kind + ")";
    for (const auto& f : views(g.modifiers)) {
      const Node n = f.type->write(f.slot);
      if (!n.is_null() && f.name != "order") out += fmt::format(", {}: {}", f.name, to_flow(n));
    }
    if (g.people() > 0) out += fmt::format(", {} worker{}", g.people(), g.people() == 1 ? "" : "s");
  }
  return out;
}

std::string study_line(const Study& study) {
  const Scenario& s = study.points.front().scenario;
  const auto& budget = s.feedback.budget;
  std::string limits;
  for (const auto& w : enum_words(Unit{}))
    if (const double v = budget.limit(w.value); v < kInf)
      limits += fmt::format("{}{} {}", limits.empty() ? "" : ", ", w.value == Unit::time ? brief_seconds(v) : brief(v),
                            w.value == Unit::time ? "" : w.text);
  while (limits.ends_with(' ')) limits.pop_back();
  return fmt::format("{} seed{}, {} each, {} agent{}{}", s.seeds.replications.size(),
                     s.seeds.replications.size() == 1 ? "" : "s", limits, s.agents.list.size(),
                     s.agents.list.size() == 1 ? "" : "s",
                     study.points.size() > 1 ? fmt::format(", {} sweep points", study.points.size()) : "");
}

}  // namespace

std::string truth_line(const std::vector<std::vector<double>>& p, const std::vector<std::string>& names) {
  const auto n = static_cast<Eigen::Index>(p.size());
  Eigen::MatrixXd m(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) m(i, j) = p[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
  const auto name = [&](Eigen::Index i) { return names[static_cast<std::size_t>(i)]; };
  std::string out;
  if (n <= 4)
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index j = 0; j < n; ++j)
        if (m(i, j) > 0.5) out += fmt::format("{} beats {} {:.0f} %   ", name(i), name(j), 100 * m(i, j));
  if (const auto winner = condorcet_winner(m)) return out + "→ Condorcet winner: " + name(*winner);
  out += "→ no Condorcet winner";
  if (n <= static_cast<Eigen::Index>(kSmall)) {
    out += "; fairest mixture (maximal lottery):";
    const auto lottery = maximal_lottery(m);
    for (Eigen::Index i = 0; i < n; ++i) out += fmt::format(" {} {:.2f}", name(i), lottery.policy[i]);
  }
  return out;
}

Background background_of(const Study& study, const std::string& command) {
  const Scenario& s = study.points.front().scenario;
  Background b;
  b.title = s.report ? s.report->title.value_or(s.name) : s.name;
  b.about = s.about.value_or(""), b.source = s.source.value_or(""), b.command = command;
  b.unit = std::string(word(s.agents.list.front().unit));
  b.random = random_study(s);
  b.scenario = to_yaml(resolved(study));
  for (const MetricPlan& m : s.measure.metrics.list) {
    MetricNote note{m.name, true, false};  // a win rate against a rival
    if (m.recipe) note.higher_is_better = m.recipe.kind().traits.higher_is_better;
    b.metrics.push_back(note);
  }
  for (const AgentPlan& a : s.agents.list) b.families[a.name] = std::string(a.recipe.kind().traits.family);

  const Stage stage(s, s.feedback, s.seeds.replications.front());
  const World& w = stage.world();
  b.header = {{"world", world_line(s, w)}, {"crowd", crowd_line(s)}};
  for (MetricNote& note : b.metrics) {
    const auto m = std::ranges::find(s.measure.metrics.list, note.name, &MetricPlan::name);
    note.sampled = w.responses() == 0 && m->recipe && m->recipe.kind().traits.sampled;
  }
  if (w.contexts() == 1 && w.responses() > 0 && w.responses() <= 64 && stage.truth().fixed()) {
    std::vector<std::string> names;
    for (ItemId i = 0; i < w.responses(); ++i) names.push_back(w.name(i));
    std::vector<std::vector<double>> p(w.responses(), std::vector<double>(w.responses()));
    for (ItemId i = 0; i < w.responses(); ++i)
      for (ItemId j = 0; j < w.responses(); ++j) p[i][j] = stage.truth().preference(0, i, j, {});
    const bool one = s.seeds.replications.size() == 1;
    b.header.emplace_back(one ? "the truth" : "truth (first seed)", truth_line(p, names));
    if (w.responses() <= kSmall) b.responses = names, b.truth = p;
  }
  b.header.emplace_back("study", study_line(study));
  return b;
}

}  // namespace paddock
