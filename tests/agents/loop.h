// The shortest possible run of an agent, for tests that watch its policy from step to step: propose, answer from a
// matrix, learn. No clock, no budget, no metrics; tests/play.h has the kernel's version.
#pragma once
#include "sim/math/spans.h"
#include "sim/scenario/yaml.h"
#include "tests/play.h"

#include <Eigen/Core>

#include <memory>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace paddock::test {

/// `text`: an agent as scenarios write it, `{kind: omd, tau: .1}` or a bare name. Throws with the problems found.
inline Recipe<Agent> agent_of(std::string_view text) {
  Problems problems;
  auto recipe = Registry<Agent>::get().parse(node_of(text), problems, "agent");
  if (problems.empty()) return recipe;
  std::ostringstream out;
  problems.print(out);
  throw std::runtime_error(out.str());
}

inline std::vector<double> values(const Eigen::VectorXd& v) {
  std::vector<double> out;
  for (double x : v) out.push_back(x);
  return out;
}

class Loop {
 public:
  Loop(std::string_view agent, const Eigen::MatrixXd& p, const Eigen::VectorXd& mu, Form form = Form::oracle,
       Row batch = 1, std::uint32_t replication = 0, ContextId contexts = 1)
      : world_(static_cast<ItemId>(p.rows()), contexts, values(mu)),
        people_(p, 1, replication),
        rng_(1, replication, Purpose::agent, entity("loop")),
        form_(form),
        batch_(batch) {
    agent_ = agent_of(agent).make({.world = world_,
                                   .form = form,
                                   .batch = batch,
                                   .oracle = form == Form::oracle ? &people_ : nullptr,
                                   .pools = {}});
    queries_.reshape(form, 2, batch);
    labels_.reshape(queries_, batch);
    for (Row r = 0; r < batch; ++r) rows_.push_back(r);
  }
  Agent& agent() { return *agent_; }
  const WorldView& world() const { return world_; }

  /// Contexts are dealt in turn.
  void rounds(int n) {
    for (int t = 0; t < n; ++t) {
      queries_.clear(batch_), labels_.clear();
      for (Row r = 0; r < batch_; ++r) queries_.context[r] = (next_context_ + r) % world_.contexts();
      next_context_ = (next_context_ + batch_) % world_.contexts();
      agent_->propose(rng_, queries_);
      for (Row r = 0; r < queries_.size(); ++r) queries_.stamp[r] = {serial_++, 0, 0};
      if (form_ != Form::oracle)
        people_.answer({queries_, std::span(rows_).first(queries_.size()), 1, 0, -1, {0, &agent_->played()}}, labels_);
      for (Row i = 0; i < labels_.size(); ++i) labels_.stamp[i] = {0, -1, 0, 0, 0, Purpose::answer};
      agent_->learn(labels_);
    }
  }
  Eigen::VectorXd policy(std::string_view name = "recommended", ContextId x = 0) const {
    Eigen::VectorXd p(static_cast<Eigen::Index>(world_.responses()));
    agent_->policy(name)->probabilities(x, as_span(p));
    return p;
  }

 private:
  Arms world_;
  MatrixAnnotator people_;
  Stream rng_;
  Form form_;
  Row batch_;
  std::unique_ptr<Agent> agent_;
  QueryBatch queries_;
  LabelBatch labels_;
  std::vector<Row> rows_;
  std::uint64_t serial_ = 0;
  ContextId next_context_ = 0;
};

/// Labels that answer no query of the agent, given before the start: `winner` beat `loser`, `count` times each.
struct Win {
  ItemId winner, loser;
  int count = 1;
  ContextId context = 0;
  bool tie = false;
};
class Data {
 public:
  explicit Data(const std::vector<Win>& wins) {
    Row n = 0;
    for (const Win& w : wins) n += static_cast<Row>(w.count);
    queries_.reshape(Form::duel, 2, n);
    queries_.clear(n);
    labels_.reshape(queries_, n);
    for (const Win& w : wins)
      for (int k = 0; k < w.count; ++k) {
        const Row r = queries_.size();
        const bool left = k % 2 == 0;  // the winner's side alternates
        queries_.duel(w.context, left ? w.winner : w.loser, left ? w.loser : w.winner);
        queries_.stamp[r] = {QueryBatch::kGiven + r, 0, 0};
        labels_.choice[labels_.add(r)] = w.tie ? LabelBatch::kTie : !left;
        labels_.stamp[r] = {-1, -1, 0, 0, 0, Purpose::data};
      }
  }
  const LabelBatch& labels() const { return labels_; }

 private:
  QueryBatch queries_;
  LabelBatch labels_;
};

/// Responses with features, the same in every context; column i of phi belongs to response i.
class FeatureWorld final : public WorldView {
 public:
  FeatureWorld(Eigen::MatrixXd phi, const Eigen::VectorXd& mu)
      : phi_(std::move(phi)), arms_(static_cast<ItemId>(phi_.cols()), 1, values(mu)) {}
  ItemId responses() const override { return arms_.responses(); }
  const Policy& reference() const override { return arms_.reference(); }
  std::size_t dimension() const override { return static_cast<std::size_t>(phi_.rows()); }
  void features(ContextId, ItemId i, std::span<double> out) const override { as_vector(out) = phi_.col(i); }

 private:
  Eigen::MatrixXd phi_;
  Arms arms_;
};

inline Eigen::VectorXd law_of(const Policy& policy, Eigen::Index n, ContextId x = 0) {
  Eigen::VectorXd p(n);
  policy.probabilities(x, as_span(p));
  return p;
}

inline double largest_error(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  return (a - b).cwiseAbs().maxCoeff();
}

}  // namespace paddock::test
