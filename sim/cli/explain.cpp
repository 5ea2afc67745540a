// `paddock explain`: a dry run in words, then the scenario with every default, which computes the same cells.
#include "sim/cli/background.h"
#include "sim/cli/command.h"
#include "sim/cli/forecast.h"
#include "sim/cli/resolved.h"
#include "sim/cli/terminal.h"
#include "sim/experiment/parallel.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/runner.h"
#include "sim/scenario/truths.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <map>

namespace paddock {
namespace {

constexpr double kLabelsPerSecond = 1e6, kStepsPerSecond = 2e5;  // of one thread, to the order of magnitude

std::string plural(std::size_t n, std::string_view noun) { return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s"); }

/// "ends by labels; expected time 4.1 h, cost 600" for the agents of a point that agree, else agent by agent.
std::string ends(const Scenario& s) {
  std::vector<std::pair<std::string, std::string>> said;  // what, who
  for (const AgentPlan& a : s.agents.list) {
    const Forecast f = forecast(s, a);
    std::string what = fmt::format("ends by {}", word(f.ends));
    std::string more;
    const auto add = [&](Unit u, double value, const std::string& text) {
      if (u != f.ends && value > 0) more += (more.empty() ? "; expected " : ", ") + text;
    };
    add(Unit::labels, f.labels, brief(f.labels) + " labels");
    if (a.feedback.form == Form::oracle) add(Unit::steps, f.steps, brief(f.steps) + " steps");
    add(Unit::time, f.seconds, "time " + brief_seconds(f.seconds));
    add(Unit::cost, f.cost, fmt::format("cost {:.2f}", f.cost));
    what += more;
    const auto same = std::ranges::find(said, what, &std::pair<std::string, std::string>::first);
    if (same == said.end())
      said.emplace_back(what, a.name);
    else
      same->second += ", " + a.name;
  }
  if (said.size() == 1) return said[0].first;
  std::string out;
  for (const auto& [what, who] : said) out += (out.empty() ? "" : "; ") + who + " " + what;
  return out;
}

std::string truth(const Scenario& s) {
  if (s.annotators.external()) return "a program outside knows; a dry run does not ask it";
  const Truths t(s, s.seeds.replications[0]);
  const auto n = t.world().responses();
  if (n == 0) return "responses that cannot be listed";
  if (n > 512) return fmt::format("{} responses", n);
  Eigen::MatrixXd p(n, n);
  t.truth().preferences(0, {}, p);
  std::vector<std::vector<double>> rows(n, std::vector<double>(n));
  std::vector<std::string> names;
  for (ItemId i = 0; i < n; ++i) {
    names.push_back(t.world().name(i));
    for (ItemId j = 0; j < n; ++j) rows[i][j] = p(i, j);
  }
  std::string out = truth_line(rows, names);
  if (constexpr std::string_view kArrow = "→ "; out.starts_with(kArrow)) out.erase(0, kArrow.size());
  if (t.world().contexts() > 1) out += fmt::format(" (context 0 of {})", t.world().contexts());
  if (!t.truth().fixed()) out += "; it changes with the policy or the moment";
  if (random_truth(s)) out += fmt::format("; drawn anew for every seed, this is seed {}", s.seeds.replications[0]);
  return out;
}

struct Totals {
  std::size_t cells = 0;  ///< those that sweep points share count once
  double labels = 0, steps = 0, seconds = 0;
};
Totals totals(const Study& study, const Plan& plan) {
  Totals t{plan.cells.size(), 0, 0, 0};
  for (const Cell& c : plan.cells) {
    const Scenario& s = study.points[c.point].scenario;
    const Forecast f = forecast(s, s.agents.list[c.agent]);
    t.labels += f.labels, t.steps += f.steps;
    t.seconds += f.labels > 0 ? f.labels / kLabelsPerSecond : f.steps / kStepsPerSecond;
  }
  return t;
}

std::string comment(const std::string& text) {
  std::string out;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    out += "# " + std::string(rest.substr(0, end)) + "\n";
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  return out;
}

std::string header(const Study& study, const Plan& plan, unsigned threads, const std::filesystem::path& out) {
  constexpr std::size_t kPoints = 12;
  const Scenario& first = study.points[0].scenario;
  const Totals t = totals(study, plan);
  std::string text = comment(hanging(first.name + (first.about ? ": " + *first.about : ""), 100, 0));
  const std::size_t all = study.points.size() * first.agents.list.size() * first.seeds.replications.size();
  text += fmt::format("# {} × {} × {} = {}{}; about {}, very roughly {} on {}\n",
                      plural(study.points.size(), "sweep point"), plural(first.agents.list.size(), "agent"),
                      plural(first.seeds.replications.size(), "seed"), plural(all, "cell"),
                      t.cells < all ? fmt::format(", {} of them different", t.cells) : "",
                      t.labels > 0 ? brief(t.labels) + " labels" : brief(t.steps) + " steps",
                      brief_seconds(t.seconds / threads), plural(threads, "thread"));
  for (std::size_t p = 0; p < std::min(study.points.size(), kPoints); ++p) {
    std::string values;
    for (std::size_t c = 0; c < study.columns.size(); ++c)
      values += fmt::format("{}={}  ", study.columns[c], study.points[p].values[c]);
    text += study.columns.empty() ? fmt::format("# {}\n", ends(study.points[p].scenario))
                                  : fmt::format("#   point {}  {}{}\n", p, values, ends(study.points[p].scenario));
  }
  if (study.points.size() > kPoints) text += fmt::format("#   and {} more points\n", study.points.size() - kPoints);
  text += comment("the truth" + std::string(study.points.size() > 1 ? " at point 0: " : ": ") + truth(first));
  for (const MetricPlan& m : first.measure.metrics.list) {
    std::string without;
    for (const AgentPlan& a : first.agents.list)
      if (auto k = static_cast<std::size_t>(&m - first.measure.metrics.list.data());
          std::ranges::find(a.metrics, k) == a.metrics.end())
        without += (without.empty() ? "" : ", ") + a.name;
    if (!without.empty()) text += fmt::format("# {} is not defined for {}\n", m.name, without);
  }
  if (std::filesystem::exists(out / "results.sqlite"))
    text += fmt::format("# {} of {} exist already in {}\n",
                        plan.cells.size() - due_cells(study, plan.cells, out, false).size(),
                        plural(plan.cells.size(), "cell"), out.string());
  return text + "# · marks defaults\n";
}

}  // namespace

int explain(const Arguments& given) {
  const auto studies = load_studies(given);
  if (studies.empty()) return kMistake;
  if (studies.size() > 1) throw UsageError("explain takes one scenario");
  const Study& study = studies[0];
  const Plan plan = make_plan(study);
  const auto threads = static_cast<unsigned>(given.number("threads", 1, 4096).value_or(available_threads()));
  const std::filesystem::path out = given.text("out").value_or("results/" + study.name);
  if (given.has("json")) {
    const Totals t = totals(study, plan);
    const nlohmann::ordered_json j{{"scenario", study.name},
                                   {"points", study.points.size()},
                                   {"cells", t.cells},
                                   {"labels", t.labels},
                                   {"truth", truth(study.points[0].scenario)},
                                   {"yaml", to_yaml(resolved(study))}};
    std::cout << j.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
    return kDone;
  }
  std::cout << header(study, plan, threads, out) << annotated(resolved(study), study.written);
  return kDone;
}

}  // namespace paddock
