// The reader of YAML: located tree, what it refuses, and that printing a tree and reading it gives the tree.
#include "sim/scenario/yaml.h"

#include "sim/scenario/text_scan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>

namespace paddock {
namespace {

std::string complaint(const std::string& text) {
  Problems problems;
  const Node n = read_yaml(std::make_shared<Source>(Source{"f", text}), problems);
  if (problems.empty()) return "fine: " + to_flow(n);
  EXPECT_TRUE(n.is_null());
  const Problem& p = problems.list()[0];
  return std::to_string(p.mark.line) + ":" + std::to_string(p.mark.column) + ": " + p.text;
}

TEST(Yaml, KeepsMarksAndQuotes) {
  const Node n = node_of("seed: 7\nagents:\n  - {kind: dpo, name: 'yes'}\n");
  const Node& agent = n.find("agents")->items()[0];
  EXPECT_EQ(agent.find("name")->mark().line, 3);
  EXPECT_EQ(agent.find("name")->mark().column, 23);
  EXPECT_EQ(agent.find("name")->mark().length, 5);
  EXPECT_TRUE(agent.find("name")->quoted());
  EXPECT_EQ(agent.entries()[0].mark.column, 6);
  EXPECT_EQ(n.find("seed")->mark().column, 7);
}

TEST(Yaml, ResolvesAnchorsAndMergeKeys) {
  EXPECT_EQ(complaint("base: &b {lr: 0.1, k: 5}\nx: *b\n"), "fine: {base: {lr: 0.1, k: 5}, x: {lr: 0.1, k: 5}}");
  EXPECT_EQ(complaint("base: &b {lr: 0.1, k: 5}\nx:\n  <<: *b\n  lr: 0.2\n"),
            "fine: {base: {lr: 0.1, k: 5}, x: {lr: 0.2, k: 5}}");
  EXPECT_EQ(complaint("a: &a {u: 1}\nb: &b {u: 2, v: 3}\nx: {<<: [*a, *b]}\n"),
            "fine: {a: {u: 1}, b: {u: 2, v: 3}, x: {u: 1, v: 3}}");
  EXPECT_EQ(complaint("x: {<<: 3}\n"), "1:5: '<<' merges a mapping, or a list of mappings");
}

TEST(Yaml, ShowsBothPlacesOfADuplicateKey) {
  Problems problems;
  read_yaml(std::make_shared<Source>(Source{"f", "lr: 0.1\nk: 1\nlr: 0.2\n"}), problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.list()[0].mark.line, 3);
  ASSERT_EQ(problems.list()[0].related.size(), 1u);
  EXPECT_EQ(problems.list()[0].related[0].line, 1);
}

TEST(Yaml, RefusesBytesThatAreNotText) {
  EXPECT_EQ(complaint(std::string("a: \0b\n", 6)), "1:4: a NUL byte at offset 3");
  EXPECT_EQ(complaint("a: 1\nname: caf\xe9\n"), "2:10: byte 0xe9 at offset 14 is not UTF-8 text");
  EXPECT_TRUE(not_text("\xc0\xaf").has_value()) << "overlong";
  EXPECT_TRUE(not_text("\xed\xa0\x80").has_value()) << "surrogate";
  EXPECT_TRUE(not_text("\xf4\x90\x80\x80").has_value()) << "beyond Unicode";
  EXPECT_FALSE(not_text("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x99\x82").has_value());
  EXPECT_EQ(complaint("\xEF\xBB\xBF"
                      "a: 1\n"),
            "fine: {a: 1}");
  EXPECT_EQ(complaint("a: 1\r\nb: 2\r\n"), "fine: {a: 1, b: 2}");
}

TEST(Yaml, NamesCommonSlips) {
  EXPECT_EQ(complaint("a:\n\tb: 1\n"), "2:1: a tab is used for indentation");
  EXPECT_EQ(complaint("a: [1, 2\nb: 3\n"), "1:4: '[' is never closed");
  EXPECT_EQ(complaint("a: [1, 2}\nb: 3\n"), "1:9: '}' closes nothing that is open here");
  EXPECT_EQ(complaint("a: \"x\nb: 3\n"), "1:4: the quotation mark \" is never closed");
  EXPECT_EQ(complaint("name: x\nseed 7\nagents: 1\n"), "2:1: perhaps a ':' is missing after 'seed'");
  EXPECT_EQ(complaint("agents: 1\nseed 7\n"), "2:1: perhaps a ':' is missing after 'seed'");
  EXPECT_EQ(complaint("agents:\n- a: 1\n  b: 2\n-c\n"), "4:1: a space is missing after '-'");
  EXPECT_EQ(complaint("a: b: c\n"), "1:5: a second ':' in one line");
  EXPECT_EQ(complaint("a: *nope\n"), "1:4: this alias (*name) has no anchor (&name) before it");
  EXPECT_EQ(complaint(""), "1:1: there is nothing in here");
  EXPECT_EQ(complaint("# only a comment\n"), "1:1: there is nothing in here");
  EXPECT_EQ(complaint("a: 1\n---\nb: 2\n"), "2:1: a second document starts here; a file holds one");
  EXPECT_EQ(complaint("a: !!str 5\n"), "1:4: YAML tags are not supported");
  EXPECT_EQ(complaint("? [a, b]\n: 1\n"), "1:3: a key must be a word");
}

TEST(Yaml, ProseMayHoldBracketsAndApostrophes) {
  EXPECT_EQ(complaint("about: it doesn't matter [really\nx: 'it''s ['\nw: |\n  [[[ '\nz: 1\n"),
            "fine: {about: \"it doesn't matter [really\", x: \"it's [\", w: \"[[[ '\\n\", z: 1}");
}

TEST(Yaml, SurvivesDepth) {
  const std::size_t n = 20'000;
  const std::string why = ": nested more than 64 levels deep";
  std::string dashes, maps, block;
  for (std::size_t i = 0; i < n; ++i) dashes += "- ", maps += "{a: ";
  for (std::size_t i = 0; i < 3000; ++i) block += std::string(i, ' ') + "a:\n";
  for (const std::string& text : {std::string(n, '[') + std::string(n, ']'), dashes + "1", maps, block})
    EXPECT_TRUE(complaint(text).ends_with(why)) << complaint(text).substr(0, 200);
  const std::string chain = [] {  // every line one deeper than the line before
    std::string s = "a0: &a0 {x: 1}\n";
    for (int i = 1; i < 2000; ++i)
      s += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " {x: *a" + std::to_string(i - 1) + "}\n";
    return s;
  }();
  EXPECT_TRUE(complaint(chain).ends_with(why));
  EXPECT_EQ(complaint("a: &a [*a]\n"), "1:8: an alias cannot stand inside what it stands for");
  EXPECT_TRUE(complaint(std::string(60, '[') + std::string(60, ']')).starts_with("fine"));
}

TEST(Yaml, CountsWhatAliasesStandFor) {
  std::string laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 30; ++i) {
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) laughs += "*a" + std::to_string(i - 1) + ",";
    laughs += "]\n";
  }
  EXPECT_NE(complaint(laughs).find("more than 1000000 values"), std::string::npos);
}

