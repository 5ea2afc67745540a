// The comparison reader: what counts, and what is refused with which words.
#include "sim/data/read.h"
#include "sim/data/write.h"
#include "tests/data/expect_error.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace paddock::test {
namespace {

Comparisons parse(std::string_view text) { return parse_comparisons(text, "d.csv"); }
std::string error(std::string_view text) {
  return message_of([&] { parse(text); });
}

TEST(Comparisons, ContextsAreKeptAndWritten) {
  const auto data = parse_comparisons("left,right,winner,context\na,b,a,2\na,b,b,\na,b,b,x\n", "t");
  EXPECT_EQ(data.records[0].context, 2);
  EXPECT_EQ(data.records[1].context, 0);
  EXPECT_EQ(data.records[2].context, -1) << "text: no matter until somebody asks";
  std::ostringstream out;
  Comparisons first = data;
  first.records.pop_back();
  write_comparisons(out, first);
  EXPECT_EQ(out.str(), "left,right,winner,context\na,b,left,2\na,b,right,0\n");
}

}  // namespace

TEST(Comparisons, WinnersTiesAndCounts) {
  const Comparisons d = parse(
      "left,right,winner,count,annotator,extra\n"
      "b,a,left,2,w1,x\n"
      "b,a,a,0.5,w2,\n"
      "a,c,tie,3,w1,\n"
      "c,a,,,,\n"
      "b,a,right,0,w2,\n");
  EXPECT_EQ(d.names, (std::vector<std::string>{"b", "a", "c"}));
  EXPECT_EQ(d.annotators, (std::vector<std::string>{"w1", "w2"}));
  EXPECT_EQ(d.records.size(), 5u);
  EXPECT_EQ(d.records[3].annotator, -1);
  EXPECT_EQ(d.records[3].line, 5);
  Eigen::Matrix3d wins, ties, p;
  wins << 0, 2, 0, 0.5, 0, 0, 0, 0, 0;
  ties << 0, 0, 0, 0, 0, 4, 0, 4, 0;
  p << 0.5, 0.8, 0.5, 0.2, 0.5, 0.5, 0.5, 0.5, 0.5;
  EXPECT_EQ(d.wins, wins);
  EXPECT_EQ(d.ties, ties);
  EXPECT_LT((d.preferences() - p).cwiseAbs().maxCoeff(), 1e-15);
  EXPECT_EQ(d.half_wins()(2, 1), 2);
  EXPECT_EQ(d.counts()(1, 2), 4);
  EXPECT_EQ(d.margins()(0, 1), 1.5);
  EXPECT_EQ(d.uncompared_pairs(), 1);
  EXPECT_EQ(d.compared_pairs(), 2);
  EXPECT_EQ(d.compared().count(), 4);
  EXPECT_EQ(d.decisive_total(), 2.5);
  EXPECT_EQ(d.tie_total(), 4);
}

TEST(Comparisons, ColumnsInAnyOrderAndCase) {
  const Comparisons d = parse("prompt,Winner,Right,Left\np1,left,\"b, the second\",a\n");
  EXPECT_EQ(d.names, (std::vector<std::string>{"a", "b, the second"}));
  EXPECT_EQ(d.wins(0, 1), 1);
}

TEST(Comparisons, AnArmAgainstItselfIsRecordedButNotCounted) {
  const Comparisons d = parse("left,right,winner\na,a,left\na,a,a\na,b,right\n");
  EXPECT_EQ(d.records.size(), 3u);
  EXPECT_EQ(d.wins.sum(), 1);
  EXPECT_TRUE(d.wins.diagonal().isZero(0));
}

TEST(Comparisons, WordsThatAreAlsoNames) {
  EXPECT_EQ(parse("left,right,winner\nleft,b,left\n").wins(0, 1), 1);  // both readings agree
  EXPECT_EQ(error("left,right,winner\nright,b,right\n"),
            "d.csv:2:9: winner 'right' is also the name of an item of this row: which is meant?");
}

