// The game agents on labels, on queried probabilities and on data: printed noise floors, unbiased estimates, and that
// nobody reads the game where the form doesn't show it.
#include "sim/math/pair_regression.h"
#include "tests/agents/nash/arena.h"
#include "tests/game/random_games.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace paddock::test {
namespace {

const std::vector<std::string>& family() {
  static const std::vector<std::string> kinds{
      "nash-md", "nash-md-pg", "nash-ema", "omd", "egpo",     "mmd",   "mpo",    "omwu",      "onpo",      "mwu",
      "spo",     "sppo",       "inpo",     "dno", "dno-prct", "comal", "ipo-md", "self-play", "online-ipo"};
  return kinds;
}

/// Answers with what was written down, whatever is asked.
struct Transcript {
  std::vector<ItemId> asked;
  std::vector<std::uint8_t> choice;
};
/// Plays rounds of `batch` duels on game e2; answers come from `judge` and are written down, or without a judge from
/// the transcript. Returns the final policy.
Eigen::VectorXd session(const std::string& agent_text, MatrixAnnotator* judge, Transcript& t) {
  constexpr Row batch = 6;
  const Arms world(3, 1, values(e2().mu));
  const auto agent = agent_of(agent_text).make({.world = world, .form = Form::duel, .batch = batch, .pools = {}});
  Stream rng(9, 0, Purpose::agent, 4);
  QueryBatch queries;
  LabelBatch labels;
  queries.reshape(Form::duel, 2, batch), labels.reshape(queries, batch);
  std::vector<Row> rows(batch);
  for (Row r = 0; r < batch; ++r) rows[r] = r;
  std::size_t at = 0;
  for (std::uint64_t round = 0; round < 60; ++round) {
    queries.clear(batch), labels.clear();
    std::fill(queries.context.begin(), queries.context.end(), 0u);
    agent->propose(rng, queries);
    for (Row r = 0; r < queries.size(); ++r) queries.stamp[r] = {round * batch + r, 0, 0};
    if (judge) {
      judge->answer({queries, std::span(rows).first(queries.size()), 1, 0, -1, {0, &agent->played()}}, labels);
      t.asked.insert(t.asked.end(), queries.shown.begin(), queries.shown.begin() + 2 * queries.size());
      t.choice.insert(t.choice.end(), labels.choice.begin(), labels.choice.begin() + labels.size());
    } else {
      for (Row r = 0; r < queries.size(); ++r) {
        EXPECT_EQ(queries.items(r)[0], t.asked[2 * at]) << agent_text;
        EXPECT_EQ(queries.items(r)[1], t.asked[2 * at + 1]) << agent_text;
        labels.choice[labels.add(r)] = t.choice[at++];
      }
    }
    for (Row i = 0; i < labels.size(); ++i) labels.stamp[i] = {0, -1, 0, 0, 0, Purpose::answer};
    agent->learn(labels);
  }
  return law_of(agent->recommended(), 3);
}

TEST(GameSamples, ARecordingOfTheAnswersTeachesTheSame) {
  for (const auto& kind : family()) {
    Transcript transcript;
    MatrixAnnotator judge(e2().p);
    const auto live = session(kind, &judge, transcript), replayed = session(kind, nullptr, transcript);
    EXPECT_EQ(live, replayed) << kind;
    EXPECT_GT(largest_error(live, e2().mu), 1e-6) << kind << " learns";
  }
}

// From many samples the steps are on average the exact ones: hear() and expect() mean the same. Steps small enough for
// the noise to stay linear.
TEST(GameSamples, AreExactOnAverage) {
  const Eigen::VectorXd mu = golden::column({.25, .35, .4});
  for (const auto& kind : family()) {
    if (kind == "dno-prct") continue;  // its pairs are chosen by a threshold on estimates
    const bool tau = kind != "omwu" && kind != "onpo" && kind != "mwu" && kind != "spo" && kind != "sppo" &&
                     kind != "dno" && kind != "dno-prct";
    const bool gradient = kind == "online-ipo" || kind == "ipo-md" || kind == "nash-md-pg";
    std::string rest = tau ? ", tau: 0.3" : "";
    if (gradient) rest += ", lr: 0.05";
    if (kind == "inpo") rest += ", eta: 4";
    if (kind == "egpo" || kind == "comal" || kind == "nash-md" || kind == "nash-ema" || kind == "omd" || kind == "mmd")
      rest += ", eta: 0.25";
    const int steps = kind == "spo" ? 1 : 2;  // spo then faces its queue
    Loop exact(fmt::format("{{kind: {}{}}}", kind, rest), e2().p, mu);
    exact.rounds(steps);
    constexpr int runs = 100;
    Eigen::ArrayXd mean = Eigen::ArrayXd::Zero(3), squares = mean;
    for (std::uint32_t r = 0; r < runs; ++r) {
      Loop asked(fmt::format("{{kind: {}{}, queries: 6000}}", kind, rest), e2().p, mu, Form::oracle, 1, r);
      asked.rounds(steps * (kind == "egpo" ? 2 : 1));
      const Eigen::ArrayXd off = asked.policy() - exact.policy();
      mean += off / runs, squares += off.square() / runs;
    }
    const Eigen::ArrayXd error = ((squares - mean.square()) / (runs - 1)).sqrt();
    EXPECT_LT((mean / error).abs().maxCoeff(), 4.9) << kind << ": " << mean.transpose();
    EXPECT_LT(error.maxCoeff(), 0.05 * largest_error(exact.policy(), mu)) << kind << ": too noisy to tell";
  }
}

TEST(GameSamples, DataGivenBeforeTheStartIsAGameOfItsOwn) {
  // 3:1, 2:2 and never: margins .25, 0, 0.
  const Data data({{.winner = 0, .loser = 1, .count = 3},
                   {.winner = 1, .loser = 0},
                   {.winner = 1, .loser = 2, .count = 2, .context = 0, .tie = true},
                   {.winner = 2, .loser = 1},
                   {.winner = 1, .loser = 2}});
  Eigen::MatrixXd seen(3, 3);
  seen << .5, .75, .5, .25, .5, .5, .5, .5, .5;
  for (const auto& kind : family()) {
    const bool averaging = kind == "mwu" || kind == "spo" || kind == "sppo";  // their default step knows the budget
    const std::string rest = averaging ? fmt::format(", eta: {:.17g}", std::sqrt(std::log(5.0) / 40)) : "";
    Loop offline(fmt::format("{{kind: {}, offline: 40}}", kind), e2().p, e2().mu, Form::duel);
    offline.agent().learn(data.labels());
    Loop exact(fmt::format("{{kind: {}{}}}", kind, rest), seen, e2().mu);
    exact.rounds(40);
    EXPECT_LT(largest_error(offline.policy(), exact.policy()), 1e-14) << kind;
    EXPECT_TRUE(offline.agent().done()) << kind;
  }
}

TEST(GameSamples, FormsThatCannotBeAreRefused) {
  const Arms world(3);
  const auto why = [&](const char* agent, Form form) {
    return agent_of(agent).misfit({.world = world, .form = form, .pools = {}});
  };
  EXPECT_NE(why("{kind: egpo, queries: 5}", Form::duel).find("form oracle"), std::string::npos);
  EXPECT_NE(why("{kind: egpo, offline: 5}", Form::oracle).find("form duel"), std::string::npos);
  EXPECT_EQ(why("{kind: egpo, queries: 5}", Form::oracle), "");
  EXPECT_NE(why("{kind: dno, teacher: {policy: [0.5, 0.5]}}", Form::duel).find("2 responses"), std::string::npos);
  EXPECT_THROW(agent_of("{kind: dno, teacher: {policy: [0.5, 0.4]}}"), std::runtime_error);
  EXPECT_THROW(agent_of("{kind: inpo, tau: 1, eta: 0.5}"), std::runtime_error);
  EXPECT_THROW(agent_of("{kind: online-ipo, lr: paper}"), std::runtime_error);
}

// With a teacher who always gives the best response, pairs against it are labelled from the first step.
TEST(GameSamples, ATeachersResponsesJoinTheSamples) {
  const auto g = golden::games()[4];  // E5: response 0 wins
  const Eigen::VectorXd mu = golden::column({1e-6, .5, .5 - 1e-6});
  Loop alone("{kind: dno, eta: 1}", g.p, mu, Form::duel, 50);
  Loop taught("{kind: dno, eta: 1, teacher: {policy: [1, 0, 0]}}", g.p, mu, Form::duel, 50);
  alone.rounds(200), taught.rounds(200);
  EXPECT_GT(taught.policy()[0], 0.9);
  EXPECT_LT(alone.policy()[0], 0.1);
}

// SPPO by hand: one label, winner +eta/2, loser -eta/2 of its mean; the third response keeps its logit.
TEST(GameSamples, SppoMovesBothSidesOfAPair) {
  Loop loop("{kind: sppo, eta: 0.4}", e2().p, e2().mu, Form::duel);
  int found = 0;
  loop.rounds(1);
  for (int w = 0; w < 3; ++w)
    for (int l = 0; l < 3; ++l) {
      Eigen::VectorXd expected = e2().mu;
      expected[w] *= std::exp(w == l ? 0 : .2), expected[l] *= std::exp(w == l ? 0 : -.2);
      expected /= expected.sum();
      found += largest_error(loop.policy(), expected) < 1e-14;
    }
  EXPECT_GE(found, 1);
}

TEST(PairRegression, SolvesByHand) {
  PairRegression pairs(5);
  pairs.add(0, 1, 1), pairs.add(0, 1, 0), pairs.add(2, 1, 0.5);  // 0-1: mean .5; 2-1: .5; 3, 4 alone
  pairs.add(3, 3, 7);
  std::vector<double> g(5, 9.0);
  pairs.solve(g);
  EXPECT_NEAR(g[0], .5 - 1.0 / 3, 1e-15);
  EXPECT_NEAR(g[1], -1.0 / 3, 1e-15);
  EXPECT_NEAR(g[2], .5 - 1.0 / 3, 1e-15);
  EXPECT_EQ(g[3], 0);
  EXPECT_EQ(g[4], 0);
  pairs.solve(g);  // forgotten
  EXPECT_EQ(g[0], 0);
}
// Inconsistent differences round a triangle: 1 + 1 + 1 is not 0; the least squares answer is 0 everywhere.
TEST(PairRegression, SharesWhatCannotBeExplained) {
  PairRegression pairs(3);
  pairs.add(0, 1, 1), pairs.add(1, 2, 1), pairs.add(2, 0, 1);
  std::vector<double> g(3);
  pairs.solve(g);
  for (const double v : g) EXPECT_NEAR(v, 0, 1e-15);
}

void expect_floor(const Floor& floor, double printed, const char* what) {
  EXPECT_NEAR(floor.mean, printed, 0.25 * printed) << what << ": " << floor.mean << " ± " << floor.error;
}

// nlhf.md section 10, stochastic bands, mean of KL over 2,000 seeds within 25 %.
TEST(SlowGameSamples, NoiseFloorsAreThePrintedOnes) {
  expect_floor(noise("{kind: omd, tau: 0.1, eta: 0.05}", 10, 400, 1, 2000), 6.22e-3, "omd, 10");
  expect_floor(noise("{kind: egpo, tau: 0.1, eta: 0.05}", 10, 800, 1, 2000), 6.26e-3, "egpo, 10");
  expect_floor(noise("{kind: inpo, tau: 0.1, eta: 2}", 300, 20, 1, 2000), 1.59e-3, "inpo, 300 at 20");
}
TEST(SlowGameSamples, NoiseFloorsOfLargeBatchesAreThePrintedOnes) {
  expect_floor(noise("{kind: omd, tau: 0.1, eta: 0.05}", 100, 400, 1, 2000), 6.52e-4, "omd, 100");
  expect_floor(noise("{kind: nash-md-pg, tau: 0.1, lr: 0.5, beta: 0}", 100, 400, 1, 2000), 2.06e-3, "nash-md-pg, 0");
}
// The rest at fewer seeds, averaged over the last rounds of each.
TEST(SlowGameSamples, NoiseFloorsInTime) {
  expect_floor(noise("{kind: nash-md-pg, tau: 0.1, lr: 0.5, beta: 0.125}", 100, 1600, 1200, 60), 1.97e-3,
               "nash-md-pg, 1/8");
  expect_floor(noise("{kind: egpo, tau: 0.1, eta: 0.05}", 100, 4000, 3200, 40), 5.96e-4, "egpo, 100");
}
// Ten times the batch, a tenth of the floor.
TEST(SlowGameSamples, TheFloorFallsWithTheBatch) {
  for (const char* agent : {"{kind: omd, tau: 0.1, eta: 0.05}", "{kind: egpo, tau: 0.1, eta: 0.05}"}) {
    const auto small = noise(agent, 10, 3200, 2400, 200), large = noise(agent, 100, 3200, 2400, 60);
    EXPECT_GE(small.mean / large.mean, 7) << agent;
    EXPECT_LE(small.mean / large.mean, 13) << agent;
  }
  const auto few = noise("{kind: inpo, tau: 0.1, eta: 2}", 300, 300, 200, 60);
  const auto many = noise("{kind: inpo, tau: 0.1, eta: 2}", 3000, 300, 200, 12);
  expect_floor(few, 1.22e-3, "inpo, 300");
  expect_floor(many, 1.21e-4, "inpo, 3000");
  EXPECT_GE(few.mean / many.mean, 7);
  EXPECT_LE(few.mean / many.mean, 13);
}

// F15: trace of the covariance of the single-sample policy gradient on the logits at pi = mu; true gradient (-.006,
// .006, 0). A step of one label or query from mu moves the logits by lr times it, up to a constant it sums to 0
// without.
TEST(SlowGameSamples, QueriesHaveAFractionOfTheVarianceOfLabels) {
  const auto trace = [](const char* sources, Form form, Eigen::VectorXd& mean) {
    constexpr int seeds = 20000;
    mean = Eigen::VectorXd::Zero(3);
    double squares = 0;
    for (std::uint32_t r = 0; r < seeds; ++r) {
      Loop loop(fmt::format("{{kind: nash-md-pg, tau: 0.1, beta: 0, lr: 1{}}}", sources), e2().p, e2().mu, form, 1, r);
      loop.rounds(1);
      Eigen::VectorXd g = loop.policy().array().log() - e2().mu.array().log();
      g.array() -= g.mean();
      mean += g / seeds, squares += g.squaredNorm() / seeds;
    }
    return squares - mean.squaredNorm();
  };
  Eigen::VectorXd mean;
  const Eigen::VectorXd truth = golden::column({-.006, .006, 0});
  EXPECT_NEAR(trace("", Form::duel, mean), .154928, .03 * .154928);
  EXPECT_LT(largest_error(mean, truth), 4.9 * std::sqrt(.1 / 20000));
  EXPECT_NEAR(trace(", queries: 1", Form::oracle, mean), .036024, .03 * .036024);
  EXPECT_LT(largest_error(mean, truth), 4.9 * std::sqrt(.02 / 20000));
}

}  // namespace
}  // namespace paddock::test
