// `check` and the claims of `run`: verdicts, controls, exit codes, what is written and what is not run again.
#include "sim/cli/command.h"
#include "sim/results/store.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace paddock {
namespace {

struct Answer {
  int code;
  std::string out, err;
};
Answer says(std::vector<std::string> words) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int code = program(words);
  Answer r{code, testing::internal::GetCapturedStdout(), {}};
  r.err = testing::internal::GetCapturedStderr();
  return r;
}

class Check : public testing::Test {
 protected:
  Check() {
    std::filesystem::create_directories(path_);
    std::filesystem::current_path(path_);
  }
  ~Check() override {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(path_);
  }
  /// One clear favourite: rucb finds it, random does not. Claims begin on line 8.
  void scenario(const std::string& claims) {
    std::ofstream("s.yaml") << "seeds: 12\nworld: {kind: tabular, responses: 3}\n"
                               "annotators: {kind: bradley-terry, utility: [2, 0, -2]}\n"
                               "feedback: {budget: {labels: 200}}\nagents: [rucb, random]\n"
                               "measure: {metrics: [regret.average, exploitability, labels]}\nexpect:\n"
                            << claims;
  }
  std::filesystem::path before_ = std::filesystem::current_path();
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      (std::string("paddock-check-") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Check, ExitsByWhetherAllHold) {
  scenario("  - {claim: learns, order: [rucb, random], metric: regret.average}\n");
  Answer a = says({"check", "s.yaml"});
  EXPECT_EQ(a.code, 0) << a.out << a.err;
  EXPECT_NE(a.out.find("1 claim: 1 holds."), std::string::npos) << a.out;
  scenario(
      "  - {claim: forgets, order: [random, rucb], metric: regret.average}\n"
      "  - {claim: learns, order: [rucb, random], metric: regret.average}\n");
  a = says({"check", "s.yaml", "--junit", "j.xml", "--markdown", "m.md"});
  EXPECT_EQ(a.code, 1);
  EXPECT_LT(a.out.find("learns"), a.out.find("forgets")) << "what failed comes last";
  EXPECT_NE(a.out.find("s.yaml:8: refuted by"), std::string::npos) << a.out;
  EXPECT_NE(a.out.find("family-wise"), std::string::npos);
  std::ifstream junit("j.xml");
  const std::string xml((std::istreambuf_iterator<char>(junit)), {});
  EXPECT_NE(xml.find("tests=\"2\" failures=\"1\""), std::string::npos) << xml;
  EXPECT_TRUE(std::filesystem::exists("m.md"));
}

TEST_F(Check, AControlThatIsNotRefutedFailsItsClaim) {
  const std::string claim = "  - {claim: learns, order: [rucb, random], metric: regret.average, control: {set: {";
  scenario(claim + "'annotators.bradley-terry.utility': [2, 0, -1]}}}\n");
  Answer a = says({"check", "s.yaml", "--json"});
  EXPECT_EQ(a.code, 1);
  auto j = nlohmann::json::parse(a.out);
  EXPECT_EQ(j["claims"][0]["verdict"], "holds");
  EXPECT_EQ(j["claims"][0]["control"], "holds");
  EXPECT_EQ(j["claims"][0]["passes"], false);
  // with the best response preferred less than it is claimed to be, the order turns round
  scenario(
      "  - {claim: learns a lot, agent: random, metric: regret.average, above: 40, control: {set: "
      "{'annotators.bradley-terry.utility': [0.01, 0, -0.01]}}}\n");
  a = says({"check", "s.yaml", "--json"});
  j = nlohmann::json::parse(a.out);
  EXPECT_EQ(j["claims"][0]["control"], "refuted") << a.out;
  EXPECT_EQ(a.code, 0);
}

TEST_F(Check, AddsSeedsUntilDecidedOrNoneAreLeft) {
  scenario(
      "  - {claim: even, agent: random, metric: regret.average, equals: 0, within: 1e-12, max_seeds: 24, status: "
      "open}\n"
      "  - {claim: never, agent: rucb, metric: exploitability, below: 0.2}\n");
  const Answer a = says({"check", "s.yaml", "--json"});
  const auto j = nlohmann::json::parse(a.out);
  EXPECT_LE(j["claims"][0]["seeds"], 24);
  EXPECT_EQ(j["claims"][1]["verdict"], "holds") << a.out;
  EXPECT_GT(j["claims"][1]["seeds"], 12);
  EXPECT_EQ(a.code, 0) << "an open claim is no gate";
}

TEST_F(Check, OneStoreForRunAndCheckAndNothingTwice) {
  scenario("  - {claim: learns, order: [rucb, random], metric: regret.average}\n");
  ASSERT_EQ(says({"run", "s.yaml", "--quiet"}).code, 0);
  const auto cells = Store("results/s/results.sqlite").heads().size();
  ASSERT_EQ(says({"check", "s.yaml"}).code, 0);
  scenario("  - {claim: forgets, order: [random, rucb], metric: regret.average}\n");
  const Answer a = says({"run", "s.yaml", "--strict", "--json"});
  EXPECT_EQ(a.code, 1);
  const auto j = nlohmann::json::parse(a.out);
  EXPECT_EQ(j["cells"]["ran"], 0) << "a changed claim runs nothing";
  EXPECT_EQ(j["claims"][0]["verdict"], "refuted");
  EXPECT_EQ(Store("results/s/results.sqlite").heads().size(), cells);
  std::ifstream report("results/s/report.html");
  EXPECT_NE(std::string((std::istreambuf_iterator<char>(report)), {}).find("forgets"), std::string::npos);
}

TEST_F(Check, TellsMistakesInClaimsWhereTheyAre) {
  scenario(
      "  - {claim: a, agent: rucb, metric: labels, below: 2 * alhpa}\n"
      "  - {claim: c, metric: labels, above: \"param('feedback.nothing')\"}\n");
  const Answer a = says({"check", "s.yaml"});
  EXPECT_EQ(a.code, 2);
  EXPECT_NE(a.err.find("s.yaml:8:"), std::string::npos) << a.err;
  EXPECT_NE(a.err.find("did you mean 'alpha'"), std::string::npos) << a.err;
  EXPECT_NE(a.err.find("s.yaml:9:"), std::string::npos) << a.err;
  EXPECT_FALSE(std::filesystem::exists("results"));
  scenario("  - {claim: d, metric: labels, below: 3, control: {set: {annotators.nobody.share: 1}}}\n");
  const Answer b = says({"check", "s.yaml"});
  EXPECT_EQ(b.code, 2);
  EXPECT_NE(b.err.find("s.yaml:8:"), std::string::npos) << b.err;
  EXPECT_FALSE(std::filesystem::exists("results"));
  EXPECT_EQ(says({"check", "--quick", "--full", "s.yaml"}).code, 2);
  std::ofstream("e.yaml") << "world: {kind: tabular, responses: 3}\nannotators: bradley-terry\nagents: [random]\n";
  EXPECT_EQ(says({"check", "e.yaml"}).code, 2) << "nothing to check";
}

}  // namespace
}  // namespace paddock
