#include "agents/preference/comparison_model.h"

#include "sim/math/comparisons.h"
#include "sim/math/softmax.h"
#include "sim/policy/features.h"

#include <algorithm>

namespace paddock {
namespace {

/// phi_a - phi_b, then phi_a[k] phi_b[l] - phi_a[l] phi_b[k] for k < l: every one changes its sign with a and b.
void pair_features(const Eigen::Ref<const Eigen::VectorXd>& a, const Eigen::Ref<const Eigen::VectorXd>& b,
                   Eigen::Ref<Eigen::VectorXd> out) {
  const Eigen::Index d = a.size();
  out.head(d) = a - b;
  Eigen::Index at = d;
  for (Eigen::Index k = 0; k < d; ++k)
    for (Eigen::Index l = k + 1; l < d; ++l) out[at++] = a[k] * b[l] - a[l] * b[k];
}

}  // namespace

double finite_logit(double p) { return logit(std::clamp(p, 1e-6, 1 - 1e-6)); }

ComparisonModel::ComparisonModel(const ModelParams& params, const AgentSetup& setup)
    : params_(params), seed_(setup.seed), stale_(setup.world.contexts(), 0) {
  const auto n = static_cast<Eigen::Index>(setup.world.responses());
  const ContextId contexts = setup.world.contexts();
  wins_.assign(contexts, Eigen::MatrixXd::Zero(n, n)), p_.assign(contexts, Eigen::MatrixXd::Constant(n, n, 0.5));
  if (params.kind == ModelKind::bradley_terry) scores_.resize(contexts);
  if (params.kind == ModelKind::general_preference) embeddings_.resize(contexts);
  if (params.kind != ModelKind::pairwise_logistic) return;
  const Eigen::MatrixXd phi = feature_matrix(setup.world);
  const Eigen::Index d = phi.rows();
  pair_features_.resize(d + d * (d - 1) / 2, contexts * (n * (n - 1) / 2));
  Eigen::Index column = 0;
  for (ContextId x = 0; x < contexts; ++x)
    for (Eigen::Index b = 1; b < n; ++b)
      for (Eigen::Index a = 0; a < b; ++a)
        pair_features(phi.col(x * n + a), phi.col(x * n + b), pair_features_.col(column++));
}

Eigen::Index ComparisonModel::dimension() const {
  const Eigen::Index all = std::max<Eigen::Index>(2, wins_[0].rows() / 2 * 2);
  return params_.dimension == 0 ? all : static_cast<Eigen::Index>(params_.dimension);
}

void ComparisonModel::add(const LabelBatch& labels, Row i) {
  for_each_win(labels, i, [&, x = labels.context(i)](ItemId winner, ItemId loser, double weight) {
    wins_[x](winner, loser) += weight;
    if (params_.kind == ModelKind::pairwise_logistic)
      std::ranges::fill(stale_, std::uint8_t{1});
    else
      stale_[x] = 1;
  });
}

void ComparisonModel::fit(ContextId x, bool warm) {
  if (!stale(x)) return;
  if (params_.kind == ModelKind::pairwise_logistic) return fit_pairwise(warm);
  const Eigen::MatrixXd& w = wins_[x];
  const Eigen::Index n = w.rows();
  const auto fill = [&](auto above) {  // p(a, b) for a < b, one minus it below
    for (Eigen::Index b = 1; b < n; ++b)
      for (Eigen::Index a = 0; a < b; ++a) p_[x](a, b) = above(a, b), p_[x](b, a) = 1 - p_[x](a, b);
  };
  if (params_.kind == ModelKind::tabular) {
    fill([&](Eigen::Index a, Eigen::Index b) {
      const double count = w(a, b) + w(b, a) + 2 * params_.prior;
      return count > 0 ? (w(a, b) + params_.prior) / count : 0.5;
    });
  } else if (params_.kind == ModelKind::bradley_terry) {
    if (!warm) scores_[x].reset();
    const Eigen::VectorXd& s = scores_[x].fit(w, {.ridge = params_.ridge}).scores;
    fill([&](Eigen::Index a, Eigen::Index b) { return sigmoid(s[a] - s[b]); });
  } else {
    if (!warm) embeddings_[x].reset();
    Stream start(seed_, 0, Purpose::agent, entity("embeddings"));
    start.seek(x);
    const GeneralPreferenceOptions options{.dimension = dimension(), .ridge = params_.ridge};
    const Eigen::MatrixXd& s = embeddings_[x].fit(w, options, start).scores;
    fill([&](Eigen::Index a, Eigen::Index b) { return sigmoid(s(a, b)); });
  }
  stale_[x] = 0;
}

void ComparisonModel::fit_pairwise(bool warm) {
  if (!warm) weights_.reset();
  const Eigen::Index n = wins_[0].rows();
  std::vector<double> outcomes, counts;
  for (const Eigen::MatrixXd& w : wins_)
    for (Eigen::Index b = 1; b < n; ++b)
      for (Eigen::Index a = 0; a < b; ++a) {
        counts.push_back(w(a, b) + w(b, a));
        outcomes.push_back(counts.back() > 0 ? w(a, b) / counts.back() : 0.5);
      }
  const Eigen::VectorXd& theta = weights_.fit({pair_features_, outcomes, counts}, {.ridge = params_.ridge}).weights;
  Eigen::Index column = 0;
  for (Eigen::MatrixXd& p : p_)
    for (Eigen::Index b = 1; b < n; ++b)
      for (Eigen::Index a = 0; a < b; ++a)
        p(a, b) = sigmoid(pair_features_.col(column++).dot(theta)), p(b, a) = 1 - p(a, b);
  std::ranges::fill(stale_, std::uint8_t{0});
}

}  // namespace paddock
