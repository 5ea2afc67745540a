#include "annotators/modifiers/modifiers.h"

#include <fmt/format.h>

#include <algorithm>

namespace paddock {
namespace {

bool bad(const Node& at, const FieldView& f, std::string_view why, Problems& problems) {
  problems.add(at.mark(), fmt::format("{}: {}", f.name, why));
  return false;
}
bool read_value(const Node& n, double& out, std::string_view name, Range range, const FieldView& f,
                Problems& problems) {
  double v = 0;
  if (auto why = read_number(n, v); !why.empty()) return bad(n, f, why, problems);
  if (!range.holds(v))
    return bad(n, f, fmt::format("{} must be {}, got {}", name, range.words(), shortest(v)), problems);
  return out = v, true;
}

struct TieModel {
  std::string_view word, parameter;
  Ties::Kind kind;
  Range range;
};
constexpr TieModel kTieModels[] = {{"rao-kupper", "theta", Ties::Kind::rao_kupper, kAtLeastOne},
                                   {"davidson", "nu", Ties::Kind::davidson, kNonNegative},
                                   {"threshold", "delta", Ties::Kind::threshold, kNonNegative},
                                   {"random", "p", Ties::Kind::random, kProbability}};

}  // namespace

bool Lapse::read(const Node& n, Lapse& out, const FieldView& f, Problems& problems) {
  Lapse l;
  if (!n.is_map()) return read_value(n, l.rate, f.name, kProbability, f, problems) ? (out = l, true) : false;
  for (const auto& [key, mark, value] : n.entries()) {
    if (key != "rate" && key != "left")
      return problems.add(mark, fmt::format("unknown key '{}' in lapse; known: rate, left", key)), false;
    if (!read_value(value, key == "rate" ? l.rate : l.left, key, kProbability, f, problems)) return false;
  }
  return out = l, true;
}
Node Lapse::write() const {
  if (left == 0.5) return Node::number(rate);
  return Node::map({{"rate", {}, Node::number(rate)}, {"left", {}, Node::number(left)}});
}
std::string Lapse::schema() {
  return R"("anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "object", "additionalProperties": false, )"
         R"("properties": {"rate": {"type": "number"}, "left": {"type": "number"}}}])";
}

bool FlipRate::read(const Node& n, FlipRate& out, const FieldView& f, Problems& problems) {
  double v = 0;
  if (auto why = read_number(n, v); !why.empty()) return bad(n, f, why, problems);
  if (!(v >= 0 && v < 0.5)) {
    problems.add(
        n.mark(),
        fmt::format("{} must lie in [0, 0.5), got {}.{}", f.name, shortest(v),
                    v >= 0.5 ? " A crowd that is wrong more often than right: use workers: {adversaries: 1}" : ""));
    return false;
  }
  return out.p = v, true;
}

bool Ties::read(const Node& n, Ties& out, const FieldView& f, Problems& problems) {
  if (!n.is_map() || n.entries().size() != 1) return bad(n, f, fmt::format("expected {}", kWords), problems);
  const auto& [key, mark, value] = n.entries()[0];
  const auto* model = std::ranges::find(kTieModels, std::string_view(key), &TieModel::word);
  if (model == std::end(kTieModels)) {
    std::vector<std::string_view> words;
    for (const auto& m : kTieModels) words.push_back(m.word);
    auto near = did_you_mean(key, words);
    if (near.empty()) near = "; one of: " + listing(words);
    problems.add(mark, fmt::format("{}: unknown model '{}'{}", f.name, key, near));
    return false;
  }
  const Node* parameter = value.is_map() ? value.find(model->parameter) : &value;  // {davidson: 0.5} is understood too
  if (!parameter || (value.is_map() && value.entries().size() != 1))
    return bad(value, f, fmt::format("write {{{}: {{{}: …}}}}", model->word, model->parameter), problems);
  Ties t{model->kind, 0};
  if (!read_value(*parameter, t.value, model->parameter, model->range, f, problems)) return false;
  return out = t, true;
}
Node Ties::write() const {
  const auto& model = kTieModels[static_cast<std::size_t>(kind)];
  return Node::map(
      {{std::string(model.word), {}, Node::map({{std::string(model.parameter), {}, Node::number(value)}})}});
}
std::string Ties::schema() {
  std::string models;
  for (const auto& m : kTieModels)
    models += fmt::format(
        R"({}"{}": {{"type": "object", "additionalProperties": false, "properties": {{"{}": {{"type": "number"}}}}}})",
        models.empty() ? "" : ", ", m.word, m.parameter);
  return R"("type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false, "properties": {)" +
         models + "}";
}

