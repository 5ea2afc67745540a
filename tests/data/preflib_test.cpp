// PrefLib rankings: strict or tied, complete or not.
#include "sim/data/read.h"
#include "tests/data/expect_error.h"

#include <gtest/gtest.h>

namespace paddock::test {
namespace {

const std::string kHeader =
    "# TITLE: t\n# NUMBER ALTERNATIVES: 4\n# ALTERNATIVE NAME 1: a\n# ALTERNATIVE NAME 3: c: x\n";

std::string error(const std::string& body, const std::string& type) {
  return message_of([&] { parse_preflib(kHeader + body, "f", type); });
}

}  // namespace

TEST(PrefLib, StrictComplete) {
  const Comparisons d = parse_preflib(kHeader + "3: 1,3,2,4\r\n2: 4, 3 ,2,1\n", "f", "soc");
  EXPECT_EQ(d.names, (std::vector<std::string>{"a", "2", "c: x", "4"}));
  EXPECT_EQ(d.wins(0, 2), 3);
  EXPECT_EQ(d.wins(2, 0), 2);
  EXPECT_EQ(d.wins(2, 1), 5);
  EXPECT_EQ(d.ties.sum(), 0);
  EXPECT_EQ(d.ballots.size(), 2u);
  EXPECT_EQ(d.ballots[1].groups, (std::vector<std::vector<int>>{{3}, {2}, {1}, {0}}));
}

TEST(PrefLib, UnlistedItemsWereNotCompared) {
  const Comparisons d = parse_preflib(kHeader + "5: 2\n1: 3,1\n", "f", "soi");
  EXPECT_EQ(d.decisive_total(), 1);
  EXPECT_EQ(d.wins(2, 0), 1);
  EXPECT_EQ(d.uncompared_pairs(), 5);
}

TEST(PrefLib, BracesAreTies) {
  const Comparisons d = parse_preflib(kHeader + "2: {1,2},{3},4\n1: 4,{1, 2,3}\n", "f", "toc");
  EXPECT_EQ(d.ties(0, 1), 3);
  EXPECT_EQ(d.ties(1, 0), 3);
  EXPECT_EQ(d.ties(0, 2), 1);
  EXPECT_EQ(d.wins(0, 2), 2);
  EXPECT_EQ(d.wins(3, 2), 1);
  EXPECT_EQ(d.tie_total(), 2 + 3);
  EXPECT_EQ(parse_preflib(kHeader + "# DATA TYPE: toi\n1: {1,2}\n", "f", "soc").ties(0, 1), 1);  // the file knows best
}

TEST(PrefLib, Refusals) {
  EXPECT_EQ(error("1: 1,2,3\n", "soc"), "f:5:1: a soc ballot lists every alternative; this one 3 of 4");
  EXPECT_EQ(error("1: 1,2,3,3\n", "soc"), "f:5:10: alternative 3 is listed twice");
  EXPECT_EQ(error("1: 1,2,3,5\n", "soc"), "f:5:10: '5' is not the number of an alternative (1 to 4)");
  EXPECT_EQ(error("1: 1,,3\n", "soi"), "f:5:6: '' is not the number of an alternative (1 to 4)");
  EXPECT_EQ(error("1:\n", "soi"), "f:5:3: '' is not the number of an alternative (1 to 4)");
  EXPECT_EQ(error("1: {1,2},3,4\n", "soc"), "f:5:1: a soc file has no ties");
  EXPECT_EQ(error("1: {1,2,3,4\n", "toc"), "f:5:1: a brace is never closed");
  EXPECT_EQ(error("1: {1,{2,3}},4\n", "toc"), "f:5:7: braces don't match");
  EXPECT_EQ(error("1: 1},2,3,4\n", "toc"), "f:5:3: braces don't match");
  EXPECT_EQ(error("1: {},1\n", "toi"), "f:5:3: '' is not the number of an alternative (1 to 4)");
  EXPECT_EQ(error("x: 1,2\n", "soi"), "f:5:1: count must be a number from 0 to 1e15, not 'x'");
  EXPECT_EQ(error("-1: 1,2\n", "soi"), "f:5:1: count must be a number from 0 to 1e15, not '-1'");
  EXPECT_EQ(error("1 2 3 4\n", "soc"), "f:5:1: expected 'count: a,b,c' (PrefLib format of 2022)");
  EXPECT_EQ(error("1: 1,2\n", "txt"), "f:5: type 'txt' is none of soc, soi, toc, toi");
  EXPECT_EQ(error("", "soc"), "f:4: no ballots");
  EXPECT_EQ(error("# NUMBER ALTERNATIVES: 4\n", "soc"), "f:5: NUMBER ALTERNATIVES is given twice");
  EXPECT_EQ(error("# ALTERNATIVE NAME 5: x\n", "soc"),
            "f:5: no alternative has the number '5' (NUMBER ALTERNATIVES comes first)");
  EXPECT_EQ(error("# ALTERNATIVE NAME 2: a\n1: 1\n", "soi"), "f:6: two alternatives are called 'a'");
  EXPECT_EQ(error("# NUMBER VOTERS: 9\n3: 1,2\n", "soi"),
            "f:6: the ballots add up to 3, but NUMBER VOTERS is 9: is the file cut off?");
  const auto start = [](std::string_view text) { return message_of([&] { parse_preflib(text, "f", "soc"); }); };
  EXPECT_EQ(start("4\n1,a\n"), "f:1:1: expected '# NUMBER ALTERNATIVES: n' (PrefLib format of 2022)");
  EXPECT_EQ(start("# NUMBER ALTERNATIVES: 99999999999\n"),
            "f:1:24: NUMBER ALTERNATIVES must be a whole number from 1 to 5000, not '99999999999'");
  EXPECT_EQ(start(""), "f: no '# NUMBER ALTERNATIVES: n' line (PrefLib format of 2022)");
}

}  // namespace paddock::test
