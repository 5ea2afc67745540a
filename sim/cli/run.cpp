// paddock run: computes what is missing, writes the results folder, prints the summary.
#include "analysis/report/claims.h"
#include "analysis/report/html.h"
#include "analysis/report/terminal.h"
#include "sim/cli/background.h"
#include "sim/cli/claims.h"
#include "sim/cli/command.h"
#include "sim/cli/resolved.h"
#include "sim/cli/terminal.h"
#include "sim/experiment/parallel.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/rivals.h"
#include "sim/experiment/runner.h"
#include "sim/results/output.h"
#include "sim/results/store.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace paddock {
namespace {

namespace fs = std::filesystem;

struct Shard {
  std::size_t index = 1, count = 1;
};
Shard shard_option(const Arguments& given) {
  const auto text = given.text("shard");
  if (!text) return {};
  Shard s;
  const auto slash = text->find('/');
  const auto part = [](std::string_view t, std::size_t& out) {
    const auto [end, error] = std::from_chars(t.data(), t.data() + t.size(), out);
    return error == std::errc() && end == t.data() + t.size();
  };
  const bool good = slash != std::string::npos && part(std::string_view(*text).substr(0, slash), s.index) &&
                    part(std::string_view(*text).substr(slash + 1), s.count);
  if (!good || s.index < 1 || s.index > s.count)
    throw UsageError(fmt::format("--shard takes I/N with I from 1 to N, such as 2/8; got '{}'", *text));
  return s;
}

/// What a finished study is told from; `command` repeats it.
Findings findings_of(const Study& study, const Plan& plan, const fs::path& out, const std::string& command,
                     double seconds) {
  const Store store(out / "results.sqlite", Store::Access::read);
  Background background = background_of(study, command);
  background.seconds = seconds;
  const CellSource source = with_rivals(study, store.source());
  Findings f = gather(plan.outline, source, std::move(background));
  f.claims = verdicts_of(study, plan, source);
  return f;
}

nlohmann::ordered_json as_json(const Findings& f, const RunOutcome& o, const fs::path& out) {
  nlohmann::ordered_json j;
  j["scenario"] = f.name;
  j["cells"] = {{"total", o.cells}, {"already", o.already}, {"ran", o.ran}, {"failed", o.failed}};
  j["agents"] = nlohmann::ordered_json::array();
  for (std::size_t p = 0; p < f.points.size(); ++p)
    for (const auto& a : f.points[p].agents) {
      nlohmann::ordered_json row;
      row["point"] = p;
      for (std::size_t c = 0; c < f.columns.size(); ++c) row["sweep"][f.columns[c]] = f.points[p].values[c];
      row["agent"] = a.name, row["family"] = a.family, row["seeds"] = a.finished;
      for (std::size_t m = 0; m < a.metrics.size(); ++m) {
        const auto& series = a.metrics[m];
        if (!series.known()) continue;
        auto& metric = row["metrics"][f.background.metrics[m].name];
        metric["mean"] = series.end.mean, metric["n"] = series.end.n;
        if (std::isfinite(series.end.interval.low)) metric["ci"] = {series.end.interval.low, series.end.interval.high};
      }
      if (!a.policy.empty()) row["policy"] = a.policy;
      j["agents"].push_back(std::move(row));
    }
  j["claims"] = nlohmann::ordered_json::array();
  for (const Verdict& v : f.claims) j["claims"].push_back(nlohmann::ordered_json::parse(claim_json(v)));
  j["files"] = {(out / "report.html").string(), (out / "results.csv").string(), (out / "summary.csv").string()};
  return j;
}

int dry_run(const Study& study, const std::vector<Due>& due, std::size_t cells) {
  fmt::print("{}: {} of {} cells to run\n", study.name, due.size(), cells);
  for (const Due& d : due) {
    const Point& point = study.points[d.cell->point];
    std::string at;
    for (std::size_t c = 0; c < study.columns.size(); ++c)
      at += fmt::format("{}={} ", study.columns[c], point.values[c]);
    fmt::print("  {}{} seed {}: {}\n", at, point.scenario.agents.list[d.cell->agent].name, d.cell->seed, d.reason);
  }
  return kDone;
}

class Session {
 public:
  explicit Session(const Arguments& given)
      : given_(given), json_(given.has("json")), quiet_(given.has("quiet")), strict_(given.has("strict")) {
    options_.threads = static_cast<unsigned>(given.number("threads", 1, 4096).value_or(available_threads()));
    const Shard s = shard_option(given);
    options_.shard = s.index, options_.shards = s.count;
    options_.fresh = given.has("fresh"), options_.fail_fast = given.has("fail-fast");
    options_.quiet = quiet_ || json_;
    if (const auto t = given.seconds("cell-timeout")) options_.cell_timeout = *t;
    options_.command = {"paddock", "run"};
    options_.command.insert(options_.command.end(), given.rest().begin(), given.rest().end());
    look_ = look_of(given);
  }

