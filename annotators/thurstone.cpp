// Annotator "thurstone" (Thurstone 1927, case V): each response is perceived as u + s e with a standard normal e:
//   P(a beats b | x) = Phi((u(x,a) - u(x,b)) / (s sqrt 2))
#include "annotators/random_utility.h"
#include "sim/math/normal.h"

#include <algorithm>

namespace paddock {
namespace {

class Thurstone final : public RandomUtilityJudge {
 public:
  struct Params {
    Utility utility;
    double scale = 1;
    static constexpr auto fields() {
      return std::tuple{field("utility", &Params::utility, "how much they like each response"),
                        field("scale", &Params::scale, "standard deviation of one perception", kPositive)};
    }
    std::uint32_t implied_responses() const { return utility.responses(); }
  };
  Thurstone(const Params& p, const Setup& setup) : RandomUtilityJudge(p.utility, setup), scale_(p.scale) {}
  static std::string misfit(const Params& p, const Setup& setup) { return p.utility.misfit(setup); }

  double link(double d) const override { return normal_cdf(d / (scale_ * std::numbers::sqrt2)); }
  double noise(double u) const override { return scale_ * normal_quantile(std::max(u, kLeast)); }

 private:
  double scale_;
};

const Register<Judge, Thurstone> entry{{.name = "thurstone",
                                        .summary = "Probit choice between utilities perceived with normal noise.",
                                        .formula = "P(a > b) = Phi((u_a - u_b) / (scale sqrt 2))",
                                        .source = "Thurstone 1927, A law of comparative judgment, case V"},
                                       random_utility_traits()};

}  // namespace
}  // namespace paddock
