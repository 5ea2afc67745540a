#include "sim/scenario/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace paddock {
namespace {

std::string form_words(const Forms& forms) {
  std::string out;
  for (const auto& w : enum_words(Form{}))
    if (supported(w.value) && forms.has(w.value)) out += (out.empty() ? "" : ", ") + std::string(w.text);
  return out;
}

class Check {
 public:
  Check(const Scenario& s, const Node& root, Problems& problems) : s_(s), root_(root), problems_(problems) {}

  void all() {
    for (const AgentPlan& a : s_.agents.list) {
      feedback(a);
      fits(a);
      budget(a);
      checkpoints(a);
    }
    groups();
    events();
    data();
    metrics();
  }

 private:
  /// Where an agent's feedback key is written: in its own block, else in the scenario's; else the agent itself.
  Mark mark(const AgentPlan& a, std::string_view key) const {
    if (const Node* n = at(a.own, key)) return n->mark();
    if (const Node* n = at(root_, "feedback." + std::string(key))) return n->mark();
    return a.mark;
  }
  std::vector<Mark> shown(const Mark& m, const Mark& beside) const {
    return m.line > 0 && (m.line != beside.line || m.source != beside.source) ? std::vector{m} : std::vector<Mark>{};
  }

  void feedback(const AgentPlan& a) {
    const Feedback& f = a.feedback;
    const auto size = *f.size;
    if (!supported(f.form))
      return problems_.add(mark(a, "form"), fmt::format("form '{}' is not yet possible", word(f.form)));
    const auto form = word(f.form);
    if (f.form == Form::duel && size != 2)
      problems_.add(mark(a, "size"), fmt::format("a duel shows 2 responses, not {}", size));
    if (size == 0 && f.form == Form::rating) problems_.add(mark(a, "size"), "a rating needs a response to rate, not 0");
    if (f.form == Form::thumbs && size != 1)
      problems_.add(mark(a, "size"), fmt::format("thumbs judge 1 response, not {}", size));
    if ((f.form == Form::ranking || f.form == Form::best_of) && size < 2)
      problems_.add(mark(a, "size"), fmt::format("a {} needs at least 2 responses, got {}", form, size));
    if (f.aggregate == Aggregate::majority && f.form != Form::duel && f.form != Form::best_of && f.form != Form::thumbs)
      problems_.add(mark(a, "aggregate"),
                    fmt::format("a majority is taken of duels, best-of and thumbs, not of form '{}'", form));
    if (f.aggregate == Aggregate::majority && f.votes < 2)
      problems_.add(mark(a, "aggregate"), "a majority needs votes of at least 2");
    if (f.crn == Crn::pair && f.form != Form::duel)
      problems_.add(mark(a, "crn"), fmt::format("crn: pair is for duels, not for form '{}'", form));
    if (f.crn == Crn::pair && s_.annotators.external())
      problems_.add(mark(a, "crn"), "crn: pair is for simulated annotators, not for programs outside");
    if (f.mode == Mode::sync && f.open) problems_.add(mark(a, "open"), "open is for mode: async");
    if (f.arrivals && f.arrivals->least() <= 0 && f.arrivals->constant())
      problems_.add(mark(a, "arrivals"), "queries that arrive every 0 seconds never let time pass");
    if (f.form == Form::oracle && s_.data)
      problems_.add(a.mark, "form oracle has no labels, so data: means nothing", "leave data out");
  }

  void fits(const AgentPlan& a) {
    const AgentTraits& can = a.recipe.kind().traits;
    const WorldTraits& world = s_.world.recipe.kind().traits;
    const auto kind = a.recipe.kind().card.name;
    if (supported(a.feedback.form) && !can.forms.has(a.feedback.form)) {
      const Mark form = mark(a, "form");
      const std::string line = form.line > 0 && form.line != a.mark.line ? fmt::format(" (line {})", form.line) : "";
      problems_.add({a.mark,
                     fmt::format("agent '{}' cannot learn from form '{}'{}; {} accepts: {}", a.name,
                                 word(a.feedback.form), line, kind, form_words(can.forms)),
                     shown(form, a.mark),
                     {}});
    }
    const auto wants = [&](bool broken, std::string_view need) {
      if (broken)
        problems_.add(
            {a.mark,
             fmt::format("agent '{}' needs {}; world '{}' has none", a.name, need, s_.world.recipe.kind().card.name),
             shown(s_.world.mark, a.mark),
             {}});
    };
    wants(can.enumerable && !can.continuous && !world.enumerable, "responses that can be listed");
    wants(can.features && !world.features, "features");
    if (can.needs_data && !s_.data)
      problems_.add(a.mark, fmt::format("agent '{}' learns from labels given before the start; there are none", a.name),
                    "add data: {n: 500}");
  }

