// Metrics that are the expectation of a number per response under the policy judged.
#pragma once
#include "analysis/metrics/ground.h"
#include "analysis/metrics/sampled.h"

namespace paddock {

/// E over contexts and the policy of a score of the response. Exact where responses can be listed: the scores are a
/// table while the truth is fixed, and a measurement is one dot product a context. Elsewhere the mean over `Draws`.
class Expected : public Metric {
 public:
  Expected(const Setup& s, Score score) : scores_(s.world, std::move(score)), judged_(s), draws_(s, "judged") {}
  void shift(const Scene& scene, const Moment& m) override { scores_.shift(scene.truth, m); }
  std::string undefined() const override { return ground().enumerable() ? scores_.undefined() : undrawn(); }
  double measure(const Checkpoint&) override;

 protected:
  const Ground& ground() const { return scores_.ground(); }
  /// Worlds that cannot be listed: why drawn() is undefined there.
  virtual std::string undrawn() const = 0;
  /// Worlds that cannot be listed: the score of one response. Called for the draws 0 … kDraws-1 of a context in order.
  virtual double drawn(ContextId, ItemId) = 0;
  /// Before and after the draws of a context.
  virtual void open(ContextId) {}
  virtual void close() {}

 private:
  Scores scores_;
  Judged judged_;
  Draws draws_;
};

/// Why a regret in utility is undefined in a world whose responses cannot be listed; empty when it is defined.
std::string unknown_best(const Ground&);

}  // namespace paddock
