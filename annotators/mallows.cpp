// Annotator "mallows" (Mallows 1957): everybody has an order r of the responses, scattered around a common one,
//   P(r) ~ phi^d(r, ranking),  d = pairs that r orders the other way
// built by repeated insertion: the i-th of the ranking enters at the j-th place from the end with probability ~ phi^j,
// j = 0 … i-1 (Doignon, Pekec & Regenwetter 2004). Two ways to answer about some of the responses:
//   ranks: all    they order all and report on those shown: P(a above b) = h(k+1) - h(k), h(k) = k / (1 - phi^k), for a
//                 and b k places apart in the ranking
//   ranks: shown  they order what they are shown: P(a above b) = 1 / (1 + phi), near or far (Young 1988)
// A label has one uniform; its bits name a stream with as many as an order needs.
#include "sim/math/mallows.h"

#include "annotators/table.h"
#include "sim/core/stream.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace paddock {
namespace {

enum class Ranks : std::uint8_t { all, shown };
constexpr auto enum_words(Ranks) { return std::array{Word{Ranks::all, "all"}, Word{Ranks::shown, "shown"}}; }

class Mallows final : public TableJudge {
 public:
  struct Params {
    std::vector<std::string> ranking;
    double phi = 0.5;
    Ranks ranks = Ranks::all;
    static constexpr auto fields() {
      return std::tuple{field("ranking", &Params::ranking, "names or numbers of all responses, best first"),
                        field("phi", &Params::phi, "dispersion: 0 all agree, 1 all orders alike", kProbability),
                        field("ranks", &Params::ranks, "what they put in order before they answer")};
    }
    std::string check() const { return ranking.empty() ? "needs ranking: […], best first" : ""; }
    std::uint32_t implied_responses() const { return static_cast<std::uint32_t>(ranking.size()); }
  };

  Mallows(const Params& p, const Setup& setup) : Mallows(p, order(p, setup.world)) {}
  static std::string misfit(const Params& p, const Setup& setup) {
    if (auto why = p.check(); !why.empty()) return why;
    if (auto why = size_misfit(p.implied_responses(), "the ranking", setup.world); !why.empty()) return why;
    std::vector<std::string> known;
    for (ItemId i = 0; i < setup.world.responses(); ++i) known.push_back(setup.world.name(i));
    for (const auto& name : p.ranking)
      if (std::ranges::find(known, name) == known.end())
        return fmt::format("no response is called '{}'{}", name,
                           did_you_mean(name, std::vector<std::string_view>(known.begin(), known.end())));
    for (const auto& name : known)
      if (std::ranges::find(p.ranking, name) == p.ranking.end()) return fmt::format("the ranking misses '{}'", name);
    return {};
  }

  bool rank(ContextId, std::span<const ItemId> items, double u, std::span<std::uint8_t> order) const override {
    Stream rng(std::bit_cast<std::uint64_t>(u), 0, Purpose::answer, entity("mallows"));
    own_.clear();
    if (all_) {
      for (ItemId p = 0; p < place_.size(); ++p) insert(p, rng);
    } else {
      shown_.clear();
      for (const ItemId i : items) shown_.push_back(place_[i]);
      std::ranges::sort(shown_);
      shown_.erase(std::unique(shown_.begin(), shown_.end()), shown_.end());
      for (const ItemId p : shown_) insert(p, rng);
    }
    for (ItemId k = 0; k < own_.size(); ++k) where_[own_[k]] = k;
    std::iota(order.begin(), order.end(), std::uint8_t{0});
    std::ranges::sort(order, {}, [&](std::uint8_t k) { return std::pair(where_[place_[items[k]]], k); });
    return true;
  }

 private:
  using Order = std::vector<ItemId>;
  Mallows(const Params& p, Order order)
      : TableJudge(table(p, order)), place_(std::move(order)), phi_(p.phi), all_(p.ranks == Ranks::all) {
    own_.reserve(place_.size()), shown_.reserve(256), where_.resize(place_.size());
  }

  /// Place of every response in the ranking.
  static Order order(const Params& p, const WorldView& world) {
    Order out;
    for (ItemId i = 0; i < world.responses(); ++i)
      out.push_back(static_cast<ItemId>(std::ranges::find(p.ranking, world.name(i)) - p.ranking.begin()));
    return out;
  }
  static Eigen::MatrixXd table(const Params& p, const Order& place) {
    const auto n = static_cast<Eigen::Index>(place.size());
    Eigen::MatrixXd out = Eigen::MatrixXd::Constant(n, n, 0.5);
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index j = 0; j < n; ++j) {
        const int gap =
            static_cast<int>(place[static_cast<std::size_t>(j)]) - static_cast<int>(place[static_cast<std::size_t>(i)]);
        if (gap <= 0) continue;
        out(i, j) = p.ranks == Ranks::all ? mallows_pair(p.phi, gap) : 1 / (1 + p.phi), out(j, i) = 1 - out(i, j);
      }
    return out;
  }
  /// j places above the end with probability ~ phi^j.
  void insert(ItemId p, Stream& rng) const {
    double sum = 1, power = 1;
    for (std::size_t j = 0; j < own_.size(); ++j) sum += power *= phi_;
    double u = rng.uniform() * sum;
    std::size_t j = 0;
    for (power = 1; j < own_.size() && (u -= power) >= 0; ++j) power *= phi_;
    own_.insert(own_.end() - static_cast<std::ptrdiff_t>(j), p);
  }
  Order place_;
  double phi_;
  bool all_;
  mutable Order own_, shown_, where_;  // scratch: somebody's order of places; places shown; where each stands
};

const Register<Judge, Mallows> entry{{.name = "mallows",
                                      .summary = "Orders scattered around a common ranking.",
                                      .formula = "P(r) ~ phi^(pairs that r and the ranking order differently)",
                                      .source = "Mallows 1957, Non-null ranking models; Young 1988 (ranks: shown)"},
                                     {.forms{Form::duel, Form::ranking, Form::best_of, Form::oracle}}};

}  // namespace
}  // namespace paddock