  /// Whether anything takes simulated time, so that the clock moves.
  bool clock(const AgentPlan& a) const {
    if (a.feedback.arrivals || (a.compute && !a.compute->zero())) return true;
    return a.feedback.form != Form::oracle && s_.annotators.takes_time();
  }
  void budget(const AgentPlan& a) {
    const BudgetPlan& b = a.feedback.budget;
    const bool oracle = a.feedback.form == Form::oracle;
    if (b.time && !clock(a))
      problems_.add(
          mark(a, "budget.time"), fmt::format("time stands still for agent '{}': nothing takes any", a.name),
          oracle ? "give the agent compute: 1s" : "give annotators a latency, feedback arrivals, or the agent compute");
    if (oracle && b.labels && !b.steps && !b.time)
      problems_.add(mark(a, "budget.labels"), "form oracle gives no labels, so a budget of labels never runs out",
                    "use budget: {steps: 1000}");
    if (b.cost && !b.labels && !b.steps && !b.time && (oracle || s_.annotators.free()))
      problems_.add(mark(a, "budget.cost"), "labels are free, so a budget of money never runs out",
                    "give annotators a cost");
  }

  void checkpoints(const AgentPlan& a) {
    const double limit = a.feedback.budget.limit(a.unit);
    const Mark& m = s_.measure.at.mark.line > 0 ? s_.measure.at.mark : a.mark;
    if (s_.measure.unit == Unit::time && !clock(a))
      problems_.add(
          m, fmt::format("checkpoints by time, but time stands still for agent '{}': nothing takes any", a.name));
    if (s_.measure.unit == Unit::labels && a.feedback.form == Form::oracle)
      problems_.add(m, "checkpoints by labels, but form oracle gives none", "use measure: {unit: steps}");
    if (s_.measure.at.kind != Checkpoints::Kind::list && limit == kInf)
      problems_.add(m, fmt::format("checkpoints by {0} need a budget of {0}, or a list", word(a.unit)));
    else if (s_.measure.at.kind == Checkpoints::Kind::every && limit / s_.measure.at.n > 1e6)
      problems_.add(m, fmt::format("a checkpoint every {} makes {} of them; at most 1e6", shortest(s_.measure.at.n),
                                   shortest(limit / s_.measure.at.n)));
  }

  void groups() {
    const WorldTraits& world = s_.world.recipe.kind().traits;
    for (const auto& g : s_.annotators.groups()) {
      const auto kind = g.judge.kind().card.name;
      const auto& can = g.judge.kind().traits;
      if (!world.enumerable && !can.continuous)
        problems_.add(
            {g.mark,
             fmt::format("annotators of kind '{}' judge only responses that can be listed; world '{}' has none", kind,
                         s_.world.recipe.kind().card.name),
             shown(s_.world.mark, g.mark),
             {}});
      for (const AgentPlan& a : s_.agents.list) {
        const Form form = a.feedback.form;
        if (g.share > 0 && supported(form) && !can.forms.has(form)) {
          problems_.add({g.mark,
                         fmt::format("annotators of kind '{}' cannot answer form '{}'; they answer: {}", kind,
                                     word(form), form_words(can.forms)),
                         shown(mark(a, "form"), g.mark),
                         {}});
        }
        if (g.share > 0 && form != Form::oracle && g.people() > 0 &&
            a.feedback.votes > static_cast<std::uint64_t>(g.people()))
          problems_.add({mark(a, "votes"),
                         fmt::format("{} distinct votes a query, but group '{}' has {} worker{}", a.feedback.votes,
                                     g.name, g.people(), g.people() == 1 ? "" : "s"),
                         shown(g.mark, mark(a, "votes")),
                         {}});
      }
    }
    const TruthChoice& t = s_.measure.truth;
    if (t.kind != TruthChoice::Kind::group) return;
    std::vector<std::string_view> names;
    for (const auto& g : s_.annotators.groups()) names.push_back(g.name);
    if (std::ranges::find(names, t.group) == names.end()) {
      auto near = did_you_mean(t.group, names);
      if (near.empty()) near = "; groups: " + listing(names);
      problems_.add(t.mark, fmt::format("no group of annotators is called '{}'{}", t.group, near));
    }
  }

