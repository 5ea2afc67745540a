// A stage for metrics: worlds, truths and agents as plain tables, and metrics made by name as a scenario makes them.
#pragma once
#include "sim/core/metric.h"
#include "sim/math/spans.h"

#include <Eigen/Core>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace paddock::test {

using ByContext = std::vector<Eigen::VectorXd>;  // a vector each
using Matrices = std::vector<Eigen::MatrixXd>;   // a matrix each

inline Eigen::VectorXd vec(std::vector<double> v) {
  return Eigen::Map<const Eigen::VectorXd>(v.data(), static_cast<Eigen::Index>(v.size()));
}
/// A preference matrix from its part above the diagonal, row by row.
inline Eigen::MatrixXd duels(Eigen::Index n, const std::vector<double>& above) {
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(n, n, 0.5);
  std::size_t k = 0;
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = i + 1; j < n; ++j) p(i, j) = above.at(k++), p(j, i) = 1 - p(i, j);
  return p;
}

/// Probabilities by context.
class TablePolicy final : public Policy {
 public:
  explicit TablePolicy(ByContext p) : p_(std::move(p)) {}
  void sample(ContextId x, Stream& s, std::span<ItemId> out) const override {
    for (ItemId& i : out) i = pick_one(x, s.uniform());
  }
  bool probabilities(ContextId x, std::span<double> out) const override {
    std::ranges::copy(as_span(p_[x]), out.begin());
    return true;
  }
  ItemId pick_one(ContextId x, double u) const {
    ItemId i = 0;
    while (i + 1 < p_[x].size() && (u -= p_[x][i]) >= 0) ++i;
    return i;
  }

 private:
  ByContext p_;
};

/// Contexts with a law, a reference policy each. `listed` false: the same responses behind slots that hold their
/// number, which cannot be enumerated.
class TableWorld final : public WorldView {
 public:
  TableWorld(std::vector<double> law, ByContext reference, bool listed = true)
      : law_(std::move(law)),
        n_(static_cast<ItemId>(reference[0].size())),
        listed_(listed),
        table_(std::move(reference)),
        slots_(table_, store_) {}
  ContextId contexts() const override { return static_cast<ContextId>(law_.size()); }
  ItemId responses() const override { return listed_ ? n_ : 0; }
  double context_probability(ContextId x) const override { return law_[x]; }
  const Policy& reference() const override { return listed_ ? static_cast<const Policy&>(table_) : slots_; }
  ItemStore* items() const override { return listed_ ? nullptr : &store_; }

  /// A policy that hands out slots.
  class Slots final : public Policy {
   public:
    Slots(const TablePolicy& law, ItemStore& store) : law_(law), store_(store) {}
    void sample(ContextId x, Stream& s, std::span<ItemId> out) const override {
      for (ItemId& i : out) {
        i = store_.add();
        store_.reals(i)[0] = law_.pick_one(x, s.uniform());
      }
    }

   private:
    const TablePolicy& law_;
    ItemStore& store_;
  };

 private:
  std::vector<double> law_;
  ItemId n_;
  bool listed_;
  TablePolicy table_;
  mutable ItemStore store_{1, 0};
  Slots slots_;
};

/// Preferences and utilities by context.
class TableTruth : public Truth {
 public:
  explicit TableTruth(Matrices p, ByContext u = {}, const WorldView* slots = nullptr)
      : p_(std::move(p)), u_(std::move(u)), store_(slots ? slots->items() : nullptr) {}
  /// Bradley-Terry: P = sigmoid(u_a - u_b).
  static TableTruth bradley_terry(const ByContext& u, const WorldView* slots = nullptr) {
    Matrices p;
    for (const Eigen::VectorXd& v : u) {
      p.emplace_back(v.size(), v.size());
      for (Eigen::Index i = 0; i < v.size(); ++i)
        for (Eigen::Index j = 0; j < v.size(); ++j) p.back()(i, j) = 1 / (1 + std::exp(v[j] - v[i]));
    }
    return TableTruth(std::move(p), u, slots);
  }
  double preference(ContextId x, ItemId a, ItemId b, const Moment&) const override { return p_[x](of(a), of(b)); }
  double utility(ContextId x, ItemId a, const Moment&) const override {
    return u_.empty() ? std::numeric_limits<double>::quiet_NaN() : u_[x][of(a)];
  }
  double best_utility(ContextId x, const Moment&) const override {
    return u_.empty() ? std::numeric_limits<double>::quiet_NaN() : u_[x].maxCoeff();
  }

