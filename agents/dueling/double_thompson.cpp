// Double Thompson Sampling, D-TS (Wu & Liu 2016, "Double Thompson sampling for dueling bandits", Algorithm 1).
//
//   U_ij, L_ij = W_ij / N_ij ± sqrt(alpha ln t / N_ij); unplayed: U = 1, L = 0
//   first arm c:  theta_ij ~ Beta(W_ij + 1, W_ji + 1), i < j, theta_ji = 1 - theta_ij; among the arms with the largest
//                 #{j : U_ij > 1/2} one with the largest #{j : theta_ij > 1/2}
//   second arm d: fresh theta_ic ~ Beta(W_ic + 1, W_ci + 1), theta_cc = 1/2; argmax over {i : L_ic <= 1/2}, c among
//   them recommended:  the arms that beat the most arms (Copeland winners of W / N)
//
// sampling: drawn draws every theta. sign has the same law and draws only what decisions look at: c needs the signs of
// theta_ij - 1/2, coins whose chance changes with a label on their pair alone (sim/math/beta_half.h); d needs values
// only when two challengers exceed 1/2, and draws them given that they do. Choices: ties at random. Labels count when
// they arrive; meanwhile the randomness of the draws spreads the duels. U_ij > 1/2 and L_ji < 1/2 iff a := alpha ln t >
// reach_ij (tally.h): bounds are looked at after news or when a meets one.
#include "agents/dueling/dueling.h"
#include "agents/dueling/tally.h"
#include "sim/math/beta_half.h"

#include <boost/math/special_functions/beta.hpp>
#include <boost/random/beta_distribution.hpp>

namespace paddock {
namespace {

enum class Sampling : std::uint8_t { sign, drawn };
constexpr auto enum_words(Sampling) { return std::array{Word{Sampling::sign, "sign"}, Word{Sampling::drawn, "drawn"}}; }

class DoubleThompson {
 public:
  struct Params {
    double alpha = 0.51;
    Sampling sampling = Sampling::sign;
    static constexpr auto fields() {
      return std::tuple{field("alpha", &Params::alpha, "width of the bounds; theory needs more than 1/2", kPositive),
                        field("sampling", &Params::sampling, "sign: draw what decisions need; drawn: all; same law")};
    }
  };
  DoubleThompson(const Params& params, const AgentSetup& setup)
      : p_(params), n_(setup.world.responses()), tally_(n_), reach_(std::size_t{n_} * n_), bounds_(n_), count_(n_) {
    exceeding_.reserve(n_);
    if (p_.sampling == Sampling::sign) half_.resize(reach_.size()), coin_.assign(reach_.size(), coin(0.5));
  }

  std::pair<ItemId, ItemId> duel(Stream& rng, std::uint64_t t) {
    const double a = p_.alpha * std::log(static_cast<double>(t));
    if (a >= next_) select(a);
    const bool signs = p_.sampling == Sampling::sign;
    const ItemId c = signs ? first_by_signs(rng) : first(rng);
    return {c, signs ? second_by_signs(c, a, rng) : second(c, a, rng)};
  }
  void learn(ItemId i, ItemId j, double won) {
    tally_.add(i, j, won);
    reach_[at(i, j)] = tally_.reach(i, j), reach_[at(j, i)] = tally_.reach(j, i);
    next_ = 0;
    if (p_.sampling == Sampling::drawn) return;
    if (i > j) std::swap(i, j), won = 1 - won;
    BetaHalf& half = half_[at(i, j)];
    half.add(won);
    coin_[at(i, j)] = coin(half.above()), coin_[at(j, i)] = coin(half.below());
  }
  double score(ItemId i) const { return tally_.beaten(i); }

