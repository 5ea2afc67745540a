#include "sim/scenario/cells.h"
#include "sim/scenario/checks.h"
#include "sim/scenario/include.h"
#include "sim/scenario/names.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/settle.h"
#include "sim/scenario/truths.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace paddock {
namespace {

/// Problems of many sweep points, each once, and not more than a few of one place (values that were drawn).
class Once {
 public:
  explicit Once(Problems& into) : into_(into) {}
  void add(const Problems& some) {
    constexpr std::size_t kMost = 8;
    for (const Problem& p : some.list()) {
      const Mark& m = p.mark;
      auto& here = said_[fmt::format("{}:{}:{}", static_cast<const void*>(m.source.get()), m.line, m.column)];
      if (here.size() < kMost && here.insert(p.text).second) into_.add(p);
    }
  }
  bool any() const { return !said_.empty(); }

 private:
  Problems& into_;
  std::map<std::string, std::set<std::string>> said_;  // by place
};

bool same_place(const Mark& a, const Mark& b) {
  return a.source == b.source && a.line == b.line && a.column == b.column;
}

/// Whether a list given for a path is refused as a value there: then it sweeps.
bool refused(const Node& root, const Override& o) {
  Problems problems;
  const Node changed = put(root, o, problems);
  if (!problems.empty()) return false;
  read_scenario(changed, problems);
  const Node& first = o.value.items().empty() ? o.value : o.value.items()[0];
  return std::ranges::any_of(problems.list(), [&](const Problem& p) {
    return same_place(p.mark, o.value.mark()) || (first.is_list() && same_place(p.mark, first.mark()));
  });
}

Node apply(Node root, const Overrides& overrides, Problems& problems) {
  for (const Override& o : overrides) {
    const Node* sweep = root.find("sweep");
    if (Node with = sweep ? swept(*sweep, o) : Node(); !with.is_null()) {
      root = root.with("sweep", std::move(with));
    } else if (o.value.is_list() && refused(root, o)) {
      const Node* grid = sweep ? sweep->find("grid") : nullptr;
      const Node axes = (grid ? *grid : Node()).with(o.path, o.value, o.mark);
      root = root.with("sweep", (sweep ? *sweep : Node()).with("grid", axes));
    } else {
      root = put(root, o, problems);
    }
  }
  return root;
}

std::uint64_t base_seed(const Node& root) {
  std::uint64_t seed = 0;
  if (const Node* n = root.find("seed")) read_count(*n, seed);  // a mistake in it is told when it is read as a field
  return seed;
}

/// Reads points whose blocks mostly equal those of the point before.
class PointReader {
 public:
  explicit PointReader(std::vector<std::string_view> swept) : swept_(std::move(swept)) {}
  /// Unsettled; of use only when no problem was added.
  const Scenario& read(const Node& tree, Problems& problems) {
    const auto before = problems.size();
    if (!good_) {
      last_ = read_scenario(tree, problems);
    } else {
      for (const auto block : swept_) {
        const Node *was = tree_.find(block), *is = tree.find(block);
        if (is && !(was && &was->mark() == &is->mark())) reread(last_, block, tree, problems);
      }
    }
    tree_ = tree, good_ = problems.size() == before;
    return last_;
  }

 private:
  std::vector<std::string_view> swept_;
  Node tree_;
  Scenario last_;
  bool good_ = false;
};

class Loader {
 public:
  Loader(Node root, Problems& problems) : root_(std::move(root)), once_(problems) {}

  std::optional<Study> load() {
    read_points();
    if (once_.any()) return {};
    check_truths();
    if (once_.any()) return {};
    default_metrics();
    CellWriter cells;
    for (std::size_t p = 0; p < study_.points.size(); ++p) {
      Scenario& s = study_.points[p].scenario;
      if (s.seeds.replications.empty()) s.seeds.replications = truths_.default_seeds(s, variants_[p]);
      cells.write(s, variants_[p]);
    }
    claims();
    if (once_.any()) return {};
    study_.name = study_.points[0].scenario.name;
    study_.written = std::move(root_);
    return std::move(study_);
  }

 private:
  void read_points() {
    Problems found;
    Sweep sweep;
    if (const Node* n = root_.find("sweep")) Sweep::read(*n, sweep, {.name = "sweep"}, found);
    dimensions_ = dimensions(sweep, base_seed(root_), found);
    once_.add(found);
    if (!found.empty())  // then one point shows what else is wrong
      for (Dimension& d : dimensions_)
        for (Axis& a : d.axes) a.values.resize(1), a.texts.resize(1);
    for (const Dimension& d : dimensions_)
      for (const Axis& a : d.axes) study_.columns.push_back(a.label);
    Expansion& expansion = expansion_.emplace(root_, dimensions_);
    PointReader reader(expansion.swept());
    for (std::size_t k = 0; k < expansion.size(); ++k) {
      Problems mine;
      auto step = expansion.at(k, mine);
      Point point{std::move(step.values), {}};
      if (mine.empty()) {
        const Scenario& raw = reader.read(step.tree, mine);
        if (mine.empty()) point.scenario = raw;
      }
      if (mine.empty()) settle(point.scenario, step.tree, mine);
      if (mine.empty()) check_scenario(point.scenario, step.tree, mine);
      if (mine.empty()) truths_.fit(point.scenario, step.variants, mine);
      once_.add(mine);
      study_.points.push_back(std::move(point));
      variants_.push_back(std::move(step.variants));
    }
  }