  void events() {
    for (const EventPlan& e : s_.events.list)
      for (const AgentPlan& a : s_.agents.list) {
        const BudgetPlan& b = a.feedback.budget;
        if (e.at.share && !b.labels && !b.time)
          problems_.add(e.mark, "at: N% needs a budget of labels or time", "write `at: 5000 labels` or a time");
        if ((e.at.seconds && *e.at.seconds > 0) && !clock(a))
          problems_.add(e.mark, fmt::format("an event in time, but time stands still for agent '{}'", a.name),
                        "write `at: N labels`");
        if (e.at.labels && a.feedback.form == Form::oracle)
          problems_.add(e.mark, "an event after labels, but form oracle gives none");
      }
  }

  void data() {
    if (!s_.data || !s_.data->file) return;
    std::error_code ignored;
    if (!std::ifstream(*s_.data->file) || std::filesystem::is_directory(*s_.data->file, ignored))
      problems_.add(at(root_, "data.file")->mark(), fmt::format("cannot read the file '{}'", *s_.data->file));
  }

  void metrics() {
    for (const MetricPlan& m : s_.measure.metrics.list) {
      if (!m.rival.empty()) {
        std::vector<std::string_view> names;
        for (const AgentPlan& a : s_.agents.list) names.push_back(a.name);
        if (std::ranges::find(names, m.rival) == names.end()) {
          for (const auto& [name, kind] : Registry<Metric>::get().kinds())
            if (name.starts_with("winrate.")) names.push_back(name.substr(8));
          auto near = did_you_mean(m.rival, names);
          if (near.empty()) near = "; after winrate. comes an agent's name, reference, uniform or nash";
          problems_.add(m.mark, fmt::format("unknown metric 'winrate.{}'{}", m.rival, near));
          continue;
        }
      }
      std::string why;
      const bool anybody = std::ranges::any_of(s_.agents.list, [&](const AgentPlan& a) {
        auto reason = unjudged(a, m, s_);
        if (why.empty()) why = reason;
        return reason.empty();
      });
      if (!anybody)
        problems_.add(m.mark, fmt::format("metric '{}' is defined for none of the agents: {}", m.name, why));
    }
  }

  const Scenario& s_;
  const Node& root_;
  Problems& problems_;
};

}  // namespace

void check_scenario(const Scenario& s, const Node& root, Problems& problems) { Check(s, root, problems).all(); }

std::string unjudged(const AgentPlan& a, const MetricPlan& m, const Scenario& s) {
  const AgentTraits& can = a.recipe.kind().traits;
  const auto kind = a.recipe.kind().card.name;
  if (m.policy != "recommended" && m.policy != "played" &&
      std::ranges::find(can.policies, m.policy) == can.policies.end())
    return fmt::format("{} offers no policy '{}'", kind, m.policy);
  if (!m.rival.empty())
    return !s.world.recipe.kind().traits.enumerable ? "policies are compared where responses can be listed"
           : m.rival == a.name                      ? "an agent is no rival of itself"
           : s.annotators.external() ? "agents are compared after the run, when programs outside have gone"
                                     : "";
  const MetricTraits& t = m.recipe.kind().traits;
  if (t.enumerable && !s.world.recipe.kind().traits.enumerable) return "it needs a world whose responses can be listed";
  if (t.reward && !can.reward) return fmt::format("{} fits no reward", kind);
  const auto fields = a.recipe.params().fields();
  for (const auto need : t.needs)
    if (std::ranges::find(fields, need, &FieldView::name) == fields.end())
      return fmt::format("{} has no parameter {}", kind, need);
  return {};
}

}  // namespace paddock
