// Preference models fitted to comparisons: what plug-in methods and general preference optimisation rest on.
//
//   tabular             P(a, b) = (W_ab + prior) / (N_ab + 2 prior), 1/2 for pairs never compared
//   bradley-terry       sigmoid(s_a - s_b), a score for every response of a context
//   general-preference  sigmoid(v_a^T R v_b), embeddings of an even dimension (sim/math/general_preference.h)
//   pairwise-logistic   sigmoid(<w, phi_a - phi_b> + phi_a^T W phi_b), W skew: the world's features, all contexts at
//                       once
#pragma once
#include "sim/core/agent.h"
#include "sim/core/preference_model.h"
#include "sim/math/bradley_terry.h"
#include "sim/math/general_preference.h"

#include <Eigen/Core>

#include <vector>

namespace paddock {

enum class ModelKind : std::uint8_t { tabular, bradley_terry, general_preference, pairwise_logistic };
constexpr auto enum_words(ModelKind) {
  return std::array{Word{ModelKind::tabular, "tabular"}, Word{ModelKind::bradley_terry, "bradley-terry"},
                    Word{ModelKind::general_preference, "general-preference"},
                    Word{ModelKind::pairwise_logistic, "pairwise-logistic"}};
}

struct ModelParams {
  ModelKind kind = ModelKind::tabular;
  std::uint64_t dimension = 0;
  double ridge = 1e-3, prior = 0;
  static constexpr auto fields() {
    return std::tuple{
        field("kind", &ModelParams::kind, "tabular, bradley-terry, general-preference or pairwise-logistic"),
        field("dimension", &ModelParams::dimension, "of general-preference embeddings, even; 0: 2 floor(n/2), any game",
              {.min = 0, .max = 512}),
        field("ridge", &ModelParams::ridge, "penalty ridge/2 |parameters|², relative to label counts", kPositive),
        field("prior", &ModelParams::prior, "wins each way that a tabular model adds to every pair", kNonNegative)};
  }
  std::string check() const { return dimension % 2 == 0 ? "" : "embeddings of skew scores have an even dimension"; }
  std::string misfit(const WorldView& world) const {
    return kind == ModelKind::pairwise_logistic && world.dimension() == 0
               ? "model pairwise-logistic needs a world with features"
               : "";
  }
};

/// Counts comparisons and fits the model to them. Not shared between threads; contexts × responses² doubles, twice.
class ComparisonModel final : public PreferenceModel {
 public:
  ComparisonModel(const ModelParams&, const AgentSetup&);
  /// Row i of the labels, if it compares anything; rankings and best-of are broken into pairs.
  void add(const LabelBatch& labels, Row i);
  /// Is a context's fit older than its labels?
  bool stale(ContextId x) const { return stale_[x] != 0; }
  /// Brings a context's fit up to date (pairwise-logistic: all of them). `warm` starts from the last one, so that the
  /// result depends on when it was asked for.
  void fit(ContextId x, bool warm);
  /// P(row beats column) of the last fit; 1/2 everywhere before the first.
  const Eigen::MatrixXd& probabilities(ContextId x) const { return p_[x]; }
  /// Wins of the row over the column.
  const Eigen::MatrixXd& wins(ContextId x) const { return wins_[x]; }

  double predicted(ContextId x, ItemId a, ItemId b) const override { return p_[x](a, b); }
  double compared(ContextId x, ItemId a, ItemId b) const override { return wins_[x](a, b) + wins_[x](b, a); }

 private:
  void fit_pairwise(bool warm);
  Eigen::Index dimension() const;

  ModelParams params_;
  std::uint64_t seed_;
  std::vector<Eigen::MatrixXd> wins_, p_;
  std::vector<std::uint8_t> stale_;
  std::vector<BradleyTerrySolver> scores_;
  std::vector<GeneralPreferenceSolver> embeddings_;
  Eigen::MatrixXd pair_features_;  // a column for each a < b of each context
  LogisticSolver weights_;
};

/// Log-odds of p, kept finite: p is cut to [1e-6, 1 - 1e-6].
double finite_logit(double p);

}  // namespace paddock