 private:
  std::size_t at(ItemId i, ItemId j) const { return std::size_t{i} * n_ + j; }
  void select(double a) {  // the arms with the most U_ij > 1/2, and the a beyond which they may change
    next_ = kInf;
    for (ItemId i = 0; i < n_; ++i) {
      bounds_[i] = 0;
      for (ItemId j = 0; j < n_; ++j) {
        const double reach = reach_[at(i, j)];
        bounds_[i] += reach < a;
        if (reach >= a && reach < next_) next_ = reach;
      }
    }
    most_ = *std::ranges::max_element(bounds_);
  }
  ItemId first(Stream& rng) {
    std::ranges::fill(count_, 0);
    for (ItemId i = 0; i < n_; ++i)
      for (ItemId j = i + 1; j < n_; ++j) ++count_[draw(i, j, rng) > 0.5 ? i : j];
    return winner(rng);
  }
  ItemId first_by_signs(Stream& rng) {  // the last champion first: if it beats all others, the rest decides nothing
    const auto meet = [&](ItemId i, ItemId j) { ++count_[toss(coin_[at(i, j)], rng) ? i : j]; };
    std::ranges::fill(count_, 0);
    const ItemId last = champion_;
    for (ItemId j = 0; j < n_; ++j)
      if (j != last) meet(last, j);
    if (count_[last] == n_ - 1 && bounds_[last] == most_) return last;
    for (ItemId i = 0; i < n_; ++i)
      for (ItemId j = i + 1; j < n_; ++j)
        if (i != last && j != last) meet(i, j);
    return champion_ = winner(rng);
  }
  ItemId winner(Stream& rng) const {
    return argmax(n_, rng, [&](ItemId i) { return bounds_[i] == most_ ? count_[i] : -kInf; });
  }
  ItemId second(ItemId c, double a, Stream& rng) const {
    return argmax(n_, rng, [&](ItemId i) { return i == c ? 0.5 : reach_[at(c, i)] > a ? -kInf : draw(i, c, rng); });
  }
  ItemId second_by_signs(ItemId c, double a, Stream& rng) {
    exceeding_.clear();
    for (ItemId i = 0; i < n_; ++i)
      if (i != c && reach_[at(c, i)] <= a && toss(coin_[at(i, c)], rng)) exceeding_.push_back(i);
    if (exceeding_.empty()) return c;
    if (exceeding_.size() == 1) return exceeding_[0];
    return exceeding_[argmax(static_cast<ItemId>(exceeding_.size()), rng,
                             [&](ItemId k) { return draw_above(exceeding_[k], c, rng); })];
  }

  double draw(ItemId i, ItemId j, Stream& rng) const {  // theta_ij
    return boost::random::beta_distribution<>(tally_.wins(i, j) + 1, tally_.wins(j, i) + 1)(rng);
  }
  double draw_above(ItemId i, ItemId j, Stream& rng) const {  // theta_ij given that it exceeds 1/2, by inversion
    const double above = i < j ? half_[at(i, j)].above() : half_[at(j, i)].below();
    return boost::math::ibetac_inv(tally_.wins(i, j) + 1, tally_.wins(j, i) + 1, rng.uniform() * above);
  }
  /// The first 64 binary digits of a chance; its coin is nearly always tossed with one word.
  static std::uint64_t coin(double chance) {
    return static_cast<std::uint64_t>(std::min(chance * 0x1p64, 0x1p64 - 2048));
  }
  static bool toss(std::uint64_t coin, Stream& rng) {
    const std::uint32_t word = rng(), head = static_cast<std::uint32_t>(coin >> 32);
    return word < head || (word == head && rng() < static_cast<std::uint32_t>(coin));
  }

  Params p_;
  ItemId n_;
  Tally tally_;
  std::vector<double> reach_;
  std::vector<BetaHalf> half_;       // theta_ij for i < j
  std::vector<std::uint64_t> coin_;  // P(theta_ij > 1/2)
  double next_ = 0;
  std::vector<std::uint32_t> bounds_, count_;  // how many U_ij, theta_ij exceed 1/2
  std::uint32_t most_ = 0;
  ItemId champion_ = 0;
  std::vector<ItemId> exceeding_;
};

const Register<Agent, Dueling<DoubleThompson>> entry{
    {.name = "double-thompson",
     .summary = "D-TS: posterior samples choose both arms among those that bounds do not rule out",
     .formula =
         "theta_ij ~ Beta(W_ij+1, W_ji+1); c: most theta_cj > 1/2; d = argmax of fresh theta_dc with L_dc <= 1/2",
     .source = "Wu & Liu 2016, Double Thompson sampling for dueling bandits, Algorithm 1"},
    {.family = "duel"}};

}  // namespace
}  // namespace paddock
