// A small bench: a world of n arms, an annotator that answers from a matrix, one run of the kernel.
#pragma once
#include "sim/kernel/kernel.h"

#include <Eigen/Core>

#include <memory>
#include <string>
#include <vector>

namespace paddock::test {

/// n responses in c contexts, uniform or given reference; features are one-hot.
class Arms final : public WorldView, Policy {
 public:
  explicit Arms(ItemId n, ContextId contexts = 1, std::vector<double> reference = {})
      : n_(n), contexts_(contexts), mu_(reference.empty() ? std::vector<double>(n, 1.0 / n) : std::move(reference)) {}
  ContextId contexts() const override { return contexts_; }
  ItemId responses() const override { return n_; }
  std::size_t dimension() const override { return n_; }
  void features(ContextId, ItemId i, std::span<double> out) const override { std::ranges::fill(out, 0.0), out[i] = 1; }
  const Policy& reference() const override { return *this; }
  void sample(ContextId, Stream& s, std::span<ItemId> out) const override {
    for (ItemId& i : out) {
      double u = s.uniform();
      for (i = 0; i + 1 < n_ && (u -= mu_[i]) >= 0;) ++i;
    }
  }
  bool probabilities(ContextId, std::span<double> out) const override {
    return std::ranges::copy(mu_, out.begin()), true;
  }
  double log_probability(ContextId, ItemId i) const override { return std::log(mu_[i]); }

 private:
  ItemId n_;
  ContextId contexts_;
  std::vector<double> mu_;
};

/// Points of the unit square; the reference is uniform.
class Square final : public WorldView, Policy {
 public:
  ItemId responses() const override { return 0; }
  const Policy& reference() const override { return *this; }
  ItemStore* items() const override { return &store_; }
  void sample(ContextId, Stream& s, std::span<ItemId> out) const override {
    for (ItemId& i : out) {
      i = store_.add();
      for (double& z : store_.reals(i)) z = s.uniform();
    }
  }
  double log_probability(ContextId, ItemId) const override { return 0; }

 private:
  mutable ItemStore store_{2, 0};
};

/// Duels by a table of P(row beats column), the same in every context; in a world of points, by the distance to
/// (0.3, 0.7). A share of the answers may be ties or skips. Other forms by noisy scores.
class MatrixAnnotator final : public Annotator, public Truth {
 public:
  explicit MatrixAnnotator(Eigen::MatrixXd p, std::uint64_t seed = 1, std::uint32_t replication = 0,
                           ItemStore* points = nullptr)
      : p_(std::move(p)), points_(points), noise_(seed, replication, Purpose::answer, entity("matrix")) {}
  double tie_share = 0, skip_share = 0;
  void answer(const Call&, LabelBatch& out) override;
  bool ties() const override { return tie_share > 0; }
  const Truth& truth() const override { return *this; }
  const Truth& labelled() const override { return *this; }
  double preference(ContextId, ItemId a, ItemId b, const Moment&) const override;

 private:
  double score(ItemId i) const;
  Eigen::MatrixXd p_;
  ItemStore* points_;
  Stream noise_;
};

/// P(i beats j) = 1/2 + step (j - i).
inline Eigen::MatrixXd arithmetic(int n, double step) {
  Eigen::MatrixXd p(n, n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) p(i, j) = 0.5 + step * (j - i);
  return p;
}

struct Played {
  std::vector<Reading> readings;
  std::vector<double> policy;     ///< recommended at the end, context 0; empty in a world of points
  std::vector<ItemId> asked;      ///< every item shown, in order
  std::uint64_t allocations = 0;  ///< heap calls during the run
  std::unique_ptr<Agent> agent;   ///< as it ended; its world is gone
};

/// How to play besides the kernel's settings.
struct Table {
  ContextId contexts = 1;
  std::vector<double> reference{};  ///< empty: uniform
  bool points = false;              ///< a world of points instead of arms
  double tie_share = 0, skip_share = 0;
  TimeLaw latency{};
  int workers = 0;
  const Given* given = nullptr;
};

/// Runs the agent of `recipe` against `p`. Under form oracle it reads the matrix.
Played play(const Recipe<Agent>& recipe, const Eigen::MatrixXd& p, Settings settings, const Table& = {});

/// A recipe by kind with `{parameter, YAML text}` pairs; throws on any problem.
Recipe<Agent> recipe(const std::string& kind, std::vector<std::pair<std::string, std::string>> parameters = {});

/// Heap allocations of this process so far; nothing under sanitizers, which don't let us count.
std::optional<std::uint64_t> allocations();

}  // namespace paddock::test
