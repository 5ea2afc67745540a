#include "analysis/metrics/ground.h"

#include "sim/math/spans.h"

#include <algorithm>
#include <cmath>

namespace paddock {

Ground::Ground(const WorldView& world, std::size_t keep) : world_(&world) {
  const std::size_t n = world.responses(), wanted = world.contexts();
  slots_.resize(n == 0 ? 1 : std::clamp<std::size_t>(keep / (n * n), 1, wanted));
}

void Ground::shift(const Truth& truth, const Moment& moment) {
  truth_ = &truth, moment_ = moment;
  for (Slot& s : slots_) s.context = kNone;
}

void Ground::look(const Moment& moment) {
  moment_ = moment;
  if (truth_->fixed()) return;
  for (Slot& s : slots_) s.context = kNone;
}

const Eigen::MatrixXd& Ground::preferences(ContextId x) {
  Slot& slot = slots_[x % slots_.size()];
  if (slot.context != x) {
    slot.preferences.resize(world_->responses(), world_->responses());
    truth_->preferences(x, moment_, slot.preferences);
    slot.context = x;
  }
  return slot.preferences;
}

bool Ground::utilities(ContextId x, std::span<double> out) const {
  for (ItemId i = 0; i < out.size(); ++i)
    if (out[i] = truth_->utility(x, i, moment_); std::isnan(out[i])) return false;
  return true;
}

Scores::Scores(const WorldView& world, Score score)
    : ground_(world), score_(std::move(score)), n_(world.responses()), table_(std::size_t{world.contexts()} * n_) {}

std::string Scores::fill(Ground& ground, ContextId x, std::span<double> out) const {
  std::string why = score_(ground, x, out);
  if (why.empty()) return why;
  std::ranges::fill(out, std::numeric_limits<double>::quiet_NaN());
  return ground.world().contexts() > 1 ? why + " in context " + std::to_string(x) : why;
}

void Scores::shift(const Truth& truth, const Moment& moment) {
  ground_.shift(truth, moment);
  fixed_ = truth.fixed(), held_ = ~0u;
  undefined_.clear();
  for (ContextId x = 0; fixed_ && n_ > 0 && x < ground_.world().contexts(); ++x) {
    const std::string why = fill(ground_, x, {table_.data() + std::size_t{x} * n_, n_});
    if (undefined_.empty() && ground_.world().context_probability(x) > 0) undefined_ = why;
  }
}

void Scores::look(const Moment& moment) {
  ground_.look(moment);
  if (!fixed_) held_ = ~0u;
}

std::span<const double> Scores::moving(ContextId x) {
  const std::span<double> row{table_.data(), n_};
  if (held_ != x) fill(ground_, x, row), held_ = x;
  return row;
}

std::string Scores::undefined() const {
  if (fixed_) return undefined_;
  Ground now(ground_.world());
  now.shift(ground_.truth(), ground_.moment());
  std::vector<double> row(n_);
  for (ContextId x = 0; x < now.world().contexts(); ++x)
    if (now.world().context_probability(x) > 0)
      if (std::string why = fill(now, x, row); !why.empty()) return why;
  return {};
}

bool logs_of(const Policy& policy, ContextId x, std::span<double> out) {
  if (!policy.probabilities(x, out)) return false;
  for (ItemId i = 0; i < out.size(); ++i) {
    const double log = policy.log_probability(x, i);
    out[i] = std::isnan(log) ? std::log(out[i]) : log;
  }
  return true;
}

Judged::Judged(const MetricSetup& s) : name_(s.policy), law_(s.world.responses()), logs_(s.world.responses()) {}

const Eigen::VectorXd* Judged::law(const Agent& agent, ContextId x) {
  const Policy* pi = policy(agent);
  return pi && law_.size() > 0 && pi->probabilities(x, as_span(law_)) ? &law_ : nullptr;
}

const Eigen::VectorXd* Judged::logs(const Agent& agent, ContextId x) {
  const Policy* pi = policy(agent);
  return pi && logs_.size() > 0 && logs_of(*pi, x, as_span(logs_)) ? &logs_ : nullptr;
}

const Eigen::VectorXd* Opinion::of(const Agent& agent, ContextId x) {
  if (judged_.recommended() && !std::isnan(agent.reward(x, 0))) {
    for (Eigen::Index i = 0; i < scores_.size(); ++i) scores_[i] = agent.reward(x, static_cast<ItemId>(i));
    return scores_.hasNaN() ? nullptr : &scores_;
  }
  return judged_.law(agent, x);
}

}  // namespace paddock
