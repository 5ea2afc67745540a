#include "sim/kernel/kernel.h"

#include "sim/core/expects.h"
#include "sim/kernel/state.h"

#include <stdexcept>

namespace paddock {
namespace {
std::uint64_t whole(double limit) { return limit >= 9e15 ? kNoEnd : static_cast<std::uint64_t>(limit); }
}  // namespace

Kernel::State::State(Agent& a, const WorldView& w, std::vector<Regime> r, std::vector<Metric*> m, Settings settings,
                     const Given* g, const std::function<void(const Reading&)>* watcher)
    : agent(a),
      world(w),
      items(w.items()),
      regimes(std::move(r)),
      metrics(std::move(m)),
      s(std::move(settings)),
      given(g),
      on_reading(watcher),
      agent_rng(s.seed, s.replication, Purpose::agent, s.entity),
      context_rng(s.seed, s.replication, Purpose::context),
      pace_rng(s.seed, s.replication, Purpose::pace),
      compute_rng(s.seed, s.replication, Purpose::compute, s.entity),
      assign_rng(s.seed, s.replication, Purpose::assignment),
      tie_rng(s.seed, s.replication, Purpose::ties),
      limit(s.budget),
      label_limit(whole(limit.labels)),
      step_limit(whole(limit.steps)),
      batch_limit(s.async ? std::max(s.open, s.batch) : s.batch),
      several_contexts(w.contexts() > 1) {
  expects(!regimes.empty() && regimes[0].truth, "a regime with its truth");
  expects(s.form == Form::oracle || !regimes[0].pools.empty(), "somebody who answers");
  for (const Pool& p : regimes[0].pools) {
    expects(p.workers < 1 << 16, "fewer than 65,536 workers in a group");
    service_rng.emplace_back(s.seed, s.replication, Purpose::service, p.entity);
    staff.emplace_back(s.seed, s.replication, p.entity, p.workers);
  }
  for (Metric* metric : metrics) {
    if (metric->watches() & Metric::kQueries) query_watchers.push_back(metric);
    if (metric->watches() & Metric::kLabels) label_watchers.push_back(metric);
  }
  rows.resize(batch_limit);
  std::iota(rows.begin(), rows.end(), 0u);
  proposal.reshape(s.form, s.size, batch_limit);
  labels.reshape(proposal, batch_limit * s.votes);
  merged.reshape(proposal, batch_limit);
  used.assign(std::size_t{batch_limit} * s.votes, -1);
  used_workers.reserve(s.votes);
  readings.reserve(s.at.size() + 2);
  checked.resize(world.responses());
  adopt(0);
}

void Kernel::State::adopt(std::size_t next) {
  regime = next;
  pools = regimes[next].pools;
  expects(pools.size() == staff.size(), "the same groups in every regime");
  total_share = 0, may_tie = false, watched = false;
  for (const Pool& p : pools) {
    total_share += p.share;
    may_tie = may_tie || p.judge->ties(), watched = watched || !p.judge->truth().fixed();
  }
  next_regime = next + 1 < regimes.size() && !regimes[next + 1].time ? regimes[next + 1].labels : kNoEnd;
  moving = !regimes[next].truth->fixed();
  for (Metric* m : metrics) show_truth(*m);
}

bool Kernel::State::takes_time() const {
  bool slow = s.arrivals || s.compute || s.async || limit.time != kNever || s.unit == Unit::time;
  for (const Regime& r : regimes) {
    slow = slow || r.time;
    for (const Pool& p : r.pools) slow = slow || !instant(p);
  }
  return slow;
}

/// Keeps of the proposal what money allows; the first query beyond ends the asking.
void Kernel::State::reserve_money() {
  for (Row r = 0; r < proposal.size(); ++r) {
    double sum = 0;
    for (std::uint32_t v = 0; v < s.votes; ++v) {
      const auto pool = pool_for(proposal, r, v);
      sum += price(pool, v, service_of(pool, proposal.stamp[r].serial * s.votes + v));
    }
    if (reserved + sum > limit.cost * (1 + 1e-12)) {  // sums of prices such as 0.3 round
      spent = true;
      return proposal.truncate(r);
    }
    reserved += sum;
  }
}

/// One label a query, in the order in which queries first appear; all votes of each are among the labels.
void Kernel::State::merge_votes() {
  merged.clear();
  for (Row i = 0; i < labels.size(); ++i) {
    bool first = true;
    ballots.clear();
    for (Row j = 0; j < labels.size() && first; ++j) {
      if (labels.query[j] != labels.query[i]) continue;
      first = j >= i;
      ballots.push_back(j);
    }
    if (!first) continue;
    merged.copy(labels, i);
    merged.choice[merged.size() - 1] = plurality(labels, ballots);
  }
}

void Kernel::State::give() {
  if (!given) return;
  const QueryBatch& q = given->queries;
  LabelBatch batch;
  if (given->labels) {
    batch = *given->labels, batch.queries = &q;
  } else {
    batch.reshape(q, q.size());
    rows.resize(std::max<std::size_t>(rows.size(), q.size()));
    std::iota(rows.begin(), rows.end(), 0u);
    for (Row r = 0; r < q.size(); ++r)
      answer_now(q, r, r + 1, 1, draw_pool(assign_rng.nth(q.stamp[r].serial)), 0, batch, Purpose::data);
  }
  if (given->charged) asked += batch.size(), learnt += batch.size(), reserved = cost;
  settle_ties(batch, s.ties, tie_rng);
  agent.learn(batch);
}

void Kernel::State::read(double x) {
  check_policy();
  Reading r{x, learnt, steps, to_seconds(queue.now()), cost, {}};
  r.values.reserve(metrics.size());
  for (Metric* m : metrics) r.values.push_back(m->measure({learnt, steps, queue.now(), cost, agent}));
  if (*on_reading) (*on_reading)(r);
  readings.push_back(std::move(r));
}

void Kernel::State::check_policy() {
  std::vector<double>& p = checked;
  if (p.empty()) return;
  for (ContextId x = 0; x < world.contexts(); ++x) {
    if (!agent.recommended().probabilities(x, p)) return;
    const double sum = std::accumulate(p.begin(), p.end(), 0.0);
    if (!(std::abs(sum - 1) < 1e-6) || std::ranges::any_of(p, [](double v) { return !(v >= 0); }))
      throw std::runtime_error("diverged: after " + std::to_string(learnt) + " labels and " + std::to_string(steps) +
                               " steps the policy of context " + std::to_string(x) +
                               " is not a probability law (its sum is " + shortest(sum) + ")");
  }
}

void Kernel::State::finish_readings() {
  double end = s.unit == Unit::labels  ? limit.labels
               : s.unit == Unit::steps ? limit.steps
               : s.unit == Unit::time  ? limit.time
                                       : limit.cost;
  if (!std::isfinite(end)) end = counter();
  for (; next_check < s.at.size() && s.at[next_check] <= end; ++next_check) read(s.at[next_check]);
  if (readings.back().x < end) read(end);
  complete = true;
}

// Nobody waits for anybody: no clock, no heap, the proposal itself is the table of open queries. Votes in the order of
// the clocked path, (row, vote); neighbours that go to the same pool travel in one call.
void Kernel::State::run_directly() {
  std::uint64_t round = 0;
  while (const Row n = room()) {
    if ((++round & 1023) == 0 && stop.stop_requested()) return;
    ask(n);
    if (proposal.size() == 0) break;
    if (items)
      for (Row r = 0; r < proposal.size(); ++r) hold(proposal, r);
    if (s.votes > 1) std::ranges::fill(used, -1);
    for (Row r = 0, end = 0; s.form != Form::oracle && r < proposal.size(); r = end) {
      end = r + 1;
      const std::int32_t pool = pool_for(proposal, r, 0);
      while (s.votes == 1 && end < proposal.size() && pool_for(proposal, end, 0) == pool) ++end;
      answer_now(proposal, r, end, s.votes, pool, 0, labels, Purpose::answer);
      for (std::uint32_t v = 1; v < s.votes; ++v)
        answer_now(proposal, r, r + 1, s.votes, pool_for(proposal, r, v), v, labels, Purpose::answer);
    }
    deliver();
    if (items)
      for (Row r = 0; r < proposal.size(); ++r) drop(proposal, r);
  }
  over = true;
}

Kernel::Kernel(Agent& agent, const WorldView& world, std::vector<Regime> regimes, std::vector<Metric*> metrics,
               Settings settings, const Given* given)
    : state_(std::make_unique<State>(agent, world, std::move(regimes), std::move(metrics), std::move(settings), given,
                                     &on_reading)) {}
Kernel::~Kernel() = default;

const std::vector<Reading>& Kernel::run(std::stop_token stop) {
  State& k = *state_;
  k.stop = std::move(stop);
  k.give();
  k.read(0);
  while (k.next_check < k.s.at.size() && k.s.at[k.next_check] <= 0) ++k.next_check;
  if (k.s.by_events || k.takes_time())
    k.run_by_events();
  else
    k.run_directly();
  if (k.over) k.finish_readings();
  return k.readings;
}
bool Kernel::finished() const { return state_->complete; }
const std::vector<Reading>& Kernel::readings() const { return state_->readings; }
std::uint64_t Kernel::events() const { return state_->queue.handled(); }
const QueueBooks& Kernel::books() const { return state_->books; }

}  // namespace paddock