rc::Gen<std::string> any_text() {
  const auto piece = rc::gen::element<std::string>(
      "a", "Z", "7", " ", "-", ".", ":", ": ", "#", " #", ",", "[", "]", "{", "}", "'", "\"", "\\", "&", "*", "!", "|",
      ">", "%", "@", "`", "?", "~", "\n", "\t", "\xc3\xbc", "\xe2\x82\xac", "<<", "yes", "null", "1e3", "010", "20k",
      "3h", "true", "---", "=", "\x01", "\x7f");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](std::vector<std::string> v) {
    std::string s;
    for (std::size_t i = 0; i < std::min<std::size_t>(v.size(), 5); ++i) s += v[i];
    return s;
  });
}
Node any_node(int depth) {
  const int kind = *rc::gen::inRange(0, depth > 0 ? 6 : 4);
  if (kind == 0) return Node();
  if (kind == 1) return Node::number(*rc::gen::arbitrary<double>());
  if (kind < 4) return Node::scalar(*any_text(), {}, true);
  const int size = *rc::gen::inRange(0, 4);
  std::vector<Node> items;
  std::vector<Node::Entry> entries;
  for (int i = 0; i < size; ++i) {
    items.push_back(any_node(depth - 1));
    std::string key = *any_text();
    if (std::ranges::find(entries, key, &Node::Entry::key) == entries.end())
      entries.push_back({std::move(key), {}, items.back()});
  }
  return kind == 4 ? Node::list(std::move(items)) : Node::map(std::move(entries));
}

RC_GTEST_PROP(Yaml, PrintingAndReadingIsTheIdentity, ()) {
  const Node n = Node::map({{"root", {}, any_node(4)}});
  const std::string flow = to_flow(n), block = to_yaml(n);
  try {
    RC_ASSERT(node_of(flow) == n);
    RC_ASSERT(to_flow(node_of(flow)) == flow);
    RC_ASSERT(node_of(block) == n);
  } catch (const std::invalid_argument& e) {
    RC_FAIL(flow + "\n" + e.what());
  }
}

RC_GTEST_PROP(Yaml, NoTextCrashesTheReader, ()) {
  std::string text;
  for (const auto& s : *rc::gen::container<std::vector<std::string>>(any_text()))
    text += s + (*rc::gen::arbitrary<bool>() ? "\n" : "  ");
  Problems problems;
  read_yaml(std::make_shared<Source>(Source{"f", text}), problems);
  std::ostringstream out;
  problems.print(out);
}

}  // namespace
}  // namespace paddock
