#include "analysis/report/terminal.h"

#include "analysis/report/text_plot.h"
#include "analysis/report/words.h"
#include "tests/report/sample.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <sstream>

namespace paddock {
namespace {

using test::Sample;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}
std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  for (const auto& l : lines_of(text)) most = std::max(most, display_width(l));
  return most;
}

TEST(TerminalSummary, AtEightyColumns) {
  EXPECT_EQ("\n" + terminal_summary(Sample().findings(), {80, true, false}), R"(
quickstart: three camps who agree with themselves but not with each other
  world       1 context × 3 responses (a b c), reference: uniform
  crowd       40 % rank a>b>c, 35 % b>c>a, 25 % c>a>b, 10 % of labels flipped
  the truth   a beats b 65 %   b beats c 75 %   c beats a 60 %   → no Condorcet
              winner
              fairest mixture (maximal lottery): a .50  b .20  c .30
  study       20 seeds, 20,000 labels each, 5 agents, 2 threads

                           what it learned  how much a clever rival
  agent            family  a    b    c      can gain ↓
  nash-md          NLHF    .44  .32  .24    .02494 ±.00028  best
  stackelberg-gda  SLHF    .45  .38  .17    .02539 ±.00056  +.00044*
  random           –       .33  .33  .33    .050 exact      +.02506*
  rlhf             RLHF    .33  .65  .02    .09477 ±.00113  +.06983*
  double-thompson  duel    .55  .30  .15    .1150 ±.0126    +.0900*
  ± 95 % interval of the mean over 20 seeds; * differs from the best in paired
  comparison, p < .01 (Holm)
  too narrow to show: winrate.reference, labels until settled (see summary.csv
  and report.html)

  how much a clever rival can gain (exploitability) over labels
  .15 ┤
      │
      │                                                 ╭──────  double-thompson
  .10 ┤                                        ╭───────────────  rlhf
      │                             ╭──────────╯──╯
      │                  ╭──────────╯───────╯
  .05 ┤───────────────╮───╮────────────────────────────────────  random
      │               ╰─────────────────────╮──────────────────  stackelberg-gda
      │                                     ╰──────────────────  nash-md
  .00 ┤
      └─────────────┬─────────────────┬─────────────────┬──────
                   100               1k                10k labels

  In words: nash-md is best by how much a clever rival can gain; double-thompson
  comes last, .0900 above nash-md, and so on 20 of 20 seeds. double-thompson
  gives 55 % to a; whoever always answers a beats it 53 % of the time.
  2.0 M labels would cost 600,000 and take 2.3 years, one run after the other.
  Here: 1.1 s.
)");
}

TEST(TerminalSummary, AtAHundredAndTwenty) {
  EXPECT_EQ("\n" + terminal_summary(Sample().findings(), {120, true, false}), R"(
quickstart: three camps who agree with themselves but not with each other
  world       1 context × 3 responses (a b c), reference: uniform
  crowd       40 % rank a>b>c, 35 % b>c>a, 25 % c>a>b, 10 % of labels flipped
  the truth   a beats b 65 %   b beats c 75 %   c beats a 60 %   → no Condorcet winner
              fairest mixture (maximal lottery): a .50  b .20  c .30
  study       20 seeds, 20,000 labels each, 5 agents, 2 threads

                                                                      wins against    labels until
                           what it learned  how much a clever rival   the reference     within .01
  agent            family  a    b    c      can gain ↓                ↑                 of its end
  nash-md          NLHF    .44  .32  .24    .02494 ±.00028  best      .50594 ±.00028           500
  stackelberg-gda  SLHF    .45  .38  .17    .02539 ±.00056  +.00044*  .51194 ±.00028           500
  random           –       .33  .33  .33    .050 exact      +.02506*  .500 exact                 0
  rlhf             RLHF    .33  .65  .02    .09477 ±.00113  +.06983*  .52589 ±.00056         2,000
  double-thompson  duel    .55  .30  .15    .1150 ±.0126    +.0900*   .5111 ±.0042          10,000
  ± 95 % interval of the mean over 20 seeds; * differs from the best in paired comparison, p < .01 (Holm)

  how much a clever rival can gain (exploitability) over labels
  .15 ┤
      │
      │                                                                                     ╭──────────  double-thompson
  .10 ┤                                                                     ╭──────────────────────────  rlhf
      │                                                  ╭──────────────────╯───╯
      │                               ╭──────────────────╯────────────╯
  .05 ┤─────────────────────────╮───────╮──────────────────────────────────────────────────────────────  random
      │                         ╰──────────────────────────────────────╮───────────────────────────────  stackelberg-gda
      │                                                                ╰───────────────────────────────  nash-md
  .00 ┤
      └──────────────────────┬───────────────────────────────┬──────────────────────────────┬──────────
                            100                             1k                             10k labels

  In words: nash-md is best by how much a clever rival can gain; double-thompson comes last, .0900 above nash-md, and so
  on 20 of 20 seeds. double-thompson gives 55 % to a; whoever always answers a beats it 53 % of the time.
  2.0 M labels would cost 600,000 and take 2.3 years, one run after the other. Here: 1.1 s.
)");
}

