#include "sim/scenario/expect.h"

#include <fmt/format.h>

#include <algorithm>

namespace paddock {
namespace {

constexpr std::string_view kOther[] = {"claim",     "metric", "agent",   "where",   "at",        "from",   "confidence",
                                       "max_seeds", "status", "control", "refutes", "statistic", "within", "margin"};
/// Keys that only some tests have; every other is a mistake there.
struct Special {
  std::string_view key;
  std::vector<ClaimTest> tests;
};
const std::vector<Special>& special() {
  using enum ClaimTest;
  static const std::vector<Special> all{{"within", {equals}},
                                        {"margin", {order, increasing, decreasing}},
                                        {"statistic", {below, above, between, equals}},
                                        {"from", {below, above, between, equals, slope}}};
  return all;
}
/// Keys inside the tests that are mappings.
struct Inner {
  ClaimTest test;
  std::vector<std::string_view> keys, needed;
};
const std::vector<Inner>& inner() {
  static const std::vector<Inner> all{
      {ClaimTest::slope, {"between", "above", "below", "over", "scale"}, {}},
      {ClaimTest::ratio, {"of", "to", "between", "above", "below"}, {"of", "to"}},
      {ClaimTest::reach, {"level", "between", "above", "below"}, {"level"}},
      {ClaimTest::correlation, {"across", "with", "kind", "above", "below", "between"}, {"across", "with"}}};
  return all;
}

class Reader {
 public:
  Reader(const Node& n, Problems& problems) : n_(n), problems_(problems) {}
  Claim read() {
    c_.whole = n_, c_.mark = n_.mark();
    if (!keys()) return c_;
    sentence();
    if (const Node* w = n_.find("where"); w && !w->is_map())
      bad(*w, "where is a mapping: {sweep key: value or list}");
    else if (w)
      c_.where = *w;
    if (const Node* a = n_.find("agent")) {
      if (c_.test == ClaimTest::order || c_.test == ClaimTest::ratio)
        bad(*a, fmt::format("{} names its agents itself", word(c_.test)));
      else
        words(*a, c_.agents);
    }
    when(), statistic(), confidence(), status();
    for (const Special& s : special())
      if (const Node* v = n_.find(s.key); v && std::ranges::find(s.tests, c_.test) == s.tests.end())
        bad(*v, fmt::format("{} does not go with {}", s.key, word(c_.test)));
    test();
    return std::move(c_);
  }

