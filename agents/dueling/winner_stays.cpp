// Winner Stays (Chen & Frazier 2017, "Dueling bandits with weak regret", Algorithms 1 and 2).
//
//   C_i = wins of i - losses of i
//   weak:   i = argmax C, j = argmax over the rest; ties prefer the last i, then the last j, then are broken at random
//   strong: round l = 1, 2, … plays as `weak` until max C = (K-1) l (the leader has then beaten every other arm once
//           more), then floor(beta^l) times the leader against itself
//   recommended: the leader
//
// Regret in weak terms is bounded whatever the horizon; in strong terms it is logarithmic for beta < p / (1-p), where p
// is the smallest probability with which the better of two arms wins. Choices: late labels move C as they come, so
// until then the same pair is asked again; (K-1) l may then be overshot, and a round ends once it is reached. A tie
// moves nothing.
#include "agents/dueling/dueling.h"

namespace paddock {
namespace {

enum class Variant : std::uint8_t { weak, strong };
constexpr auto enum_words(Variant) { return std::array{Word{Variant::weak, "weak"}, Word{Variant::strong, "strong"}}; }

class WinnerStays {
 public:
  struct Params {
    Variant variant = Variant::weak;
    double beta = 1.1;
    static constexpr auto fields() {
      return std::tuple{
          field("variant", &Params::variant, "the regret it is made for"),
          field("beta", &Params::beta, "growth of the exploitation phases (strong)", {.min = 1, .open_min = true})};
    }
  };
  WinnerStays(const Params& params, const AgentSetup& setup)
      : p_(params), n_(setup.world.responses()), lead_(n_), i_(n_), j_(n_) {}

  std::pair<ItemId, ItemId> duel(Stream& rng, std::uint64_t) {
    if (exploit_ > 0) return --exploit_, std::pair{winner_, winner_};
    const ItemId i = argmax(n_, rng, [&](ItemId k) { return score(k); });
    if (p_.variant == Variant::strong && lead_[i] >= (n_ - 1.0) * round_) {
      exploit_ = static_cast<std::uint64_t>(std::min(std::pow(p_.beta, round_++), 1e18)) - 1;
      winner_ = i;
      return {i, i};
    }
    const ItemId j = argmax(n_, rng, [&](ItemId k) { return k == i ? -kInf : score(k); });
    i_ = i, j_ = j;
    return {i, j};
  }
  void learn(ItemId i, ItemId j, double won) { lead_[i] += 2 * won - 1, lead_[j] -= 2 * won - 1; }
  /// C_i, and less than a step more for the last pair.
  double score(ItemId k) const { return lead_[k] + (k == i_ ? 0.5 : k == j_ ? 0.25 : 0); }

 private:
  Params p_;
  ItemId n_;
  std::vector<double> lead_;  // C
  ItemId i_, j_;              // the last pair; n before the first
  ItemId winner_ = 0;         // plays itself for `exploit_` rounds to come
  std::uint64_t exploit_ = 0;
  double round_ = 1;
};

const Register<Agent, Dueling<WinnerStays>> entry{
    {.name = "winner-stays",
     .summary = "The arm with the most wins minus losses meets the next best; bounded weak regret",
     .formula =
         "C_i = wins - losses; i = argmax C, j = argmax of the rest; strong: then floor(beta^l) duels of i with i",
     .source = "Chen & Frazier 2017, Dueling bandits with weak regret, Algorithms 1 and 2"},
    {.family = "duel"}};

}  // namespace
}  // namespace paddock
