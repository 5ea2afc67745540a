#include "sim/scenario/measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

constexpr std::string_view kRival = "winrate.";

/// What of `name[@policy]` stands before and after the @.
std::pair<std::string, std::string> split(const std::string& text) {
  const auto at = text.find('@');
  return {text.substr(0, at), at == std::string::npos ? "recommended" : text.substr(at + 1)};
}

bool read_metric(const Node& n, MetricPlan& out, Problems& problems) {
  const Node* kind = n.is_scalar() ? &n : n.find("kind");
  if (!kind || !kind->is_scalar()) {
    problems.add(n.mark(), "a metric is a name, or {kind: NAME, parameters}");
    return false;
  }
  const auto [base, policy] = split(kind->text());
  out.name = kind->text(), out.policy = policy, out.mark = kind->mark();
  const auto& registry = Registry<Metric>::get();
  if (base.starts_with("solve.")) {
    problems.add(kind->mark(), fmt::format("solution concepts as metrics ('{}') cannot be measured yet", base));
    return false;
  }
  if (!registry.find(base)) {
    if (base.starts_with(kRival) && base.size() > kRival.size() && n.is_scalar()) {
      out.rival = base.substr(kRival.size());  // an agent's name, checked when the agents are known
      return true;
    }
    auto near = did_you_mean(base, registry.names());
    if (near.empty()) near = "; paddock list metrics shows all";
    problems.add(kind->mark(), fmt::format("unknown metric '{}'{}", base, near));
    return false;
  }
  const auto before = problems.size();
  const Node plain = n.is_scalar() ? Node::scalar(base, n.mark()) : n.with("kind", Node::scalar(base, kind->mark()));
  static constexpr std::string_view also[] = {"name"};
  out.recipe = registry.parse(plain, problems, "metric", also);
  if (const Node* name = n.find("name")) out.name = name->text();
  if (policy != "recommended" && out.recipe && !out.recipe.kind().traits.judges_policy)
    problems.add(kind->mark(), fmt::format("'{}' judges no policy, so @{} means nothing", base, policy));
  return problems.size() == before;
}

}  // namespace

bool MetricList::read(const Node& n, MetricList& out, const FieldView& f, Problems& problems) {
  const auto before = problems.size();
  for (const Node& i : n.is_list() ? n.items() : std::span(&n, 1)) {
    MetricPlan m;
    if (!read_metric(i, m, problems)) continue;
    if (const auto twice = std::ranges::find(out.list, m.name, &MetricPlan::name); twice != out.list.end())
      problems.add({m.mark, fmt::format("{}: '{}' is listed twice", f.name, m.name), {twice->mark}, {}});
    else
      out.list.push_back(std::move(m));
  }
  if (n.is_list() && n.items().empty())
    problems.add(n.mark(), "metrics: an empty list measures nothing; leave the key out for the default");
  return problems.size() == before;
}

Node MetricList::write() const {
  std::vector<Node> items;
  for (const auto& m : list) {
    if (!m.recipe || m.recipe.params().fields().empty()) {
      items.push_back(Node::scalar(m.name));
      continue;
    }
    Node whole = m.recipe.resolved();
    const std::string kind = whole.find("kind")->text() + (m.policy == "recommended" ? "" : "@" + m.policy);
    whole = whole.with("kind", Node::scalar(kind));
    items.push_back(m.name == kind ? whole : whole.with("name", Node::scalar(m.name)));
  }
  return items.empty() ? Node() : Node::list(std::move(items));
}
std::string MetricList::schema() {
  return R"("anyOf": [{"$ref": "#/definitions/metric"}, )"
         R"({"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/metric"}}])";
}

std::vector<double> Checkpoints::points(double limit, Unit unit) const {
  const bool whole = unit == Unit::labels || unit == Unit::steps;
  std::vector<double> out;
  const auto add = [&](double x) {
    if (whole) x = std::round(x);
    if (x > 0 && x <= limit && (out.empty() || x > out.back())) out.push_back(x);
  };
  if (kind == Kind::list) {
    for (double x : values) add(x);
    return out;
  }
  if (!std::isfinite(limit)) return out;
  if (kind == Kind::every) {
    for (double k = 1; k * n <= limit; ++k) add(k * n);
    return out;
  }
  const double low = whole ? 1 : limit / 1000;
  const auto count = static_cast<int>(n);
  for (int k = 1; k <= count; ++k) {
    const double share = count == 1 ? 1 : (k - 1.0) / (count - 1.0);
    add(k == count ? limit : kind == Kind::linear ? limit * k / n : low * std::pow(limit / low, share));
  }
  return out;
}

