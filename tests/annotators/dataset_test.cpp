// Worlds and annotators made of files: small ones written here, and the facts of real ones where these are present.
#include "places.h"
#include "sim/math/softmax.h"
#include "tests/annotators/bench.h"

#include <filesystem>
#include <fstream>

namespace paddock::test {
namespace {

namespace fs = std::filesystem;

/// A file that is gone with the test.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& name, const std::string& text)
      : path_(fs::path(testing::TempDir()) /
              (std::to_string(testing::UnitTest::GetInstance()->random_seed()) + "-" + name)) {
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() { fs::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

TEST(Dataset, FrequenciesByName) {
  const TemporaryFile data("duels.csv", "left,right,winner,count\na,b,left,3\na,b,right,1\nb,c,tie,2\n");
  Stage s("{kind: dataset, file: '" + data.path() + "'}", "{kind: dataset, file: '" + data.path() + "'}");
  EXPECT_EQ(s.world->responses(), 3u);
  EXPECT_EQ(s.world->name(2), "c");
  EXPECT_EQ(s.truth(0, 1), 0.75);
  EXPECT_EQ(s.truth(1, 2), 0.5);
  EXPECT_EQ(s.truth(0, 2), 0.5);  // never compared
  constexpr std::uint64_t n = 1'000'000;
  EXPECT_LT(std::abs(score(duel(s.crowd(), 0, 1, n).left, n, 0.75)), kFar);
  EXPECT_LT(std::abs(score(duel(s.crowd(), 1, 0, n).left, n, 0.25)), kFar);

  Stage permuted("{kind: dataset, file: '" + data.path() + "'}", "{kind: tabular, names: [c, b, a]}");
  EXPECT_EQ(permuted.truth(2, 1), 0.75);
  Stage part("{kind: dataset, file: '" + data.path() + "'}", "{kind: tabular, names: [b, a]}");
  EXPECT_EQ(part.truth(1, 0), 0.75);
  Stage numbers("{kind: dataset, file: '" + data.path() + "'}", "{kind: tabular, responses: 3}");
  EXPECT_EQ(numbers.truth(0, 1), 0.75);
  EXPECT_EQ(plan_of("{kind: dataset, file: '" + data.path() + "'}").implied_responses(), 3u);
  EXPECT_EQ(misfits("{kind: dataset, file: '" + data.path() + "'}", *world_of("{kind: tabular, responses: 4}")),
            "group 'dataset': the data set is about 3 responses, the world has 4\n");
  EXPECT_EQ(plan_problems("{kind: dataset, unobserved: error, file: '" + data.path() + "'}"),
            "dataset: 1 of 3 pairs were never compared; unobserved: half makes them coins\n");
}

TEST(Dataset, Features) {
  const TemporaryFile data("duels.csv", "left,right,winner\na,b,left\nb,c,left\n");
  const TemporaryFile items("items.csv", "item,sweet,sour\nc,5,6\na,1,2\nb,3,4\n"),
      few("few.csv", "item,sweet\na,1\nb,2\n");
  const auto world = world_of("{kind: dataset, file: '" + data.path() + "', features: {file: '" + items.path() + "'}}");
  ASSERT_EQ(world->dimension(), 2u);
  double v[2];
  world->features(0, 2, v);
  EXPECT_EQ(v[1], 6);
  EXPECT_EQ(misfits("{kind: bradley-terry, utility: {features: [1, -1]}}", *world), "");
  EXPECT_NE(world_problems("{kind: dataset, file: '" + data.path() + "', features: '" + few.path() + "'}").find("c"),
            std::string::npos);
}

TEST(Dataset, MatrixFiles) {
  const TemporaryFile file("matrix.csv", ",x,y\nx,0.5,0.8\ny,0.2,0.5\n");
  Stage s("{kind: matrix, file: '" + file.path() + "'}", "{kind: tabular, responses: 2}");
  EXPECT_EQ(s.truth(0, 1), 0.8);
  EXPECT_EQ(plan_of("{kind: matrix, file: '" + file.path() + "'}").implied_responses(), 2u);
  const TemporaryFile wrong("wrong.csv", "0.5,0.8\n0.3,0.5\n");
  EXPECT_NE(plan_problems("{kind: matrix, file: '" + wrong.path() + "'}"), "");
  EXPECT_NE(plan_problems("{kind: dataset, file: '" + file.path() + "'}")
                .find("expected comparisons or rankings, this is a matrix"),
            std::string::npos);
  EXPECT_NE(plan_problems("{kind: matrix, file: nowhere.csv}").find("nowhere.csv"), std::string::npos);
  EXPECT_EQ(world_problems("dataset"), "dataset: needs a file\n");
  EXPECT_EQ(plan_problems("dataset"), "dataset: needs a file\n");
}

/// A real file's population in its own world.
class RealData : public testing::Test {
 protected:
  void open(const std::string& name) {
    const auto path = fs::path(PADDOCK_SOURCE_DIR) / ".." / "shared" / "data" / name;
    if (!fs::exists(path)) GTEST_SKIP() << name << " is not here";
    const auto yaml = "{kind: dataset, file: '" + path.string() + "'}";
    stage_ = std::make_unique<Stage>(yaml, yaml);
  }
  ItemId item(const std::string& name) const {
    for (ItemId i = 0; i < stage_->world->responses(); ++i)
      if (stage_->world->name(i) == name) return i;
    throw std::invalid_argument(name);
  }
  double p(const std::string& a, const std::string& b) const { return stage_->truth(item(a), item(b)); }
  double borda(const std::string& name) const {
    double sum = 0;
    for (ItemId j = 0; j < stage_->world->responses(); ++j)
      if (j != item(name)) sum += stage_->truth(item(name), j);
    return sum / (stage_->world->responses() - 1);
  }
  double copeland(const std::string& name) const {
    double wins = 0;
    for (ItemId j = 0; j < stage_->world->responses(); ++j) {
      const double q = stage_->truth(item(name), j);
      if (j != item(name)) wins += q > 0.5 ? 1 : q == 0.5 ? 0.5 : 0;
    }
    return wins;
  }
  std::unique_ptr<Stage> stage_;
};

// Numbers from the facts file of the data sets, in whose definitions Borda is the mean of (W + T/2)/N.
TEST_F(RealData, Springall) {
  open("springall.csv");
  if (!stage_) return;
  EXPECT_EQ(stage_->world->responses(), 9u);
  EXPECT_NEAR(borda("s3"), 0.8094, 5e-5);
  EXPECT_NEAR(borda("s9"), 0.42, 5e-5);
  EXPECT_EQ(copeland("s3"), 8);
  EXPECT_EQ(copeland("s7"), 0);  // Condorcet loser
}
TEST_F(RealData, Baseball) {
  open("baseball_1987.csv");
  if (!stage_) return;
  EXPECT_NEAR(borda("Milwaukee"), 0.641, 5e-5);
  EXPECT_NEAR(borda("Boston"), 0.5128, 5e-5);
  EXPECT_EQ(copeland("Milwaukee"), 6);  // Condorcet winner of 7 teams
}
TEST_F(RealData, GlasgowHasACycle) {
  open("glasgow_2007_ward09.toc");
  if (!stage_) return;
  EXPECT_EQ(copeland("c3"), copeland("c4"));
  EXPECT_EQ(copeland("c4"), copeland("c6"));
  EXPECT_EQ((p("c3", "c4") > .5) + (p("c4", "c6") > .5) + (p("c6", "c3") > .5), p("c3", "c4") > .5 ? 3 : 0);
}
TEST_F(RealData, RankingsAreCycledToo) {
  open("f1_season_29.soc");
  if (!stage_) return;
  EXPECT_NEAR(borda("c11"), 0.7328, 5e-5);
  EXPECT_NEAR(borda("c6"), 0.6599, 5e-5);
  EXPECT_EQ(copeland("c9"), 18);
  EXPECT_EQ(copeland("c16"), 16);
  EXPECT_EQ(copeland("c12"), 0);
}
TEST_F(RealData, Crowd) {
  open("llmfao_crowd.csv");
  if (!stage_) return;
  EXPECT_EQ(stage_->world->responses(), 59u);
  EXPECT_NEAR(borda("command"), 0.6482, 5e-5);
}

}  // namespace
}  // namespace paddock::test
