// Gradient descent on IPO's square loss over pairs that the learner draws itself: shared by online-ipo and ipo-md.
#pragma once
#include "agents/nash/self_play.h"
#include "sim/core/law.h"
#include "sim/math/mirror.h"

namespace paddock {

/// L = E_{y, z ~ m} [h(y) - h(z) - (o - 1/2) / tau]², m ∝ pi^(1 - beta) mu^beta held fixed, h = log pi/mu. What a pair
/// pushes: -(h(y) - h(z) - margin / tau) (e_y - e_z), half of minus its gradient on the logits.
class PairLoss : public SelfPlay {
 protected:
  PairLoss(const Setup& setup, const Sources& sources, double tau, const Schedule& lr, double beta = 0)
      : SelfPlay(setup, sources, {}), tau_(tau), beta_(beta), lr_(lr) {}

 private:
  static double ratio(const Round& r, std::size_t y) { return r.log_pi[y] - r.log_mu[y]; }
  void face(const Round& r, std::span<double> d) override {
    if (beta_ == 0) return SelfPlay::face(r, d);
    geometric_mixture(r.log_pi, r.log_mu, beta_, d);
    softmax(d);
  }
  void lead(const Round&, std::span<const double> d, std::span<double> xi) const override {
    std::ranges::copy(d, xi.begin());
  }
  void hear(const Round& r, ItemId y, ItemId z, double margin, std::span<double> q) override {
    const double error = ratio(r, y) - ratio(r, z) - margin / tau_;
    q[y] -= error, q[z] += error;
  }
  void expect(const Round& r, std::span<const double> d, std::span<double> q) const override {
    double mean = 0;
    for (std::size_t y = 0; y < q.size(); ++y) mean += d[y] * ratio(r, y);
    for (std::size_t y = 0; y < q.size(); ++y) q[y] = 2 * d[y] * (q[y] / tau_ - ratio(r, y) + mean);
  }
  void improve(const Round& r, std::span<const double> q, std::span<double> log_pi) override {
    const double lr = lr_.at(r.t, [](std::uint64_t) { return 0.0; });
    for (std::size_t y = 0; y < q.size(); ++y) log_pi[y] += 2 * lr * q[y];
  }
  double tau_, beta_;
  Schedule lr_;
};

}  // namespace paddock
