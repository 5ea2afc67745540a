#include "sim/cli/check.h"
#include "sim/cli/claims.h"
#include "sim/experiment/rivals.h"
#include "sim/experiment/runner.h"
#include "sim/results/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <set>

namespace paddock {
namespace {

/// One claim on one study (its own, or that of its control) on its way to a verdict.
struct Trial {
  const Study* study;
  Claim claim;
  Question question;
  std::size_t seeds = 0, most = 0;  // used so far, allowed
  Verdict verdict;
  bool ended = false;
};

/// The study with so many replications: its own, then the numbers after them.
Study with_seeds(const Study& study, std::size_t n) {
  Study out = study;
  for (Point& p : out.points) {
    auto& r = p.scenario.seeds.replications;
    while (r.size() < n) r.push_back(r.back() + 1);
    r.resize(n);
  }
  return out;
}

/// Agents whose cells a claim rests on: those it is about, and rivals of its win rates.
std::set<std::string> rivals_of(const Study& study, const Claim& c) {
  std::set<std::string> out;
  for (const MetricPlan& m : study.points.front().scenario.measure.metrics.list)
    if (!m.rival.empty() && (m.name == c.metric || m.name == c.with_metric)) out.insert(m.rival);
  return out;
}

/// Keys of the cells that the trials of a study need.
std::set<std::string> needed(const std::vector<Trial*>& trials, const Outline& outline) {
  std::set<std::string> keys;
  const auto add = [&](std::size_t point, std::size_t place, std::size_t seeds) {
    const auto& cells = outline.points[point].agents[place].cells;
    for (std::size_t k = 0; k < std::min(seeds, cells.size()); ++k) keys.insert(cells[k].key);
  };
  for (const Trial* t : trials) {
    const auto rivals = rivals_of(*t->study, t->claim);
    for (const Subject& s : t->question.subjects)
      for (const std::size_t point : {s.point, s.with.value_or(s.point)}) {
        add(point, s.place, t->seeds);
        const auto& agents = outline.points[point].agents;
        for (std::size_t a = 0; a < agents.size(); ++a)
          if (rivals.contains(agents[a].name)) add(point, a, t->seeds);
      }
  }
  return keys;
}

/// How many seeds to look at next: twice as many where looks are counted, else what may well decide.
std::size_t next_look(const Trial& t) {
  const bool counted = t.claim.test >= ClaimTest::slope || t.claim.statistic == Statistic::iqm;
  const auto now = static_cast<double>(t.seeds);
  double next = 2 * now;
  if (!counted && std::isfinite(t.verdict.would_decide))
    next = std::clamp(1.1 * t.verdict.would_decide, 1.25 * now, 2 * now);
  return std::min(t.most, static_cast<std::size_t>(std::ceil(next)));
}

}  // namespace

Checked check_study(const Study& study, const CheckOptions& options, Interrupts& interrupts) {
  Checked out;
  std::vector<std::unique_ptr<Study>> controls;
  std::vector<Trial> trials;
  std::vector<std::size_t> control_of_claim;  // index of its trial, or none
  const auto add = [&](const Study& s, Claim c) {
    c.confidence = std::max(c.confidence, options.confidence);
    trials.push_back({&s, std::move(c), {}, 0, 0, {}, false});
    return trials.size() - 1;
  };
  const auto& claims = study.points.front().scenario.expect.list;
  for (const Claim& c : claims) add(study, c);
  for (const Claim& c : claims) {
    control_of_claim.push_back(trials.size());
    if (c.control.is_null()) continue;
    Problems problems;  // none: it was tried when the study was loaded
    auto variant = control_of(study, c, problems);
    if (!variant) throw ResultsError("the control of '" + c.claim + "' cannot be loaded");
    controls.push_back(std::make_unique<Study>(std::move(*variant)));
    const auto at = static_cast<std::size_t>(&c - claims.data());
    add(*controls.back(), controls.back()->points.front().scenario.expect.list[at]);
  }
  for (Trial& t : trials) {
    t.question = question_of(*t.study, t.claim);
    t.question.most_seeds = options.most(t.question.first_look, t.question.most_seeds, t.claim.max_seeds.has_value());
    t.seeds = t.question.first_look, t.most = t.question.most_seeds;
  }

  RunOptions run;
  run.out = options.out / study.name, run.threads = options.threads, run.cell_timeout = options.cell_timeout;
  run.quiet = options.quiet, run.tables = false;
  std::set<std::string> broken;  // cells that failed
  while (!interrupts.interrupted()) {
    std::map<const Study*, std::vector<Trial*>> open;
    for (Trial& t : trials)
      if (!t.ended) open[t.study].push_back(&t);
    if (open.empty()) break;
    for (auto& [which, asking] : open) {
      std::size_t most = 0;
      for (const Trial* t : asking) most = std::max(most, t->seeds);
      const Study wide = with_seeds(*which, most);
      Plan plan = make_plan(wide);
      const auto keys = needed(asking, plan.outline);
      std::erase_if(plan.cells, [&](const Cell& c) { return !keys.contains(c.key) || broken.contains(c.key); });
      if (!options.quiet &&
          std::ranges::any_of(asking, [](const Trial* t) { return t->seeds > t->question.first_look; }))
        std::cerr << fmt::format("· {}: {} claim{} not decided yet, up to {} seeds\n", study.name, asking.size(),
                                 asking.size() == 1 ? "" : "s", most);
      run_study(wide, plan, run, interrupts);
      if (interrupts.interrupted()) break;
      const Store store(run.out / "results.sqlite", Store::Access::read);
      for (const Cell& c : plan.cells)
        if (const auto head = store.head(c.key); head && head->status == CellStatus::failed) broken.insert(c.key);
      const CellSource source = with_rivals(wide, store.source());
      for (Trial* t : asking) {
        t->question.claim = &t->claim;
        const double seconds = fill(t->question, plan.outline, source, t->seeds);
        t->verdict = judge(t->question);
        t->verdict.seconds = seconds;
        t->ended = t->verdict.ruling != Ruling::undecided || t->seeds >= t->most || t->question.subjects.empty();
        if (!t->ended) t->seeds = next_look(*t);
        for (Subject& s : t->question.subjects) s.traces.clear(), s.with_traces.clear();
      }
    }
  }
  out.failed = broken.size();
  for (std::size_t i = 0; i < claims.size(); ++i) {
    Verdict v = trials[i].verdict;
    if (!claims[i].control.is_null()) {
      const Verdict& control = trials[control_of_claim[i]].verdict;
      v.control = control.ruling, v.seconds += control.seconds;
    }
    out.verdicts.push_back(std::move(v));
  }
  return out;
}

}  // namespace paddock