 private:
  void bad(const Node& at, std::string why, std::string hint = {}) {
    problems_.add(at.mark(), std::move(why), std::move(hint));
  }
  bool keys() {
    std::string found;
    std::vector<std::string_view> tests;
    for (const auto& w : enum_words(ClaimTest{})) tests.push_back(w.text);
    for (const auto& e : n_.entries()) {
      const auto at = std::ranges::find(tests, e.key);
      if (at != tests.end()) {
        if (!found.empty())
          problems_.add(e.mark, fmt::format("a claim has one test, this has '{}' and '{}'", found, e.key));
        found = e.key, value_ = e.value;
        c_.test = enum_words(ClaimTest{})[static_cast<std::size_t>(at - tests.begin())].value;
      } else if (std::ranges::find(kOther, e.key) == std::end(kOther)) {
        std::vector<std::string_view> known = tests;
        known.insert(known.end(), std::begin(kOther), std::end(kOther));
        problems_.add(e.mark, fmt::format("unknown key '{}' in a claim{}", e.key, did_you_mean(e.key, known)));
      }
    }
    if (found.empty()) bad(n_, "a claim needs a test; one of: " + listing(tests));
    return !found.empty();
  }
  void sentence() {
    if (const Node* s = n_.find("claim"); s && s->is_scalar())
      c_.claim = s->text();
    else
      bad(n_, "a claim needs its sentence: claim: \"…\"");
    if (const Node* m = n_.find("metric"); m && m->is_scalar())
      c_.metric = m->text();
    else
      bad(n_, "a claim needs a metric");
  }
  void words(const Node& n, std::vector<std::string>& out) {
    for (const Node& i : n.is_list() ? n.items() : std::span(&n, 1))
      if (i.is_scalar())
        out.push_back(i.text());
      else
        bad(i, "expected the name of an agent");
  }
  /// A place on the axis of checkpoints: 5000, 20k, 2h.
  void place(const Node& n, std::string_view key, double& out) {
    std::uint64_t count = 0;
    if (read_number(n, out).empty() || read_seconds(n, out).empty()) return;
    if (read_count(n, count).empty())
      out = static_cast<double>(count);
    else
      bad(n,
          fmt::format("{}: expected {}a checkpoint, such as 5000, 20k or 2h", key, key == "at" ? "end, all or " : ""));
  }
  void when() {
    if (const Node* at = n_.find("at"); at && at->is_scalar() && at->text() == "all")
      c_.all = true;
    else if (at && !(at->is_scalar() && at->text() == "end"))
      place(*at, "at", c_.at.emplace());
    if (const Node* from = n_.find("from")) {
      place(*from, "from", c_.from);
      if (!c_.all && c_.test != ClaimTest::slope) bad(*from, "from goes with at: all");
    }
    const bool each = c_.test <= ClaimTest::equals || c_.test == ClaimTest::order;
    if (c_.all && !each) bad(*n_.find("at"), fmt::format("at: all does not go with {}", word(c_.test)));
  }
  void statistic() {
    const Node* s = n_.find("statistic");
    if (!s) return;
    if (s->is_map()) {
      const Node* q = s->find("quantile");
      if (!q || s->entries().size() != 1) return bad(*s, "statistic is mean, median, iqm, max or {quantile: 0.9}");
      c_.statistic = Statistic::quantile;
      if (auto why = read_number(*q, c_.quantile); !why.empty())
        bad(*q, "quantile: " + why);
      else if (c_.quantile <= 0 || c_.quantile >= 1)
        bad(*q, "quantile must lie above 0 and below 1, got " + shortest(c_.quantile));
      return;
    }
    choice(*s, "statistic", c_.statistic);
    if (c_.statistic == Statistic::quantile) bad(*s, "which quantile? statistic: {quantile: 0.9}");
    if (c_.statistic == Statistic::median) c_.statistic = Statistic::quantile, c_.quantile = 0.5;
  }
  template <class E>
  void choice(const Node& n, std::string_view name, E& out) {
    FieldView view{.name = name};
    for (const auto& w : enum_words(E{})) view.choices.push_back(w.text);
    std::size_t which = 0;
    if (detail::read_choice(n, view, which, problems_)) out = enum_words(E{})[which].value;
  }
  void confidence() {
    if (const Node* c = n_.find("confidence")) {
      double v = 0;
      if (auto why = read_number(*c, v); !why.empty())
        bad(*c, "confidence: " + why);
      else if (v <= 0 || v >= 1)
        bad(*c, "confidence must be above 0 and below 1, got " + shortest(v));
      else if (v < 0.5)
        bad(*c, "confidence is the probability of being right: 0.99, not " + shortest(v));
      else
        c_.confidence = v;
    }
    if (const Node* m = n_.find("max_seeds")) {
      std::uint64_t v = 0;
      if (auto why = read_count(*m, v); !why.empty())
        bad(*m, "max_seeds: " + why);
      else if (v < 1 || v > 1'000'000)
        bad(*m, fmt::format("max_seeds must lie between 1 and 1000000, got {}", v));
      else
        c_.max_seeds = static_cast<std::uint32_t>(v);
    }
  }
  void status() {
    if (const Node* s = n_.find("status")) choice(*s, "status", c_.status);
    if (const Node* r = n_.find("refutes"))
      if (auto why = read_bool(*r, c_.refutes); !why.empty()) bad(*r, "refutes: " + why);
    if (const Node* k = n_.find("control")) {
      const Node* set = k->find("set");
      if (!set || !set->is_map() || k->entries().size() != 1)
        bad(*k, "control is {set: {path: value}}");
      else
        c_.control = *set;
      if (c_.refutes) bad(*k, "a claim that must be refuted is a control itself");
    }
  }

