// From one tree to the trees of all sweep points, which share what they have in common.
#pragma once
#include "sim/scenario/sweep.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace paddock {

/// Which variant of each swept block (world, annotators, agents …) a point has: equal numbers, equal content. Names are
/// kept by the Expansion.
class Variants {
 public:
  void set(std::string_view block, std::uint32_t variant);
  /// Equal for two points when none of these blocks differs between them.
  std::string key(std::initializer_list<std::string_view> blocks) const;

 private:
  std::vector<std::pair<std::string_view, std::uint32_t>> of_;
};

/// All combinations of rows of the dimensions, the first varying slowest. Axes change only the block that their path
/// begins with, so a block is put together once for each combination of the rows that concern it.
class Expansion {
 public:
  Expansion(Node root, const std::vector<Dimension>&);
  std::size_t size() const { return size_; }
  struct Step {
    Node tree;
    Variants variants;
    std::vector<std::string> values;  ///< of the columns
  };
  /// Point k, worlds and annotators that imply each other filled in; problems where a path leads nowhere.
  Step at(std::size_t k, Problems&);
  /// Blocks that may differ between points.
  std::vector<std::string_view> swept() const;

 private:
  struct Variant {
    Node node;
    Mark key_mark;
    std::uint32_t number = 0;
  };
  struct Block {
    std::string name;
    std::vector<std::size_t> dimensions;
    std::unordered_map<std::string, Variant> known{};  // by the rows of these dimensions
  };
  struct Implied {
    Node world, annotators;  // null: as they are
    std::uint32_t world_number = 0, annotators_number = 0;
  };
  const Variant* variant(Block&, const std::vector<std::size_t>& rows, Problems&);
  const Implied& implied(const Node& tree, const Variants&);
  std::uint32_t number_of(const Node& content);

  Node root_;
  const std::vector<Dimension>& dimensions_;
  std::size_t size_ = 1;
  std::vector<Block> blocks_;
  std::unordered_map<std::string, Implied> implied_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

}  // namespace paddock
