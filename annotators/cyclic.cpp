// Annotator "cyclic": rock-paper-scissors among the first `length` responses. With s = strength and k = (j - i) mod
// length:
//   P(i beats j) = 1/2 + s/2 for k < length/2, 1/2 - s/2 for k > length/2, 1/2 for k = length/2 (even lengths)
// Odd lengths are regular tournaments: the unique Nash policy is uniform. Responses outside the cycle lose to all of it
// with the same margin and tie with each other.
#include "annotators/table.h"

namespace paddock {
namespace {

class Cyclic final : public TableJudge {
 public:
  struct Params {
    double strength = 0.5;
    std::optional<std::uint64_t> length;
    static constexpr auto fields() {
      return std::tuple{
          field("strength", &Params::strength, "twice the margin over 1/2", kProbability),
          field("length", &Params::length, "responses in the cycle; default: all", {.min = 2, .max = 4096})};
    }
  };
  Cyclic(const Params& p, const Setup& setup)
      : TableJudge(table(setup.world.responses(), p.length.value_or(setup.world.responses()), p.strength / 2)) {}
  static std::string misfit(const Params& p, const Setup& setup) {
    if (setup.world.responses() == 0) return "cyclic needs a world that lists its responses";
    if (p.length && *p.length > setup.world.responses())
      return fmt::format("the cycle has length {}, the world {} responses", *p.length, setup.world.responses());
    return {};
  }

 private:
  static Eigen::MatrixXd table(Eigen::Index n, std::uint64_t length, double margin) {
    const auto l = static_cast<Eigen::Index>(length);
    Eigen::MatrixXd p(n, n);
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index j = 0; j < n; ++j) {
        const Eigen::Index k = (j - i + l) % l;
        int sign = (i < l) - (j < l);
        if (i < l && j < l && k != 0) sign = (2 * k < l) - (2 * k > l);
        p(i, j) = 0.5 + margin * sign;
      }
    return p;
  }
};

const Register<Judge, Cyclic> entry{
    {.name = "cyclic",
     .summary = "Everybody's favourite is beaten by another: rock-paper-scissors of any length.",
     .formula = "P(i > j) = 1/2 +- strength/2 round the cycle",
     .source = "Generalised rock-paper-scissors; Condorcet 1785"}};

}  // namespace
}  // namespace paddock