TEST(TerminalSummary, WithoutUtf8AndWithFewSeeds) {
  EXPECT_EQ("\n" + terminal_summary(Sample(5).findings(), {80, false, false}), R"(
quickstart: three camps who agree with themselves but not with each other
  world       1 context x 3 responses (a b c), reference: uniform
  crowd       40 % rank a>b>c, 35 % b>c>a, 25 % c>a>b, 10 % of labels flipped
  the truth   a beats b 65 %   b beats c 75 %   c beats a 60 %   -> no Condorcet
              winner
              fairest mixture (maximal lottery): a .50  b .20  c .30
  study       5 seeds, 20,000 labels each, 5 agents, 2 threads

                           what it learned  how much a clever rival
  agent            family  a    b    c      can gain (down)
  nash-md          NLHF    .44  .32  .24    .02487 +-.00082  best
  stackelberg-gda  SLHF    .45  .38  .17    .02524 +-.00165  +.00037=
  random           -       .33  .33  .33    .050 exact       +.02513*
  rlhf             RLHF    .33  .65  .02    .0945 +-.0033    +.06962*
  double-thompson  duel    .55  .30  .15    .112 +-.037      +.087*
  +- 95 % interval of the mean over 5 seeds; * differs from the best in paired
  comparison, p < .01 (Holm); = does not
  too narrow to show: winrate.reference, labels until settled (see summary.csv
  and report.html)

  how much a clever rival can gain (exploitability) over labels
  .15 |
      |
      |                                                   .----  double-thompson
  .10 |                                        .---------------  rlhf
      |                             .----------'--'
      |                  .----------'-------'
  .05 |---------------.---.------------------------------------  random
      |               '---------------------.------------------  stackelberg-gda
      |                                     '------------------  nash-md
  .00 |
      +-------------+-----------------+-----------------+------
                   100               1k                10k labels

  note: only 5 seeds: intervals from so few hold the truth less often than
        they say; --seeds 20

  In words: nash-md and stackelberg-gda are best by how much a clever rival can
  gain; double-thompson comes last, .087 above nash-md, and so on 5 of 5 seeds.
  double-thompson gives 55 % to a; whoever always answers a beats it 53 % of the
  time.
  500 k labels would cost 150,000 and take 214 days, one run after the other.
  Here: 1.1 s.
)");
}

