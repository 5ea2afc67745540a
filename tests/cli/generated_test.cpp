// What is generated from the tables of commands and options: completion scripts and the manual page.
#include "places.h"
#include "sim/cli/command.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace paddock {
namespace {

std::string generated(std::vector<std::string> words) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(program(words), kDone);
  return testing::internal::GetCapturedStdout();
}

/// Output of a command; empty when it cannot be run.
std::string output_of(const std::string& command) {
  std::string out;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) return out;
  std::array<char, 4096> part;
  while (const auto n = std::fread(part.data(), 1, part.size(), pipe)) out.append(part.data(), n);
  pclose(pipe);
  return out;
}
bool has(const std::string& program) { return !output_of("command -v " + program + " 2>/dev/null").empty(); }

/// A file with these contents, gone with the object.
struct Kept {
  std::filesystem::path path;
  Kept(const std::string& name, const std::string& text) : path(std::filesystem::temp_directory_path() / name) {
    std::ofstream(path) << text;
  }
  ~Kept() { std::filesystem::remove(path); }
};

/// What bash offers after these words, the last one unfinished.
std::set<std::string> offered(const std::filesystem::path& script, const std::string& words) {
  const std::string out = output_of("bash --norc -c 'source " + script.string() + "; COMP_WORDS=(" + words +
                                    "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _paddock; printf \"%s\\n\" "
                                    "\"${COMPREPLY[@]}\"' 2>&1");
  std::istringstream in(out);
  std::set<std::string> all;
  for (std::string word; std::getline(in, word);)
    if (!word.empty()) all.insert(word);
  return all;
}

using Words = std::set<std::string>;

TEST(Completion, WorksInBash) {
  if (!has("bash")) GTEST_SKIP() << "bash";
  const Kept script("paddock-completion-test.bash", generated({"completion", "bash"}));
  EXPECT_EQ(offered(script.path, "paddock compl"), Words{"completion"});
  Words commands{"--help", "--version", "help"};
  for (const Command& c : paddock::commands())
    if (c.run != not_yet) commands.insert(std::string(c.name));
  EXPECT_EQ(offered(script.path, "paddock \"\""), commands);
  EXPECT_EQ(offered(script.path, "paddock run --se"), (Words{"--seed", "--seeds"}));
  EXPECT_EQ(offered(script.path, "paddock run --color a"), (Words{"always", "auto"}));
  EXPECT_EQ(offered(script.path, "paddock run --seeds \"\""), Words{}) << "a number of one's own";
  EXPECT_EQ(offered(script.path, "paddock completion \"\""), (Words{"bash", "fish", "zsh"}));
  EXPECT_EQ(offered(script.path, "paddock list ag"), Words{"agents"});
  EXPECT_EQ(offered(script.path, "paddock list agents ruc"), Words{"rucb"});
  EXPECT_EQ(offered(script.path, "paddock help mer").size() + offered(script.path, "paddock help ru").size(),
            1 + static_cast<std::size_t>(commands.contains("merge")));
  EXPECT_TRUE(offered(script.path, "paddock explain " PADDOCK_SOURCE_DIR "/scenarios/quick")
                  .contains(PADDOCK_SOURCE_DIR "/scenarios/quickstart.yaml"));
}

TEST(Completion, OtherShellsReadTheirScripts) {
  for (const std::string shell : {"zsh", "fish"}) {
    const std::string text = generated({"completion", shell});
    for (const Command& c : commands())
      if (c.run != not_yet) {
        EXPECT_NE(text.find(c.name), std::string::npos) << c.name;
      }
    EXPECT_NE(text.find("no-report"), std::string::npos);
    EXPECT_NE(text.find("double-thompson"), std::string::npos) << "pages of list";
    if (!has(shell)) continue;
    const Kept script("paddock-completion-test." + shell, text);
    EXPECT_EQ(output_of(shell + " -n " + script.path.string() + " 2>&1"), "");
  }
}

TEST(Completion, WantsAShell) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(program(std::vector<std::string>{"completion", "tcsh"}), kMistake);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "paddock: completion is for bash, zsh or fish\n");
}

TEST(Man, NamesEveryCommandOptionAndExitCode) {
  const std::string page = generated({"man"});
  const auto bold = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('-', at)) != std::string::npos; at += 2) text.insert(at, "\\");
    return "\\fB" + text + "\\fR";
  };
  for (const Command& c : commands())
    EXPECT_EQ(page.find(".TP\n" + bold(std::string(c.name))) != std::string::npos, c.run != not_yet) << c.name;
  for (const Option& o : all_options())
    EXPECT_NE(page.find(".TP\n" + bold("--" + std::string(o.name))), std::string::npos) << o.name;
  for (const ExitCode& e : kExitCodes) EXPECT_NE(page.find(bold(std::to_string(e.code))), std::string::npos);
  std::set<std::string> requests;
  std::istringstream in(page);
  for (std::string line; std::getline(in, line);) {
    EXPECT_NE(line, "") << "a blank line";
    EXPECT_FALSE(line.ends_with(' ')) << line;
    if (line.starts_with('.')) requests.insert(line.substr(0, line.find(' ')));
  }
  EXPECT_EQ(requests, (std::set<std::string>{".SH", ".TH", ".TP", ".br"}));
  if (!has("groff")) GTEST_SKIP() << "groff";
  const Kept file("paddock-man-test.1", page);
  EXPECT_EQ(output_of("groff -man -Tutf8 -ww -z " + file.path.string() + " 2>&1"), "") << "no warnings";
}

}  // namespace
}  // namespace paddock