  /// Metrics that the known truth of some points leaves undefined.
  void check_truths() {
    std::map<std::string, std::vector<std::size_t>> lacking;  // metric: points
    std::map<std::string, std::string> reasons;
    for (std::size_t p = 0; p < study_.points.size(); ++p) {
      const Scenario& s = study_.points[p].scenario;
      for (const MetricPlan& m : s.measure.metrics.list)
        if (auto why = truths_.undefined(s, variants_[p], m); !why.empty())
          lacking[m.name].push_back(p), reasons[m.name] = std::move(why);
    }
    Problems found;
    for (const auto& [name, points] : lacking) {
      const auto& list = study_.points[points[0]].scenario.measure.metrics.list;
      const Mark& mark = std::ranges::find(list, name, &MetricPlan::name)->mark;
      found.add(mark, fmt::format("metric '{}' is undefined{}: {}", name, places(points), reasons[name]),
                name.starts_with("regret.") ? "regret.copeland and regret.von-neumann are always defined" : "");
    }
    once_.add(found);
  }
  std::string places(const std::vector<std::size_t>& points) const {
    std::string where;
    if (points.size() == study_.points.size()) return where;
    for (std::size_t k = 0; k < std::min<std::size_t>(points.size(), 4); ++k) {
      std::string values;
      for (std::size_t c = 0; c < study_.columns.size(); ++c)
        values += fmt::format("{}{} = {}", c ? ", " : "", study_.columns[c], study_.points[points[k]].values[c]);
      where += (k ? "; " : " at ") + values;
    }
    if (points.size() > 4) where += fmt::format(" and {} more points", points.size() - 4);
    return where;
  }

  /// The metrics a scenario without a list gets: of these, what all agents are judged by at all points.
  void default_metrics() {
    if (!study_.points[0].scenario.measure.metrics.list.empty()) return;
    for (const std::string_view name : {"regret.average", "winrate.reference", "exploitability"}) {
      const auto* kind = Registry<Metric>::get().find(name);
      if (!kind) continue;
      MetricPlan m;
      m.name = name, m.recipe = {*kind, kind->defaults()};
      bool all = true;
      for (std::size_t p = 0; all && p < study_.points.size(); ++p) {
        const Scenario& s = study_.points[p].scenario;
        all = std::ranges::all_of(s.agents.list, [&](const AgentPlan& a) { return unjudged(a, m, s).empty(); }) &&
              truths_.undefined_at_first(s, variants_[p], m).empty();
      }
      if (all)
        for (Point& p : study_.points) p.scenario.measure.metrics.list.push_back(m);
    }
  }

  /// Claims name agents, metrics and sweep keys: points that have the same names have the same problems.
  void claims() {
    std::set<std::string> seen;
    Problems found;
    for (const Point& p : study_.points) {
      std::string names;
      for (const AgentPlan& a : p.scenario.agents.list) names += a.name + " ";
      for (const MetricPlan& m : p.scenario.measure.metrics.list) names += m.name + " ";
      if (seen.insert(std::move(names)).second) check_claims(p.scenario, study_, found);
    }
    once_.add(found);
  }

  Node root_;
  Once once_;
  Study study_;
  std::vector<Dimension> dimensions_;
  std::optional<Expansion> expansion_;
  std::vector<Variants> variants_;  // of the points
  TruthChecks truths_;
};

}  // namespace

Node resolved(const Scenario& s) { return write(views(s)).with("sweep", std::nullopt); }

std::optional<Study> load(std::shared_ptr<const Source> source, const Overrides& overrides, Problems& problems) {
  const auto before = problems.size();
  Node root = read_with_includes(source, problems);
  if (problems.size() == before) root = with_absolute_files(apply(std::move(root), overrides, problems));
  if (problems.size() != before) return {};
  auto study = Loader(std::move(root), problems).load();
  if (study) study->source = std::move(source), study->overrides = overrides;
  return study;
}

std::optional<Study> control_of(const Study& study, const Claim& claim, Problems& problems) {
  Overrides changed = study.overrides;
  for (const auto& e : claim.control.entries()) changed.push_back({e.key, e.value, e.mark});
  return load(study.source, changed, problems);
}

}  // namespace paddock
