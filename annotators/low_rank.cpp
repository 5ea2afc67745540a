// Annotator "low-rank": general preference model with embeddings v(x, y) in R^rank and R = blockdiag([[0, -1], [1,
// 0]]):
//   logit P(a beats b | x) = scale · v_a^T R v_b / sqrt(rank)
// v is standard normal, so `scale` is the standard deviation of a log-odds. Any skew-symmetric matrix of that (even)
// rank can occur; rank 2 on a circle is a pure cycle.
#include "annotators/table.h"
#include "sim/math/softmax.h"

#include <cmath>

namespace paddock {
namespace {

class LowRank final : public Judge {
 public:
  struct Params {
    std::uint64_t rank = 2;
    double scale = 1;
    static constexpr auto fields() {
      return std::tuple{
          field("rank", &Params::rank, "of the skew-symmetric matrix of log-odds; even", {.min = 2, .max = 256}),
          field("scale", &Params::scale, "standard deviation of a log-odds", kNonNegative)};
    }
    std::string check() const { return rank % 2 == 0 ? "" : "a skew-symmetric matrix has even rank"; }
  };
  LowRank(const Params& p, const Setup& setup)
      : rank_(p.rank),
        scale_(p.scale / std::sqrt(static_cast<double>(p.rank))),
        responses_(setup.world.responses()),
        v_(std::size_t{setup.world.contexts()} * responses_ * rank_) {
    const Law normal = Law::make(Law::Kind::normal, 0, 1);
    Stream s(setup.seed, setup.replication, Purpose::population, setup.entity);
    for (std::size_t at = 0; at < v_.size(); ++at) {
      if (at % rank_ == 0) s.seek(at / rank_);
      v_[at] = normal.draw(s);
    }
  }
  static std::string misfit(const Params& p, const Setup& setup) {
    if (auto why = p.check(); !why.empty()) return why;
    return setup.world.responses() == 0 ? "low-rank needs a world that lists its responses" : "";
  }
  double preference(ContextId x, ItemId a, ItemId b, const Moment&) const override {
    const double* va = v_.data() + (std::size_t{x} * responses_ + a) * rank_;
    const double* vb = v_.data() + (std::size_t{x} * responses_ + b) * rank_;
    double sum = 0;
    for (std::size_t k = 0; k < rank_; k += 2) sum += va[k + 1] * vb[k] - va[k] * vb[k + 1];
    return sigmoid(scale_ * sum);
  }

 private:
  std::size_t rank_;
  double scale_;
  std::size_t responses_;
  std::vector<double> v_;
};

const Register<Judge, LowRank> entry{{.name = "low-rank",
                                      .summary = "Intransitive preferences from skew-symmetric products of embeddings.",
                                      .formula = "logit P(a > b) = scale v_a^T R v_b / sqrt(rank)",
                                      .source = "General preference model, Zhang et al. 2024"}};

}  // namespace
}  // namespace paddock