 private:
  Eigen::Index of(ItemId i) const { return store_ ? static_cast<Eigen::Index>(store_->reals(i)[0]) : i; }
  Matrices p_;
  ByContext u_;
  ItemStore* store_;
};

/// An agent that recommends and plays given policies and holds given rewards.
class TableAgent final : public Agent {
 public:
  explicit TableAgent(const Policy& recommended, ByContext rewards = {}, const Policy* played = nullptr)
      : recommended_(recommended), played_(played ? *played : recommended), rewards_(std::move(rewards)) {}
  void propose(Stream&, QueryBatch&) override {}
  void learn(const LabelBatch&) override {}
  const Policy& recommended() const override { return recommended_; }
  const Policy& played() const override { return played_; }
  double reward(ContextId x, ItemId i) const override {
    return rewards_.empty() ? std::numeric_limits<double>::quiet_NaN() : rewards_[x][i];
  }

 private:
  const Policy &recommended_, &played_;
  ByContext rewards_;
};

/// Parameters of an agent, by name.
struct Dials {
  double tau = 0.1, beta = 0.5;
  static constexpr auto fields() { return std::tuple{field("tau", &Dials::tau, ""), field("beta", &Dials::beta, "")}; }
};
inline const ParamsOf<Dials>& dials(double tau, double beta) {
  static std::map<std::pair<double, double>, ParamsOf<Dials>> made;  // setups point to them
  ParamsOf<Dials>& p = made[{tau, beta}];
  p.value = {tau, beta};
  return p;
}

inline std::unique_ptr<Metric> metric(std::string_view name, const MetricSetup& setup) {
  const auto* kind = Registry<Metric>::get().find(name);
  if (!kind) throw std::runtime_error("no metric " + std::string(name));
  return kind->make(*kind->defaults(), setup);
}
/// The same, facing a truth.
inline std::unique_ptr<Metric> facing(std::string_view name, const MetricSetup& setup, const Truth& truth,
                                      std::span<const Truth* const> groups = {}) {
  auto m = metric(name, setup);
  m->shift({truth, groups}, {});
  return m;
}
inline Checkpoint now(const Agent& agent, double seconds = 0) {
  return {.labels = 0, .steps = 0, .now = static_cast<Tick>(seconds * 1e9), .cost = 0, .agent = agent};
}

/// What a metric says of a policy in one context.
inline double judge(std::string_view name, const Eigen::MatrixXd& p, const Eigen::VectorXd& mu,
                    const Eigen::VectorXd& pi, double tau = 0.1, double beta = 0.5, const Eigen::VectorXd& u = {}) {
  const TableWorld world({1}, {mu});
  const TableTruth truth({p}, u.size() > 0 ? ByContext{u} : ByContext{});
  const TablePolicy policy({pi});
  const TableAgent agent(policy);
  return facing(name, {.world = world, .agent = &dials(tau, beta)}, truth)->measure(now(agent));
}

// ---- arbitrary games ------------------------------------------------------------------------------------------------
inline double uniform01() { return *rc::gen::inRange(0, 1'000'001) / 1e6; }
inline Eigen::Index arbitrary_size() { return *rc::gen::inRange(1, 8); }
inline Eigen::MatrixXd arbitrary_game(Eigen::Index n) {
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(n, n, 0.5);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = i + 1; j < n; ++j) p(i, j) = uniform01(), p(j, i) = 1 - p(i, j);
  return p;
}
inline Eigen::VectorXd arbitrary_law(Eigen::Index n, double least = 0) {
  Eigen::VectorXd v(n);
  for (double& x : v) x = least + uniform01();
  if (v.sum() == 0) v.setOnes();
  return v / v.sum();
}
inline Eigen::VectorXd arbitrary_vector(Eigen::Index n) {
  Eigen::VectorXd v(n);
  for (double& x : v) x = 4 * uniform01() - 2;
  return v;
}
inline Eigen::PermutationMatrix<Eigen::Dynamic> arbitrary_permutation(Eigen::Index n) {
  std::vector<int> order(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) order[static_cast<std::size_t>(i)] = i;
  for (int i = static_cast<int>(n) - 1; i > 0; --i)
    std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(*rc::gen::inRange(0, i + 1))]);
  return Eigen::PermutationMatrix<Eigen::Dynamic>(Eigen::Map<Eigen::VectorXi>(order.data(), n));
}

}  // namespace paddock::test
