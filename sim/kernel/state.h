// The inside of one run: what both the direct and the clocked path share. Private to sim/kernel.
#pragma once
#include "sim/kernel/events.h"
#include "sim/kernel/kernel.h"
#include "sim/kernel/staff.h"
#include "sim/kernel/votes.h"

#include <cmath>
#include <numeric>

namespace paddock {

inline constexpr double kNever = std::numeric_limits<double>::infinity();
inline constexpr std::uint64_t kNoEnd = std::numeric_limits<std::uint64_t>::max();
__extension__ using Wide = __int128;  // tick × vote sums, exactly

struct Kernel::State {
  Agent& agent;
  const WorldView& world;
  ItemStore* items;
  std::vector<Regime> regimes;
  std::vector<Metric*> metrics, query_watchers, label_watchers;
  Settings s;
  const Given* given;
  const std::function<void(const Reading&)>* on_reading;
  std::stop_token stop;

  Stream agent_rng, context_rng, pace_rng, compute_rng, assign_rng, tie_rng;
  std::vector<Stream> service_rng;
  std::vector<Staff> staff;
  std::span<const Pool> pools;  // of the regime that holds
  double total_share = 0;
  std::size_t regime = 0;
  std::uint64_t next_regime = kNoEnd;  // answered labels at which the next one starts

  QueryBatch proposal, open;        // what was just asked; the table of open queries of the clocked path
  LabelBatch labels, held, merged;  // learnt next; votes of unfinished queries; one label a query
  std::vector<Row> rows, free_slots, free_tickets, answered_slots, ballots;
  std::vector<std::int32_t> pending;       // votes missing by slot; -1: slot is free
  std::vector<std::int32_t> used;          // slot × votes: pool << 16 | worker who has the query; -1: nobody yet
  std::vector<std::int32_t> used_workers;  // scratch of workers_on()
  std::vector<Ticket> tickets;
  EventQueue queue;

  std::vector<Reading> readings;
  std::vector<double> checked;  // scratch of check_policy()
  const Budget limit;
  const std::uint64_t label_limit, step_limit;
  const std::uint32_t batch_limit;
  const bool several_contexts;
  std::uint64_t serial = 0, asked = 0, answered = 0, learnt = 0, steps = 0;
  double reserved = 0, cost = 0;
  std::size_t next_check = 0;
  Row outstanding = 0;
  bool spent = false, busy = false, over = false, complete = false, may_tie = false;
  bool moving = false;   // the truth depends on the moment
  bool watched = false;  // somebody's answers depend on the policy in play

  QueueBooks books;
  Wide length_integral = 0, sojourns = 0, waits = 0, service = 0;
  std::uint64_t in_system = 0;
  Tick books_at = 0;

  State(Agent&, const WorldView&, std::vector<Regime>, std::vector<Metric*>, Settings, const Given*,
        const std::function<void(const Reading&)>*);

  void adopt(std::size_t next);  // a regime begins to hold
  void show_truth(Metric& m) {
    m.shift({*regimes[regime].truth, regimes[regime].groups}, {queue.now(), &agent.played()});
  }
  bool takes_time() const;  // does anything need the clock?
  void give();              // labels before the first proposal
  void run_directly();
  void run_by_events();
  void finish_readings();  // the agent was done, or a budget is spent: the state stays
  void read(double x);
  void check_policy();
  void reserve_money();
  void merge_votes();

  static bool instant(const Pool& p) { return p.service.zero() && p.availability.off == 0; }
  static Tick ticks(double seconds) { return static_cast<Tick>(seconds * static_cast<double>(kSecond) + 0.5); }

  Row room() const {
    if (spent || steps >= step_limit || agent.done()) return 0;
    const std::uint64_t left = label_limit - std::min(asked, label_limit);
    return static_cast<Row>(std::min<std::uint64_t>(s.votes == 1 ? left : left / s.votes, batch_limit));
  }

  // ---- asking ---------------------------------------------------------------------------------------------------
  void ask(Row n) {
    proposal.clear(n);
    for (Row r = 0; several_contexts && r < n; ++r) proposal.context[r] = draw_context(serial + r);  // else all 0
    agent.propose(agent_rng, proposal);
    for (Row r = 0; r < proposal.size(); ++r)
      proposal.stamp[r] = {serial++, queue.now(), static_cast<std::uint32_t>(steps)};
    if (s.form != Form::oracle) {
      if (limit.cost != kNever) reserve_money();
      asked += std::uint64_t{proposal.size()} * s.votes;
    }
    if (moving)
      for (Metric* m : query_watchers) show_truth(*m);
    for (Metric* m : query_watchers) m->observe(proposal);
  }
  ContextId draw_context(std::uint64_t index) {
    double u = context_rng.nth(index);
    ContextId x = 0;
    while (x + 1 < world.contexts() && (u -= world.context_probability(x)) >= 0) ++x;
    return x;
  }
  std::int32_t draw_pool(double u) const {
    u *= total_share;
    std::int32_t last = 0;
    for (std::size_t i = 0; i < pools.size(); ++i) {
      if (pools[i].share == 0) continue;
      last = static_cast<std::int32_t>(i);
      if ((u -= pools[i].share) < 0) break;
    }
    return last;
  }
  std::int32_t pool_for(const QueryBatch& q, Row r, std::uint64_t vote) {
    if (q.ask[r] != QueryBatch::kAnyone) return q.ask[r];
    return pools.size() == 1 ? 0 : draw_pool(assign_rng.nth(q.stamp[r].serial * s.votes + vote));
  }
  Tick service_of(std::int32_t pool, std::uint64_t index) {
    const auto p = static_cast<std::size_t>(pool);
    const TimeLaw& law = pools[p].service;
    return law.zero() ? 0 : law.ticks(law.constant() ? 0 : service_rng[p].nth(index));
  }
  double price(std::int32_t pool, std::uint32_t vote, Tick served) const {
    const Price& p = pools[static_cast<std::size_t>(pool)].price;
    return p.label + p.second * to_seconds(served) + (vote == 0 ? p.query : 0);
  }