TEST(TerminalSummary, ManyPointsMakeOneTable) {
  Sample s;
  s.sweep("flip", {"0", "0.1", "0.2", "0.3"}, 20);
  EXPECT_EQ("\n" + terminal_summary(s.findings(), {120, true, false}), R"(
quickstart: three camps who agree with themselves but not with each other
  world       1 context × 3 responses (a b c), reference: uniform
  crowd       40 % rank a>b>c, 35 % b>c>a, 25 % c>a>b, 10 % of labels flipped
  the truth   a beats b 65 %   b beats c 75 %   c beats a 60 %   → no Condorcet winner
              fairest mixture (maximal lottery): a .50  b .20  c .30
  study       20 seeds, 20,000 labels each, 5 agents, 2 threads

  how much a clever rival can gain ↓ at the end
  flip  random       rlhf             nash-md              double-thompson  stackelberg-gda
  0     .050 exact*  .09477 ±.00113*  .02494 ±.00028 best  .1150 ±.0126*    .02539 ±.00056*
  0.1   .050 exact*  .10372 ±.00135*  .01993 ±.00034 best  .1280 ±.0151*    .02046 ±.00068*
  0.2   .050 exact*  .11268 ±.00158*  .01492 ±.00040 best  .1410 ±.0177*    .01554 ±.00079*
  0.3   .050 exact*  .12163 ±.00181*  .00991 ±.00045 best  .1540 ±.0202*    .01062 ±.00090*
  ± 95 % interval of the mean over 20 seeds; in each line * differs from the best in paired comparison, p < .01 (Holm),
  ≈ does not

  how much a clever rival can gain over flip
  .20 ┤
      │
  .15 ┤                                                  ╭────────────────────────────────────  double-thompson
      │──────────────────────────────────────────────────╯      ╭─────────────────────────────  rlhf
  .10 ┤─────────────────────────────────────────────────────────╯
      │
  .05 ┤───────────────────────────────────────────────────────────────────────────────────────  random
      │────────────────────────────────────────────────────────────────────────────╮
  .00 ┤                                                                        ╰───╰──────────  stackelberg-gda, nash-md
      └┬────────────────────────────┬───────────────────────────┬────────────────────────────┬
       0                           .1                          .2                           .3

  8.0 M labels would cost 2,400,000 and take 9.4 years, one run after the other. Here: 1.1 s.
)");
}

TEST(TerminalSummary, FewPointsMakeATableEach) {
  Sample s;
  s.sweep("flip", {"0", "[a, b]"}, 20);
  const auto text = terminal_summary(s.findings(), {120, true, false});
  EXPECT_NE(text.find("\n  flip = 0\n"), std::string::npos);
  EXPECT_NE(text.find("\n  flip = [a, b]\n"), std::string::npos);
  EXPECT_EQ(text.find("95 % interval", text.find("95 % interval") + 1), std::string::npos) << "one footnote is enough";
}

TEST(TerminalSummary, FitsEveryWidth) {
  Sample s(20), sweep(5);
  sweep.sweep("annotators.majority.noise.flip", {"0", "1", "2", "3"}, 5);
  s.cells["rlhf3/0"].status = CellStatus::failed;
  s.cells["rlhf3/0"].reason =
      "diverged after a number of labels that this sentence is too long to tell in one line of text";
  for (const bool unicode : {true, false})
    for (std::size_t width = 80; width < 200; width += 7) {
      EXPECT_LE(widest(terminal_summary(s.findings(), {width, unicode, false})), width);
      EXPECT_LE(widest(terminal_summary(sweep.findings(), {width, unicode, false})), width);
    }
}

TEST(TerminalSummary, ColourAddsNothingToTheMeaning) {
  const auto plain = terminal_summary(Sample().findings(), {120, true, false});
  auto colored = terminal_summary(Sample().findings(), {120, true, true});
  EXPECT_NE(plain, colored);
  for (auto at = colored.find('\x1b'); at != std::string::npos; at = colored.find('\x1b'))
    colored.erase(at, colored.find('m', at) - at + 1);
  EXPECT_EQ(plain, colored);
}

