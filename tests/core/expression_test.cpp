#include "sim/core/expression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

namespace paddock::test {
namespace {

Expression good(const std::string& text) {
  Problems problems;
  auto e = Expression::read(text, {}, problems);
  EXPECT_TRUE(problems.empty()) << text << ": " << (problems.empty() ? "" : problems.list()[0].text);
  return e;
}

TEST(Expression, IsArithmeticOverNames) {
  const Variables v{{"t", 7}, {"tau", 0.5}, {"eta_1", 2}, {"param('a.b-c')", 3}};
  EXPECT_EQ(good("8 / (tau^2 * (t + 1))").value(v), 4);
  EXPECT_EQ(good("-2^2").value(v), -4);    // a power binds tighter than a sign
  EXPECT_EQ(good("2^3^2").value(v), 512);  // and from the right
  EXPECT_EQ(good("1e-3*1E+3").value(v), 1);
  EXPECT_DOUBLE_EQ(good("log(exp(2)) + sqrt(9) + abs(-1)").value(v), 6);
  EXPECT_EQ(good("min(t, 3, eta_1) + max(1, 2)").value(v), 4);
  EXPECT_EQ(good("param('a.b-c') * param(\"a.b-c\") + t").value(v), 16);
  EXPECT_TRUE(std::isinf(good("1 / (t - 7)").value(v)));
  EXPECT_EQ(Expression(0.1).value({}), 0.1);
}

TEST(Expression, KnowsWhatItNeedsAndWhereThatStands) {
  const auto source = std::make_shared<Source>(Source{"f", "below: 2 * taw + param('x.y') + t"});
  Problems problems;
  const auto e = Expression::read("2 * taw + param('x.y') + t", {source, 1, 8, 26}, problems);
  EXPECT_EQ(e.names(), (std::vector<std::string>{"taw", "param('x.y')", "t"}));
  EXPECT_EQ(e.mark_of("taw").column, 12);
  EXPECT_EQ(e.mark_of("param('x.y')").column, 18);
  EXPECT_EQ(e.mark_of("t").column, 33);
  EXPECT_FALSE(e.constant());
  EXPECT_TRUE(good("2*3").constant());
  EXPECT_THROW(e.value({{"t", 1.0}}), std::logic_error);
}

/// Text, column of the problem when it starts at column 3, a part of what is said.
struct Bad {
  std::string text;
  int column;
  std::string said;
};
class MalformedExpression : public testing::TestWithParam<Bad> {};
TEST_P(MalformedExpression, IsToldWhereItIsWrong) {
  const auto source = std::make_shared<Source>(Source{"f", "x:" + GetParam().text});
  Problems problems;
  Expression::read(GetParam().text, {source, 1, 3, static_cast<int>(GetParam().text.size())}, problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.list()[0].mark.column, GetParam().column) << problems.list()[0].text;
  EXPECT_NE(problems.list()[0].text.find(GetParam().said), std::string::npos) << problems.list()[0].text;
}
INSTANTIATE_TEST_SUITE_P(Bad, MalformedExpression,
                         testing::Values(Bad{"1 + ", 3, "missing at the end"}, Bad{"t = 3", 5, "'='"},
                                         Bad{"(1 + 2", 3, "parenthesis"}, Bad{"2 t", 5, "'t'"},
                                         Bad{"1, 2", 3, "one value"}, Bad{"_0 + 1", 3, "'_'"},
                                         Bad{"param(x)", 3, "in quotes"}, Bad{"a ? 1 : 2", 5, "'?'"},
                                         Bad{"min()", 3, "not a formula"}, Bad{"", 3, "missing"}));

}  // namespace
}  // namespace paddock::test
