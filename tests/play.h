// A small bench: a world of n arms, an annotator that answers from a matrix, one run of the kernel.
#pragma once
#include "sim/kernel/kernel.h"

#include <Eigen/Core>

#include <memory>
#include <string>
#include <vector>

namespace paddock::test {

/// n responses in c contexts, uniform or given reference.
class Arms final : public WorldView, Policy {
 public:
  explicit Arms(ItemId n, ContextId contexts = 1, std::vector<double> reference = {})
      : n_(n), contexts_(contexts), mu_(reference.empty() ? std::vector<double>(n, 1.0 / n) : std::move(reference)) {}
  ContextId contexts() const override { return contexts_; }
  ItemId responses() const override { return n_; }
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

/// Duels by a table of P(row beats column), the same in every context; other forms by the order of row sums.
class MatrixAnnotator final : public Annotator, public Truth {
 public:
  explicit MatrixAnnotator(Eigen::MatrixXd p, std::uint64_t seed = 1, std::uint32_t replication = 0)
      : p_(std::move(p)), noise_(seed, replication, Purpose::answer, entity("matrix")) {}
  void answer(const Call& call, LabelBatch& out) override {
    for (Row r : call.rows) {
      const auto s = call.queries.items(r);
      const double u = noise_.nth(call.index(r));
      const bool first = s[0] <= s[1] ? u < p_(s[0], s[1]) : 1 - u <= p_(s[0], s[1]);
      out.choice[out.add(r)] = !first;
    }
  }
  const Truth& truth() const override { return *this; }
  const Truth& labelled() const override { return *this; }
  double preference(ContextId, ItemId a, ItemId b, const Moment&) const override { return p_(a, b); }

 private:
  Eigen::MatrixXd p_;
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
  std::vector<double> policy;    ///< recommended at the end, context 0
  std::vector<ItemId> asked;     ///< every item shown, in order
  std::unique_ptr<Agent> agent;  ///< as it ended
};

/// Runs the agent of `recipe` against `p`. Under form oracle it reads the matrix.
Played play(const Recipe<Agent>& recipe, const Eigen::MatrixXd& p, Settings settings, ContextId contexts = 1,
            std::vector<double> reference = {}, const Given* given = nullptr);

/// A recipe by kind with `{parameter, YAML text}` pairs; throws on any problem.
Recipe<Agent> recipe(const std::string& kind, std::vector<std::pair<std::string, std::string>> parameters = {});

}  // namespace paddock::test
