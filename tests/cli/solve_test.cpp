// `paddock solve` as a user meets it: inputs of every kind, options, words, and facts about real files.
#include "analysis/game/solve.h"

#include "sim/cli/command.h"
#include "sim/data/text.h"
#include "tests/data/facts.h"
#include "tests/data/shared_data.h"
#include "tests/golden/games.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <numeric>

namespace paddock::test {
namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

struct Said {
  int code = 0;
  std::string out, err;
  Json json() const { return Json::parse(out, nullptr, false); }
};

Said solve_says(Words words) {
  words.insert(words.begin(), "solve");
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Said s{program(words), {}, {}};
  s.out = testing::internal::GetCapturedStdout();
  s.err = testing::internal::GetCapturedStderr();
  return s;
}

class SolveCommand : public testing::Test {
 protected:
  SolveCommand() {
    std::filesystem::create_directories(path_);
    std::filesystem::current_path(path_);
  }
  ~SolveCommand() override {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(path_);
  }
  static std::string file(const std::string& name, const std::string& text) {
    std::ofstream(name) << text;
    return name;
  }
  std::filesystem::path before_ = std::filesystem::current_path();
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      (std::string("paddock-solve-") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

std::string matrix_csv(const Eigen::MatrixXd& p) {
  std::string text;
  for (Eigen::Index i = 0; i < p.rows(); ++i)
    for (Eigen::Index j = 0; j < p.cols(); ++j) text += format_number(p(i, j)) + (j + 1 < p.cols() ? "," : "\n");
  return text;
}

std::string comma_list(const Eigen::VectorXd& v) {
  std::string text;
  for (const double x : v) text += (text.empty() ? "" : ",") + format_number(x);
  return text;
}

void expect_policy(const Json& got, const Eigen::VectorXd& expected, double within = 6e-10) {
  ASSERT_EQ(got.size(), static_cast<std::size_t>(expected.size())) << got;
  for (Eigen::Index i = 0; i < expected.size(); ++i) EXPECT_NEAR(got[i].get<double>(), expected[i], within) << got;
}

constexpr const char* kCycle = "left,right,winner\na,b,a\nb,c,left\nc,a,c\n";

}  // namespace

TEST_F(SolveCommand, PrintsTheAgreedShape) {
  const Said s = solve_says({file("rps.csv", "0.5,1,0\n0,0.5,1\n1,0,0.5\n"), "--json"});
  EXPECT_EQ(s.code, 0);
  EXPECT_EQ(s.err, "");
  const auto j = nlohmann::ordered_json::parse(s.out);
  Words keys;
  for (const auto& [key, value] : j.items()) keys.push_back(key);
  EXPECT_EQ(keys, (Words{"n", "names", "uncompared_pairs", "condorcet", "copeland", "borda", "smith", "cyclic_triples",
                         "cyclic_fraction", "stochastic_transitivity", "maximal_lottery", "bradley_terry", "rlhf",
                         "nash", "stackelberg"}));
  EXPECT_EQ(j["n"], 3);
  EXPECT_EQ(j["names"], (Words{"0", "1", "2"}));
  EXPECT_EQ(j["uncompared_pairs"], 0);
  EXPECT_TRUE(j["condorcet"].is_null());
  EXPECT_EQ(j["copeland"], nlohmann::ordered_json::parse(R"({"scores": [1,1,1], "winners": ["0","1","2"]})"));
  EXPECT_EQ(j["borda"], nlohmann::ordered_json::parse(R"({"scores": [0.5,0.5,0.5], "winners": ["0","1","2"]})"));
  EXPECT_EQ(j["smith"], (Words{"0", "1", "2"}));
  EXPECT_EQ(j["cyclic_triples"], 1);
  EXPECT_EQ(j["cyclic_fraction"], 1.0);
  EXPECT_EQ(j["stochastic_transitivity"], "none");
  EXPECT_EQ(j["maximal_lottery"]["unique"], true);
  EXPECT_EQ(j["bradley_terry"]["converged"], true);
  EXPECT_EQ(j["bradley_terry"]["ridge"], 0);
  for (const char* key : {"beta", "policy", "exploitability", "winrate_reference"})
    EXPECT_TRUE(j["rlhf"].contains(key));
  for (const char* key : {"tau", "policy", "exploitability", "gap_regularised", "winrate_reference", "residual"})
    EXPECT_TRUE(j["nash"].contains(key));
  for (const char* key : {"tau_leader", "tau_follower", "leader", "follower", "value"})
    EXPECT_TRUE(j["stackelberg"].contains(key));
  EXPECT_EQ(j["stackelberg"]["follower"].size(), 3u);
}

TEST_F(SolveCommand, SolvesWorkedGamesFromTheirFiles) {
  for (const golden::Game& g : golden::games()) {
    SCOPED_TRACE(g.name);
    const auto number = [](double x) { return format_number(x); };
    const Json j = solve_says({file("game.csv", matrix_csv(g.p)), "--reference", comma_list(g.mu), "--tau",
                               number(g.tau), "--beta", number(g.beta), "--tau-leader", number(g.tau), "--tau-follower",
                               number(2 * g.tau), "--json"})
                       .json();
    ASSERT_FALSE(j.is_discarded());
    expect_policy(j["nash"]["policy"], g.nash);
    expect_policy(j["stackelberg"]["leader"], g.leader);
    expect_policy(j["rlhf"]["policy"], g.rlhf);
    expect_policy(j["bradley_terry"]["scores"], g.bt);
    if (g.lottery.size() > 0) expect_policy(j["maximal_lottery"]["policy"], g.lottery);
    EXPECT_NEAR(j["stackelberg"]["value"].get<double>(), g.leader_value, 6e-10);
    EXPECT_NEAR(j["nash"]["exploitability"].get<double>(), g.nash_exploitability, 6e-10);
  }
}

TEST_F(SolveCommand, E12ComparisonsWithRealCounts) {  // weights of pairs move the reward, nothing else
  const golden::Game g = golden::games()[1];
  for (const golden::PairWeights& w : golden::pair_weights_of_e2()) {
    std::string text = "left,right,winner,count\n";
    for (const auto& [i, j, weight] : {std::tuple{0, 1, w.w01}, {0, 2, w.w02}, {1, 2, w.w12}}) {
      text += fmt::format("{},{},left,{}\n", i, j, format_number(weight * g.p(i, j)));
      text += fmt::format("{},{},right,{}\n", i, j, format_number(weight * g.p(j, i)));
    }
    const Json j =
        solve_says({file("e12.csv", text), "--reference", "0.2,0.3,0.5", "--tau-follower", "0.2", "--json"}).json();
    ASSERT_FALSE(j.is_discarded());
    expect_policy(j["bradley_terry"]["scores"], w.scores);
    expect_policy(j["nash"]["policy"], g.nash);
    expect_policy(j["maximal_lottery"]["policy"], g.lottery);
    expect_policy(j["stackelberg"]["leader"], g.leader);
  }
}

TEST_F(SolveCommand, ReadsReferencesFromFiles) {
  const std::string game = file("game.csv", ",a,b,c\na,.5,.9,.2\nb,.1,.5,.7\nc,.8,.3,.5\n");
  const Json inline_list = solve_says({game, "--reference", "0.2,0.3,0.5", "--json"}).json();
  ASSERT_TRUE(inline_list.contains("nash"));
  for (const char* text : {"0.2\n0.3\n0.5\n", "0.2,0.3,0.5\n", "name,probability\nc,0.5\na,0.2\nb,0.3\n"})
    EXPECT_EQ(solve_says({game, "--reference", file("mu.csv", text), "--json"}).json(), inline_list) << text;
  const auto follower = [&](const std::string& text) {
    return solve_says({game, "--follower-reference", file("f.csv", text), "--reference", "0.2,0.3,0.5", "--json"})
        .json();
  };
  EXPECT_EQ(follower("0.2,0.3,0.5\n"), inline_list);
  EXPECT_EQ(follower("0.2,0.3,0.5\n0.2,0.3,0.5\n0.2,0.3,0.5\n"), inline_list);
  EXPECT_EQ(follower("leader,a,b,c\nb,0.2,0.3,0.5\na,0.2,0.3,0.5\nc,0.2,0.3,0.5\n"), inline_list);
  EXPECT_NE(follower("1,0,0\n0,1,0\n0,0,1\n"), inline_list);

  const auto refused = [&](const char* option, const std::string& text) {
    const Said s = solve_says({game, option, file("bad.csv", text)});
    EXPECT_EQ(s.code, 2);
    EXPECT_EQ(s.out, "");
    return s.err.substr(0, s.err.find('\n'));
  };
  EXPECT_EQ(refused("--reference", "a,0.2\nb,0.3\ndelta,0.5\n"), "bad.csv:3:1: there is no response 'delta'");
  EXPECT_EQ(refused("--reference", "0.2\n0.3\n"), "bad.csv: no row for 'c'");
  EXPECT_EQ(refused("--reference", "0.2\n0.3\n-0.5\n"), "bad.csv:3:1: a probability is not negative, got -0.5");
  EXPECT_EQ(refused("--reference", "a,0.2\nb,x\nc,0.5\n"), "bad.csv:2:3: expected a probability, got 'x'");
  EXPECT_EQ(refused("--reference", "0.2\n0.3\n0.6\n"), "bad.csv: probabilities must add up to 1, these to 1.1");
  EXPECT_EQ(refused("--follower-reference", "1,0,0\n0,1,0\n0,0,2\n"),
            "bad.csv:3:1: probabilities must add up to 1, these to 2");
  EXPECT_EQ(refused("--follower-reference", "1,0\n0,1\n0,1\n"), "bad.csv:1:1: expected 3 probabilities, got 2");
}

TEST_F(SolveCommand, AnswersMistakes) {
  const std::string data = file("data.csv", kCycle);
  const auto complaint = [](Words words) {
    const Said s = solve_says(std::move(words));
    EXPECT_EQ(s.code, 2);
    EXPECT_EQ(s.out, "");
    return s.err;
  };
  EXPECT_EQ(complaint({}), "paddock: which preferences? Give a matrix, comparisons, rankings or a scenario\n");
  EXPECT_EQ(complaint({data, "--tau", "-1"}), "paddock: --tau takes a number of at least 0, got '-1'\n");
  EXPECT_EQ(complaint({data, "--beta", "0"}), "paddock: --beta takes a number above 0, got '0'\n");
  EXPECT_EQ(complaint({data, "--tau", "nan"}), "paddock: --tau takes a number of at least 0, got 'nan'\n");
  EXPECT_EQ(complaint({data, "--tau", "1", "--tau", "2"}), "paddock: --tau is given twice\n");
  EXPECT_EQ(complaint({data, "--concept", "nsah"}), "paddock: unknown concept 'nsah'; did you mean 'nash'?\n");
  EXPECT_EQ(complaint({data, "--reference", "0.5,0.5"}), "paddock: --reference: there are 3 responses, got 2 values\n");
  EXPECT_EQ(complaint({data, "--reference", "0.5,0.5,0.5"}),
            "paddock: --reference: probabilities must add up to 1, these to 1.5\n");
  EXPECT_EQ(complaint({data, "seed=1"}), "paddock: 'seed=1' changes a scenario, and 'data.csv' is data\n");
  EXPECT_EQ(complaint({data, "--context", "0"}), "paddock: --context is for scenarios, and 'data.csv' is data\n");
  EXPECT_EQ(complaint({data, data}), "paddock: solve takes one file, got 'data.csv' and 'data.csv'\n");
  EXPECT_EQ(complaint({file("bad.csv", "left,right,winner\na,b,c\n")}).substr(0, 12), "bad.csv:2:5:");
  const std::string skewed = complaint({file("m.csv", "0.5,0.9\n0.2,0.5\n")});
  EXPECT_TRUE(skewed.starts_with("m.csv:")) << skewed;
  EXPECT_NE(skewed.find("1 error, nothing was run"), std::string::npos);
  EXPECT_TRUE(complaint({"nowhere.csv"}).starts_with("nowhere.csv: "));
  const Said json = solve_says({"bad.csv", "--json"});
  EXPECT_EQ(json.code, 2);
  EXPECT_EQ(json.json()["errors"][0]["line"], 2);
}

TEST_F(SolveCommand, SaysInWordsWhatHasNoAnswer) {
  const Said tied = solve_says({file("ties.csv", "left,right,winner\na,b,tie\nb,c,\nc,a,tie\n")});
  EXPECT_EQ(tied.code, 0);
  EXPECT_NE(tied.out.find("all pairs tie"), std::string::npos);
  EXPECT_NE(tied.out.find("not unique"), std::string::npos);
  const Said separable = solve_says({file("sep.csv", "left,right,winner\na,b,a\nb,c,b\na,c,a\n"), "--json"});
  EXPECT_EQ(separable.code, 0);
  EXPECT_EQ(separable.json()["bradley_terry"]["converged"], false);
  EXPECT_TRUE(separable.json()["bradley_terry"]["scores"].is_null());
  EXPECT_NE(separable.json()["bradley_terry"]["message"].get<std::string>().find("separable: a never lost"),
            std::string::npos);
  EXPECT_EQ(solve_says({"sep.csv", "--ridge", "0.5", "--json"}).json()["bradley_terry"]["converged"], true);
  const Said apart = solve_says({file("apart.csv", "left,right,winner\na,b,a\nb,a,b\nc,d,c\nd,c,d\n")});
  EXPECT_NE(apart.out.find("4 of 6 pairs were never compared"), std::string::npos);
  EXPECT_NE(apart.out.find("disconnected: 2 groups"), std::string::npos);
}

TEST_F(SolveCommand, PrintsATableForPeople) {
  const Said s = solve_says({file("data.csv", kCycle), "--color", "never"});
  EXPECT_EQ(s.code, 0);
  EXPECT_NE(s.out.find("3 responses; 3 decided comparisons, 0 ties"), std::string::npos) << s.out;
  for (const SolutionConcept& c : solution_concepts()) {
    std::string shown(c.name);
    std::ranges::replace(shown, '_', ' ');
    EXPECT_EQ(s.out.find("\n  " + shown + " ") != std::string::npos, c.standard) << shown << "\n" << s.out;
    EXPECT_NE(solve_details().find(c.name), std::string::npos);
  }
  const Said one = solve_says({"data.csv", "--concept", "ranked-pairs", "--concept", "maximal_lottery", "--json"});
  const Json j = one.json();
  EXPECT_EQ(j.size(), 5u) << j;  // n, names, uncompared_pairs and the two
  EXPECT_TRUE(j.contains("ranked_pairs") && j.contains("maximal_lottery"));
}

TEST_F(SolveCommand, SolvesTheTruePopulationOfAScenario) {
  file("game.yaml",
       "world: {kind: tabular, contexts: 2, responses: 3}\n"
       "annotators:\n"
       "  - {kind: matrix, name: m, share: 0.75, probabilities: [[0.5, 0.9, 0.2], [0.1, 0.5, 0.7], [0.8, 0.3, 0.5]]}\n"
       "  - {kind: matrix, name: other, share: 0.25, probabilities: [[0.5, 0.5, 0.5], [0.5, 0.5, 0.5], [0.5, 0.5, "
       "0.5]]}\n"
       "agents: [rlhf]\n");
  const Said s = solve_says({"game.yaml", "annotators.other.share=0", "--json"});
  ASSERT_EQ(s.code, 0) << s.err;
  expect_policy(s.json()["maximal_lottery"]["policy"], golden::games()[1].lottery);
  const Json mixed = solve_says({"game.yaml", "--context", "1", "--json", "--concept", "borda"}).json();
  EXPECT_NEAR(mixed["borda"]["scores"][0].get<double>(), 0.75 * 0.55 + 0.25 * 0.5, 1e-15);
  EXPECT_EQ(solve_says({"game.yaml", "--context", "2"}).err,
            "paddock: --context takes a whole number from 0 to 1, got '2'\n");
  EXPECT_EQ(solve_says({"game.yaml", "agents=[rlfh]"}).code, 2);
}

TEST(SolveFacts, OfRealFiles) {
  if (shared_file("FACTS.md").empty()) GTEST_SKIP() << "no shared data";
  std::map<std::string, Json> solved;
  const auto of = [&](const std::string& file, bool margins) -> const Json& {
    Json& j = solved[file + (margins ? " margins" : "")];
    if (!j.is_null()) return j;
    Words words{shared_file(file), "--json"};
    for (const char* c : {"condorcet", "condorcet_loser", "copeland", "borda", "smith", "cyclic_triples",
                          "cyclic_fraction", "maximal_lottery", "bradley_terry", "kemeny"})
      words.insert(words.end(), {"--concept", c});
    if (margins) words.emplace_back("--margins");
    return j = solve_says(words).json();
  };
  // [name, value] of the largest, best first.
  const auto top = [](const Json& j, const Json& values, std::size_t count, bool last = false) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](auto a, auto b) { return values[a] > values[b]; });
    Json list = Json::array();
    for (std::size_t k = 0; k < std::min(count, order.size()); ++k)
      list.push_back({j["names"][order[k]], values[order[k]]});
    return last ? Json({j["names"][order.back()], values[order.back()]}) : list;
  };
  const auto support = [&](const Json& j) {
    const Json& policy = j["maximal_lottery"]["policy"];
    return top(j, policy,
               static_cast<std::size_t>(std::ranges::count_if(policy, [](const Json& x) { return x > 1e-9; })));
  };
  using Fact = std::function<Json(const Json&)>;
  const std::map<std::string, Fact> facts{
      {"items", [](const Json& j) { return j["n"]; }},
      {"pairs_observed",
       [](const Json& j) {
         return j["n"].get<int>() * (j["n"].get<int>() - 1) / 2 - j["uncompared_pairs"].get<int>();
       }},
      {"condorcet_winner", [](const Json& j) { return j["condorcet"]; }},
      {"condorcet_loser", [](const Json& j) { return j["condorcet_loser"]; }},
      {"copeland_winners", [](const Json& j) { return j["copeland"]["winners"]; }},
      {"copeland_top", [&](const Json& j) { return top(j, j["copeland"]["scores"], 5); }},
      {"borda_top5", [&](const Json& j) { return top(j, j["borda"]["scores"], 5); }},
      {"smith", [](const Json& j) { return j["smith"]; }},
      {"smith_size", [](const Json& j) { return j["smith"].size(); }},
      {"cyclic_triples", [](const Json& j) { return j["cyclic_triples"]; }},
      {"cyclic_fraction", [](const Json& j) { return j["cyclic_fraction"]; }},
      {"bt_identifiable", [](const Json& j) { return j["bradley_terry"]["converged"]; }},
      {"bt_ridge", [](const Json& j) { return j["bradley_terry"]["ridge"]; }},
      {"bt_loglik", [](const Json& j) { return j["bradley_terry"]["log_likelihood"]; }},
      {"bt_top5", [&](const Json& j) { return top(j, j["bradley_terry"]["scores"], 5); }},
      {"bt_last", [&](const Json& j) { return top(j, j["bradley_terry"]["scores"], 1, true); }},
      {"ml_prob", support},
      {"ml_margin", support},
      {"ml_prob_unique", [](const Json& j) { return j["maximal_lottery"]["unique"]; }},
      {"ml_margin_unique", [](const Json& j) { return j["maximal_lottery"]["unique"]; }},
      {"kemeny", [](const Json& j) { return j["kemeny"]["ranking"]; }},
      {"kemeny_total_distance", [](const Json& j) { return j["kemeny"]["distance"]; }}};
  int checked = 0;
  for (const PrintedFact& f : printed_facts()) {
    const auto fact = facts.find(f.key);
    if (fact == facts.end() || shared_file(f.file).empty()) continue;
    f.expect_equal_to(fact->second(of(f.file, f.key.starts_with("ml_margin"))).dump());
    ++checked;
  }
  EXPECT_GT(checked, 150);
}

}  // namespace paddock::test
