// Known answers of the generator, independence of names, laws of the draws.
#include "sim/core/stream.h"

#include <boost/random/normal_distribution.hpp>
#include <gtest/gtest.h>

#include <set>

namespace paddock {
namespace {

// Salmon et al. 2011, the authors' known-answer tests for philox4x32 with 10 rounds.
TEST(Stream, PhiloxKnownAnswers) {
  r123::Philox4x32 philox;
  const auto zero = philox({{0, 0, 0, 0}}, {{0, 0}});
  EXPECT_EQ(zero[0], 0x6627e8d5u);
  EXPECT_EQ(zero[1], 0xe169c58du);
  EXPECT_EQ(zero[2], 0xbc57ac4cu);
  EXPECT_EQ(zero[3], 0x9b00dbd8u);
  const std::uint32_t f = 0xffffffffu;
  const auto ones = philox({{f, f, f, f}}, {{f, f}});
  EXPECT_EQ(ones[0], 0x408f276du);
  EXPECT_EQ(ones[1], 0x41c83b0eu);
  EXPECT_EQ(ones[2], 0xa20bc7c6u);
  EXPECT_EQ(ones[3], 0x6d5451fdu);
}

TEST(Stream, SeekMakesADrawIndependentOfHistory) {
  Stream a(7, 3, Purpose::answer, 5), b(7, 3, Purpose::answer, 5);
  for (int i = 0; i < 1000; ++i) a.uniform();
  a.seek(42), b.seek(42);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(a(), b());
}

TEST(Stream, NthDependsOnItsIndexOnly) {
  Stream a(1, 0, Purpose::answer), b(1, 0, Purpose::answer);
  std::vector<double> forward, backward(100);
  for (std::uint64_t i = 0; i < 100; ++i) forward.push_back(a.nth(i));
  for (std::uint64_t i = 100; i-- > 0;) b.uniform(), backward[i] = b.nth(i);
  EXPECT_EQ(forward, backward);
}

TEST(Stream, NamesThatDifferInOnePartGiveOtherDraws) {
  std::set<double> first;
  for (std::uint64_t seed : {0ull, 1ull, 1ull << 32})
    for (std::uint32_t rep : {0u, 1u, 255u, 256u})
      for (Purpose p : {Purpose::world, Purpose::answer, Purpose::statistics})
        for (std::uint32_t who : {0u, 1u, entity("rucb")}) {
          Stream s(seed, rep, p, who);
          EXPECT_TRUE(first.insert(s.uniform()).second);
          EXPECT_TRUE(first.insert(s.nth(0)).second);
        }
}

TEST(Stream, EntityIsStable) {  // FNV-1a
  EXPECT_EQ(entity(""), 2166136261u);
  EXPECT_EQ(entity("a"), 0xe40c292cu);
}

TEST(Stream, UniformAndBelowHaveTheirLaws) {
  Stream s(3, 1, Purpose::agent);
  constexpr int n = 1'000'000;
  double sum = 0, squares = 0;
  std::array<int, 7> count{};
  for (int i = 0; i < n; ++i) {
    const double u = s.uniform();
    ASSERT_TRUE(u >= 0 && u < 1);
    sum += u, squares += u * u, ++count[s.below(7)];
  }
  EXPECT_LT(std::abs(sum / n - 0.5) / std::sqrt(1.0 / 12 / n), 4.9);
  EXPECT_LT(std::abs(squares / n - 1.0 / 3) / std::sqrt(4.0 / 45 / n), 4.9);
  for (int c : count) EXPECT_LT(std::abs(c - n / 7.0) / std::sqrt(n * 6.0 / 49), 4.9);
}

TEST(Stream, DrivesBoostDistributions) {
  Stream s(3, 1, Purpose::population);
  boost::random::normal_distribution<> normal;
  double sum = 0, squares = 0;
  constexpr int n = 200'000;
  for (int i = 0; i < n; ++i) {
    const double z = normal(s);
    sum += z, squares += z * z;
  }
  EXPECT_LT(std::abs(sum) / std::sqrt(n), 4.9);
  EXPECT_LT(std::abs(squares / n - 1) / std::sqrt(2.0 / n), 4.9);
}

}  // namespace
}  // namespace paddock