  int study(const Study& study, bool several, Interrupts& interrupts) {
    const std::string out = given_.text("out").value_or("results");
    options_.out = given_.has("out") && !several ? fs::path(out) : fs::path(out) / study.name;
    const Plan plan = make_plan(study);
    const auto shard = shard_of(plan.cells, options_.shard, options_.shards);
    if (given_.has("dry-run"))
      return dry_run(study, due_cells(study, shard, options_.out, options_.fresh), shard.size());
    const auto start = std::chrono::steady_clock::now();
    const auto before = due_cells(study, shard, options_.out, options_.fresh);
    if (before.empty() && fs::exists(options_.out / "report.html") && !json_ && !claims_changed(study))
      return nothing_to_run(study, plan, shard.size(), start);
    if (!options_.quiet)
      std::cerr << fmt::format("· {}: {} cells on {} thread{}\n", study.name, before.size(), options_.threads,
                               options_.threads == 1 ? "" : "s");
    const RunOutcome o = run_study(study, plan, options_, interrupts);
    const bool fails = tell(study, plan, o);
    tell_failures(o);
    if (o.interrupted) {
      std::cerr << fmt::format("· interrupted: {} of {} cells are done and safe; the same command resumes\n",
                               o.already + o.ran, o.cells);
      return kInterrupted;
    }
    return o.failed > 0 ? kCellFailed : strict_ && fails ? kClaimFails : kDone;
  }
  const nlohmann::ordered_json& document() const { return document_; }

 private:
  bool claims_changed(const Study& study) const {  // or anything else that changes the telling, not the numbers
    std::ifstream in(options_.out / "scenario.yaml");
    std::string kept((std::istreambuf_iterator<char>(in)), {});
    return kept != scenario_text(study);
  }
  static std::string scenario_text(const Study& study) { return to_yaml(resolved(study)); }
  int nothing_to_run(const Study& study, const Plan& plan, std::size_t cells,
                     std::chrono::steady_clock::time_point start) const {
    const Store store(options_.out / "results.sqlite", Store::Access::read);
    const auto claims = verdicts_of(study, plan, with_rivals(study, store.source()));
    const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    fmt::print("{}: {} of {} cells already done ({:.2f} s); nothing to run. --fresh repeats. Report: {}\n", study.name,
               cells, cells, s, (options_.out / "report.html").string());
    fmt::print("{}", claims_block(claims, look_));
    return strict_ && claim_fails(claims) ? kClaimFails : kDone;
  }
  /// Why cells failed, each reason once.
  static void tell_failures(const RunOutcome& o) {
    std::vector<std::string_view> reasons;
    for (const CellHead& f : o.failures) {
      if (std::ranges::find(reasons, f.reason) != reasons.end()) continue;
      reasons.push_back(f.reason);
      const auto more = std::ranges::count(o.failures, f.reason, &CellHead::reason) - 1;
      if (reasons.size() > kReasons) {
        std::cerr << "· further reasons in failures.csv\n";
        return;
      }
      std::cerr << fmt::format("· failed: {}, seed {}{}: {}\n", f.agent, f.seed,
                               more ? fmt::format(" and {} more cell{}", more, more == 1 ? "" : "s") : "", f.reason);
    }
  }
  static constexpr std::size_t kReasons = 5;
  /// Returns whether a claim that counts fails.
  bool tell(const Study& study, const Plan& plan, const RunOutcome& o) {
    std::string command = "paddock";
    for (std::size_t i = 1; i < options_.command.size(); ++i) command += " " + options_.command[i];
    const Findings f = findings_of(study, plan, options_.out, command, o.seconds);
    write_file(options_.out / "summary.csv", summary_csv(f));
    if (!given_.has("no-report")) {
      Findings page = f;
      std::ifstream in(options_.out / "provenance.json");
      page.background.provenance.assign((std::istreambuf_iterator<char>(in)), {});
      write_file(options_.out / "report.html", html_report(page));
    }
    write_file(options_.out / "scenario.yaml", scenario_text(study));  // last: the folder is complete
    if (json_) {
      document_.push_back(as_json(f, o, options_.out));
    } else if (quiet_) {
      fmt::print("{}{}\n", claims_block(f.claims, look_), options_.out.string());
    } else {
      fmt::print("{}", terminal_summary(f, look_));
      if (!f.claims.empty()) fmt::print("\n{}\n", claims_block(f.claims, look_));
      fmt::print("  {}   {}results.csv · summary.csv\n", options_.out.string(),
                 given_.has("no-report") ? "" : "report.html · ");
    }
    std::cout.flush();
    return claim_fails(f.claims);
  }
  static bool claim_fails(const std::vector<Verdict>& claims) {
    return std::ranges::any_of(claims, [](const Verdict& v) { return v.fails() && v.gate(); });
  }

  const Arguments& given_;
  RunOptions options_;
  Look look_;
  bool json_, quiet_, strict_;
  nlohmann::ordered_json document_ = nlohmann::ordered_json::array();
};

}  // namespace

int run(const Arguments& given) {
  if (given.has("trace")) throw UsageError("--trace is not yet available");
  Interrupts interrupts;  // before any thread
  const std::vector<Study> studies = load_studies(given);
  if (studies.empty()) return kMistake;
  Session session(given);
  int code = kDone;
  for (const Study& s : studies) {
    code = std::max(code, session.study(s, studies.size() > 1, interrupts));
    if (interrupts.interrupted()) break;
  }
  if (given.has("json"))
    std::cout
        << (studies.size() == 1 && !session.document().empty() ? session.document()[0] : session.document()).dump(2)
        << '\n';
  return code;
}

}  // namespace paddock
