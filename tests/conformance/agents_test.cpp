// Every registered agent, including the one added yesterday, keeps these promises with its default parameters, under
// every form it claims. Kinds whose trait says `external` promise what a program outside does (tests/process).
#include "tests/play.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>

namespace paddock::test {
namespace {

struct Case {
  std::string kind;
  Form form;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.kind << " under " << word(c.form); }

const AgentTraits& traits(const std::string& kind) { return Registry<Agent>::get().find(kind)->traits; }

std::vector<Case> cases() {
  std::vector<Case> out;
  for (const auto& [name, kind] : Registry<Agent>::get().kinds())
    for (const auto& w : enum_words(Form{}))
      if (supported(w.value) && kind.traits.forms.has(w.value) && !kind.traits.external)
        out.push_back({std::string(name), w.value});
  return out;
}
std::string label(const testing::TestParamInfo<Case>& c) {
  std::string s = c.param.kind + "_" + std::string(word(c.param.form));
  for (char& ch : s)
    if (ch == '-' || ch == '.') ch = '_';
  return s;
}

Settings settings(Form form, double budget, std::uint32_t replication = 0) {
  Settings s;
  s.form = form, s.seed = 5, s.replication = replication, s.entity = 77;
  s.size = form == Form::duel ? 2 : form == Form::ranking || form == Form::best_of ? 3 : 1;
  if (form == Form::oracle)
    s.budget.steps = budget, s.unit = Unit::steps;
  else
    s.budget.labels = budget;
  return s;
}
Eigen::MatrixXd game() {  // cyclic at the top, a loser, and an exact tie
  Eigen::MatrixXd p(4, 4);
  p << .5, .7, .35, .8, .3, .5, .65, .8, .65, .35, .5, .5, .2, .2, .5, .5;
  return p;
}

class EveryAgent : public testing::TestWithParam<Case> {
 protected:
  const std::string kind = GetParam().kind;
  const Form form = GetParam().form;
  bool points() const { return !traits(kind).enumerable && traits(kind).continuous; }
  Table table() const {
    Table t;
    t.points = points();
    return t;
  }
};

TEST_P(EveryAgent, DescribesItself) {
  const auto& k = *Registry<Agent>::get().find(kind);
  EXPECT_FALSE(k.card.summary.empty());
  EXPECT_FALSE(k.card.formula.empty());
  EXPECT_FALSE(k.card.source.empty());
  EXPECT_FALSE(k.traits.family.empty());
  const auto defaults = k.defaults();
  for (const auto& f : defaults->fields()) EXPECT_FALSE(f.doc.empty()) << f.name;
  EXPECT_EQ(defaults->check(), "");
  Problems problems;  // defaults lie in their own ranges, and what is echoed reads back
  const Recipe<Agent> r(k, k.defaults());
  const auto back = Registry<Agent>::get().parse(r.resolved(), problems, "agent");
  ASSERT_TRUE(problems.empty()) << problems.list()[0].text;
  EXPECT_EQ(to_flow(back.resolved()), to_flow(r.resolved()));
}

TEST_P(EveryAgent, AnswersATypo) {
  const auto fields = Registry<Agent>::get().find(kind)->defaults()->fields();
  if (fields.empty()) GTEST_SKIP() << "no parameters";
  Problems problems;
  const std::string typo = std::string(fields[0].name) + "x";
  Registry<Agent>::get().parse(Node::map({{"kind", {}, Node::scalar(kind)}, {typo, {}, Node::number(1)}}), problems,
                               "agent");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_NE(problems.list()[0].text.find("did you mean"), std::string::npos) << problems.list()[0].text;
}

TEST_P(EveryAgent, RepeatsBitForBitOnBothPaths) {
  for (Row batch : {1u, 7u}) {
    Settings s = settings(form, 200);
    s.batch = batch;
    const auto a = play(recipe(kind), game(), s, table()), b = play(recipe(kind), game(), s, table());
    s.by_events = true;
    const auto c = play(recipe(kind), game(), s, table());
    EXPECT_EQ(a.asked, b.asked);
    EXPECT_EQ(a.policy, b.policy);
    EXPECT_EQ(a.asked, c.asked) << "by events";
    EXPECT_EQ(a.policy, c.policy) << "by events";
  }
}

TEST_P(EveryAgent, IsAProbabilityLawAtAllTimesAndKeepsTheBudget) {  // the kernel throws when it is not a law
  Settings s = settings(form, 300);
  for (int i = 0; i <= 300; i += 10) s.at.push_back(i);
  const auto out = play(recipe(kind), game(), s, table());
  EXPECT_LE(out.readings.back().labels, 300u);
  EXPECT_LE(out.readings.back().steps, 300u);
}

TEST_P(EveryAgent, TakesLateLabels) {
  if (form == Form::oracle) GTEST_SKIP() << "nobody answers";
  Settings s = settings(form, 400);
  s.async = true, s.open = 10;
  Table t = table();
  t.latency = TimeLaw(Law::make(Law::Kind::exponential, 5)), t.workers = 3;
  const auto out = play(recipe(kind), game(), s, t);
  EXPECT_LE(out.readings.back().labels, 400u);
}

TEST_P(EveryAgent, TakesTiesAndSkips) {
  if (form == Form::oracle) GTEST_SKIP() << "nobody answers";
  Table t = table();
  t.tie_share = 0.3, t.skip_share = 0.2;
  play(recipe(kind), game(), settings(form, 300), t);
  t.tie_share = 1, t.skip_share = 0;
  play(recipe(kind), game(), settings(form, 100), t);
  t.tie_share = 0, t.skip_share = 1;
  play(recipe(kind), game(), settings(form, 100), t);
}

TEST_P(EveryAgent, TakesLabelsGivenBeforeTheStart) {
  if (form == Form::oracle || points()) GTEST_SKIP() << "no labels to give";
  Given given;
  given.queries.reshape(form, settings(form, 1).size, 60);
  given.queries.clear(60);
  Stream rng(3, 0, Purpose::data);
  for (Row r = 0; r < 60; ++r) {
    for (ItemId& i : given.queries.add(0)) i = rng.below(4);
    given.queries.stamp[r] = {QueryBatch::kGiven + (r * 37) % 60, 0, 0};  // in any order
  }
  Table t = table();
  t.given = &given;
  const auto out = play(recipe(kind), game(), settings(form, 100), t);
  EXPECT_LE(out.readings.back().labels, 100u);
}

TEST_P(EveryAgent, AllocatesNothingPerRound) {
  if (!allocations()) GTEST_SKIP() << "allocations are not counted in this build";
  const auto run = [&](double budget) {
    return play(recipe(kind), game(), settings(form, budget), table()).allocations;
  };
  const auto shorter = run(3000), longer = run(6000);
  if (traits(kind).grows)
    EXPECT_LE(longer, shorter + 4 * 3000);
  else
    EXPECT_EQ(shorter, longer);
}

TEST_P(EveryAgent, SurvivesOneAndTwoResponses) {
  if (points()) GTEST_SKIP() << "responses are points";
  for (int n : {1, 2}) {
    if (form == Form::ranking || form == Form::best_of) continue;
    const auto out = play(recipe(kind), Eigen::MatrixXd::Constant(n, n, 0.5), settings(form, 50));
    EXPECT_NEAR(std::accumulate(out.policy.begin(), out.policy.end(), 0.0), 1, 1e-9);
  }
}

TEST_P(EveryAgent, WorksInSeveralContextsIfItSaysSo) {
  if (!traits(kind).contextual || points()) GTEST_SKIP() << "one context only";
  Table t;
  t.contexts = 3;
  play(recipe(kind), game(), settings(form, 300), t);
}

// Relabelling the responses relabels the policy: exactly (up to the rounding of sums) when nothing is random, otherwise
// in law: 300 runs each way, |z| < 4.9 for every response.
TEST_P(EveryAgent, TreatsResponsesAlike) {
  if (!traits(kind).equivariant || points()) GTEST_SKIP() << "not promised";
  const std::vector<double> mu{0.4, 0.3, 0.2, 0.1};
  const std::array<int, 4> to{2, 0, 3, 1};
  Eigen::MatrixXd moved(4, 4);
  std::vector<double> moved_mu(4);
  const Eigen::MatrixXd p = game();
  for (int i = 0; i < 4; ++i) {
    moved_mu[to[i]] = mu[i];
    for (int j = 0; j < 4; ++j) moved(to[i], to[j]) = p(i, j);
  }
  Table here, there;
  here.reference = mu, there.reference = moved_mu;
  const int runs = form == Form::oracle ? 1 : 300;
  std::array<double, 4> difference{}, squares{};
  for (int r = 0; r < runs; ++r) {
    const auto s = [&](int k) { return settings(form, 60, static_cast<std::uint32_t>(2 * r + k)); };
    const auto a = play(recipe(kind), p, s(0), here).policy, b = play(recipe(kind), moved, s(1), there).policy;
    for (int i = 0; i < 4; ++i) {
      const double d = a[i] - b[to[i]];
      difference[i] += d, squares[i] += d * d;
    }
  }
  for (int i = 0; i < 4; ++i) {
    if (form == Form::oracle) {
      EXPECT_NEAR(difference[i], 0, 1e-9) << "response " << i;
      continue;
    }
    const double mean = difference[i] / runs, variance = squares[i] / runs - mean * mean;
    EXPECT_LE(std::abs(mean), 4.9 * std::sqrt(variance / runs) + 1e-12) << "response " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Conformance, EveryAgent, testing::ValuesIn(cases()), label);

// Two names for one behaviour are a mistake unless a theorem says so.
TEST(Conformance, NoTwoAgentsAreTheSame) {
  std::map<std::string, std::vector<std::string>> alike;
  for (const Case& c : cases()) {
    const auto& t = traits(c.kind);
    if (!t.enumerable && t.continuous) continue;
    Settings s = settings(c.form, 400);
    s.batch = 5;
    const Table table{.contexts = 1, .reference = {0.4, 0.3, 0.2, 0.1}};
    const auto out = play(recipe(c.kind), game(), s, table);
    std::string print(word(c.form));
    for (ItemId i : out.asked) print += "," + std::to_string(i);
    for (double v : out.policy) print += "," + shortest(v);
    alike[print].push_back(c.kind);
  }
  for (const auto& [print, kinds] : alike)
    for (std::size_t i = 1; i < kinds.size(); ++i)
      EXPECT_TRUE(traits(kinds[i]).same_as == kinds[0] || traits(kinds[0]).same_as == kinds[i])
          << kinds[0] << " and " << kinds[i] << " ask and recommend the same";
}

}  // namespace
}  // namespace paddock::test