bool Skip::read(const Node& n, Skip& out, const FieldView& f, Problems& problems) {
  Skip s;
  if (!n.is_map()) return read_value(n, s.probability, f.name, kProbability, f, problems) ? (out = s, true) : false;
  const Node* threshold = n.find("threshold");
  if (!threshold || n.entries().size() != 1) return bad(n, f, fmt::format("expected {}", kWords), problems);
  if (!read_value(*threshold, s.threshold.emplace(), "threshold", kAny, f, problems)) return false;
  return out = s, true;
}
Node Skip::write() const {
  return threshold ? Node::map({{"threshold", {}, Node::number(*threshold)}}) : Node::number(probability);
}
std::string Skip::schema() {
  return R"("anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "object", "additionalProperties": false, )"
         R"("properties": {"threshold": {"type": "number"}}}])";
}

bool Order::read(const Node& n, Order& out, const FieldView& f, Problems& problems) {
  if (!n.is_list()) return bad(n, f, "expected a list of modifiers", problems);
  FieldView words = f;
  for (const auto& w : enum_words(Modifier{})) words.choices.push_back(w.text);
  std::vector<Modifier> order;
  for (const Node& i : n.items()) {
    std::size_t at = 0;
    if (!detail::read_choice(i, words, at, problems)) return false;
    const Modifier m = enum_words(Modifier{})[at].value;
    if (std::ranges::find(order, m) != order.end()) return bad(i, f, fmt::format("'{}' acts twice", word(m)), problems);
    order.push_back(m);
  }
  for (Modifier m : Order{}.all)
    if (std::ranges::find(order, m) == order.end()) order.push_back(m);
  std::ranges::copy(order, out.all.begin());
  return true;
}
Node Order::write() const {
  std::vector<Node> items;
  for (Modifier m : all) items.push_back(Node::scalar(std::string(word(m))));
  return Node::list(std::move(items));
}
std::string Order::schema() {
  std::string words;
  for (const auto& w : enum_words(Modifier{})) words += (words.empty() ? "\"" : ", \"") + std::string(w.text) + '"';
  return R"("type": "array", "items": {"enum": [)" + words + "]}";
}

Modifiers Modifiers::over(const Modifiers& other) const {
  Modifiers m = *this;
  const auto fill = [](auto& mine, const auto& theirs) {
    if (!mine) mine = theirs;
  };
  fill(m.temperature, other.temperature), fill(m.bias, other.bias), fill(m.lapse, other.lapse),
      fill(m.noise, other.noise);
  fill(m.ties, other.ties), fill(m.skip, other.skip), fill(m.order, other.order);
  return m;
}

LabelLaw Modifiers::apply(double q, double left_utility, double right_utility, double quality) const {
  LabelLaw o{q, 1 - q};
  for (Modifier step : order ? order->all : Order{}.all) switch (step) {
      case Modifier::temperature:
        if (temperature) o = sharpen(o, *temperature, 0);
        break;
      case Modifier::bias:
        if (bias && bias->position != 0) o = sharpen(o, 1, bias->position);
        break;
      case Modifier::lapse:
        if (lapse) o = paddock::lapse(o, lapse->rate, lapse->left);
        break;
      case Modifier::noise:
        if (quality != 1) o = flip(o, 1 - quality);
        if (noise) o = flip(o, noise->flip.p);
        break;
      case Modifier::ties:
        if (!ties) break;
        if (ties->kind == Ties::Kind::rao_kupper) o = rao_kupper(o, ties->value);
        if (ties->kind == Ties::Kind::davidson) o = davidson(o, ties->value);
        if (ties->kind == Ties::Kind::random) o = tie(o, ties->value);
        if (ties->kind == Ties::Kind::threshold && std::abs(left_utility - right_utility) < ties->value) o = tie(o, 1);
        break;
      case Modifier::skip:
        if (!skip) break;
        if (!skip->threshold)
          o = paddock::skip(o, skip->probability);
        else if (std::max(left_utility, right_utility) <= *skip->threshold)
          o = paddock::skip(o, 1);
        break;
    }
  return o;
}

}  // namespace paddock
