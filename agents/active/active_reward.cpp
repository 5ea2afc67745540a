// Active learning of a linear reward: ask the pair whose answer tells most about it.
//
//   theta = argmax sum over labels log sigmoid(± <theta, z>) - ridge/2 |theta|²,  z = phi(x, a) - phi(x, b)   (MAP)
//   H = ridge I + sum sigmoid'(<theta, z>) z zᵀ                                    (Laplace: covariance H^-1)
//   ask argmax over pairs of the context of
//     uncertainty  -|<theta, z>|                        the most doubtful answer
//     variance     zᵀ H^-1 z                            the least known difference (active preference optimisation)
//     d-optimal    sigmoid'(<theta, z>) zᵀ H^-1 z       the increase of det H is log(1 + this) (Bayesian experimental
//                                                       design; the greedy rule of active DPO)
//     random       any pair
// Worlds without features get one indicator a response. Recommends, as the acquisition papers do, the response of the
// largest <theta, phi> in each context; ties go to the more likely one under the reference. Ties between pairs are
// broken at random. Choices: theta is refitted whenever labels have grown by a twentieth (at least one, so at every
// label up to twenty), between fits every pair asked adds its term to H, so that a batch does not ask one pair over and
// over; labels are counted by pair, so memory is bounded by pairs. Late labels and labels given before the start are
// learnt like others. A proposal costs O(responses² d).
#include "sim/core/agent.h"
#include "sim/math/comparisons.h"
#include "sim/math/softmax.h"
#include "sim/policy/features.h"
#include "sim/policy/point.h"
#include "sim/policy/tabular.h"

#include <Eigen/Cholesky>

namespace paddock {
namespace {

enum class Acquisition : std::uint8_t { uncertainty, variance, d_optimal, random };
constexpr auto enum_words(Acquisition) {
  return std::array{Word{Acquisition::uncertainty, "uncertainty"}, Word{Acquisition::variance, "variance"},
                    Word{Acquisition::d_optimal, "d-optimal"}, Word{Acquisition::random, "random"}};
}

class ActiveReward final : public Agent {
 public:
  struct Params {
    Acquisition acquisition = Acquisition::d_optimal;
    double ridge = 1;
    static constexpr auto fields() {
      return std::tuple{field("acquisition", &Params::acquisition, "what makes a pair worth asking"),
                        field("ridge", &Params::ridge,
                              "precision of the normal prior of the weights, relative to label counts", kPositive)};
    }
  };
  ActiveReward(const Params& params, const Setup& setup)
      : p_(params),
        mu_(setup.world),
        best_(mu_.contexts(), mu_.responses()),
        phi_(feature_matrix(setup.world)),
        data_(phi_, mu_.responses()),
        theta_(Eigen::VectorXd::Zero(phi_.rows())),
        information_(p_.ridge * Eigen::MatrixXd::Identity(phi_.rows(), phi_.rows())),
        difference_(phi_.rows()),
        utility_(mu_.responses()),
        white_(phi_.rows(), mu_.responses()) {
    factor_.compute(information_);
    for (ContextId x = 0; x < mu_.contexts(); ++x) recommend(x);
  }

  void propose(Stream& rng, QueryBatch& out) override {
    while (out.room() > 0) {
      const ContextId x = out.upcoming();
      const auto [a, b] = choose(x, rng);
      out.duel(x, a, b);
      if (a == b) continue;
      difference_ = phi(x).col(a) - phi(x).col(b);
      const double z = theta_.dot(difference_);
      factor_.rankUpdate(difference_, sigmoid(z) * sigmoid(-z));
    }
  }
  void learn(const LabelBatch& labels) override {
    for (Row i = 0; i < labels.size(); ++i)
      for_each_win(labels, i, [&, x = labels.context(i)](ItemId winner, ItemId loser, double weight) {
        data_.add(x, winner, loser, weight);
      });
    learnt_ += labels.size();
    if (data_.size() == 0 || learnt_ < next_fit_) return;
    next_fit_ = learnt_ + std::max<std::uint64_t>(1, learnt_ / 20);
    theta_ = solver_.fit(data_.data(), {.ridge = p_.ridge}).weights;
    information_ = solver_.information();
    factor_.compute(information_);
    for (ContextId x = 0; x < mu_.contexts(); ++x) recommend(x);
  }
  const Policy& recommended() const override { return best_; }
  double reward(ContextId x, ItemId i) const override { return theta_.dot(phi(x).col(i)); }

 private:
  Eigen::Ref<const Eigen::MatrixXd> phi(ContextId x) const {
    return phi_.middleCols(Eigen::Index{x} * mu_.responses(), mu_.responses());
  }
  void recommend(ContextId x) {
    ItemId best = 0;
    for (ItemId i = 1; i < mu_.responses(); ++i) {
      const double better = reward(x, i) - reward(x, best);
      if (better > 0 || (better == 0 && mu_.of(x)[i] > mu_.of(x)[best])) best = i;
    }
    best_.choose(x, best);
  }
  std::pair<ItemId, ItemId> choose(ContextId x, Stream& rng) {
    utility_.noalias() = phi(x).transpose() * theta_;
    if (p_.acquisition == Acquisition::variance || p_.acquisition == Acquisition::d_optimal) {
      white_ = phi(x);
      factor_.matrixL().solveInPlace(white_);  // |white(a) - white(b)|² = zᵀ H^-1 z
    }
    std::pair<ItemId, ItemId> chosen{0, 0};
    double best = -kInf;
    std::uint32_t ties = 0;
    for (ItemId b = 1; b < mu_.responses(); ++b)
      for (ItemId a = 0; a < b; ++a) {
        const double s = score(a, b), slack = 1e-12 * std::abs(best);
        if (s < best - slack) continue;
        ties = s > best + slack ? 1 : ties + 1;
        best = std::max(best, s);
        if (rng.below(ties) == 0) chosen = {a, b};
      }
    return chosen;
  }
  double score(ItemId a, ItemId b) const {
    const double z = utility_[a] - utility_[b];
    switch (p_.acquisition) {
      case Acquisition::uncertainty:
        return -std::abs(z);
      case Acquisition::variance:
        return (white_.col(a) - white_.col(b)).squaredNorm();
      case Acquisition::d_optimal:
        return sigmoid(z) * sigmoid(-z) * (white_.col(a) - white_.col(b)).squaredNorm();
      case Acquisition::random:
        return 0;
    }
    return 0;
  }

  Params p_;
  TabularPolicy mu_;
  PointPolicy best_;
  Eigen::MatrixXd phi_;
  PairData data_;
  LogisticSolver solver_;
  Eigen::VectorXd theta_;
  Eigen::MatrixXd information_;
  Eigen::LLT<Eigen::MatrixXd> factor_;  // of H, with the pairs still unanswered
  Eigen::VectorXd difference_, utility_;
  Eigen::MatrixXd white_;
  std::uint64_t learnt_ = 0, next_fit_ = 0;
};

const Register<Agent, ActiveReward> entry{
    {.name = "active-reward",
     .summary = "Logistic reward in features, learnt from the most informative pairs",
     .formula = "ask argmax sigmoid'(<theta, z>) zᵀ H^-1 z (d-optimal), H = ridge I + sum sigmoid' z zᵀ, z = phi(a) - "
                "phi(b)",
     .source =
         "Sadigh et al. 2017, Active preference-based learning of reward functions; greedy D-optimal rule: active "
         "DPO (Kveton et al. 2025); variance rule: Das et al. 2024, Active preference optimization"},
    {.grows = true, .reward = true, .family = "active"}};

}  // namespace
}  // namespace paddock
