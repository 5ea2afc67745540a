// RMED1 (Komiyama, Honda, Kashima & Nakagawa 2015, "Regret lower bound and optimal algorithm in dueling bandit
// problem", Algorithms 1 and 2): relative minimum empirical divergence.
//
//   I_i = sum over O_i = {j : p_ij <= 1/2} of N_ij d(p_ij, 1/2): i is the Condorcet winner with likelihood exp(-I_i)
//   i* = argmin I;  J_i(t): I_i - I_{i*} <= ln t + f(K), f(K) = c K^(1 + epsilon)
//   first every pair once, then sweeps: each l of L_C, in a fixed order, duels m and leaves L_R; then every j outside
//   L_R with J_j joins L_N. At the end of a sweep L_C = L_R = L_N: an arm that was left out comes back when ln t
//   allows. m: i* if it is in O_l or O_l is empty, else argmin_j p_lj. Recommended: i*
//
// Choices: the order is drawn once; ties at random. J is tested before the next duel, so a late label meets the test
// after it; until its first label a pair counts as p = 1/2, which adds nothing to I.
// I is kept by differences and the O_l are counted, so nothing but the test J looks at all arms while i* duels itself.
#include "agents/dueling/dueling.h"
#include "agents/dueling/tally.h"

#include <numbers>
#include <numeric>

namespace paddock {
namespace {

/// Divergence d(p, 1/2) of Bernoulli laws in nats, from x = 2p - 1: accurate near p = 1/2.
double divergence_from_half(double x) {
  if (std::abs(x) == 1) return std::numbers::ln2;
  return ((1 + x) * std::log1p(x) + (1 - x) * std::log1p(-x)) / 2;
}

class Rmed1 {
 public:
  struct Params {
    double c = 0.3, epsilon = 0.01;
    static constexpr auto fields() {
      return std::tuple{field("c", &Params::c, "slack of the candidates is f(K) = c K^(1 + epsilon)", kNonNegative),
                        field("epsilon", &Params::epsilon, "see c", kNonNegative)};
    }
  };
  Rmed1(const Params& params, const AgentSetup& setup)
      : n_(setup.world.responses()),
        slack_(params.c * std::pow(n_, 1 + params.epsilon)),
        tally_(n_),
        term_(std::size_t{n_} * n_),
        index_(n_),
        opponents_(n_, n_ - 1),
        order_(n_),
        waiting_(n_, true),
        next_(n_) {
    std::iota(order_.begin(), order_.end(), 0u);
  }

  std::pair<ItemId, ItemId> duel(Stream& rng, std::uint64_t t) {
    if (t < quiet_) return {best_, best_};
    if (sweep_.empty()) begin(rng);
    if (second_ < n_) return first_pairs();
    if (news_) best_ = argmax(n_, rng, [&](ItemId i) { return -index_[i]; }), news_ = false;
    admit(index_[best_] + std::log(static_cast<double>(t - 1)) + slack_);
    if (at_ == sweep_.size()) turn();
    const ItemId l = sweep_[at_++];
    waiting_[l] = false;
    const ItemId m = opponent(l, rng);
    if (l == m && sweep_.size() == 1) quiet_ = round_of(runner_up() - index_[m] - slack_);
    return {l, m};
  }
  void learn(ItemId i, ItemId j, double won) {
    if (trails(i, j)) --opponents_[i];
    if (trails(j, i)) --opponents_[j];
    tally_.add(i, j, won);
    const double n = tally_.duels(i, j), d = n * divergence_from_half((tally_.wins(i, j) - tally_.wins(j, i)) / n);
    renew(i, j, d), renew(j, i, d);
    news_ = true, quiet_ = 0;
  }
  double score(ItemId i) const { return -index_[i]; }

 private:
  bool trails(ItemId i, ItemId j) const { return tally_.wins(i, j) <= tally_.wins(j, i); }  // j is in O_i
  void renew(ItemId i, ItemId j, double d) {
    double& term = term_[std::size_t{i} * n_ + j];
    const double before = term;
    term = trails(i, j) ? d : 0;
    index_[i] += term - before;
    opponents_[i] += trails(i, j);
  }
  void begin(Stream& rng) {
    for (ItemId k = n_; k > 1; --k) std::swap(order_[k - 1], order_[rng.below(k)]);
    sweep_ = order_;  // L_C = L_R = all
  }
  std::pair<ItemId, ItemId> first_pairs() {
    const std::pair pair{order_[first_], order_[second_]};
    if (++second_ == n_ && ++first_ + 1 < n_) second_ = first_ + 1;
    return pair;
  }
  void admit(double limit) {  // L_N takes every j outside L_R with J_j
    for (ItemId j = 0; j < n_; ++j)
      if (!waiting_[j] && index_[j] <= limit) next_[j] = true;
  }
  void turn() {
    sweep_.clear(), at_ = 0;
    for (ItemId l : order_)
      if (next_[l]) sweep_.push_back(l);
    waiting_ = next_;
    std::ranges::fill(next_, 0);
  }
  double runner_up() const {
    double least = kInf;
    for (ItemId j = 0; j < n_; ++j)
      if (j != best_) least = std::min(least, index_[j]);
    return least;
  }
  ItemId opponent(ItemId l, Stream& rng) const {
    if (opponents_[l] == 0 || (l != best_ && trails(l, best_))) return best_;
    return argmax(n_, rng, [&](ItemId j) {
      const double n = tally_.duels(l, j);
      return j == l ? -kInf : n > 0 ? -tally_.wins(l, j) / n : -0.5;
    });
  }
  ItemId n_;
  double slack_;  // f(K)
  Tally tally_;
  std::vector<double> term_, index_;          // N_ij d(p_ij, 1/2) over O_i, I_i
  std::vector<ItemId> opponents_;             // |O_l|
  std::vector<ItemId> order_, sweep_;         // all arms; those of L_C
  std::vector<std::uint8_t> waiting_, next_;  // in L_R, in L_N
  ItemId first_ = 0, second_ = 1;             // the next of the first pairs, by place in the order
  ItemId best_ = 0;                           // i*
  std::size_t at_ = 0;
  bool news_ = true;
  std::uint64_t quiet_ = 0;  // before this round i* is alone and unbeaten
};

const Register<Agent, Dueling<Rmed1>> entry{
    {.name = "rmed1",
     .summary = "Relative minimum empirical divergence: arms duel while they may still be the Condorcet winner",
     .formula = "I_i = sum_{j: p_ij <= 1/2} N_ij d(p_ij, 1/2); l duels while I_l - min I <= ln t + c K^(1+epsilon)",
     .source =
         "Komiyama et al. 2015, Regret lower bound and optimal algorithm in dueling bandit problem, Algorithms 1-2"},
    {.family = "duel"}};

}  // namespace
}  // namespace paddock
