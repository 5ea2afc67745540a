// World "tabular": contexts and responses that are only numbers (or names); everything about them is somebody's
// opinion.
//
// Responses: as given; else as many as `names` or `reference` lists; else 10. A scenario whose annotators speak of a
// certain number (a matrix, a list of utilities) gives that number.
#include "sim/core/registry.h"
#include "sim/world/listed.h"

namespace paddock {
namespace {

class Tabular final : public ListedWorld {
 public:
  struct Params {
    std::uint64_t contexts = 1;
    std::optional<std::uint64_t> responses;
    Reference reference;
    std::vector<double> context_law;
    std::vector<std::string> names;
    static constexpr auto fields() {
      return std::tuple{
          field("contexts", &Params::contexts, "contexts (prompts)", {.min = 1, .max = 1e9}),
          field("responses", &Params::responses, "responses of each context; default: as many as others list, else 10",
                {.min = 1, .max = 1e6}),
          field("reference", &Params::reference, "policy that agents start from"),
          field("context-law", &Params::context_law, "probability of each context; default: uniform", kProbability),
          field("names", &Params::names, "of the responses; default: 0, 1, …")};
    }
    std::uint32_t implied_responses() const {
      if (responses) return static_cast<std::uint32_t>(*responses);
      return names.empty() ? reference.responses() : static_cast<std::uint32_t>(names.size());
    }
    Listing listing() const {
      const std::uint64_t n = implied_responses();
      return {contexts, n == 0 ? 10 : n, context_law, names};
    }
    std::string check() const { return listing().check(reference); }
  };
  Tabular(const Params& p, const WorldSetup& setup) : ListedWorld(p.listing(), p.reference, setup) {}
};

const Register<World, Tabular> entry{
    {.name = "tabular",
     .summary = "Numbered contexts and responses without features.",
     .formula = "x in 0 … contexts-1, y in 0 … responses-1",
     .source = "Finite world, as in the tabular analyses of NLHF and dueling bandits"}};

}  // namespace
}  // namespace paddock
