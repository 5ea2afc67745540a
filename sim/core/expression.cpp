#include "sim/core/expression.h"

#include "sim/core/expects.h"
#include "sim/core/node.h"

#include <fmt/format.h>
#include <muParser.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace paddock {
namespace {

constexpr std::string_view kFunctions[] = {"log", "exp", "sqrt", "min", "max", "abs"};

/// muParser with what scenario files may use and nothing else.
mu::Parser parser() {
  mu::Parser p;
  p.ClearFun(), p.ClearConst(), p.ClearPostfixOprt();
  p.DefineFun("log", [](double x) { return std::log(x); });
  p.DefineFun("exp", [](double x) { return std::exp(x); });
  p.DefineFun("sqrt", [](double x) { return std::sqrt(x); });
  p.DefineFun("abs", [](double x) { return std::abs(x); });
  p.DefineFun("min", [](const double* x, int n) { return n > 0 ? *std::min_element(x, x + n) : NAN; });
  p.DefineFun("max", [](const double* x, int n) { return n > 0 ? *std::max_element(x, x + n) : NAN; });
  return p;
}

bool starts_name(char c) { return std::isalpha(static_cast<unsigned char>(c)); }
bool goes_on(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// What the parser calls the k-th name when it is no word: `_0`, which no formula can contain.
std::string alias_of(std::size_t k) { return "_" + std::to_string(k); }
std::string called(const std::string& name, std::size_t k) { return name.starts_with("param(") ? alias_of(k) : name; }

/// A place inside what a mark points at.
Mark inside(const Mark& mark, std::size_t offset, std::size_t length) {
  Mark m = mark;
  const std::string_view line = m.source ? m.source->line(m.line) : std::string_view();
  const auto column = static_cast<std::size_t>(std::max(m.column - 1, 0));
  const std::size_t quote = column < line.size() && (line[column] == '"' || line[column] == '\'') ? 1 : 0;
  if (column + quote + offset >= line.size()) return m;  // a text of several lines
  m.column += static_cast<int>(quote + offset), m.length = static_cast<int>(std::max<std::size_t>(length, 1));
  return m;
}

}  // namespace

Expression::Expression(double value) : text_(shortest(value)), code_(fmt::format("{}", value)) {}

Expression Expression::read(const std::string& text, const Mark& mark, Problems& problems) {
  Expression e;
  e.text_ = text, e.mark_ = mark, e.code_ = text;
  for (std::size_t i = 0; i < text.size();) {
    if (std::isdigit(static_cast<unsigned char>(text[i])) || text[i] == '.') {  // a number, its exponent included
      while (i < text.size() && (goes_on(text[i]) || text[i] == '.' ||
                                 ((text[i] == '+' || text[i] == '-') && (text[i - 1] == 'e' || text[i - 1] == 'E'))))
        ++i;
      continue;
    }
    if (!starts_name(text[i])) {
      if (std::string_view("+-*/^(), ").find(text[i]) == std::string_view::npos) {
        problems.add(inside(mark, i, 1), fmt::format("'{}' has no meaning in a formula", text[i]),
                     "+ - * / ^ ( ), and the functions log exp sqrt min max abs");
        return {};
      }
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && goes_on(text[end])) ++end;
    std::string name = text.substr(i, end - i);
    if (name == "param") {
      const auto open = text.find_first_not_of(' ', end);
      const char quote =
          open != std::string::npos && open + 1 < text.size() && text[open] == '(' ? text[open + 1] : ' ';
      const auto close = quote == '\'' || quote == '"' ? text.find(quote, open + 2) : std::string::npos;
      if (close == std::string::npos || close + 1 >= text.size() || text[close + 1] != ')') {
        problems.add(inside(mark, i, end - i), "param takes a path in quotes: param('feedback.batch')");
        return {};
      }
      name = "param('" + text.substr(open + 2, close - open - 2) + "')";
      end = close + 2;
    } else if (std::ranges::find(kFunctions, name) != std::end(kFunctions)) {
      i = end;
      continue;
    }
    const auto known = std::ranges::find(e.names_, name);
    const auto index = static_cast<std::size_t>(known - e.names_.begin());
    if (known == e.names_.end()) e.names_.push_back(name), e.places_.push_back(i);
    if (name.starts_with("param(")) {  // as many characters, so that places stay where they were
      std::string alias = alias_of(index);
      alias.resize(end - i, ' ');
      e.code_.replace(i, end - i, alias);
    }
    i = end;
  }
  try {
    auto p = parser();
    std::vector<double> ones(e.names_.size(), 1.0);
    for (std::size_t k = 0; k < ones.size(); ++k) p.DefineVar(called(e.names_[k], k), &ones[k]);
    p.SetExpr(e.code_);
    int results = 0;
    p.Eval(results);
    if (results != 1) {
      problems.add(mark, "a formula has one value; ',' only separates what min and max choose from");
      return {};
    }
  } catch (const mu::ParserError& error) {
    const auto at = static_cast<std::size_t>(std::max(error.GetPos(), 0));
    std::string why = "not a formula";
    if (error.GetCode() == mu::ecMISSING_PARENS)
      why += ": a parenthesis is missing";
    else if (at >= text.size())
      why += ": something is missing at the end";
    else if (const auto& token = error.GetToken(); !token.empty() && !token.starts_with('_'))
      why += fmt::format(": unexpected '{}'", token);
    problems.add(at < text.size() ? inside(mark, at, 1) : mark, why);
    return {};
  }
  return e;
}

Mark Expression::mark_of(std::string_view name) const {
  const auto at = std::ranges::find(names_, name);
  if (at == names_.end()) return mark_;
  return inside(mark_, places_[static_cast<std::size_t>(at - names_.begin())], name.size());
}

double Expression::value(const Variables& variables) const {
  auto p = parser();
  std::vector<double> values;
  for (const auto& name : names_) {
    const auto at = variables.find(name);
    expects(at != variables.end(), "a value for every name of a formula");
    values.push_back(at->second);
  }
  for (std::size_t k = 0; k < values.size(); ++k) p.DefineVar(called(names_[k], k), &values[k]);
  p.SetExpr(code_);
  return p.Eval();
}

}  // namespace paddock
