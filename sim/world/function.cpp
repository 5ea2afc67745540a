// World "function": responses are the points of a box in R^d, too many to list. Each is a slot of the item store.
//
// The reference policy is uniform on the box; its log_probability is a log density. Coordinates are the features.
#include "sim/core/registry.h"
#include "sim/core/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

/// One number for all coordinates, or one each.
struct Edge {
  std::vector<double> at;
  double operator[](std::size_t k) const { return at.size() == 1 ? at[0] : at[k]; }
  static constexpr std::string_view kWords = "number, or one per coordinate";
  static constexpr bool kTakesList = true;
  static bool read(const Node& n, Edge& out, const FieldView& f, Problems& problems) {
    std::vector<double> at(1);
    const bool good = n.is_list() ? detail::value_type<std::vector<double>>().read(n, &at, f, problems)
                                  : detail::value_type<double>().read(n, at.data(), f, problems);
    if (good) out.at = std::move(at);
    return good;
  }
  Node write() const {
    return at.size() == 1 ? Node::number(at[0]) : detail::value_type<std::vector<double>>().write(&at);
  }
  static std::string schema() { return R"("type": ["number", "array"])"; }
};

class Function final : public World, Policy {
 public:
  struct Params {
    std::uint64_t dimension = 2;
    Edge low{{0}}, high{{1}};
    static constexpr auto fields() {
      return std::tuple{field("dimension", &Params::dimension, "coordinates of a response", {.min = 1, .max = 1000}),
                        field("low", &Params::low, "lower edge of the box"),
                        field("high", &Params::high, "upper edge of the box")};
    }
    std::string check() const {
      for (const Edge* edge : {&low, &high})
        if (edge->at.size() != 1 && edge->at.size() != dimension)
          return fmt::format("low and high need one number, or {}", dimension);
      for (std::size_t k = 0; k < dimension; ++k)
        if (!(low[k] < high[k]) || !std::isfinite(high[k] - low[k])) return "needs low < high";
      return {};
    }
  };
  Function(const Params& p, const WorldSetup&) : p_(p), store_(p.dimension, 0) {}

  ItemId responses() const override { return 0; }
  std::size_t dimension() const override { return p_.dimension; }
  void features(ContextId, ItemId i, std::span<double> out) const override {
    std::ranges::copy(store_.reals(i), out.begin());
  }
  const Policy& reference() const override { return *this; }
  ItemStore* items() const override { return &store_; }
  std::pair<double, double> bounds(std::size_t k) const override { return {p_.low[k], p_.high[k]}; }

  void sample(ContextId, Stream& s, std::span<ItemId> out) const override {
    for (ItemId& i : out) {
      i = store_.add();
      const auto point = store_.reals(i);
      for (std::size_t k = 0; k < point.size(); ++k) point[k] = p_.low[k] + (p_.high[k] - p_.low[k]) * s.uniform();
    }
  }
  double log_probability(ContextId, ItemId i) const override {
    double density = 0;
    const auto point = store_.reals(i);
    for (std::size_t k = 0; k < point.size(); ++k) {
      if (point[k] < p_.low[k] || point[k] > p_.high[k]) return -kInf;
      density -= std::log(p_.high[k] - p_.low[k]);
    }
    return density;
  }

 private:
  Params p_;
  mutable ItemStore store_;  // everybody who sees the world may add responses to it
};

const Register<World, Function> entry{{.name = "function",
                                       .summary = "Responses are the points of a box: continuous arms.",
                                       .formula = "y in [low, high]^d",
                                       .source = "Preferential Bayesian optimisation, Gonzalez et al. 2017"},
                                      {.enumerable = false, .features = true}};

}  // namespace
}  // namespace paddock