bool Checkpoints::read(const Node& n, Checkpoints& out, const FieldView& f, Problems& problems) {
  const auto bad = [&](const Node& where, const std::string& why) {
    problems.add(where.mark(), fmt::format("{}: {}", f.name, why));
    return false;
  };
  // A checkpoint may be a count or a time; the unit is known only later.
  const auto value = [](const Node& v, double& x) {
    std::uint64_t count;
    if (read_count(v, count).empty()) return x = static_cast<double>(count), std::string();
    return read_seconds(v, x).empty() ? std::string() : "expected a count or a time, got '" + v.text() + "'";
  };
  out.mark = n.mark();
  if (n.is_list()) {
    out.kind = Kind::list;
    for (const Node& i : n.items()) {
      double x = 0;
      if (auto why = value(i, x); !why.empty()) return bad(i, why);
      if (x < 0) return bad(i, "a checkpoint cannot be negative");
      if (!out.values.empty() && x <= out.values.back()) return bad(i, "checkpoints must rise");
      out.values.push_back(x);
    }
    return !out.values.empty() || bad(n, "an empty list; the start and the end are taken anyway: write {linear: 1}");
  }
  static constexpr std::string_view words[] = {"log", "linear", "every"};
  if (!n.is_map() || n.entries().size() != 1) return bad(n, "expected " + std::string(kWords));
  const auto& [key, mark, v] = n.entries()[0];
  const auto which = std::ranges::find(words, key);
  if (which == std::end(words)) {
    problems.add(mark, fmt::format("{}: unknown '{}'{}", f.name, key, did_you_mean(key, words)));
    return false;
  }
  out.kind = static_cast<Kind>(which - words);
  if (auto why = value(v, out.n); !why.empty()) return bad(v, why);
  if (out.n <= 0) return bad(v, "must be above 0");
  if (out.kind != Kind::every && (out.n != std::floor(out.n) || out.n > 1e6))
    return bad(v, "the number of checkpoints is a whole one up to 1e6");
  return true;
}
Node Checkpoints::write() const {
  if (kind != Kind::list)
    return Node::map({{kind == Kind::log ? "log" : kind == Kind::linear ? "linear" : "every", {}, Node::number(n)}});
  std::vector<Node> items;
  for (double x : values) items.push_back(Node::number(x));
  return Node::list(std::move(items));
}
std::string Checkpoints::schema() {
  return R"("anyOf": [{"type": "array"}, {"type": "object", "minProperties": 1, "maxProperties": 1, )"
         R"("additionalProperties": false, "properties": {"log": {}, "linear": {}, "every": {}}}])";
}

bool TruthChoice::read(const Node& n, TruthChoice& out, const FieldView& f, Problems& problems) {
  out.mark = n.mark();
  if (n.is_scalar() && n.text() == "noiseless") return out.kind = Kind::noiseless, true;
  if (n.is_scalar() && n.text() == "as-labelled") return out.kind = Kind::as_labelled, true;
  if (const Node* g = n.find("group"); g && g->is_scalar() && n.entries().size() == 1) {
    out.kind = Kind::group, out.group = g->text(), out.mark = g->mark();
    return true;
  }
  static constexpr std::string_view words[] = {"noiseless", "as-labelled"};
  problems.add(n.mark(),
               fmt::format("{}: expected {}{}", f.name, kWords, n.is_scalar() ? did_you_mean(n.text(), words) : ""));
  return false;
}
Node TruthChoice::write() const {
  if (kind == Kind::group) return Node::map({{"group", {}, Node::scalar(group)}});
  return Node::scalar(kind == Kind::noiseless ? "noiseless" : "as-labelled");
}
std::string TruthChoice::schema() {
  return R"("anyOf": [{"enum": ["noiseless", "as-labelled"]}, {"type": "object", "required": ["group"], )"
         R"("additionalProperties": false, "properties": {"group": {"type": "string"}}}])";
}

}  // namespace paddock
