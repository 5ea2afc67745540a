// Annotator "linear-stochastic": linear stochastic transitivity with any symmetric link (annotators of dueling theory):
//   P(a beats b | x) = F((u(x,a) - u(x,b)) / scale)
//   logistic 1/(1+e^-t) · probit Phi(t) · cauchy 1/2 + atan(t)/pi · laplace 1 - e^-t/2 (t > 0) · uniform clip(1/2 +
//   t/2)
// Rankings, best-of and ratings add noise whose differences have the law F: Gumbel, N(0, 1/2), Cauchy(1/2),
// exponential. No noise does that for the uniform link (sin t / t is no |characteristic function|²), so it answers
// duels and thumbs.
#include "annotators/random_utility.h"
#include "sim/math/normal.h"
#include "sim/math/softmax.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace paddock {
namespace {

enum class Link : std::uint8_t { logistic, probit, cauchy, laplace, uniform };
constexpr auto enum_words(Link) {
  return std::array{Word{Link::logistic, "logistic"}, Word{Link::probit, "probit"}, Word{Link::cauchy, "cauchy"},
                    Word{Link::laplace, "laplace"}, Word{Link::uniform, "uniform"}};
}

class LinearStochastic final : public RandomUtilityJudge {
 public:
  struct Params {
    Utility utility;
    Link link = Link::logistic;
    double scale = 1;
    static constexpr auto fields() {
      return std::tuple{field("utility", &Params::utility, "how much they like each response"),
                        field("link", &Params::link, "shape of the response curve"),
                        field("scale", &Params::scale, "divides differences of utility", kPositive)};
    }
    std::uint32_t implied_responses() const { return utility.responses(); }
  };
  LinearStochastic(const Params& p, const Setup& setup)
      : RandomUtilityJudge(p.utility, setup), link_(p.link), scale_(p.scale) {}
  static std::string misfit(const Params& p, const Setup& setup) {
    if (p.link == Link::uniform && setup.form != Form::duel && setup.form != Form::thumbs && setup.form != Form::oracle)
      return "link uniform belongs to no random utility: it answers duel, thumbs and oracle only";
    return p.utility.misfit(setup);
  }

  double link(double d) const override {
    const double t = d / scale_;
    switch (link_) {
      case Link::logistic:
        return sigmoid(t);
      case Link::probit:
        return normal_cdf(t);
      case Link::cauchy:
        return 0.5 + std::atan(t) / std::numbers::pi;
      case Link::laplace:
        return t > 0 ? 1 - std::exp(-t) / 2 : std::exp(t) / 2;
      case Link::uniform:
        break;
    }
    return std::clamp(0.5 + t / 2, 0.0, 1.0);
  }
  double noise(double u) const override {
    u = std::max(u, kLeast);
    switch (link_) {
      case Link::logistic:
        return scale_ * (-std::log(-std::log(u)) - std::numbers::egamma);
      case Link::probit:
        return scale_ * normal_quantile(u) / std::numbers::sqrt2;
      case Link::cauchy:
        return scale_ * std::tan(std::numbers::pi * (u - 0.5)) / 2;
      case Link::laplace:
        return scale_ * (-std::log1p(-u) - 1);
      case Link::uniform:
        break;
    }
    return std::nan("");
  }

 private:
  Link link_;
  double scale_;
};

const Register<Judge, LinearStochastic> entry{
    {.name = "linear-stochastic",
     .summary = "Choice by any symmetric link of the difference of utilities.",
     .formula = "P(a > b) = F((u_a - u_b) / scale)",
     .source = "Linear stochastic transitivity: Luce & Suppes 1965; Bengs et al. 2021"},
    random_utility_traits()};

}  // namespace
}  // namespace paddock
