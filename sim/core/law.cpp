#include "sim/core/law.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>

namespace paddock {
namespace {

double normal_quantile(double u) {
  // The lowest point of the 53-bit grid stands for the half cell above it.
  return std::sqrt(2.0) * boost::math::erf_inv(2 * std::max(u, 0x1p-54) - 1);
}

struct Shape {
  std::string_view word;
  Law::Kind kind;
};
constexpr Shape kShapes[] = {
    {"normal", Law::Kind::normal},   {"lognormal", Law::Kind::lognormal},   {"exponential", Law::Kind::exponential},
    {"uniform", Law::Kind::uniform}, {"loguniform", Law::Kind::loguniform}, {"gamma", Law::Kind::gamma},
    {"beta", Law::Kind::beta},       {"choice", Law::Kind::choice}};

std::string faulty(Law::Kind kind, double a, double b) {
  switch (kind) {
    case Law::Kind::normal:
      return b >= 0 ? "" : "a standard deviation must be at least 0";
    case Law::Kind::lognormal:
      return a > 0 && b >= 0 ? "" : "needs median above 0 and sigma at least 0";
    case Law::Kind::exponential:
      return a > 0 ? "" : "a mean must be above 0";
    case Law::Kind::uniform:
      return a <= b ? "" : "needs low <= high";
    case Law::Kind::loguniform:
      return 0 < a && a <= b ? "" : "needs 0 < low <= high";
    case Law::Kind::gamma:
      return a > 0 && b > 0 ? "" : "needs mean and cv above 0";
    case Law::Kind::beta:
      return a > 0 && b > 0 ? "" : "needs both shapes above 0";
    case Law::Kind::constant:
    case Law::Kind::choice:
      break;
  }
  return "";
}

}  // namespace

Law Law::make(Kind kind, double a, double b) {
  Law l;
  l.kind_ = kind, l.a_ = a, l.b_ = b;
  return l;
}
Law Law::sample(std::vector<double> values) {
  Law l;
  l.kind_ = Kind::choice, l.values_ = std::move(values);
  return l;
}

double Law::mean() const {
  switch (kind_) {
    case Kind::constant:
    case Kind::normal:
    case Kind::exponential:
    case Kind::gamma:
      return a_;
    case Kind::lognormal:
      return a_ * std::exp(b_ * b_ / 2);
    case Kind::uniform:
      return (a_ + b_) / 2;
    case Kind::loguniform:
      return a_ == b_ ? a_ : (b_ - a_) / std::log(b_ / a_);
    case Kind::beta:
      return a_ / (a_ + b_);
    case Kind::choice:
      return std::accumulate(values_.begin(), values_.end(), 0.0) / static_cast<double>(values_.size());
  }
  return 0;
}

double Law::quantile(double u) const {
  switch (kind_) {
    case Kind::constant:
      return a_;
    case Kind::normal:
      return b_ == 0 ? a_ : a_ + b_ * normal_quantile(u);
    case Kind::lognormal:
      return a_ * std::exp(b_ * normal_quantile(u));
    case Kind::exponential:
      return -a_ * std::log(1 - u);  // 1 - u is exact on the 53-bit grid and never 0
    case Kind::uniform:
      return a_ + (b_ - a_) * u;
    case Kind::loguniform:
      return a_ * std::pow(b_ / a_, u);
    case Kind::gamma: {
      const double shape = 1 / (b_ * b_);
      return boost::math::quantile(boost::math::gamma_distribution<>(shape, a_ / shape), u);
    }
    case Kind::beta:
      return boost::math::quantile(boost::math::beta_distribution<>(a_, b_), u);
    case Kind::choice:
      return values_[static_cast<std::size_t>(u * static_cast<double>(values_.size()))];
  }
  return 0;
}

double Law::least() const {
  switch (kind_) {
    case Kind::constant:
    case Kind::uniform:
    case Kind::loguniform:
      return a_;
    case Kind::normal:
      return b_ == 0 ? a_ : -kInf;
    case Kind::choice:
      return *std::ranges::min_element(values_);
    default:
      return 0;
  }
}

bool Law::read(const Node& n, Law& out, const FieldView& f, Problems& problems) {
  return read_with(n, out, f, problems, read_number);
}
bool TimeLaw::read(const Node& n, TimeLaw& out, const FieldView& f, Problems& problems) {
  if (!read_with(n, out, f, problems, read_seconds)) return false;
  if (out.least() >= 0) return true;
  problems.add(n.mark(), fmt::format("{} is a time and cannot be negative", f.name));
  return false;
}

bool Law::read_with(const Node& n, Law& out, const FieldView& f, Problems& problems,
                    std::string (*number)(const Node&, double&)) {
  const auto bad = [&](const Node& at, std::string why) {
    problems.add(at.mark(), fmt::format("{}: {}", f.name, why));
    return false;
  };
  if (n.is_scalar()) {
    double v = 0;
    if (auto why = number(n, v); !why.empty()) return bad(n, why);
    if (!f.range.holds(v)) return bad(n, fmt::format("must be {}, got {}", f.range.words(), shortest(v)));
    out = Law(v);
    return true;
  }
  std::vector<std::string_view> words{"file"};
  for (const auto& s : kShapes) words.push_back(s.word);
  if (!n.is_map() || n.entries().size() != 1) return bad(n, "expected a number or one of {" + listing(words) + "}: …");
  const auto& [word, mark, value] = n.entries()[0];
  if (word == "file") {
    std::string name;
    if (auto why = read_text(value, name); !why.empty()) return bad(value, why);
    const auto from = value.mark().source ? std::filesystem::path(value.mark().source->name).parent_path() : "";
    std::ifstream in(from / name);
    std::vector<double> values;
    for (std::string token; in >> token;) {
      double v = 0;
      if (auto why = number(Node::scalar(token), v); !why.empty()) return bad(value, name + ": " + why);
      values.push_back(v);
    }
    if (values.empty()) return bad(value, "cannot read numbers from '" + (from / name).string() + "'");
    out = sample(std::move(values)), out.file_ = name;
    return true;
  }
  const auto* shape = std::ranges::find(kShapes, std::string_view(word), &Shape::word);
  if (shape == std::end(kShapes)) {
    problems.add(mark, fmt::format("{}: unknown distribution '{}'{}", f.name, word, did_you_mean(word, words)));
    return false;
  }
  std::vector<double> args;
  const auto take = [&](const Node* v, auto reader) {
    double x = 0;
    if (!v) return false;
    if (auto why = reader(*v, x); !why.empty()) return bad(*v, why);
    args.push_back(x);
    return true;
  };
  const auto named = [&](std::string_view first, std::string_view second) {
    for (const auto& e : value.entries())
      if (e.key != first && e.key != second) {
        problems.add(e.mark,
                     fmt::format("{}: unknown key '{}' in {}; it takes {} and {}", f.name, e.key, word, first, second));
        return false;
      }
    return take(value.find(first), number) && take(value.find(second), read_number);
  };
  const auto before = problems.size();
  bool good = true;
  switch (shape->kind) {
    case Kind::normal:
      if (value.is_list() && value.items().size() == 2)
        good = take(&value.items()[0], number) && take(&value.items()[1], number);
      else if ((good = take(&value, number)))
        args.insert(args.begin(), 0.0);
      break;
    case Kind::exponential:
      good = take(&value, number);
      args.push_back(0);
      break;
    case Kind::lognormal:
      good = named("median", "sigma");
      break;
    case Kind::gamma:
      good = named("mean", "cv");
      break;
    case Kind::choice:
      good = value.is_list() && !value.items().empty();
      for (const Node& i : value.items()) good = good && take(&i, number);
      break;
    default:
      good = value.is_list() && value.items().size() == 2 && take(&value.items()[0], number) &&
             take(&value.items()[1], number);
  }
  if (!good) {
    if (problems.size() == before)
      bad(value, shape->kind == Kind::lognormal ? "write {lognormal: {median: …, sigma: …}}"
                 : shape->kind == Kind::gamma   ? "write {gamma: {mean: …, cv: …}}"
                 : shape->kind == Kind::choice  ? "write {choice: [value, …]}"
                                                : "write {" + word + ": [a, b]}");
    return false;
  }
  if (shape->kind == Kind::choice) return out = sample(std::move(args)), true;
  if (auto why = faulty(shape->kind, args[0], args[1]); !why.empty()) return bad(value, word + " " + why);
  out = make(shape->kind, args[0], args[1]);
  return true;
}

Node Law::write() const {
  const auto list = [](std::initializer_list<double> v) {
    std::vector<Node> items;
    for (double x : v) items.push_back(Node::number(x));
    return Node::list(std::move(items));
  };
  if (kind_ == Kind::constant) return Node::number(a_);
  if (!file_.empty()) return Node::map({{"file", {}, Node::scalar(file_, {}, true)}});
  const auto* shape = std::ranges::find(kShapes, kind_, &Shape::kind);
  Node value;
  switch (kind_) {
    case Kind::normal:
      value = a_ == 0 ? Node::number(b_) : list({a_, b_});
      break;
    case Kind::exponential:
      value = Node::number(a_);
      break;
    case Kind::lognormal:
      value = Node::map({{"median", {}, Node::number(a_)}, {"sigma", {}, Node::number(b_)}});
      break;
    case Kind::gamma:
      value = Node::map({{"mean", {}, Node::number(a_)}, {"cv", {}, Node::number(b_)}});
      break;
    case Kind::choice: {
      std::vector<Node> items;
      for (double x : values_) items.push_back(Node::number(x));
      value = Node::list(std::move(items));
      break;
    }
    default:
      value = list({a_, b_});
  }
  return Node::map({{std::string(shape->word), {}, std::move(value)}});
}

std::string Law::schema() {
  std::string shapes = R"("file": {"type": "string"})";
  for (const auto& s : kShapes) shapes += fmt::format(R"(, "{}": {{}})", s.word);
  return R"("anyOf": [{"type": ["number", "string"]}, {"type": "object", "minProperties": 1, "maxProperties": 1, )"
         R"("additionalProperties": false, "properties": {)" +
         shapes + "}}]";
}

bool Schedule::read(const Node& n, Schedule& out, const FieldView& f, Problems& problems) {
  const auto bad = [&](const Node& at, std::string why) {
    problems.add(at.mark(), fmt::format("{}: {}", f.name, why));
    return false;
  };
  if (n.is_scalar() && n.text() == "paper") return out = Schedule(), true;
  if (const Node* inverse = n.find("inverse"); inverse && n.entries().size() == 1) {
    const Node* scale = inverse->find("scale");
    const Node* shift = inverse->find("shift");
    if (!scale || !shift || inverse->entries().size() != 2)
      return bad(*inverse, "write {inverse: {scale: …, shift: …}}");
    out.kind_ = Kind::inverse;
    if (auto why = read_number(*scale, out.scale_); !why.empty()) return bad(*scale, why);
    if (auto why = read_number(*shift, out.shift_); !why.empty()) return bad(*shift, why);
    return out.scale_ > 0 && out.shift_ > 0 ? true : bad(*inverse, "scale and shift must be above 0");
  }
  double v = 0;
  if (!n.is_scalar()) return bad(n, std::string("expected ") + std::string(kWords));
  if (auto why = read_number(n, v); !why.empty())
    return bad(n, std::string("expected ") + std::string(kWords) + ", got '" + n.text() + "'");
  if (!f.range.holds(v)) return bad(n, fmt::format("must be {}, got {}", f.range.words(), shortest(v)));
  return out = Schedule(v), true;
}
Node Schedule::write() const {
  if (kind_ == Kind::paper) return Node::scalar("paper");
  if (kind_ == Kind::constant) return Node::number(scale_);
  return Node::map(
      {{"inverse", {}, Node::map({{"scale", {}, Node::number(scale_)}, {"shift", {}, Node::number(shift_)}})}});
}
std::string Schedule::schema() {
  return R"("anyOf": [{"type": "number"}, {"const": "paper"}, {"type": "object", "additionalProperties": false, )"
         R"("required": ["inverse"], "properties": {"inverse": {"type": "object"}}}])";
}

}  // namespace paddock
