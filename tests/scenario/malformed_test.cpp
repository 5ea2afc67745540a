// Every file of tests/malformed is refused with exactly the problems its `# expect: line:column: text` comments
// announce (FILE: in front for those in an included file).
#include "places.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/yaml.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace paddock {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files() {
  std::vector<fs::path> out;
  for (const auto& e : fs::directory_iterator(PADDOCK_SOURCE_DIR "/tests/malformed"))
    if (e.path().extension() == ".yaml") out.push_back(e.path());
  std::ranges::sort(out);
  return out;
}

class Malformed : public testing::TestWithParam<fs::path> {};

TEST_P(Malformed, IsRefusedAsAnnounced) {
  Problems problems;
  const auto source = read_source(GetParam().string(), problems);
  ASSERT_TRUE(source);
  EXPECT_FALSE(load(source, {}, problems).has_value());
  std::vector<std::string> said, expected;
  for (const Problem& p : problems.list()) {
    ASSERT_TRUE(p.mark.source && p.mark.line > 0) << p.text;
    const fs::path folder = GetParam().parent_path();
    said.push_back(
        (p.mark.source == source ? "" : fs::path(p.mark.source->name).lexically_relative(folder).string() + ":") +
        std::to_string(p.mark.line) + ":" + std::to_string(p.mark.column) + ": " + p.text);
  }
  constexpr std::string_view kExpect = "# expect: ";
  std::istringstream in(source->text);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(kExpect)) expected.push_back(line.substr(kExpect.size()));
  ASSERT_FALSE(expected.empty());
  std::string all;
  for (const auto& s : said) all += "\n  " + s;
  EXPECT_EQ(said.size(), expected.size()) << all;
  for (const auto& e : expected)
    EXPECT_TRUE(std::ranges::any_of(said, [&](const std::string& s) { return s.starts_with(e); }))
        << e << "\nsaid" << all;
}

INSTANTIATE_TEST_SUITE_P(Files, Malformed, testing::ValuesIn(files()), [](const auto& file) {
  std::string name = file.param.stem().string();
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(MalformedCorpus, IsLarge) { EXPECT_GE(files().size(), 75u); }

}  // namespace
}  // namespace paddock