TEST(Comparisons, Refusals) {
  EXPECT_EQ(error(""), "d.csv:1: the file is empty (needed: a header left,right,winner)");
  EXPECT_EQ(error("left,right\na,b\n"), "d.csv:1: no column 'winner' in the header (needed: left,right,winner)");
  EXPECT_EQ(error("left,right,winner\n"), "d.csv:1: no comparisons below the header");
  EXPECT_EQ(error("left,left,right,winner\n"), "d.csv:1:6: two columns are called 'left'");
  EXPECT_EQ(error("left,right,winner\na,b\n"), "d.csv:2: the row has 2 fields, the header 3");
  EXPECT_EQ(error("left,right,winner\na,b,left,x\n"), "d.csv:2: the row has 4 fields, the header 3");
  EXPECT_EQ(error("left,right,winner\na,,left\n"), "d.csv:2:3: an item without a name");
  EXPECT_EQ(error("left,right,winner\na,b,c\n"),
            "d.csv:2:5: winner 'c' is neither left, right, tie, empty nor one of 'a', 'b'");
  for (const char* count : {"-1", "nan", "inf", "1e16", "1e999", "x", "1 2", "0x1"})
    EXPECT_EQ(error("left,right,winner,count\na,b,a," + std::string(count) + "\n"),
              "d.csv:2:7: count must be a number from 0 to 1e15, not '" + std::string(count) + "'");
}

TEST(Comparisons, TooManyItems) {
  std::string text = "left,right,winner\n";
  for (int i = 0; i < kMaxItems; ++i) text += "a" + std::to_string(i) + ",b,b\n";
  EXPECT_EQ(error(text), "d.csv:5001:1: more than 5000 different items");
}

TEST(Comparisons, WriterRoundTrip) {
  const std::string text =
      "left,right,winner,annotator,pair,count\n\"a,1\",b,tie,w,p,0.1\nb,c,left,,,1\nc,c,right,v,,3\n";
  const Comparisons d = parse(text);
  std::ostringstream out;
  write_comparisons(out, d);
  EXPECT_EQ(out.str(), text);
  Comparisons counts = d;
  counts.records.clear();
  std::ostringstream aggregated;
  write_comparisons(aggregated, counts);
  const Comparisons again = parse(aggregated.str());
  EXPECT_EQ(again.wins, d.wins);
  EXPECT_EQ(again.ties, d.ties);
}

TEST(Matrix, WithAndWithoutNames) {
  const Eigen::Matrix2d p{{0.5, 0.9}, {0.1, 0.5}};
  const auto parse_p = [](std::string_view text) { return parse_matrix(text, "m.csv"); };
  for (const char* text : {"0.5,0.9\n0.1,0.5\n", ",0.9\n0.1,\n", "x,0.9\n0.1,nan\n", "0,0.9\n.1,1\n"}) {
    EXPECT_EQ(parse_p(text).p, p) << text;
    EXPECT_EQ(parse_p(text).names, (std::vector<std::string>{"0", "1"})) << text;
  }
  for (const char* text : {",a,b\na,0.5,0.9\nb,0.1,0.5\n", "a,b\n0.5,0.9\n0.1,0.5\n", "a,0.5,0.9\nb,0.1,0.5\n",
                           "a,b\na,0.5,0.9\nb,0.1,0.5\n", "\"\",a,b\r\na,,0.9\r\nb,0.1,\r\n"}) {
    EXPECT_EQ(parse_p(text).p, p) << text;
    EXPECT_EQ(parse_p(text).names, (std::vector<std::string>{"a", "b"})) << text;
  }
  const PreferenceMatrix numbered = parse_p(",0,1,2\n0,0.5,1,0\n1,0,.5,1\n2,1,0,.5\n");
  EXPECT_EQ(numbered.names, (std::vector<std::string>{"0", "1", "2"}));
  EXPECT_EQ(numbered.p(0, 1), 1);
  EXPECT_EQ(parse_p("10,20,30\n.5,1,0\n0,.5,1\n1,0,.5\n").names, (std::vector<std::string>{"10", "20", "30"}));
  EXPECT_EQ(parse_p("0.5\n").p(0, 0), 0.5);
}

TEST(Matrix, RoundedEntriesAreSplitEvenly) {
  const PreferenceMatrix m = parse_matrix("0,0.333333,0.7\n0.6666666,0,1\n0.3,0,0\n", "m.csv");
  EXPECT_NEAR(m.p(0, 1), (0.333333 + 1 - 0.6666666) / 2, 1e-16);
  EXPECT_EQ(m.p(0, 1) + m.p(1, 0), 1);
  EXPECT_EQ(m.p(0, 2), 0.7);
  EXPECT_EQ(m.p(2, 0), 0.3);
}

