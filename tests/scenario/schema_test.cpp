// The JSON Schema against a validator of others: every scenario of the project is valid, and of the malformed ones
// those are refused whose mistake a schema can see. The others say so: `# schema: cannot see this`.
#include "sim/scenario/schema.h"

#include "places.h"
#include "sim/scenario/yaml.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#if __has_include(<valijson/validator.hpp>)
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#define PADDOCK_VALIDATOR 1
#endif

namespace paddock {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// As an editor's YAML reader (core schema of YAML 1.2) sees the tree.
Json json_of(const Node& n) {
  if (n.is_list()) {
    Json out = Json::array();
    for (const Node& i : n.items()) out.push_back(json_of(i));
    return out;
  }
  if (n.is_map()) {
    Json out = Json::object();
    for (const auto& e : n.entries()) out[e.key] = json_of(e.value);
    return out;
  }
  double number = 0;
  bool truth = false;
  if (n.is_null()) return nullptr;
  if (read_bool(n, truth).empty()) return truth;
  if (n.text().find('_') == std::string::npos && read_number(n, number).empty() && std::isfinite(number)) {
    if (number == std::floor(number) && std::abs(number) < 9e15) return static_cast<std::int64_t>(number);
    return number;
  }
  return n.text();
}

std::vector<fs::path> yaml_below(const fs::path& folder) {
  std::vector<fs::path> out;
  for (const auto& e : fs::recursive_directory_iterator(folder))
    if (e.path().extension() == ".yaml" && e.path().parent_path().filename() != "parts") out.push_back(e.path());
  std::ranges::sort(out);
  return out;
}

#ifdef PADDOCK_VALIDATOR
/// Empty when valid, else the first complaints.
std::string complaint(const Node& scenario) {
  static const auto schema = [] {
    auto s = std::make_unique<valijson::Schema>();
    const Json text = Json::parse(scenario_schema());
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(text), *s);
    return s;
  }();
  const Json json = json_of(scenario);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  if (validator.validate(*schema, valijson::adapters::NlohmannJsonAdapter(json), &results)) return {};
  std::string out;
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    for (const auto& step : error.context) out += step;
    out += ": " + error.description + "\n";
  }
  return out;
}

TEST(Schema, AcceptsEveryScenario) {
  std::size_t seen = 0;
  for (const char* folder : {"/scenarios", "/examples"}) {
    if (!fs::is_directory(std::string(PADDOCK_SOURCE_DIR) + folder)) continue;
    for (const auto& file : yaml_below(std::string(PADDOCK_SOURCE_DIR) + folder)) {
      Problems problems;
      const Node n = read_yaml(read_source(file.string(), problems), problems);
      ASSERT_TRUE(problems.empty()) << file;
      EXPECT_EQ(complaint(n), "") << file;
      ++seen;
    }
  }
  EXPECT_GE(seen, 10u);
}

TEST(Schema, AcceptsWhatOtherReadersOfYamlTakeForText) {
  EXPECT_EQ(complaint(node_of("world: {kind: tabular, responses: 1_000}\n"
                              "annotators: {kind: bradley-terry, latency: {lognormal: {median: 2min, sigma: 1}}}\n"
                              "agents: [{kind: rucb, alpha: 1_000.5, name: x}]\n"
                              "feedback: {budget: {labels: 1_0.5k, time: 3 h}}\n")),
            "");
}

TEST(Schema, RefusesWhatItCanSee) {
  std::size_t refused = 0;
  for (const auto& file : yaml_below(PADDOCK_SOURCE_DIR "/tests/malformed")) {
    Problems problems;
    const auto source = read_source(file.string(), problems);
    const Node n = read_yaml(source, problems);
    if (!problems.empty()) continue;  // not even YAML
    const bool visible = source->text.find("# schema: cannot see this\n") == std::string::npos;
    EXPECT_EQ(complaint(n).empty(), !visible) << file.filename() << "\n" << complaint(n);
    refused += visible;
  }
  EXPECT_GE(refused, 20u);
}
#else
TEST(Schema, AcceptsEveryScenario) { GTEST_SKIP() << "valijson"; }
#endif

/// Every $ref leads somewhere, and every property says what it is for.
void check(const Json& part, const Json& whole, const std::string& where) {
  if (part.is_object()) {
    if (part.contains("$ref")) {
      const std::string target = part["$ref"];
      ASSERT_TRUE(target.starts_with("#/")) << where;
      EXPECT_TRUE(whole.contains(Json::json_pointer(target.substr(1)))) << where << " " << target;
    }
    for (const auto& [key, value] : part.items()) check(value, whole, where + "/" + key);
  }
  if (part.is_array())
    for (const auto& i : part) check(i, whole, where);
}

TEST(Schema, HoldsTogether) {
  const Json all = Json::parse(scenario_schema());
  EXPECT_EQ(all["$schema"], "http://json-schema.org/draft-07/schema#");
  check(all, all, "");
  for (const char* key : {"world", "annotators", "agents", "feedback", "measure", "sweep", "expect", "include"})
    EXPECT_NE(all["properties"][key].value("description", ""), "") << key;
  const std::string text = all.dump();
  for (const char* later : {"critique", "\"graded\"", "hysteresis", "dawid-skene"})
    EXPECT_EQ(text.find(later), std::string::npos) << later << " is not offered before it exists";
}

}  // namespace
}  // namespace paddock
