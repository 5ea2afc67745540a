// RUCB (Zoghi, Whiteson, Munos & de Rijke 2014, "Relative upper confidence bound for the K-armed dueling bandit
// problem", Algorithm 1).
//
//   U_ij = W_ij / N_ij + sqrt(alpha ln t / N_ij), x/0 := 1, U_ii = 1/2
//   champion c:   C = {i : U_ij >= 1/2 for all j}; B = the arm that last was alone in C, while it stays in C.
//                 C empty: any arm; B empty: any of C; else B with probability 1/2, otherwise one of C \ B
//   challenger d: argmax_j U_jc, so d = c, a duel that teaches nothing and costs nothing, iff all others have U_jc <
//   1/2 recommended:  the arm that beat the most arms
//
// Choices: x/0 := 1 makes an unplayed bound 1 + 1 = 2 (unplayed: two); with `one`, as in public code, a pair played
// once goes before one never played, which lowers regret by a tenth; infinity explores them all first. Ties at random.
//
// Incremental: U_ij >= 1/2 iff a := alpha ln t >= reach_ij = N_ij max(0, 1/2 - W_ij / N_ij)², and a never falls. So i
// is in C iff a >= max_j reach_ij, and some j challenges c iff a >= min_j reach_jc; both change only with a label on
// them. A comparison a round while the champion duels itself, O(K) after news.
#include "agents/dueling/dueling.h"
#include "agents/dueling/tally.h"

namespace paddock {
namespace {

enum class Unplayed : std::uint8_t { infinity, two, one };
constexpr auto enum_words(Unplayed) {
  return std::array{Word{Unplayed::infinity, "infinity"}, Word{Unplayed::two, "two"}, Word{Unplayed::one, "one"}};
}

class Rucb {
 public:
  struct Params {
    double alpha = 0.51;
    Unplayed unplayed = Unplayed::two;
    static constexpr auto fields() {
      return std::tuple{field("alpha", &Params::alpha, "width of the bounds; theory needs more than 1/2", kPositive),
                        field("unplayed", &Params::unplayed, "upper bound of a pair never played")};
    }
  };
  Rucb(const Params& params, const AgentSetup& setup)
      : p_(params),
        n_(setup.world.responses()),
        tally_(n_),
        reach_(std::size_t{n_} * n_),
        row_(n_),
        column_(n_, n_ > 1 ? 0 : kInf) {
    candidates_.reserve(n_);
  }

  std::pair<ItemId, ItemId> duel(Stream& rng, std::uint64_t t) {
    if (t < quiet_) return {favourite_, favourite_};
    const double a = p_.alpha * std::log(static_cast<double>(t));
    if (a >= next_) select(a);
    const ItemId c = champion(rng);
    if (a >= column_[c]) return {c, challenger(c, a, rng)};
    if (candidates_.size() == 1) quiet_ = round_of(std::min(next_, column_[c]) / p_.alpha);
    return {c, c};
  }
  void learn(ItemId i, ItemId j, double won) {
    tally_.add(i, j, won);
    reach_[at(i, j)] = tally_.reach(i, j), reach_[at(j, i)] = tally_.reach(j, i);
    refresh(i), refresh(j);
    next_ = 0, quiet_ = 0;
  }
  double score(ItemId i) const { return tally_.beaten(i); }

 private:
  static constexpr ItemId kNone = ~0u;
  std::size_t at(ItemId i, ItemId j) const { return std::size_t{i} * n_ + j; }
  void select(double a) {  // C and B, and the a at which the next arm joins C
    candidates_.clear(), next_ = kInf;
    for (ItemId i = 0; i < n_; ++i)
      if (a >= row_[i])
        candidates_.push_back(i);
      else
        next_ = std::min(next_, row_[i]);
    const auto at = std::ranges::find(candidates_, favourite_);
    if (at == candidates_.end())
      favourite_ = kNone;
    else
      std::iter_swap(candidates_.begin(), at);  // B goes first
    if (candidates_.size() == 1) favourite_ = candidates_[0];
  }
  ItemId champion(Stream& rng) const {
    const auto m = static_cast<std::uint32_t>(candidates_.size());
    if (m == 0) return rng.below(n_);
    if (m == 1) return candidates_[0];
    if (favourite_ == kNone) return candidates_[rng.below(m)];
    return rng() & 1 ? favourite_ : candidates_[1 + rng.below(m - 1)];
  }
  ItemId challenger(ItemId c, double a, Stream& rng) const {
    constexpr double kUnplayed[] = {kInf, 2, 1};
    const double unplayed = kUnplayed[static_cast<std::size_t>(p_.unplayed)];
    return argmax(n_, rng, [&](ItemId j) {
      const double n = tally_.duels(j, c);
      return j == c ? -kInf : n > 0 ? tally_.wins(j, c) / n + std::sqrt(a / n) : unplayed;
    });
  }
  void refresh(ItemId i) {
    row_[i] = 0, column_[i] = kInf;
    for (ItemId j = 0; j < n_; ++j) {
      row_[i] = std::max(row_[i], reach_[at(i, j)]);
      if (j != i) column_[i] = std::min(column_[i], reach_[at(j, i)]);
    }
  }
  Params p_;
  ItemId n_, favourite_ = kNone;  // B
  Tally tally_;
  double next_ = 0;
  std::uint64_t quiet_ = 0;                   // before this round the champion is alone and unchallenged
  std::vector<double> reach_, row_, column_;  // reach_ij, max_j reach_ij, min_j reach_ji
  std::vector<ItemId> candidates_;
};

const Register<Agent, Dueling<Rucb>> entry{
    {.name = "rucb",
     .summary = "Relative upper confidence bounds: a champion who may beat all against its strongest challenger",
     .formula = "U_ij = W_ij/N_ij + sqrt(alpha ln t / N_ij); c with U_cj >= 1/2 for all j; d = argmax_j U_jc",
     .source =
         "Zoghi et al. 2014, Relative upper confidence bound for the K-armed dueling bandit problem, Algorithm 1"},
    {.family = "duel"}};

}  // namespace
}  // namespace paddock