TEST(Matrix, Refusals) {
  const auto refusal = [](std::string_view text) { return message_of([&] { parse_matrix(text, "m.csv"); }); };
  EXPECT_EQ(refusal(""), "m.csv:1: the file is empty");
  EXPECT_EQ(refusal("a,b,c\n.5,.9,.5\n.1,.5,.2\n.500002,.9,.5\n"),
            "m.csv:3:7: P(b,c) + P(c,b) is 1.1 (0.2 + 0.9), not 1; it is the worst pair");
  EXPECT_EQ(refusal(".5,1.5\n-.5,.5\n"), "m.csv:1:4: 1.5 is not a probability in [0, 1]");
  EXPECT_EQ(refusal(".5,.9,.1\n.1,.5,.2\n"), "m.csv:1: not a square matrix of numbers: 2 rows, 3 columns");
  EXPECT_EQ(refusal(".5,.9,.1\n.1,.5\n.9,.8,.5\n"), "m.csv:2: the row has 2 fields, others have 3");
  EXPECT_EQ(refusal(",a,b\na,.5,.9\nb,oops,.5\n"), "m.csv:3:3: 'oops' is not a number");
  EXPECT_EQ(refusal(",a,b\na,.5,.9\nc,.1,.5\n"), "m.csv:3:1: row name 'c' differs from column name 'b'");
  EXPECT_EQ(refusal("a,a\n.5,.9\n.1,.5\n"), "m.csv:1:3: two items are called 'a'");
}

TEST(Matrix, WriterRoundTrip) {
  const std::vector<std::string> names{"a", "b,c"};
  const Eigen::Matrix2d p{{0.5, 1.0 / 3}, {1 - 1.0 / 3, 0.5}};
  std::ostringstream out;
  write_matrix(out, names, p);
  const PreferenceMatrix m = parse_matrix(out.str(), "m.csv");
  EXPECT_EQ(m.names, names);
  EXPECT_EQ(m.p, p);
}

TEST(Features, RowsInTheOrderAskedFor) {
  const Features f = parse_features("item,size,mass\na,1,-2.5\nb,3,4e2\n", "i.csv");
  EXPECT_EQ(f.features, (std::vector<std::string>{"size", "mass"}));
  const std::vector<std::string> order{"b", "a", "b"}, unknown{"a", "c"};
  Eigen::MatrixXd expected(3, 2);
  expected << 3, 400, 1, -2.5, 3, 400;
  EXPECT_EQ(f.rows_of(order), expected);
  EXPECT_EQ(message_of([&] { f.rows_of(unknown); }), "i.csv: no row for item 'c'");
}

TEST(Features, Refusals) {
  const auto refusal = [](std::string_view text) { return message_of([&] { parse_features(text, "i.csv"); }); };
  EXPECT_EQ(refusal("name,x\na,1\n"), "i.csv:1:1: the first column must be called 'item'");
  EXPECT_EQ(refusal("item,x,x\na,1,2\n"), "i.csv:1:8: two features are called 'x'");
  EXPECT_EQ(refusal("item,x\na,1\na,2\n"), "i.csv:3:1: item 'a' has two rows");
  EXPECT_EQ(refusal("item,x\na,one\n"), "i.csv:2:3: 'one' is not a number");
  EXPECT_EQ(refusal("item,x\na\n"), "i.csv:2: the row has 1 fields, the header 2");
  EXPECT_EQ(refusal("item,x\n"), "i.csv:1: no items below the header");
}

TEST(Preferences, KindOfFileIsFoundByExtensionAndHeader) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "paddock_preferences_test";
  std::filesystem::create_directories(folder);
  const auto file = [&](const std::string& name, std::string_view text) {
    std::ofstream(folder / name) << text;
    return (folder / name).string();
  };
  EXPECT_TRUE(std::holds_alternative<PreferenceMatrix>(read_preferences(file("m.csv", "\xEF\xBB\xBF.5,.9\n.1,.5\n"))));
  EXPECT_TRUE(std::holds_alternative<Comparisons>(read_preferences(file("c.csv", "left,right,winner\na,b,a\n"))));
  EXPECT_TRUE(
      std::holds_alternative<Comparisons>(read_preferences(file("p.SOC", "# NUMBER ALTERNATIVES: 2\n1: 2,1\n"))));
  EXPECT_NE(
      message_of([&] { read_preferences(file("slip.csv", "left,rihgt,winner\na,b,a\n")); }).find("no column 'right'"),
      std::string::npos);
  std::filesystem::remove_all(folder);
}

}  // namespace paddock::test
