// The shape of the house, kept by a test: who includes whom, how long plug-ins are, that every kind is tested and
// shown.
#include "places.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace paddock {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

struct File {
  std::string path;  // from the root
  Strings lines;
  bool is(std::string_view extension) const { return path.ends_with(extension); }
  bool in(std::string_view folder) const { return path.starts_with(std::string(folder) + "/"); }
  std::string at(std::size_t line) const { return path + ":" + std::to_string(line + 1) + ": "; }
};

/// All text files of the repository that people write, read once.
const std::vector<File>& files() {
  static const auto all = [] {
    const std::set<std::string> extensions{".h",  ".cpp", ".cmake", ".txt", ".json", ".yaml",
                                           ".md", ".csv", ".sh",    ".py",  ""};
    const std::set<std::string> not_ours{"build", "node_modules", ".git", ".cache"};
    const fs::path runs = fs::path(PADDOCK_SOURCE_DIR) / "results";  // at the root; sim/results is a room
    std::vector<File> out;
    for (fs::recursive_directory_iterator it(PADDOCK_SOURCE_DIR), end; it != end; ++it) {
      if (it->is_directory() && (not_ours.contains(it->path().filename().string()) || it->path() == runs))
        it.disable_recursion_pending();
      if (!it->is_regular_file() || !extensions.contains(it->path().extension().string())) continue;
      File file{it->path().lexically_relative(PADDOCK_SOURCE_DIR).generic_string(), {}};
      std::ifstream in(it->path());
      for (std::string line; std::getline(in, line);) file.lines.push_back(line);
      out.push_back(std::move(file));
    }
    std::sort(out.begin(), out.end(), [](const File& a, const File& b) { return a.path < b.path; });
    return out;
  }();
  return all;
}

bool is_code(const File& f) { return f.is(".h") || f.is(".cpp"); }
bool is_shipped(const File& f) {
  return is_code(f) && (f.in("sim") || f.in("agents") || f.in("annotators") || f.in("analysis"));
}

/// Lines of the chosen files that match; `keep` may look at the match before it counts.
template <class Choose>
Strings grep(Choose choose, const std::string& pattern) {
  const std::regex regex(pattern);
  Strings found;
  for (const auto& file : files())
    if (choose(file))
      for (std::size_t i = 0; i < file.lines.size(); ++i)
        if (std::regex_search(file.lines[i], regex)) found.push_back(file.at(i) + file.lines[i]);
  return found;
}

std::string listed(const Strings& lines) {
  std::string out;
  for (const auto& line : lines) out += "\n  " + line;
  return out;
}

/// Folder -> folders it may include: the `room(…)` table of CMakeLists.txt, which also decides what is linked.
std::map<std::string, Strings> rooms() {
  std::map<std::string, std::string> folder;
  std::map<std::string, Strings> may;
  std::ifstream in(PADDOCK_SOURCE_DIR "/CMakeLists.txt");
  const std::regex row(R"(^room\((\S+)\s+(\S+)(.*))");
  std::smatch match;
  for (std::string line; std::getline(in, line);) {
    if (!std::regex_match(line, match, row)) continue;
    folder[match[1]] = match[2];
    auto& allowed = may[match[2]] = {match[2], "sim/core"};
    std::istringstream words(match[3]);
    for (std::string word, part; words >> word;) {
      if (word.starts_with('#')) break;
      if (word.back() == ')') word.pop_back();
      if (word == "MAY" || word == "USES")
        part = word;
      else if (part == "MAY" && folder.contains(word))
        allowed.push_back(folder[word]);
      else if (part == "MAY")
        for (const auto& [name, any] : folder) allowed.push_back(any);  // the command line: all
    }
  }
  return may;
}

std::string room_of(const std::string& path, const std::map<std::string, Strings>& rooms) {
  for (const auto& [folder, may] : rooms)
    if (path.starts_with(folder + "/")) return folder;
  return {};
}

TEST(Layout, IncludesFollowTheTable) {
  const auto table = rooms();
  ASSERT_EQ(table.size(), 19u);
  const std::regex include(R"(^\s*#\s*include\s+"([^"]+)\")");
  std::smatch match;
  for (const auto& file : files()) {
    if (!is_shipped(file)) continue;
    const auto room = room_of(file.path, table);
    EXPECT_FALSE(room.empty()) << file.path << " lies in no room";
    if (room.empty()) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (!std::regex_search(file.lines[i], match, include)) continue;
      const auto other = room_of(match[1], table);
      const auto& may = table.at(room);
      EXPECT_TRUE(std::find(may.begin(), may.end(), other) != may.end())
          << file.at(i) << room << " may not include " << match[1]
          << (other.empty() ? " (includes are from the root)" : "");
    }
  }
}

TEST(Layout, LibrariesStayInTheirRoom) {
  const std::map<std::string, std::string> homes{
      {"yaml-cpp/", "sim/scenario"},        {"sqlite3", "sim/results"},        {"(oneapi/)?tbb/", "sim/experiment"},
      {"boost/program_options", "sim/cli"}, {"boost/(asio|beast)", "sim/cli"}, {"Clp|Coin|coin/", "analysis/game"}};
  for (const auto& [library, home] : homes) {
    const auto strays =
        grep([&](const File& f) { return is_shipped(f) && !f.in(home); }, R"(#\s*include\s+[<"]()" + library + ")");
    EXPECT_TRUE(strays.empty()) << library << " belongs to " << home << listed(strays);
  }
  const auto slow = grep([](const File& f) { return f.is(".h"); }, "#\\s*include <nlohmann/json.hpp");
  EXPECT_TRUE(slow.empty()) << "nlohmann-json is slow to compile: only in .cpp files" << listed(slow);
}

