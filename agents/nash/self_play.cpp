#include "agents/nash/self_play.h"

#include "sim/math/spans.h"

namespace paddock {

SelfPlay::SelfPlay(const Setup& setup, const Sources& sources, const Style& style)
    : sources_(sources),
      style_(style),
      mu_(setup.world),
      pi_(setup.world),
      average_(setup.world),
      game_(setup),
      given_(setup.world, sources.offline > 0),
      steps_(setup.world.contexts(), 0),
      phase_(steps_.size(), 0),
      q_(steps_.size() * setup.world.responses(), 0.0),
      d_(q_),
      xi_(q_),
      seen_(q_),
      faced_(steps_.size(), 0),
      heard_(steps_.size(), 0) {
  for (ContextId x = 0; x < contexts(); ++x)
    for (std::size_t k = 0; k < style.memories; ++k)
      memory_.insert(memory_.end(), mu_.logits(x).begin(), mu_.logits(x).end());
  if (style.estimate == Estimate::regression && !exact()) {
    pairs_.reserve(contexts());  // a copy would lose the room they hold
    for (ContextId x = 0; x < contexts(); ++x) pairs_.emplace_back(responses());
  }
  touched_.reserve(contexts());
}

std::string SelfPlay::misfit(const Sources& sources, const Setup& setup) {
  const bool oracle = setup.form == Form::oracle;
  if (sources.queries > 0 && !oracle) return "queries asks the oracle for probabilities: it needs form oracle";
  if (sources.offline > 0 && oracle) return "offline learns from labels given before the start: it needs form duel";
  return {};
}

SelfPlay::Round SelfPlay::round(ContextId x) {
  const std::size_t width = style_.memories * responses();
  return {x,
          steps_[x],
          phase_[x],
          pi_.of(x),
          pi_.logits(x),
          mu_.logits(x),
          {memory_.data() + x * width, width},
          exact() ? pi_.of(x) : row(seen_, x)};
}

std::span<const double> SelfPlay::opponent(ContextId x) {
  if (!faced_[x]) {
    face(round(x), row(d_, x));
    lead(round(x), row(d_, x), row(xi_, x));
    faced_[x] = 1;
  }
  return row(d_, x);
}

void SelfPlay::lead(const Round& r, std::span<const double>, std::span<double> xi) const {
  const double uniform = style_.explore / static_cast<double>(xi.size());
  for (std::size_t y = 0; y < xi.size(); ++y) xi[y] = (1 - style_.explore) * r.pi[y] + uniform;
}

ItemId SelfPlay::respond(ContextId x, Stream& rng) {
  if (style_.explore >= 1) return static_cast<ItemId>(rng.below(responses()));
  opponent(x);
  return static_cast<ItemId>(pick(row(xi_, x), rng.uniform()));
}

void SelfPlay::propose(Stream& rng, QueryBatch& out) {
  if (game_) {
    for (ContextId x = 0; x < contexts() && sources_.queries > 0; ++x) {
      const Eigen::MatrixXd& margins = game_.margins(x, played());
      for (std::uint64_t k = 0; k < sources_.queries; ++k) {
        const ItemId y = respond(x, rng);
        const auto z = static_cast<ItemId>(pick(opponent(x), rng.uniform()));
        take(x, y, z, margins(y, z));
      }
    }
    return out.step();
  }
  while (out.room() > 0) {
    const ContextId x = out.upcoming();
    const ItemId y = respond(x, rng);
    out.duel(x, y, static_cast<ItemId>(pick(opponent(x), rng.uniform())));
  }
}

void SelfPlay::take(ContextId x, ItemId y, ItemId z, double margin) {
  if (heard_[x]++ == 0) {
    touched_.push_back(x);
    opponent(x);  // labels may come before the first proposal
    std::ranges::fill(row(q_, x), 0.0), std::ranges::fill(row(seen_, x), 0.0);
  }
  hear(round(x), y, z, margin, row(q_, x));
}

void SelfPlay::hear(const Round& r, ItemId y, ItemId z, double margin, std::span<double> q) {
  switch (style_.estimate) {
    case Estimate::weighted:
      q[y] += margin / row(xi_, r.x)[y];
      break;
    case Estimate::mean:
      q[y] += margin, ++row(seen_, r.x)[y];
      if (style_.both_sides) q[z] -= margin, ++row(seen_, r.x)[z];
      break;
    case Estimate::regression:
      pairs_[r.x].add(y, z, margin);
      break;
  }
}

void SelfPlay::finish(ContextId x) {
  const auto q = row(q_, x), seen = row(seen_, x);
  switch (style_.estimate) {
    case Estimate::weighted:
      for (double& v : q) v /= heard_[x];
      break;
    case Estimate::mean:
      for (std::size_t y = 0; y < q.size(); ++y) q[y] /= std::max(1.0, seen[y]);
      for (double& s : seen) s /= heard_[x] * (style_.both_sides ? 2.0 : 1.0);
      break;
    case Estimate::regression:
      pairs_[x].solve(q);
      break;
  }
  heard_[x] = 0;
  advance(x);
}

void SelfPlay::advance(ContextId x) {
  if (phase_[x] == 0) average_.add(x, pi_.of(x));
  improve(round(x), row(q_, x), pi_.edit(x));
  pi_.refresh(x);
  if (++phase_[x] == style_.phases) phase_[x] = 0, ++steps_[x];
  faced_[x] = 0;
}

void SelfPlay::step_exactly(ContextId x, const Eigen::MatrixXd& margins) {
  do {
    const auto d = opponent(x);
    as_vector(row(q_, x)).noalias() = margins * as_vector(d);
    expect(round(x), d, row(q_, x));
    advance(x);
  } while (phase_[x] > 0);
}

void SelfPlay::learn(const LabelBatch& labels) {
  bool given = false;
  if (game_ && labels.size() == 0 && sources_.queries == 0)
    for (ContextId x = 0; x < contexts(); ++x) step_exactly(x, game_.margins(x, played()));
  for (Row i = 0; i < labels.size(); ++i) {
    if (labels.skipped(i)) continue;
    if (labels.stamp[i].purpose == Purpose::data) {
      if (done()) given_.add(labels, i), given = true;
    } else if (!game_) {
      take(labels.context(i), labels.items(i)[0], labels.items(i)[1],
           labels.choice[i] == LabelBatch::kTie ? 0
           : labels.choice[i] == 0              ? 0.5
                                                : -0.5);
    }
  }
  for (ContextId x : touched_) finish(x);
  touched_.clear();
  for (ContextId x = 0; x < contexts() && given; ++x) {
    const Eigen::MatrixXd& margins = given_.margins(x);
    for (std::uint64_t t = 0; t < sources_.offline; ++t) step_exactly(x, margins);
  }
}

}  // namespace paddock
