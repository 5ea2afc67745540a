#include "sim/cli/catalogue.h"

#include "annotators/population.h"
#include "sim/cli/command.h"
#include "sim/core/agent.h"
#include "sim/core/build_info.h"
#include "sim/core/metric.h"
#include "sim/scenario/yaml.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace paddock {
namespace {

std::string joined(const std::vector<std::string_view>& words) { return listing(words); }
std::string words_of(const Forms& forms) {
  std::vector<std::string_view> out;
  for (const auto& w : enum_words(Form{}))
    if (supported(w.value) && forms.has(w.value)) out.push_back(w.text);
  return listing(out);
}

template <class Base>
Entry entry(const Kind<Base>& kind) {
  const Card& c = kind.card;
  Entry e{std::string(c.name),
          {},
          std::string(c.summary),
          std::string(c.formula),
          std::string(c.source),
          c.revision,
          {},
          {}};
  const auto params = kind.defaults();
  e.parameters = parameters_of(params->fields());
  return e;
}

Section agents() {
  Section s{"agents", "who asks and learns", {}};
  for (const auto& [name, kind] : Registry<Agent>::get().kinds()) {
    Entry e = entry(kind);
    const AgentTraits& t = kind.traits;
    e.group = t.family;
    e.facts.emplace_back("learns from", words_of(t.forms));
    std::string worlds = t.continuous && !t.enumerable ? "responses that can be listed, or continuous ones"
                         : t.continuous                ? "continuous responses"
                                                       : "responses that can be listed";
    if (t.features) worlds += ", with features";
    if (!t.contextual) worlds += ", one context";
    e.facts.emplace_back("worlds", worlds);
    if (t.needs_data) e.facts.emplace_back("needs", "data: labels given before the start");
    e.facts.emplace_back("memory", t.grows ? "grows with labels" : "constant");
    if (t.reward) e.facts.emplace_back("models", "a reward (reward.error, reward.proxy)");
    if (!t.policies.empty())
      e.facts.emplace_back("policies", "recommended, played, " + joined(t.policies) + " (metric@name)");
    if (!t.same_as.empty())
      e.facts.emplace_back("same as", std::string(t.same_as) + ", by theorem, at default parameters");
    s.entries.push_back(std::move(e));
  }
  std::ranges::stable_sort(s.entries, {}, &Entry::group);
  return s;
}

Section annotators() {
  Section s{"annotators", "who answers; modifiers go beside any kind", {}};
  for (const auto& [name, kind] : Registry<Judge>::get().kinds()) {
    Entry e = entry(kind);
    e.group = "kind";
    e.facts.emplace_back("answers", words_of(kind.traits.forms));
    e.facts.emplace_back("utilities", kind.traits.utilities ? "yes" : "no: preferences only");
    if (kind.traits.external)
      e.facts.emplace_back("depends on", "a program outside");
    else if (!kind.traits.fixed)
      e.facts.emplace_back("depends on", "the policy played, or the moment");
    if (kind.traits.continuous) e.facts.emplace_back("worlds", "also responses that cannot be listed");
    s.entries.push_back(std::move(e));
  }
  for (const Parameter& p : parameters_of(group_fields()))
    s.entries.push_back({p.name,
                         "of any",
                         p.doc,
                         {},
                         {},
                         0,
                         {{"value", p.type + (p.range.empty() ? "" : " in " + p.range)}, {"unit", p.unit}},
                         {}});
  return s;
}

Section worlds() {
  Section s{"worlds", "contexts, responses, features, reference policy", {}};
  for (const auto& [name, kind] : Registry<World>::get().kinds()) {
    Entry e = entry(kind);
    e.facts.emplace_back("responses", kind.traits.enumerable ? "can be listed" : "cannot be listed");
    e.facts.emplace_back("features", kind.traits.features ? "yes" : "no");
    s.entries.push_back(std::move(e));
  }
  return s;
}

Section metrics() {
  Section s{"metrics", "what is measured; lower is better unless marked", {}};
  for (const auto& [name, kind] : Registry<Metric>::get().kinds()) {
    Entry e = entry(kind);
    const MetricTraits& t = kind.traits;
    e.group = t.higher_is_better ? "higher" : "lower";
    e.facts.emplace_back("better", t.higher_is_better ? "higher" : "lower");
    if (!t.range.any()) e.facts.emplace_back("range", t.range.interval());
    if (!t.unit.empty()) e.facts.emplace_back("unit", std::string(t.unit));
    e.facts.emplace_back("computed", t.sampled ? "exactly where responses can be listed, else sampled (~)" : "exactly");
    e.facts.emplace_back("over a run", t.cumulative ? "a sum" : "a value at each checkpoint");
    if (t.judges_policy) e.facts.emplace_back("judges", "the recommended policy, or @played, @average … where offered");
    if (!t.undefined.empty()) e.facts.emplace_back("undefined", std::string(t.undefined));
    if (!t.needs.empty()) e.facts.emplace_back("agent needs", joined(t.needs));
    s.entries.push_back(std::move(e));
  }
  return s;
}

Section forms() {
  struct About {
    Form form;
    const char* text;
  };
  static constexpr About about[] = {
      {Form::duel, "Which of two responses is better?"},
      {Form::ranking, "Put all shown responses in order."},
      {Form::best_of, "Which one of all shown is best?"},
      {Form::rating, "A number for each response shown."},
      {Form::thumbs, "Thumb up or down for one response."},
      {Form::oracle, "No question: the agent reads the exact preferences; a round is a step and no label."}};
  Section s{"forms", "what annotators are asked (feedback.form)", {}};
  for (const About& a : about) {
    Entry e{std::string(word(a.form)), {}, a.text, {}, {}, 0, {}, {}};
    std::vector<std::string_view> learn, answer;
    for (const auto& [name, kind] : Registry<Agent>::get().kinds())
      if (kind.traits.forms.has(a.form)) learn.push_back(name);
    for (const auto& [name, kind] : Registry<Judge>::get().kinds())
      if (kind.traits.forms.has(a.form)) answer.push_back(name);
    e.facts = {{"agents", listing(learn)}, {"annotators", listing(answer)}};
    s.entries.push_back(std::move(e));
  }
  return s;
}

Section scenarios() {
  namespace fs = std::filesystem;
  Section s{"scenarios", "files that run as they are", {}};
  std::error_code ignored;
  fs::path folder = "scenarios";
  if (!fs::is_directory(folder, ignored))
    folder = (fs::read_symlink("/proc/self/exe", ignored).parent_path() / build_info().share / "scenarios")
                 .lexically_normal();
  if (!fs::is_directory(folder, ignored)) return s;
  std::vector<fs::path> files;
  for (const auto& f : fs::recursive_directory_iterator(folder, ignored))
    if (f.path().extension() == ".yaml") files.push_back(f.path());
  std::ranges::sort(files);
  for (const auto& f : files) {
    Problems unread;
    const auto source = read_source(f.string(), unread);
    const Node root = source ? read_yaml(source, unread) : Node();
    const Node* about = root.find("about");
    const Node* from = root.find("source");
    s.entries.push_back({f.string(),
                         {},
                         about ? about->text() : "",
                         {},
                         from ? from->text() : "",
                         0,
                         {{"run", "paddock run " + f.string()}},
                         {}});
  }
  return s;
}

/// The parameters inside a mapping, `name.inner`, as its schema tells them.
void add_nested(const FieldView& f, std::vector<Parameter>& out) {
  if (f.type->words != "mapping") return;
  const auto schema = nlohmann::ordered_json::parse("{" + f.type->schema(f) + "}");
  const Node value = f.type->write(f.slot);
  for (const auto& [name, inner] : schema.at("properties").items()) {
    const auto& shape = inner.contains("anyOf") ? inner["anyOf"][0] : inner;
    Parameter p{std::string(f.name) + "." + name, {}, {}, {}, {}, inner.value("description", "")};
    if (shape.contains("enum"))
      for (const auto& word : shape["enum"]) p.type += (p.type.empty() ? "" : ", ") + word.get<std::string>();
    else if (shape.contains("type"))
      p.type = shape["type"].is_array() ? "distribution" : shape["type"].get<std::string>();
    Range range{.min = shape.value("minimum", shape.value("exclusiveMinimum", -kInf)),
                .max = shape.value("maximum", shape.value("exclusiveMaximum", kInf)),
                .open_min = shape.contains("exclusiveMinimum"),
                .open_max = shape.contains("exclusiveMaximum")};
    if (!range.any()) p.range = range.interval();
    if (const Node* v = value.find(name)) p.fallback = to_flow(*v);
    out.push_back(std::move(p));
  }
}

}  // namespace

std::vector<Parameter> parameters_of(std::span<const FieldView> fields) {
  std::vector<Parameter> out;
  for (const FieldView& f : fields) {
    const Node value = f.type->write(f.slot);
    out.push_back({std::string(f.name), f.choices.empty() ? f.type->words : listing(f.choices),
                   f.range.any() ? "" : f.range.interval(), value.is_null() ? "" : to_flow(value), std::string(f.unit),
                   std::string(f.doc)});
    add_nested(f, out);
  }
  return out;
}

std::vector<Section> catalogue() { return {agents(), annotators(), worlds(), metrics(), forms(), scenarios()}; }

}  // namespace paddock
