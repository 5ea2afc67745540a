// No input, however broken, does anything but parse or throw DataError.
#include "sim/data/read.h"
#include "sim/data/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace paddock::test {
namespace {

const std::vector<std::string>& samples() {
  static const std::vector<std::string> kSamples{
      "left,right,winner,annotator,count,pair\na,\"b \"\"c\"\"\",left,w,1,p\n\"b "
      "\"\"c\"\"\",a,tie,,0.5,\nd,a,,v,1e3,q\n",
      ",a,b\na,0.5,0.9\nb,0.1,0.5\n", ".5,1,0\n0,.5,1\n1,0,.5\n",
      "# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: x\n# NUMBER VOTERS: 5\n3: 1,{2,3}\n2: 3,2,1\n",
      "item,x,y\na,1,2\nb,3,4\n"};
  return kSamples;
}

// Parses with every reader; true when none did anything unexpected.
void feed(const std::string& text) {
  const auto accept = [&](auto parse) {
    try {
      check_utf8(text, "f");
      parse();
    } catch (const DataError& e) {
      EXPECT_GE(e.line(), 0);
      EXPECT_GE(e.column(), 0);
    }
  };
  accept([&] {
    const Comparisons d = parse_comparisons(text, "f");
    EXPECT_TRUE(d.preferences().allFinite());
  });
  accept([&] { EXPECT_TRUE(parse_matrix(text, "f").p.allFinite()); });
  for (const char* type : {"soc", "soi", "toc", "toi"})
    accept([&] { EXPECT_TRUE(parse_preflib(text, "f", type).preferences().allFinite()); });
  accept([&] { parse_features(text, "f"); });
}

}  // namespace

TEST(Malformed, CutOffAnywhere) {
  for (const std::string& text : samples())
    for (std::size_t length = 0; length <= text.size(); ++length) feed(text.substr(0, length));
}

TEST(Malformed, NulAndBrokenUtf8Anywhere) {
  for (const std::string& text : samples())
    for (std::size_t i = 0; i <= text.size(); ++i)
      for (const char byte : {'\0', '\x80', '\xFF', '\xE2'}) {
        std::string broken = text;
        broken.insert(i, 1, byte);
        feed(broken);
      }
}

RC_GTEST_PROP(Malformed, RandomEdits, ()) {
  std::string text = samples()[*rc::gen::inRange<std::size_t>(0, samples().size())];
  const int edits = *rc::gen::inRange(1, 8);
  const auto character = rc::gen::element<char>(',', '"', '\n', '\r', '{', '}', ':', '#', '9', '-', 'e', '.', ' ', 'a');
  for (int k = 0; k < edits; ++k) {
    const std::size_t i = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    if (i < text.size() && *rc::gen::arbitrary<bool>())
      text[i] = *character;
    else
      text.insert(i, 1, *character);
  }
  feed(text);
}

RC_GTEST_PROP(Malformed, Noise, (std::string text)) { feed(text); }

}  // namespace paddock::test