TEST(Layout, PluginsFitOnAFewScreens) {
  for (const auto& f : files()) {
    const bool plugin = f.in("agents") || f.in("annotators") || f.in("analysis/metrics") || f.in("sim/world");
    if (plugin && is_code(f)) {
      EXPECT_LE(f.lines.size(), 300u) << f.path;
    }
  }
}

/// Kinds registered by a file of the folder, as name -> file.
std::map<std::string, std::string> kinds(std::string_view folder) {
  const std::regex entry(R"re(\bRegister<[^;{]*\{\s*\{\s*(\.name\s*=\s*)?"([^"]+)")re");
  std::map<std::string, std::string> out;
  for (const auto& file : files()) {
    if (!file.in(folder) || !file.is(".cpp")) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (file.lines[i].find("Register<") == std::string::npos) continue;
      const auto next = i + 1 < file.lines.size() ? file.lines[i + 1] : "";  // the formatter may break there
      std::smatch match;
      const auto text = file.lines[i] + " " + next;
      EXPECT_TRUE(std::regex_search(text, match, entry)) << file.at(i) << "no name in this registration";
      if (!match.empty()) out[match[2]] = file.path;
    }
  }
  return out;
}

/// Whether the name stands in the text as a word of its own (`dpo` is not in `online-dpo`).
bool mentions(const std::string& text, const std::string& name) {
  const auto part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_'; };
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const auto after = at + name.size();
    if ((at == 0 || !part(text[at - 1])) && (after == text.size() || !part(text[after]))) return true;
  }
  return false;
}

template <class Choose>
void expect_mentioned(Choose choose, const std::string& where) {
  std::string text;
  for (const auto& file : files())
    if (choose(file))
      for (const auto& line : file.lines)  // a comment shows nothing
        text += line.substr(0, file.is(".yaml") ? line.find('#') : line.find("//")) + '\n';
  for (const auto* folder : {"agents", "annotators"})
    for (const auto& [kind, path] : kinds(folder))
      EXPECT_TRUE(mentions(text, kind)) << path << ": no " << where << " names '" << kind << "'";
}

TEST(Layout, EveryKindHasATest) {
  expect_mentioned([](const File& f) { return f.in("tests") && f.is("_test.cpp"); }, "test");
}

TEST(Layout, EveryKindIsRunByAScenario) {
  const auto scenario = [](const File& f) { return f.in("scenarios") && f.is(".yaml"); };
  if (std::none_of(files().begin(), files().end(), scenario)) GTEST_SKIP() << "no scenarios yet";
  expect_mentioned(scenario, "scenario");
}

TEST(Layout, GoldenNumbersSayWhereTheyComeFrom) {
  for (const auto& file : files()) {
    if (!file.in("tests/golden")) continue;
    const std::regex origin(R"(\bsource\b\W*:|\bcomes? from\b)", std::regex::icase);
    EXPECT_TRUE(std::any_of(file.lines.begin(), file.lines.end(),
                            [&](const std::string& line) { return std::regex_search(line, origin); }))
        << file.path << ": where do its numbers come from? A line `source: …` says it";
  }
}

TEST(Layout, ForbiddenWords) {
  const auto code = [](const File& f) { return is_code(f) && f.path != "tests/layout_test.cpp"; };
  const auto agents = [](const File& f) { return is_code(f) && f.in("agents"); };
  const auto any = [](const File&) { return true; };
  auto found = grep(code, R"(std::(ranges::)?views\b)");
  EXPECT_TRUE(found.empty()) << "clang-tidy 14 cannot read std::views" << listed(found);
  found = grep(agents, R"(\.exp\(\))");
  EXPECT_TRUE(found.empty()) << "Eigen's exp depends on the index: use sim/math's softmax" << listed(found);
  found = grep(is_shipped, R"(std::\w+_distribution\b)");
  EXPECT_TRUE(found.empty()) << "std::*_distribution differs between libraries: use Boost.Random" << listed(found);
  found = grep(any, R"((^|[^\w.~-])/(work|home|root|Users)/\w)");
  EXPECT_TRUE(found.empty()) << "a path of somebody's machine" << listed(found);
}

}  // namespace
}  // namespace paddock
