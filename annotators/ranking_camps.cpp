// Annotator "ranking-camps": people of a few convictions, each a fixed order of all responses, in fixed shares:
//   P(i beats j) = total share of the camps that rank i above j
// A ranking, a best-of or a set of duels of one label come from one camp drawn by share. Three camps abc, bca, cab of a
// third each are Condorcet's voters: 2/3 round the cycle.
#include "annotators/table.h"
#include "sim/math/simplex.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace paddock {
namespace {

/// Orders of responses, best first, by name or number.
struct Rankings {
  std::vector<std::vector<std::string>> list;
  static constexpr std::string_view kWords = "list of lists of responses, best first";
  static constexpr bool kTakesList = true;
  static bool read(const Node& n, Rankings& out, const FieldView& f, Problems& problems) {
    Rankings read;
    if (!n.is_list() || n.items().empty()) {
      problems.add(n.mark(), fmt::format("{}: expected {}", f.name, kWords),
                   "for example [[a, b, c], [b, c, a], [c, a, b]]");
      return false;
    }
    for (const Node& camp : n.items()) {
      auto& order = read.list.emplace_back();
      if (!detail::value_type<std::vector<std::string>>().read(camp, &order, f, problems)) return false;
      if (order.size() != read.list[0].size() ||
          std::set<std::string>(order.begin(), order.end()).size() != order.size()) {
        problems.add(camp.mark(), fmt::format("{}: every camp must rank each of the same responses once", f.name));
        return false;
      }
    }
    return out = std::move(read), true;
  }
  Node write() const {
    std::vector<Node> camps;
    for (const auto& order : list) {
      std::vector<Node> names;
      for (const auto& name : order) names.push_back(Node::scalar(name));
      camps.push_back(Node::list(std::move(names)));
    }
    return Node::list(std::move(camps));
  }
  static std::string schema() {
    return R"("type": "array", "items": {"type": "array", "items": {"type": ["string", "number"]}})";
  }
};

class RankingCamps final : public TableJudge {
 public:
  struct Params {
    Rankings rankings;
    std::vector<double> shares;
    static constexpr auto fields() {
      return std::tuple{field("rankings", &Params::rankings, "one order of all responses per camp, best first"),
                        field("shares", &Params::shares, "weight of each camp; default: equal", kNonNegative)};
    }
    std::string check() const {
      if (rankings.list.empty()) return "needs rankings: [[…], …]";
      if (shares.empty()) return {};
      if (shares.size() != rankings.list.size())
        return fmt::format("{} shares for {} rankings", shares.size(), rankings.list.size());
      return std::accumulate(shares.begin(), shares.end(), 0.0) > 0 ? "" : "some share must be above 0";
    }
    std::uint32_t implied_responses() const {
      return rankings.list.empty() ? 0 : static_cast<std::uint32_t>(rankings.list[0].size());
    }
  };

  RankingCamps(const Params& p, const Setup& setup) : RankingCamps(places(p, setup.world), weights(p)) {}
  static std::string misfit(const Params& p, const Setup& setup) {
    if (auto why = p.check(); !why.empty()) return why;
    if (auto why = size_misfit(p.implied_responses(), "a ranking", setup.world); !why.empty()) return why;
    const auto known = names(setup.world);
    for (const auto& name : p.rankings.list[0])
      if (std::ranges::find(known, name) == known.end())
        return fmt::format("no response is called '{}'{}", name,
                           did_you_mean(name, std::vector<std::string_view>(known.begin(), known.end())));
    for (const auto& order : p.rankings.list)
      for (const auto& name : order)
        if (std::ranges::find(p.rankings.list[0], name) == p.rankings.list[0].end())
          return fmt::format("the rankings are about different responses: '{}' is not in the first", name);
    return {};
  }

  bool rank(ContextId, std::span<const ItemId> items, double u, std::span<std::uint8_t> order) const override {
    const auto& place = place_[pick(share_, u)];
    for (std::size_t k = 0; k < items.size(); ++k) order[k] = static_cast<std::uint8_t>(k);
    std::ranges::sort(order, {}, [&](std::uint8_t k) { return std::pair(place[items[k]], k); });
    return true;
  }

 private:
  using Places = std::vector<std::vector<std::uint32_t>>;  // of every response, in every camp's order
  RankingCamps(Places places, std::vector<double> share)
      : TableJudge(table(places, share)), place_(std::move(places)), share_(std::move(share)) {}

  static std::vector<std::string> names(const WorldView& world) {
    std::vector<std::string> out;
    for (ItemId i = 0; i < world.responses(); ++i) out.push_back(world.name(i));
    return out;
  }
  static Places places(const Params& p, const WorldView& world) {
    const auto known = names(world);
    Places out;
    for (const auto& order : p.rankings.list) {
      auto& place = out.emplace_back(order.size());
      for (std::uint32_t k = 0; k < order.size(); ++k)
        place[static_cast<std::size_t>(std::ranges::find(known, order[k]) - known.begin())] = k;
    }
    return out;
  }
  static std::vector<double> weights(const Params& p) {
    auto w = p.shares.empty() ? std::vector<double>(p.rankings.list.size(), 1) : p.shares;
    return normalise(w), w;
  }
  static Eigen::MatrixXd table(const Places& places, const std::vector<double>& share) {
    const auto n = static_cast<Eigen::Index>(places[0].size());
    Eigen::MatrixXd p = Eigen::MatrixXd::Constant(n, n, 0.5);
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index j = i + 1; j < n; ++j) {
        double above = 0;
        for (std::size_t c = 0; c < places.size(); ++c)
          if (places[c][static_cast<std::size_t>(i)] < places[c][static_cast<std::size_t>(j)]) above += share[c];
        p(i, j) = std::min(above, 1.0), p(j, i) = 1 - p(i, j);
      }
    return p;
  }
  Places place_;
  std::vector<double> share_;
};

const Register<Judge, RankingCamps> entry{
    {.name = "ranking-camps",
     .summary = "Camps with fixed rankings in fixed shares; majorities may be cyclic.",
     .formula = "P(i > j) = total share of camps that rank i above j",
     .source = "Condorcet 1785; impartial sub-populations in NLHF, Munos et al. 2024"},
    {.forms{Form::duel, Form::ranking, Form::best_of, Form::oracle}}};

}  // namespace
}  // namespace paddock