  Expression formula(const Node& n) {
    if (n.is_scalar()) return Expression::read(n.text(), n.mark(), problems_);
    bad(n, "expected a number or a formula");
    return {};
  }
  void range(const Node& n) {
    if (!n.is_list() || n.items().size() != 2) return bad(n, "between takes [low, high]");
    c_.target.low = formula(n.items()[0]), c_.target.high = formula(n.items()[1]);
    if (c_.target.low->constant() && c_.target.high->constant() && c_.target.low->value({}) > c_.target.high->value({}))
      bad(n, "between takes [low, high], the lower one first");
  }
  /// below, above or between inside a test that is a mapping.
  void target_of(const Node& map) {
    int given = 0;
    if (const Node* b = map.find("between")) range(*b), ++given;
    if (const Node* b = map.find("below")) c_.target.high = formula(*b), ++given;
    if (const Node* b = map.find("above")) c_.target.low = formula(*b), ++given;
    if (given != 1) bad(map, fmt::format("{} needs one of between, above, below", word(c_.test)));
  }
  void test() {
    using enum ClaimTest;
    for (const Inner& i : inner())
      if (i.test == c_.test && !shape(i)) return;
    switch (c_.test) {
      case below:
        c_.target.high = formula(value_);
        break;
      case above:
        c_.target.low = formula(value_);
        break;
      case between:
        range(value_);
        break;
      case equals:
        c_.target.middle = formula(value_);
        if (const Node* w = n_.find("within"))
          c_.target.within = formula(*w);
        else
          bad(value_, "equals needs within: how near");
        break;
      case order:
        words(value_, c_.agents);
        if (!value_.is_list() || value_.items().size() < 2) bad(value_, "order takes two agents or more, best first");
        break;
      case increasing:
      case decreasing:
        if (!value_.is_scalar()) return bad(value_, fmt::format("{} takes a sweep key", word(c_.test)));
        c_.key = value_.text();
        break;
      case slope:
        if (const Node* over = value_.find("over"); over && !is_axis(over->text())) c_.key = over->text();
        if (const Node* s = value_.find("scale")) choice(*s, "scale", c_.scale);
        break;
      case ratio:
        words(*value_.find("of"), c_.agents), words(*value_.find("to"), c_.agents);
        if (c_.agents.size() != 2) bad(value_, "ratio compares two agents: {of: a, to: b, …}");
        break;
      case reach:
        c_.level = formula(*value_.find("level"));
        break;
      case correlation:
        choice(*value_.find("across"), "across", c_.across);
        if (const Node* k = value_.find("kind")) choice(*k, "kind", c_.kind);
        with(*value_.find("with"));
        break;
    }
    if (value_.is_map()) target_of(value_);
    if (const Node* m = n_.find("margin")) {
      if (auto why = read_number(*m, c_.margin); !why.empty())
        bad(*m, "margin: " + why);
      else if (c_.margin < 0)
        bad(*m, "margin is a distance, so at least 0");
    }
  }
  static bool is_axis(std::string_view over) {
    return over == "labels" || over == "steps" || over == "time" || over == "cost";
  }
  void with(const Node& n) {
    const Node* where = n.find("where");
    if (n.is_scalar())
      c_.with_metric = n.text();
    else if (where && where->is_map() && n.entries().size() == 1)
      c_.with_where = *where;
    else
      bad(n, "with is a metric, or {where: {sweep key: value}}");
    if (where && c_.across == Across::points) bad(n, "across points, with is a metric");
  }
  bool shape(const Inner& i) {
    const auto test = word(i.test);
    if (!value_.is_map()) return bad(value_, fmt::format("{} is a mapping with {}", test, listing(i.keys))), false;
    for (const auto& e : value_.entries())
      if (std::ranges::find(i.keys, e.key) == i.keys.end())
        problems_.add(e.mark, fmt::format("unknown key '{}' in {}{}", e.key, test, did_you_mean(e.key, i.keys)));
    bool whole = true;
    for (const auto key : i.needed)
      if (!value_.find(key)) bad(value_, fmt::format("{} needs {}", test, key)), whole = false;
    return whole;
  }

  const Node& n_;
  Node value_;
  Claim c_;
  Problems& problems_;
};

}  // namespace

bool Claims::read(const Node& n, Claims& out, const FieldView&, Problems& problems) {
  const auto before = problems.size();
  if (!n.is_list()) return problems.add(n.mark(), "expect must be a list of claims"), false;
  for (const Node& i : n.items()) {
    if (i.is_map())
      out.list.push_back(Reader(i, problems).read());
    else
      problems.add(i.mark(), "a claim is a mapping: {claim: \"…\", metric: …, below: …}");
  }
  return problems.size() == before;
}
Node Claims::write() const {
  std::vector<Node> items;
  for (const Claim& c : list) items.push_back(c.whole);
  return items.empty() ? Node() : Node::list(std::move(items));
}
std::string Claims::schema() {
  std::string keys;
  for (const auto& w : enum_words(ClaimTest{})) keys += fmt::format("{}\"{}\": {{}}", keys.empty() ? "" : ", ", w.text);
  for (const auto k : kOther) keys += fmt::format(", \"{}\": {{}}", k);
  return R"("type": "array", "items": {"type": "object", "required": ["claim", "metric"], "additionalProperties": false, "properties": {)" +
         keys + "}}";
}

}  // namespace paddock
