// Preference matrices with a name: benchmark matrices of dueling bandits, worked examples and test games of NLHF.
#pragma once
#include "sim/core/stream.h"

#include <Eigen/Core>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace paddock {

/// What a family of games may be told; each has its own defaults and takes only some of them.
struct GameOptions {
  std::optional<std::uint64_t> size;
  std::optional<double> p, margin, step;
  std::vector<double> values;
};

struct Game {
  std::string_view name;
  std::string_view about;    ///< definition and known answers
  std::string_view options;  ///< of GameOptions it takes, as words: "size step"
  /// P(row beats column); random families draw pair (i, j) at index i·n + j of the stream.
  Eigen::MatrixXd (*make)(const GameOptions&, Stream&);
  bool random = false;
};

std::span<const Game> games();
const Game* find_game(std::string_view name);  ///< null when there is none
/// Why the game cannot be made so; empty when it can.
std::string misfit(const Game&, const GameOptions&);

}  // namespace paddock
