// Values as scenario files write them (contract.md §2), and the canonical text of trees.
#include "sim/core/node.h"

#include <gtest/gtest.h>

namespace paddock {
namespace {

double number(const std::string& text) {
  double v = -1;
  const auto why = read_number(Node::scalar(text), v);
  EXPECT_EQ(why, "") << text;
  return v;
}
std::string refused(const std::string& text) {
  double v;
  return read_number(Node::scalar(text), v);
}

TEST(Values, Numbers) {
  EXPECT_EQ(number("1e-3"), 1e-3);
  EXPECT_EQ(number("1_000"), 1000);
  EXPECT_EQ(number("-0.5"), -0.5);
  EXPECT_EQ(number("+2"), 2);
  EXPECT_EQ(number("0"), 0);
  EXPECT_EQ(number("0.25"), 0.25);
  EXPECT_EQ(number("0e0"), 0);
  EXPECT_EQ(number(".5"), 0.5);
  EXPECT_EQ(number("inf"), std::numeric_limits<double>::infinity());
  for (const char* bad : {"010", "0x10", "nan", ".nan", "yes", "1/3", "1__0", "_1", "1_", "", "1e400", "--1", "1 2"})
    EXPECT_NE(refused(bad), "") << bad;
  EXPECT_NE(refused("010").find("leading zero"), std::string::npos);
  double v;
  EXPECT_NE(read_number(Node::scalar("1", {}, true), v), "") << "in quotes it is text";
}

TEST(Values, CountsAndIntegers) {
  std::uint64_t n = 0;
  const auto count = [&](const char* text) {
    EXPECT_EQ(read_count(Node::scalar(text), n), "") << text;
    return n;
  };
  EXPECT_EQ(count("20k"), 20'000u);
  EXPECT_EQ(count("1M"), 1'000'000u);
  EXPECT_EQ(count("1.5k"), 1500u);
  EXPECT_EQ(count("1e5"), 100'000u);
  EXPECT_EQ(count("18446744073709551615"), 18446744073709551615ull);
  for (const char* bad : {"1.5", "-3", "20kk", "99999999999999999999", "007", "k"})
    EXPECT_NE(read_count(Node::scalar(bad), n), "") << bad;
  std::int64_t i;
  EXPECT_EQ(read_integer(Node::scalar("-3"), i), "");
  EXPECT_EQ(i, -3);
}

TEST(Values, TimesAreSeconds) {
  double s = 0;
  const auto time = [&](const char* text) {
    EXPECT_EQ(read_seconds(Node::scalar(text), s), "") << text;
    return s;
  };
  EXPECT_EQ(time("30"), 30);
  EXPECT_EQ(time("30s"), 30);
  EXPECT_EQ(time("5ms"), 5e-3);
  EXPECT_EQ(time("2 min"), 120);
  EXPECT_EQ(time("4h"), 14400);
  EXPECT_EQ(time("1d"), 86400);
  EXPECT_NE(read_seconds(Node::scalar("3 weeks"), s), "");
  EXPECT_NE(read_seconds(Node::scalar("10m"), s).find("min"), std::string::npos);
}

TEST(Values, OnlyTrueAndFalseAreBooleans) {
  bool b = false;
  EXPECT_EQ(read_bool(Node::scalar("true"), b), "");
  EXPECT_TRUE(b);
  for (const char* bad : {"yes", "no", "on", "1", "True"}) EXPECT_NE(read_bool(Node::scalar(bad), b), "") << bad;
}

TEST(Node, FlowTextQuotesWhatWouldReadDifferently) {
  const Node n =
      Node::map({{"a", {}, Node::scalar("yes", {}, true)},
                 {"b", {}, Node::list({Node::number(1e-3), Node::scalar("x: y"), Node::scalar("12", {}, true)})},
                 {"null", {}, Node()}});
  EXPECT_EQ(to_flow(n), R"({a: "yes", b: [0.001, "x: y", "12"], "null": null})");
}

TEST(Node, WithSharesTheRest) {
  const Node n = Node::map({{"a", {}, Node::number(1)}, {"b", {}, Node::number(2)}});
  EXPECT_EQ(to_flow(n.with("a", Node::number(3))), "{a: 3, b: 2}");
  EXPECT_EQ(to_flow(n.with("c", Node::number(3))), "{a: 1, b: 2, c: 3}");
  EXPECT_EQ(to_flow(n.with("a", {})), "{b: 2}");
  EXPECT_EQ(to_flow(n), "{a: 1, b: 2}");
  EXPECT_EQ(n, Node::map({{"b", {}, Node::number(2)}, {"a", {}, Node::number(1)}}));
}

TEST(Numbers, ShortestTextReadsBackToTheSameDouble) {
  for (double v : {0.1, 1.0 / 3, 1e-300, 123456789.125, -0.0, 5e-324, 1e22}) EXPECT_EQ(number(shortest(v)), v);
  EXPECT_EQ(shortest(-0.0), "0");
}

}  // namespace
}  // namespace paddock
