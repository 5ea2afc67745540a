// The path with a clock: everything that happens is an event.
#include "sim/kernel/state.h"

namespace paddock {

void Kernel::State::run_by_events() {
  open.reshape(s.form, s.size, 0);
  labels.queries = held.queries = merged.queries = &open;
  used.clear();
  for (std::size_t r = 1; r < regimes.size(); ++r)
    if (regimes[r].time) queue.post(Event::Kind::shift, static_cast<Row>(r), *regimes[r].time);
  for (Row p = 0; p < pools.size(); ++p)
    if (const Availability& hours = pools[p].availability; hours.off > 0) {
      staff[p].on_duty = false;
      queue.post(Event::Kind::availability, p, ticks(hours.start));
    }
  if (limit.time != kNever) queue.post(Event::Kind::deadline, 0, ticks(limit.time));
  queue.post(Event::Kind::proposal, 0, s.arrivals ? s.arrivals->ticks(pace_rng.nth(0)) : 0);
  while (!over && !queue.empty()) {
    if ((queue.handled() & 1023) == 1023 && stop.stop_requested()) return;
    const Event e = queue.pop();
    keep_books();
    handle(e);
  }
  close_books();
  over = true;
}

void Kernel::State::handle(const Event& e) {
  switch (e.kind()) {
    case Event::Kind::proposal:
      return propose();
    case Event::Kind::arrival:
      return arrive(e.subject());
    case Event::Kind::start:
      return start(e.subject());
    case Event::Kind::finish:
      return finish(e.subject());
    case Event::Kind::learn:
      return learn();
    case Event::Kind::train:  // what came in meanwhile is learnt after asking, or a busy crowd would starve the asking
      busy = false;
      propose();
      if (labels.size() > 0 && ready()) queue.post(Event::Kind::learn, 0);
      return;
    case Event::Kind::shift:
      return adopt(e.subject());
    case Event::Kind::availability:
      return change_duty(e.subject());
    case Event::Kind::deadline:
      over = true;
  }
}

// ---- the agent's side -------------------------------------------------------------------------------------------
void Kernel::State::propose() {
  if (s.form == Form::oracle) return oracle_step();
  Row n = room();
  if (s.arrivals)
    n = std::min(n, s.batch);
  else if (s.async)
    n = std::min(n, s.open - std::min(s.open, outstanding));
  else if (outstanding > 0)
    n = 0;
  proposal.clear(0);
  if (n > 0) ask(n);
  open_queries();
  if (s.arrivals && room() > 0)
    queue.post(Event::Kind::proposal, 0, s.arrivals->ticks(pace_rng.nth(serial)));
  else if (outstanding == 0 && !busy && labels.size() == 0)
    over = true;  // nothing will ever happen again
}

void Kernel::State::open_queries() {
  for (Row r = 0; r < proposal.size(); ++r) {
    if (free_slots.empty()) grow();
    const Row slot = free_slots.back();
    free_slots.pop_back();
    open.copy(slot, proposal, r);
    pending[slot] = static_cast<std::int32_t>(s.votes), ++outstanding;
    if (s.votes > 1) std::fill_n(used.begin() + static_cast<std::ptrdiff_t>(std::size_t{slot} * s.votes), s.votes, -1);
    if (items) hold(open, slot);
    for (std::uint32_t v = 0; v < s.votes; ++v) {
      if (free_tickets.empty()) free_tickets.push_back(static_cast<Row>(tickets.size())), tickets.emplace_back();
      const Row t = free_tickets.back();
      free_tickets.pop_back();
      tickets[t] = {.slot = slot, .pool = pool_for(open, slot, v), .vote = v};
      queue.post(Event::Kind::arrival, t);
    }
  }
}

void Kernel::State::grow() {  // doubles the table of open queries; its size follows the most ever outstanding
  const Row old = static_cast<Row>(open.context.size()), now = std::max<Row>(16, 2 * old);
  open.reshape(s.form, s.size, now), pending.resize(now, -1), used.resize(std::size_t{now} * s.votes, -1);
  for (Row r = now; r-- > old;) free_slots.push_back(r);
  const Row votes = now * s.votes;
  labels.reshape(open, votes), held.reshape(open, votes), merged.reshape(open, now);
}

void Kernel::State::oracle_step() {
  const Row n = room();
  if (n > 0) ask(n);
  if (n == 0 || proposal.size() == 0) {
    over = true;
    return;
  }
  labels.queries = &proposal;
  deliver();
  rest();
}

void Kernel::State::rest() {  // from having learnt to the next proposal
  if (s.compute) {
    busy = true;
    queue.post(Event::Kind::train, 0, s.compute->ticks(compute_rng.nth(steps)));
  } else if (!s.arrivals) {
    queue.post(Event::Kind::proposal, 0);
  }
}

void Kernel::State::learn() {
  if (labels.size() == 0 || busy) return;  // an earlier event of this instant took them, or the agent computes
  answered_slots.assign(labels.query.begin(), labels.query.begin() + labels.size());
  deliver();
  for (Row slot : answered_slots) {
    if (pending[slot] != 0) continue;
    if (items) drop(open, slot);
    pending[slot] = -1;  // freed once although several votes name it
    free_slots.push_back(slot);
  }
  rest();
  if (steps >= step_limit || (s.arrivals && room() == 0 && outstanding == 0)) over = true;
}

// ---- the annotators' side ---------------------------------------------------------------------------------------
void Kernel::State::arrive(Row t) {
  tickets[t].arrived = queue.now(), tickets[t].stage = Ticket::Stage::waiting;
  ++in_system, ++books.votes;
  if (!try_start(t)) staff[static_cast<std::size_t>(tickets[t].pool)].waiting.push(t);
}

bool Kernel::State::try_start(Row t) {
  Ticket& k = tickets[t];
  const auto p = static_cast<std::size_t>(k.pool);
  if (!staff[p].on_duty) return false;
  k.worker = staff[p].hire(index_of(k), workers_on(k.slot, k.pool, s.votes), !instant(pools[p]));
  if (k.worker == Staff::kNobody) return false;
  mark_used(k.slot, s.votes, k);
  queue.post(Event::Kind::start, t);
  return true;
}

void Kernel::State::start(Row t) {
  Ticket& k = tickets[t];
  k.started = queue.now(), k.stage = Ticket::Stage::served;
  waits += k.started - k.arrived;
  queue.post(Event::Kind::finish, t, service_of(k.pool, index_of(k)));
}

void Kernel::State::finish(Row t) {
  const Ticket k = tickets[t];
  const auto p = static_cast<std::size_t>(k.pool);
  answer(open, {&k.slot, 1}, s.votes, k, s.majority ? held : labels, Purpose::answer);
  sojourns += queue.now() - k.arrived, service += queue.now() - k.started, --in_system;
  tickets[t].stage = Ticket::Stage::away, free_tickets.push_back(t);
  if (!instant(pools[p])) staff[p].release(k.worker), serve(p);
  if (--pending[k.slot] == 0) {
    --outstanding;
    if (s.majority) release_votes(k.slot);
  }
  if (ready() && !busy && labels.size() > 0) queue.post(Event::Kind::learn, 0);
}

void Kernel::State::serve(std::size_t p) {  // first come, first served among those whom somebody free may answer
  for (std::size_t i = 0; i < staff[p].waiting.size();) {
    if (try_start(staff[p].waiting[i]))
      staff[p].waiting.take(i);
    else if (s.votes == 1)
      return;
    else
      ++i;
  }
}

void Kernel::State::release_votes(Row slot) {  // all votes of a query are in
  for (Row i = 0; i < held.size(); ++i)
    if (held.query[i] == slot) labels.copy(held, i);
  const Row size = held.size();
  held.clear();
  for (Row i = 0; i < size; ++i)
    if (held.query[i] != slot) held.copy(held, i);  // moves towards the front, never over a row still wanted
}

void Kernel::State::change_duty(Row p) {
  staff[p].on_duty = !staff[p].on_duty;
  const Availability& hours = pools[p].availability;
  queue.post(Event::Kind::availability, p, ticks(staff[p].on_duty ? hours.on : hours.off));
  if (staff[p].on_duty) serve(p);
}

// ---- books ------------------------------------------------------------------------------------------------------
void Kernel::State::keep_books() {
  length_integral += static_cast<Wide>(in_system) * (queue.now() - books_at);
  books_at = queue.now();
}

void Kernel::State::close_books() {
  for (const Ticket& k : tickets) {
    if (k.stage == Ticket::Stage::away) continue;
    sojourns += queue.now() - k.arrived;
    if (k.stage == Ticket::Stage::served)
      service += queue.now() - k.started;
    else
      waits += queue.now() - k.arrived;
  }
  const auto seconds = [](Wide v) { return static_cast<double>(v) / static_cast<double>(kSecond); };
  books.length_integral = seconds(length_integral), books.sojourns = seconds(sojourns);
  books.waits = seconds(waits), books.busy = seconds(service);
}

}  // namespace paddock
