#include "agents/nash/self_play.h"

#include "sim/math/spans.h"

namespace paddock {

SelfPlay::SelfPlay(const Setup& setup, double explore)
    : explore_(explore),
      mu_(setup.world),
      pi_(setup.world),
      average_(setup.world),
      game_(setup),
      steps_(setup.world.contexts(), 0),
      q_(steps_.size() * setup.world.responses(), 0.0),
      d_(q_),
      faced_(steps_.size(), 0),
      heard_(steps_.size(), 0) {
  touched_.reserve(steps_.size());
}

std::span<const double> SelfPlay::opponent(ContextId x) {
  if (!faced_[x]) face(round(x), row(d_, x)), faced_[x] = 1;
  return row(d_, x);
}

void SelfPlay::propose(Stream& rng, QueryBatch& out) {
  if (game_) return out.step();
  while (out.room() > 0) {
    const ContextId x = out.upcoming();
    const bool uniform = explore_ >= 1 || rng.uniform() < explore_;
    const auto y = uniform ? rng.below(pi_.responses()) : static_cast<ItemId>(pick(pi_.of(x), rng.uniform()));
    out.duel(x, y, static_cast<ItemId>(pick(opponent(x), rng.uniform())));
  }
}

void SelfPlay::step(ContextId x) {
  average_.add(x, pi_.of(x));
  improve(round(x), row(q_, x), pi_.edit(x));
  pi_.refresh(x);
  ++steps_[x], faced_[x] = 0;
}

void SelfPlay::learn(const LabelBatch& labels) {
  if (game_ && labels.size() == 0) {
    for (ContextId x = 0; x < pi_.contexts(); ++x) {
      as_vector(row(q_, x)).noalias() = game_.margins(x, played()) * as_vector(opponent(x));
      step(x);
    }
    return;
  }
  for (Row i = 0; i < labels.size(); ++i) {
    if (labels.skipped(i) || labels.stamp[i].purpose == Purpose::data) continue;
    const ContextId x = labels.context(i);
    const ItemId y = labels.items(i)[0];
    if (heard_[x]++ == 0) touched_.push_back(x), std::ranges::fill(row(q_, x), 0.0);
    if (labels.choice[i] != LabelBatch::kTie) row(q_, x)[y] += (labels.choice[i] == 0 ? 0.5 : -0.5) / chance(x, y);
  }
  for (ContextId x : touched_) {
    for (double& q : row(q_, x)) q /= heard_[x];
    step(x);
    heard_[x] = 0;
  }
  touched_.clear();
}

}  // namespace paddock
