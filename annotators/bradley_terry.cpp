// Annotator "bradley-terry" (Bradley & Terry 1952; with several responses Luce 1959, Plackett 1975):
//   P(a beats b | x) = sigmoid((u(x,a) - u(x,b)) / T)
// as a random utility: u + T g with Gumbel g, here centred (- Euler's constant), so that a rating has mean u. Best of a
// set is then a softmax, a ranking Plackett-Luce. T = 0 is a noise-free order, equal utilities decided by a coin.
#include "annotators/random_utility.h"
#include "sim/math/softmax.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace paddock {
namespace {

class BradleyTerry final : public RandomUtilityJudge {
 public:
  struct Params {
    Utility utility;
    double temperature = 1;
    static constexpr auto fields() {
      return std::tuple{
          field("utility", &Params::utility, "how much they like each response"),
          field("temperature", &Params::temperature, "divides differences of utility; 0: never wrong", kNonNegative)};
    }
    std::uint32_t implied_responses() const { return utility.responses(); }
  };
  BradleyTerry(const Params& p, const Setup& setup)
      : RandomUtilityJudge(p.utility, setup), temperature_(p.temperature) {}
  static std::string misfit(const Params& p, const Setup& setup) { return p.utility.misfit(setup); }

  double link(double d) const override {
    return temperature_ > 0 ? sigmoid(d / temperature_) : d > 0 ? 1 : d < 0 ? 0 : 0.5;
  }
  double noise(double u) const override {
    return temperature_ * (-std::log(-std::log(std::max(u, kLeast))) - std::numbers::egamma);
  }

 private:
  double temperature_;
};

const Register<Judge, BradleyTerry> entry{{.name = "bradley-terry",
                                           .summary = "Logistic choice between utilities; rankings are Plackett-Luce.",
                                           .formula = "P(a > b) = 1 / (1 + exp((u_b - u_a) / temperature))",
                                           .source = "Bradley & Terry 1952; Luce 1959; Plackett 1975"},
                                          random_utility_traits()};

}  // namespace
}  // namespace paddock
