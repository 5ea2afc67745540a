// Counter-based randomness: every draw has a name, so its value depends on nothing that happened before it.
#pragma once
#include "sim/core/types.h"

#include <Random123/philox.h>

#include <cassert>
#include <cstdint>
#include <string_view>

namespace paddock {

/// Whom a stream belongs to: a stable 32-bit hash of a name (FNV-1a), never a position, thread or sweep point.
constexpr std::uint32_t entity(std::string_view name) {
  std::uint32_t h = 2166136261u;
  for (char c : name) h = (h ^ static_cast<unsigned char>(c)) * 16777619u;
  return h;
}

/// One independent stream of Philox4x32-10 words (Salmon et al. 2011; Random123). Its name (seed, replication, purpose,
/// entity) is packed, not hashed: 64 bits of key; 24 + 8 and 32 bits of counter; then 32 bits of index and 2^32 blocks
/// inside each index. No two names collide. Models std::uniform_random_bit_generator, for Boost.Random.
class Stream {
 public:
  using result_type = std::uint32_t;
  Stream(std::uint64_t seed, std::uint32_t replication, Purpose purpose, std::uint32_t entity_id = 0)
      : key_{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}},
        counter_{{0, 0, entity_id, replication << 8 | static_cast<std::uint32_t>(purpose)}} {
    assert(replication < 1u << 24);
  }
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xffffffffu; }

  /// Jumps to the start of `index` (below 2^32): from there as many draws as wanted.
  void seek(std::uint64_t index) { name(index), left_ = 0; }
  /// 53 bits of the last index, which nobody draws by: a seed for somebody else's generator.
  std::uint64_t last() {
    seek(0xffffffffu);
    const std::uint64_t high = (*this)();
    return (high << 32 | (*this)()) >> 11;
  }
  /// One uniform on [0, 1) named by `index` (below 2^33). Neighbours share a block: half the price of seek.
  double nth(std::uint64_t index) {
    if (index >> 1 != cached_) {
      cached_ = index >> 1;
      auto c = counter_;
      c[0] = kNth, c[1] = static_cast<std::uint32_t>(cached_);
      words_ = r123::Philox4x32{}(c, key_);
    }
    return unit(words_[index & 1], words_[2 + (index & 1)]);
  }
  result_type operator()() {
    if (left_ == 0) block_ = r123::Philox4x32{}(counter_, key_), ++counter_[0], left_ = 4;
    return block_[--left_];
  }
  /// Uniform on the 53-bit grid of [0, 1).
  double uniform() {
    const auto high = (*this)();
    return unit(high, (*this)());
  }
  /// Uniform on 0 … n-1 (bias below n / 2^32).
  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>((*this)()) * n >> 32);
  }

 private:
  static constexpr std::uint32_t kNth = 0xffffffffu;  // the block that nth() uses; sequential draws never get there
  static double unit(std::uint64_t high, std::uint32_t low) {
    return static_cast<double>((high << 32 | low) >> 11) * 0x1.0p-53;
  }
  void name(std::uint64_t index) {
    assert(index < 1ull << 32);
    counter_[0] = 0, counter_[1] = static_cast<std::uint32_t>(index);
  }
  r123::Philox4x32::key_type key_;
  r123::Philox4x32::ctr_type counter_, block_{}, words_{};
  int left_ = 0;
  std::uint64_t cached_ = ~0ull;
};

}  // namespace paddock
