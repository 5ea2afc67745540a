// pi ∝ mu exp(<theta, phi>): the policy of learners that share what they learn between responses and contexts.
#pragma once
#include "sim/policy/features.h"
#include "sim/policy/tabular.h"

#include <Eigen/Core>
#include <Eigen/QR>

#include <array>
#include <vector>

namespace paddock {

/// How a learner's policy is parametrised; a parameter of agents that can do both.
enum class Parameters : std::uint8_t { tabular, log_linear };
constexpr auto enum_words(Parameters) {
  return std::array{Word{Parameters::tabular, "tabular"}, Word{Parameters::log_linear, "log-linear"}};
}
inline constexpr std::string_view kParametersDoc =
    "tabular: a logit for every response; log-linear: weights of features";

/// Law of every context from one weight vector, computed when first read after a change.
class LogLinearPolicy final : public Policy {
 public:
  /// Starts at the reference policy: theta = 0.
  explicit LogLinearPolicy(const WorldView& world)
      : phi_(feature_matrix(world)),
        theta_(Eigen::VectorXd::Zero(phi_.rows())),
        mu_(world),
        pi_(world),
        at_(mu_.contexts(), 0) {}
  const Eigen::MatrixXd& features() const { return phi_; }
  /// phi(x, i) as a column of features().
  Eigen::MatrixXd::ConstColXpr feature(ContextId x, ItemId i) const {
    return phi_.col(static_cast<Eigen::Index>(std::size_t{x} * mu_.responses() + i));
  }
  const Eigen::VectorXd& weights() const { return theta_; }
  Eigen::VectorXd& edit() { return ++version_, theta_; }

  /// The law of one context; valid until the next edit.
  const TabularPolicy& table(ContextId x) const {
    if (at_[x] != version_) {
      const auto n = static_cast<Eigen::Index>(mu_.responses());
      const auto logits = pi_.edit(x);
      for (Eigen::Index i = 0; i < n; ++i) logits[i] = mu_.logits(x)[i] + phi_.col(x * n + i).dot(theta_);
      pi_.refresh(x), at_[x] = version_;
    }
    return pi_;
  }
  void sample(ContextId x, Stream& s, std::span<ItemId> out) const override { table(x).sample(x, s, out); }
  bool probabilities(ContextId x, std::span<double> out) const override { return table(x).probabilities(x, out); }
  double log_probability(ContextId x, ItemId i) const override { return table(x).log_probability(x, i); }

 private:
  Eigen::MatrixXd phi_;
  Eigen::VectorXd theta_;
  TabularPolicy mu_;
  mutable TabularPolicy pi_;
  std::uint64_t version_ = 0;
  mutable std::vector<std::uint64_t> at_;  // version of theta that pi_ shows
};

/// Brings tables of logits to the nearest policy mu exp(<theta, phi>): least squares over all responses of all
/// contexts, constants of a context aside. A mirror step followed by it is a natural gradient step on theta with
/// compatible features, responses weighted alike (Agarwal et al. 2021). In indicators (and in a world without features)
/// it changes nothing. d · contexts · responses doubles, O(that) a projection; allocates nothing.
class LogLinearProjection {
 public:
  explicit LogLinearProjection(const WorldView& world) : mu_(world) {
    const Eigen::MatrixXd phi = feature_matrix(world);
    Eigen::MatrixXd rows = phi.transpose();
    const auto n = static_cast<Eigen::Index>(mu_.responses());
    for (ContextId x = 0; x < mu_.contexts(); ++x) {
      const Eigen::RowVectorXd mean = rows.middleRows(x * n, n).colwise().mean();
      rows.middleRows(x * n, n).rowwise() -= mean;
    }
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(rows);
    basis_ = qr.householderQ() * Eigen::MatrixXd::Identity(rows.rows(), qr.rank());
    tilt_.resize(rows.rows()), weights_.resize(qr.rank());
  }
  void operator()(TabularPolicy& pi) {
    const auto n = static_cast<Eigen::Index>(mu_.responses());
    for (ContextId x = 0; x < mu_.contexts(); ++x) {
      auto tilt = tilt_.segment(x * n, n);
      for (Eigen::Index i = 0; i < n; ++i)
        tilt[i] = pi.logits(x)[static_cast<std::size_t>(i)] - mu_.logits(x)[static_cast<std::size_t>(i)];
      const double mean = tilt.mean();
      tilt.array() -= mean;
    }
    weights_.noalias() = basis_.transpose() * tilt_;
    tilt_.noalias() = basis_ * weights_;
    for (ContextId x = 0; x < mu_.contexts(); ++x) {
      for (Eigen::Index i = 0; i < n; ++i)
        pi.edit(x)[static_cast<std::size_t>(i)] = mu_.logits(x)[static_cast<std::size_t>(i)] + tilt_[x * n + i];
      pi.refresh(x);
    }
  }

 private:
  TabularPolicy mu_;
  Eigen::MatrixXd basis_;  // orthonormal columns that span the centred features
  Eigen::VectorXd tilt_, weights_;
};

}  // namespace paddock
