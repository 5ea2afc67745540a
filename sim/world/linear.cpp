// World "linear": every response has a feature vector phi(x, y) in R^d; preferences linear in it make a linear bandit.
//
// Features are drawn, coordinate by coordinate, from a law for (world, "features", context, response), or listed:
// responses × d (the same in every context) or contexts × responses × d. normalise: true scales each vector to
// length 1.
#include "sim/core/registry.h"
#include "sim/world/listed.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

/// A law of coordinates or the vectors themselves: contexts (or 1) × responses × d.
struct Features {
  Law law = Law::make(Law::Kind::normal, 0, 1);
  std::vector<std::vector<std::vector<double>>> list;

  static constexpr std::string_view kWords = "distribution, or lists of numbers";
  static constexpr bool kTakesList = true;
  static bool read(const Node& n, Features& out, const FieldView& f, Problems& problems) {
    if (!n.is_list()) return Law::read(n, out.law, f, problems) ? (out.list.clear(), true) : false;
    const bool shared = n.items().empty() || !n.items()[0].is_list() || n.items()[0].items().empty() ||
                        !n.items()[0].items()[0].is_list();
    std::vector<std::vector<std::vector<double>>> list;
    const auto& vectors = detail::value_type<std::vector<std::vector<double>>>();
    for (const Node& context : shared ? std::span(&n, 1) : n.items()) {
      list.emplace_back();
      if (!vectors.read(context, &list.back(), f, problems)) return false;
      const bool even =
          !list.back().empty() && list.back().size() == list[0].size() &&
          std::ranges::all_of(list.back(), [&](const auto& v) { return !v.empty() && v.size() == list[0][0].size(); });
      if (!even) {
        problems.add(context.mark(), fmt::format("{}: every response needs a vector of the same length", f.name));
        return false;
      }
    }
    return out.list = std::move(list), true;
  }
  Node write() const {
    if (list.empty()) return law.write();
    std::vector<Node> contexts;
    for (const auto& context : list)
      contexts.push_back(detail::value_type<std::vector<std::vector<double>>>().write(&context));
    return contexts.size() == 1 ? contexts[0] : Node::list(std::move(contexts));
  }
  static std::string schema() { return R"("anyOf": [{"type": "array"}, {)" + Law::schema() + "}]"; }
};

class Linear final : public ListedWorld {
 public:
  struct Params {
    std::uint64_t contexts = 1;
    std::optional<std::uint64_t> responses, dimension;
    Features features;
    bool normalise = false;
    Reference reference;
    std::vector<double> context_law;
    static constexpr auto fields() {
      return std::tuple{
          field("contexts", &Params::contexts, "contexts (prompts)", {.min = 1, .max = 1e9}),
          field("responses", &Params::responses, "responses of each context; default: as many as are listed, else 10",
                {.min = 1, .max = 1e6}),
          field("dimension", &Params::dimension, "length of a feature vector; default: as listed, else 5",
                {.min = 1, .max = 1e5}),
          field("features", &Params::features, "law of each coordinate, or the vectors"),
          field("normalise", &Params::normalise, "scale every vector to length 1"),
          field("reference", &Params::reference, "policy that agents start from"),
          field("context-law", &Params::context_law, "probability of each context; default: uniform", kProbability)};
    }
    std::uint32_t implied_responses() const {
      if (responses) return static_cast<std::uint32_t>(*responses);
      return features.list.empty() ? reference.responses() : static_cast<std::uint32_t>(features.list[0].size());
    }
    Listing listing() const {
      const std::uint64_t n = implied_responses();
      return {contexts, n == 0 ? 10 : n, context_law};
    }
    std::size_t width() const {
      return dimension ? *dimension : features.list.empty() ? 5 : features.list[0][0].size();
    }
    std::string check() const {
      if (auto why = listing().check(reference); !why.empty()) return why;
      if (features.list.empty()) return {};
      if (features.list[0].size() != listing().responses)
        return fmt::format("features list {} responses, the world has {}", features.list[0].size(),
                           listing().responses);
      if (features.list.size() != 1 && features.list.size() != contexts)
        return fmt::format("features list {} contexts, the world has {}", features.list.size(), contexts);
      if (features.list[0][0].size() != width())
        return fmt::format("features have length {}, dimension is {}", features.list[0][0].size(), width());
      return {};
    }
  };

  Linear(const Params& p, const WorldSetup& setup) : ListedWorld(p.listing(), p.reference, setup), width_(p.width()) {
    for (const auto& context : p.features.list)
      for (const auto& vector : context) table_.insert(table_.end(), vector.begin(), vector.end());
    if (p.features.list.empty()) {
      Stream s(setup.seed, setup.replication, Purpose::world, entity("features"));
      const std::size_t vectors = std::size_t{contexts()} * responses();
      table_.reserve(vectors * width_);
      for (std::size_t v = 0; v < vectors; ++v) {
        s.seek(v);
        for (std::size_t k = 0; k < width_; ++k) table_.push_back(p.features.law.draw(s));
      }
    }
    shared_ = table_.size() == std::size_t{responses()} * width_;
    if (p.normalise)
      for (std::size_t at = 0; at < table_.size(); at += width_) {
        double square = 0;
        for (std::size_t k = 0; k < width_; ++k) square += table_[at + k] * table_[at + k];
        for (std::size_t k = 0; square > 0 && k < width_; ++k) table_[at + k] /= std::sqrt(square);
      }
  }
  std::size_t dimension() const override { return width_; }
  void features(ContextId x, ItemId i, std::span<double> out) const override {
    std::copy_n(table_.data() + ((shared_ ? 0 : std::size_t{x} * responses()) + i) * width_, width_, out.data());
  }

 private:
  std::size_t width_;
  bool shared_ = false;  // the same vectors in every context
  std::vector<double> table_;
};

const Register<World, Linear> entry{{.name = "linear",
                                     .summary = "Contexts and responses with feature vectors, drawn or listed.",
                                     .formula = "phi(x, y) in R^d",
                                     .source = "Contextual linear dueling bandits, e.g. Saha 2021; Bengs et al. 2022"},
                                    {.features = true}};

}  // namespace
}  // namespace paddock