TEST(TerminalSummary, SaysWhatWentWrong) {
  Sample s;
  s.cells["rlhf3/0"].status = CellStatus::failed;
  s.cells["rlhf3/0"].reason = "diverged\x1b[2J";
  s.cells.erase("nash-md0/0");
  for (auto& row : s.cells["random4/0"].rows)
    if (row.metric == "winrate.reference") row.value.reset();
  const auto text = terminal_summary(s.findings(), {160, true, false});
  EXPECT_NE(text.find("1 of 99 cells failed and are left out (failures.csv): rlhf seed 3: diverged?[2J"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("1 cells have not been run"), std::string::npos);
  EXPECT_NE(text.find("winrate.reference is undefined for some seeds"), std::string::npos);
  EXPECT_NE(text.find(".500 exact (n=19)"), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << "a name cannot command the terminal";
}

TEST(TerminalSummary, NothingMeasured) {
  Sample s;
  s.cells.clear();
  EXPECT_NE(terminal_summary(s.findings(), {}).find("nothing has been measured"), std::string::npos);
  s.background = {};
  EXPECT_NE(terminal_summary(s.findings(), {}).find("100 cells have not been run"), std::string::npos);
}

TEST(TerminalSummary, OneSeedClaimsNoInterval) {
  const auto text = terminal_summary(Sample(1).findings(), {120, true, false});
  EXPECT_EQ(text.find("±"), std::string::npos) << text;
  EXPECT_EQ(text.find("exact"), std::string::npos);
  auto f = Sample(1).findings();
  f.background.random = false;
  EXPECT_NE(terminal_summary(f, {120, true, false}).find(" exact"), std::string::npos);
}

TEST(TerminalLook, FollowsTheEnvironment) {
  const auto with = [](const char* name, const char* value, auto what) {
    const char* old = std::getenv(name);
    const std::string kept = old ? old : "";
    ::setenv(name, value, 1);
    const auto result = what(terminal_look(-1, ColorChoice::automatic));
    if (old)
      ::setenv(name, kept.c_str(), 1);
    else
      ::unsetenv(name);
    return result;
  };
  EXPECT_EQ(with("COLUMNS", "132", [](Look l) { return l.width; }), 132u);
  EXPECT_EQ(with("COLUMNS", "20", [](Look l) { return l.width; }), 80u);
  EXPECT_EQ(with("COLUMNS", "-5", [](Look l) { return l.width; }), 80u);
  EXPECT_TRUE(with("LC_ALL", "de_DE.UTF-8", [](Look l) { return l.unicode; }));
  EXPECT_TRUE(with("LC_ALL", "C.utf8", [](Look l) { return l.unicode; }));
  EXPECT_FALSE(with("LC_ALL", "C", [](Look l) { return l.unicode; }));
  EXPECT_FALSE(terminal_look(-1, ColorChoice::automatic).color) << "not a terminal";
  EXPECT_TRUE(terminal_look(-1, ColorChoice::always).color);
}

TEST(TextPlot, DrawsAKnownPicture) {
  const std::vector<TextCurve> curves{{"up", {0, 10}, {0, 1}}, {"flat", {0, 10}, {0.5, 0.5}}};
  const auto plot = text_plot(curves, "labels", {44, true, false}, 0);
  std::string text = "\n";
  for (const auto& l : plot) text += l + "\n";
  EXPECT_EQ(text, R"(
1.0 ┤                              ╭──  up
    │                         ╭────╯
    │                   ╭─────╯
 .5 ┤─────────────────────────────────  flat
    │         ╭────╯
    │   ╭─────╯
 .0 ┤───╯
    └┬───────────────┬───────────────┬
     0               5              10 labels
)");
}

TEST(TextPlot, TicksAreRound) {
  EXPECT_EQ(ticks(0, 1, 4), (std::vector<double>{0, 0.5, 1}));
  EXPECT_EQ(ticks(13, 87, 4), (std::vector<double>{0, 20, 40, 60, 80, 100}));
  EXPECT_EQ(ticks(5, 5, 4).size() > 1, true);
  EXPECT_EQ(log_ticks(20, 20000), (std::vector<double>{100, 1000, 10000}));
  EXPECT_EQ(tick_label(20000), "20k");
  EXPECT_EQ(tick_label(1.5e6), "1.5M");
  EXPECT_EQ(tick_label(0.05), ".05");
}

TEST(TextPlot, NothingToDraw) {
  EXPECT_TRUE(text_plot({}, "labels", {}, 0).empty());
  EXPECT_TRUE(text_plot({{"a", {0}, {1}}}, "labels", {}, 0).empty());
  EXPECT_FALSE(text_plot({{"a", {0, 1}, {1, 1}}}, "labels", {}, 0).empty()) << "a flat line is a picture too";
}

TEST(Words, WidthsAndLines) {
  EXPECT_EQ(display_width("±×→"), 3u);
  EXPECT_EQ(display_width("日本"), 4u);
  EXPECT_EQ(display_width("e\xcc\x81"), 1u) << "a combining accent";
  EXPECT_EQ(printable("a\x1b[31m\xff\nb"), "a?[31m? b");
  EXPECT_EQ(printable("ok ± 日"), "ok ± 日");
  EXPECT_EQ(printable("\xe2\x80\xae"
                      "txt"),
            "?txt")
      << "right-to-left override";
  EXPECT_EQ(clipped("double-thompson", 8), "double..");
  EXPECT_EQ(wrapped("one two  three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("unbreakable", 4), (std::vector<std::string>{"unbreakable"}));
  EXPECT_EQ(ascii("a ± b → c"), "a +- b -> c");
}

}  // namespace
}  // namespace paddock
