// The event queue of one run: (time, sequence) order, 16-byte events, nothing allocated once warm.
#pragma once
#include "sim/core/types.h"

#include <boost/circular_buffer.hpp>

#include <cstdint>
#include <queue>
#include <vector>

namespace paddock {

/// A queue that grows by doubling, so it allocates nothing once warm.
template <class T>
class Fifo {
 public:
  bool empty() const { return ring_.empty(); }
  std::size_t size() const { return ring_.size(); }
  const T& operator[](std::size_t i) const { return ring_[i]; }
  void push(T v) {
    if (ring_.full()) ring_.set_capacity(2 * ring_.capacity());
    ring_.push_back(v);
  }
  T pop() {
    const T v = ring_.front();
    return ring_.pop_front(), v;
  }
  T take(std::size_t i) {
    const T v = ring_[i];
    return ring_.erase(ring_.begin() + static_cast<std::ptrdiff_t>(i)), v;
  }

 private:
  boost::circular_buffer<T> ring_{16};
};

/// Everything that can happen. Sequence, kind and subject share one word, sequence on top.
struct Event {
  enum class Kind : std::uint8_t {
    proposal,      ///< the agent may ask
    arrival,       ///< a vote joins its pool
    start,         ///< somebody begins to answer it
    finish,        ///< it is answered
    learn,         ///< the agent learns what has arrived
    train,         ///< the agent has finished computing
    shift,         ///< the world changes
    availability,  ///< a pool goes on or off duty
    deadline       ///< the time budget is spent
  };
  Tick time;
  std::uint64_t word;
  Kind kind() const { return static_cast<Kind>(word >> 24 & 15); }
  Row subject() const { return static_cast<Row>(word & 0xffffff); }
  bool operator>(const Event& o) const { return time != o.time ? time > o.time : word > o.word; }
};

class EventQueue {
 public:
  /// An event for now goes behind everything already due now, which is (time, sequence) order: events of this instant
  /// in the heap were posted earlier. So zero delays never touch the heap, and never recurse.
  void post(Event::Kind kind, Row subject, Tick delay = 0) {
    const Event e{now_ + delay, sequence_++ << 28 | static_cast<std::uint64_t>(kind) << 24 | subject};
    if (delay == 0)
      due_.push(e);
    else
      heap_.push(e);
  }
  bool empty() const { return due_.empty() && heap_.empty(); }
  Event pop() {
    Event e;
    if (!due_.empty() && (heap_.empty() || heap_.top().time > now_))
      e = due_.pop();
    else
      e = heap_.top(), heap_.pop();
    now_ = e.time, ++handled_;
    return e;
  }
  Tick now() const { return now_; }
  std::uint64_t handled() const { return handled_; }

 private:
  Fifo<Event> due_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> heap_;
  Tick now_ = 0;
  std::uint64_t sequence_ = 0, handled_ = 0;
};

}  // namespace paddock
