#include "sim/results/provenance.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <stdlib.h>

namespace paddock {
namespace {

TEST(Provenance, SaysWhoWhatWhereAndWhen) {
  Provenance p{.command = {"paddock", "run", "a b.yaml", "\xff"},
               .scenario = "demo",
               .scenario_hash = "00ff",
               .seed = 7,
               .start = std::chrono::system_clock::time_point{},
               .end = {},
               .threads = 2,
               .cells = 10,
               .run = 4,
               .failed = 1};
  p.end = p.start + std::chrono::hours(24);
  const auto j = nlohmann::json::parse(provenance_json(p));
  EXPECT_EQ(j["start"], "1970-01-01T00:00:00Z");
  EXPECT_EQ(j["end"], "1970-01-02T00:00:00Z");
  EXPECT_EQ(j["command"][2], "a b.yaml");
  EXPECT_EQ(j["scenario"]["hash"], "00ff");
  EXPECT_EQ(j["threads"], 2);
  EXPECT_EQ(j["cells"]["failed"], 1);
  for (const char* key : {"version", "commit", "compiler", "flags"}) EXPECT_TRUE(j["paddock"][key].is_string()) << key;
  EXPECT_TRUE(j["paddock"]["libraries"]["SQLite"].is_string());
  EXPECT_TRUE(j["machine"]["fma"].is_boolean());
  EXPECT_FALSE(j["machine"]["cpu"].get<std::string>().empty());
}

TEST(Provenance, HostCanBeLeftOut) {
  ASSERT_EQ(::setenv("PADDOCK_NO_HOST", "1", 1), 0);
  const auto j = nlohmann::json::parse(provenance_json({}));
  ::unsetenv("PADDOCK_NO_HOST");
  EXPECT_FALSE(j["machine"].contains("host"));
  EXPECT_TRUE(nlohmann::json::parse(provenance_json({}))["machine"].contains("host"));
}

TEST(Provenance, OfMergedFoldersTellsEachRunOnce) {
  const std::string one = R"({"paddock": {"commit": "a1"}, "machine": {"cpu": "x", "fma": true}, "threads": 1})";
  const std::string two = R"({"paddock": {"commit": "b2"}, "machine": {"cpu": "x", "fma": true}, "threads": 2})";
  const std::string both = merged_provenance({one, two, one});
  EXPECT_EQ(nlohmann::json::parse(both)["merged"].size(), 2u);
  EXPECT_EQ(merged_provenance({both, two}), both);
  EXPECT_EQ(nlohmann::json::parse(merged_provenance({"", "no JSON", "[1]"}))["merged"].size(), 0u);

  EXPECT_TRUE(provenance_differences(one, one).empty());
  EXPECT_EQ(provenance_differences(one, two), std::vector<std::string>{R"(commit "a1" and "b2")"})
      << "threads decide nothing";
  EXPECT_EQ(provenance_differences(one, both).size(), 1u);
}

}  // namespace
}  // namespace paddock