  // ---- answering ------------------------------------------------------------------------------------------------
  void answer(const QueryBatch& q, std::span<const Row> of, std::uint64_t votes, const Ticket& t, LabelBatch& out,
              Purpose purpose) {
    if (answered >= next_regime) adopt(regime + 1);
    const Pool& p = pools[static_cast<std::size_t>(t.pool)];
    const Row first = out.size();
    p.judge->answer({q, of, votes, t.vote, t.worker, {queue.now(), watched ? &agent.played() : nullptr}}, out);
    const double each = p.price.free() ? 0 : price(t.pool, t.vote, queue.now() - t.started);
    for (Row i = first; i < out.size(); ++i) out.stamp[i] = {t.pool, t.worker, t.started, queue.now(), each, purpose};
    if (purpose == Purpose::data && !given->charged) return;
    answered += of.size();
    if (each != 0)
      for (std::size_t i = 0; i < of.size(); ++i) cost += each;
  }
  /// Workers of the pool who have the query of the slot already.
  std::span<const std::int32_t> workers_on(Row slot, std::int32_t pool, std::uint64_t votes) {
    used_workers.clear();
    for (std::size_t v = 0; votes > 1 && v < votes; ++v)
      if (const auto u = used[std::size_t{slot} * votes + v]; u >= 0 && u >> 16 == pool)
        used_workers.push_back(u & 0xffff);
    return used_workers;
  }
  void mark_used(Row slot, std::uint64_t votes, const Ticket& t) {
    if (votes > 1 && t.worker >= 0) used[std::size_t{slot} * votes + t.vote] = t.pool << 16 | t.worker;
  }
  /// One vote of rows [r, end) by one pool, at once; a change of the world or of the worker cuts the call.
  void answer_now(const QueryBatch& q, Row r, Row end, std::uint64_t votes, std::int32_t pool, std::uint32_t vote,
                  LabelBatch& out, Purpose purpose) {
    Staff& people = staff[static_cast<std::size_t>(pool)];
    while (r < end) {
      Ticket t{.slot = r, .pool = pool, .vote = vote, .arrived = queue.now(), .started = queue.now()};
      Row upto = end;
      if (!people.unlimited()) {
        t.worker = people.hire(q.stamp[r].serial * votes + vote, workers_on(r, pool, votes), false);
        mark_used(r, votes, t), upto = r + 1;
      }
      if (answered < next_regime)
        upto = r + static_cast<Row>(std::min<std::uint64_t>(upto - r, next_regime - answered));
      answer(q, {rows.data() + r, static_cast<std::size_t>(upto - r)}, votes, t, out, purpose);
      r = upto;
    }
  }

  // ---- learning -------------------------------------------------------------------------------------------------
  void deliver() {
    for (Metric* m : label_watchers) m->observe(labels);
    if (s.majority) merge_votes();
    LabelBatch& shown = s.majority ? merged : labels;
    if (may_tie || s.majority) settle_ties(shown, s.ties, tie_rng);
    agent.learn(shown);
    ++steps, learnt += labels.size();
    labels.clear();
    while (next_check < s.at.size() && counter() >= s.at[next_check]) read(s.at[next_check]), ++next_check;
  }
  double counter() const {
    switch (s.unit) {
      case Unit::labels:
        return static_cast<double>(learnt);
      case Unit::steps:
        return static_cast<double>(steps);
      case Unit::time:
        return to_seconds(queue.now());
      case Unit::cost:
        return cost;
    }
    return 0;
  }

  // Items of open queries are pinned until their labels have been learnt.
  void hold(const QueryBatch& q, Row r) {
    for (ItemId i : q.items(r)) items->pin(i);
  }
  void drop(const QueryBatch& q, Row r) {
    for (ItemId i : q.items(r)) items->unpin(i);
  }

 private:  // of the clocked path; inline, because each is called in one or two places of clocked.cpp
  inline void handle(const Event&);
  bool ready() const { return s.async || s.arrivals || outstanding == 0; }
  inline void propose();
  inline void open_queries();
  inline void oracle_step();
  inline void rest();
  void grow();
  inline void arrive(Row ticket);
  inline bool try_start(Row ticket);
  inline void start(Row ticket);
  inline void finish(Row ticket);
  inline void serve(std::size_t pool);
  void release_votes(Row slot);
  inline void learn();
  void change_duty(Row pool);
  std::uint64_t index_of(const Ticket& k) const { return open.stamp[k.slot].serial * s.votes + k.vote; }
  inline void keep_books();
  void close_books();
};

}  // namespace paddock
