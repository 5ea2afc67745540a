// `paddock new NAME`: a starter that runs as it is.
#include "sim/cli/command.h"
#include "sim/scenario/names.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>

namespace paddock {
namespace {

constexpr std::string_view kStarter = R"(# A starter: run it, then change one thing at a time.
#   paddock run {0}.yaml
#   paddock explain {0}.yaml        all defaults, what will end the run
#   paddock list agents             others to compare; also annotators, worlds, metrics
name: {0}
about: Four learners ask a noisy crowd which of two responses is better.
seed: 1
seeds: 10                                # repetitions with other luck

world: {{kind: tabular, responses: 6}}     # one question with six possible answers

annotators:                              # who labels; a list of groups, each with a share of the labels
  - name: majority
    kind: bradley-terry                  # prefers by utility, with noise
    share: 0.8
    utility: {{normal: 1}}
    noise: {{flip: 0.1}}                   # one label in ten is wrong
  - name: minority
    kind: bradley-terry
    share: 0.2
    utility: {{normal: 1}}

feedback:
  form: duel                             # which of two is better?
  budget: {{labels: 5000}}

agents:
  - random
  - double-thompson
  - {{kind: rlhf, beta: 0.1}}
  - {{kind: nash-md, tau: 0.1}}

measure:
  metrics: [exploitability, winrate.reference]

# Vary something: every value becomes a sweep point.
# sweep:
#   grid:
#     annotators.majority.noise.flip: [0, 0.1, 0.25]
)";

}  // namespace

int new_scenario(const Arguments& given) {
  if (given.rest().size() != 1) throw UsageError("new takes one NAME: paddock new my-study");
  std::string name = given.rest()[0];
  if (name.ends_with(".yaml")) name.resize(name.size() - 5);
  const auto path = std::filesystem::path(name + ".yaml");
  const std::string stem = path.stem().string();
  if (auto why = faulty_name(stem, "a scenario's name"); !why.empty()) throw UsageError(why);
  if (std::filesystem::exists(path)) throw UsageError(fmt::format("'{}' exists already", path.string()));
  std::ofstream out(path);
  out << fmt::format(fmt::runtime(kStarter), stem);
  if (!out.flush()) throw UsageError(fmt::format("cannot write '{}'", path.string()));
  std::cout << fmt::format("{0}   next: paddock run {0}\n", path.string());
  return kDone;
}

}  // namespace paddock
