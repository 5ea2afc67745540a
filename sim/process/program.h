// What a scenario says of a program outside: `kind: process, command: [python3, my_agent.py]`.
#pragma once
#include "sim/core/fields.h"

#include <string>
#include <vector>

namespace paddock {

/// Words of a command, run without a shell. A word that names a file beside the scenario becomes its absolute path; the
/// first one only when it has a slash, for otherwise it is looked up in PATH.
struct Command {
  std::vector<std::string> words;
  static constexpr std::string_view kWords = "list of words";
  static constexpr bool kTakesList = true;
  static bool read(const Node&, Command&, const FieldView&, Problems&);
  Node write() const;
  static std::string schema() { return R"("type": "array", "minItems": 1, "items": {"type": ["string", "number"]})"; }
};

/// Any mapping; the program makes sense of it.
struct FreeParameters {
  Node all = Node::map({});
  static constexpr std::string_view kWords = "any mapping";
  static constexpr bool kTakesList = false;
  static bool read(const Node&, FreeParameters&, const FieldView&, Problems&);
  Node write() const { return all; }
  static std::string schema() { return R"("type": "object")"; }
};

/// Parameters of agents and of annotators alike.
struct Program {
  Command command;
  FreeParameters parameters;
  Seconds timeout{60};
  static constexpr auto fields() {
    return std::tuple{field("command", &Program::command, "the program and its arguments, run without a shell"),
                      field("parameters", &Program::parameters, "handed to the program in its hello, as JSON"),
                      field("timeout", &Program::timeout, "wall-clock time it may take for one reply", kPositive, "s")};
  }
  std::string check() const {
    return command.words.empty() ? "needs a command, such as command: [python3, my_agent.py]" : "";
  }
};

}  // namespace paddock
