// Dotted paths, and KEY=VALUE of the command line.
#include "sim/scenario/overrides.h"

#include "sim/scenario/yaml.h"

#include <gtest/gtest.h>

namespace paddock {
namespace {

const char* const kFile = R"(
annotators:
  - {name: majority, kind: bradley-terry, share: 0.7, noise: {flip: 0.1}}
  - {kind: cyclic, share: 0.3}
feedback: {budget: {cost: 5}}
agents:
  - rucb
  - {kind: double-thompson, name: dts-06, alpha: 0.6}
)";

/// The tree after `argument`, or what is wrong as column and text.
std::string after(const char* file, const char* argument) {
  Problems problems;
  Node n = node_of(file);
  if (const auto o = read_override(argument, problems)) n = put(n, *o, problems);
  if (problems.empty()) return to_flow(n);
  const Problem& p = problems.list()[0];
  EXPECT_EQ(p.mark.source->name, "command line");
  return std::to_string(p.mark.column) + ": " + p.text;
}

TEST(Overrides, AddressElementsByNameKindOrIndex) {
  const auto value = [](const char* argument, const char* path) {
    Problems problems;
    const Node n = put(node_of(kFile), *read_override(argument, problems), problems);
    EXPECT_TRUE(problems.empty());
    const Node* at_path = at(n, path);
    return at_path ? to_flow(*at_path) : "";
  };
  EXPECT_EQ(value("agents.dts-06.alpha=0.7", "agents.1.alpha"), "0.7");
  EXPECT_EQ(value("annotators.majority.noise.flip=0.2", "annotators.0.noise.flip"), "0.2");
  EXPECT_EQ(value("annotators.cyclic.share=1", "annotators.1.share"), "1");
  EXPECT_EQ(value("annotators.0.share=0.5", "annotators.majority.share"), "0.5");
  EXPECT_EQ(value("agents.rucb.alpha=0.7", "agents.0"), "{kind: rucb, alpha: 0.7}") << "a bare kind becomes a mapping";
  EXPECT_EQ(value("agents.0=random", "agents.0"), "random");
}

TEST(Overrides, ReplaceTheNode) {
  Problems problems;
  const Node n = put(node_of(kFile), *read_override("feedback.budget={labels: 2000}", problems), problems);
  EXPECT_EQ(to_flow(*n.find("feedback")), "{budget: {labels: 2000}}") << "no cost limit is left behind (contract 2)";
  EXPECT_EQ(to_flow(*put(n, *read_override("feedback.mode=async", problems), problems).find("feedback")),
            "{budget: {labels: 2000}, mode: async}");
}

TEST(Overrides, ReachGroupsWhateverTheShapeOfAnnotators) {
  EXPECT_EQ(after("annotators: {kind: cyclic}", "annotators.strength=0.4"),
            "{annotators: {kind: cyclic, strength: 0.4}}");
  EXPECT_EQ(after("annotators: {kind: cyclic}", "annotators.cyclic.strength=0.4"),
            "{annotators: {kind: cyclic, strength: 0.4}}");
  EXPECT_EQ(after("annotators: cyclic", "annotators.strength=0.4"), "{annotators: {kind: cyclic, strength: 0.4}}");
  EXPECT_EQ(after("annotators: [{kind: cyclic}]", "annotators.strength=0.4"),
            "{annotators: [{kind: cyclic, strength: 0.4}]}");
  EXPECT_EQ(after("annotators: {groups: [{kind: cyclic}], skip: 0.1}", "annotators.cyclic.strength=0.4"),
            "{annotators: {groups: [{kind: cyclic, strength: 0.4}], skip: 0.1}}");
  EXPECT_EQ(after("annotators: {groups: [{kind: cyclic}], skip: 0.1}", "annotators.skip=0.2"),
            "{annotators: {groups: [{kind: cyclic}], skip: 0.2}}");
  EXPECT_EQ(after("world: tabular", "world.responses=5"), "{world: {kind: tabular, responses: 5}}");
}

TEST(Overrides, EverythingAfterTheFirstEqualsSignIsYaml) {
  EXPECT_EQ(after("a: 1", "a=[1, {b: 'x=y'}]"), "{a: [1, {b: x=y}]}");
  EXPECT_EQ(after("a: 1", "a.b=1"), "3: a is a value, it has no 'b'");
  EXPECT_EQ(after("a: 1", "u.v.w=1"), "{a: 1, u: {v: {w: 1}}}");
  EXPECT_EQ(after("a: 1", "a="), "1: no value after 'a='");
  EXPECT_EQ(after("a: 1", "=3"), "1: expected KEY=VALUE");
  EXPECT_EQ(after("a: 1", "a=[1"), "3: '[' is never closed");
  EXPECT_EQ(after("a: 1", "a..b=1"), "3: the path 'a..b' has an empty part");
}

TEST(Overrides, SuggestNames) {
  EXPECT_EQ(after(kFile, "agents.dts.alpha=1"), "8: nothing in agents is called 'dts'; there are rucb, dts-06");
  EXPECT_EQ(after(kFile, "agents.rucbb.alpha=1"), "8: nothing in agents is called 'rucbb'; did you mean 'rucb'?");
  EXPECT_EQ(after(kFile, "agents.7.alpha=1"), "8: nothing in agents is called '7'; there are rucb, dts-06");
  EXPECT_EQ(after("agents: [a, a]", "agents.a.x=1"), "8: two in agents are called 'a': give one a name");
}

}  // namespace
}  // namespace paddock
