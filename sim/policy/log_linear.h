// pi ∝ mu exp(<theta, phi>): the policy of learners that share what they learn between responses and contexts.
#pragma once
#include "sim/policy/features.h"
#include "sim/policy/tabular.h"

#include <Eigen/Core>

#include <vector>

namespace paddock {

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

}  // namespace paddock
