#include "sim/scenario/expect.h"

#include <fmt/format.h>

#include <algorithm>

namespace paddock {
namespace {

constexpr std::string_view kTests[] = {"below",      "above", "between", "equals", "order",      "increasing",
                                       "decreasing", "slope", "ratio",   "reach",  "correlation"};
constexpr std::string_view kOther[] = {"claim",     "metric", "agent",   "where",   "at",        "from",   "confidence",
                                       "max_seeds", "status", "control", "refutes", "statistic", "within", "margin"};
/// Keys inside the tests that are mappings.
struct Inner {
  std::string_view test;
  std::vector<std::string_view> keys, needed;
};
const std::vector<Inner>& inner() {
  static const std::vector<Inner> all{
      {"slope", {"between", "over", "scale"}, {"between"}},
      {"ratio", {"of", "to", "between", "above", "below"}, {"of", "to"}},
      {"reach", {"level", "between", "above", "below"}, {"level"}},
      {"correlation", {"across", "with", "kind", "above", "below", "between"}, {"across", "with"}}};
  return all;
}

class Reader {
 public:
  Reader(const Node& n, Problems& problems) : n_(n), problems_(problems) {}
  Claim read() {
    Claim c;
    c.whole = n_, c.mark = n_.mark();
    keys(c);
    if (const Node* s = n_.find("claim"); s && s->is_scalar())
      c.claim = s->text();
    else
      bad(n_, "a claim needs its sentence: claim: \"…\"");
    if (const Node* m = n_.find("metric"); m && m->is_scalar())
      c.metric = m->text();
    else if (c.test != "correlation")
      bad(n_, "a claim needs a metric");
    if (const Node* w = n_.find("where"); w && !w->is_map())
      bad(*w, "where is a mapping: {sweep key: value or list}");
    else if (w)
      c.where = *w;
    if (const Node* a = n_.find("agent")) words(*a, c.agents);
    confidence();
    status(c);
    if (c.test == "order") words(c.value, c.agents);
    if (c.test == "between" && !(c.value.is_list() && c.value.items().size() == 2))
      bad(c.value, "between takes [low, high]");
    if (c.test == "equals" && !n_.find("within")) bad(c.value, "equals needs within: how near");
    for (const Inner& i : inner())
      if (i.test == c.test) shape(c, i);
    return c;
  }

 private:
  void bad(const Node& at, std::string why, std::string hint = {}) {
    problems_.add(at.mark(), std::move(why), std::move(hint));
  }
  void keys(Claim& c) {
    for (const auto& e : n_.entries()) {
      if (std::ranges::find(kTests, e.key) != std::end(kTests)) {
        if (!c.test.empty())
          problems_.add(e.mark, fmt::format("a claim has one test, this has '{}' and '{}'", c.test, e.key));
        c.test = e.key, c.value = e.value;
      } else if (std::ranges::find(kOther, e.key) == std::end(kOther)) {
        std::vector<std::string_view> known(std::begin(kTests), std::end(kTests));
        known.insert(known.end(), std::begin(kOther), std::end(kOther));
        problems_.add(e.mark, fmt::format("unknown key '{}' in a claim{}", e.key, did_you_mean(e.key, known)));
      }
    }
    if (c.test.empty()) bad(n_, "a claim needs a test; one of: " + listing(kTests));
  }
  void words(const Node& n, std::vector<std::string>& out) {
    for (const Node& i : n.is_list() ? n.items() : std::span(&n, 1))
      if (i.is_scalar())
        out.push_back(i.text());
      else
        bad(i, "expected the name of an agent");
  }
  void confidence() {
    const Node* c = n_.find("confidence");
    double v = 0;
    if (!c) return;
    if (auto why = read_number(*c, v); !why.empty())
      bad(*c, "confidence: " + why);
    else if (v <= 0 || v >= 1)
      bad(*c, "confidence must be above 0 and below 1, got " + shortest(v));
    else if (v < 0.5)
      bad(*c, "confidence is the probability of being right: 0.99, not " + shortest(v));
  }
  void status(Claim& c) {
    const FieldView view{.name = "status", .choices = {"theorem", "calibrated", "open"}};
    std::size_t which = 1;
    if (const Node* s = n_.find("status"); s && detail::read_choice(*s, view, which, problems_))
      c.status = static_cast<ClaimStatus>(which);
    if (const Node* r = n_.find("refutes"))
      if (auto why = read_bool(*r, c.refutes); !why.empty()) bad(*r, "refutes: " + why);
    if (const Node* k = n_.find("control"); k && !(k->find("set") && k->find("set")->is_map()))
      bad(*k, "control is {set: {path: value}}");
  }
  void shape(Claim& c, const Inner& i) {
    if (!c.value.is_map()) return bad(c.value, fmt::format("{} is a mapping with {}", i.test, listing(i.keys)));
    for (const auto& e : c.value.entries())
      if (std::ranges::find(i.keys, e.key) == i.keys.end())
        problems_.add(e.mark, fmt::format("unknown key '{}' in {}{}", e.key, i.test, did_you_mean(e.key, i.keys)));
    for (const auto key : i.needed)
      if (!c.value.find(key)) bad(c.value, fmt::format("{} needs {}", i.test, key));
    if (c.test == "ratio")
      for (const char* key : {"of", "to"})
        if (const Node* a = c.value.find(key)) words(*a, c.agents);
  }

  const Node& n_;
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
  for (const auto k : kTests) keys += fmt::format("{}\"{}\": {{}}", keys.empty() ? "" : ", ", k);
  for (const auto k : kOther) keys += fmt::format(", \"{}\": {{}}", k);
  return R"("type": "array", "items": {"type": "object", "required": ["claim"], "additionalProperties": false, "properties": {)" +
         keys + "}}";
}

}  // namespace paddock
