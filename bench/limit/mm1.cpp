// The limit of a single-server queue on an event heap: two events a job, nothing else.
#include "bench/limit/limits.h"
#include "sim/core/stream.h"

#include <cmath>
#include <cstdint>
#include <queue>
#include <utility>
#include <vector>

namespace paddock::limit {

Queue mm1(std::uint64_t jobs, std::uint64_t seed) {
  struct Event {
    std::int64_t time;
    std::uint64_t order;  // sequence above one bit of kind
    bool operator>(const Event& o) const { return time != o.time ? time > o.time : order > o.order; }
  };
  Stream rng(seed, 0, Purpose::service);
  const auto exponential = [&](double mean) {
    return static_cast<std::int64_t>(-mean * std::log(1 - rng.uniform()) * 1e9);
  };
  std::priority_queue<Event, std::vector<Event>, std::greater<>> heap;
  std::vector<std::int64_t> line(1 << 16);  // arrival times of those waiting, a ring
  std::uint64_t head = 0, tail = 0, sequence = 0, arrived = 0;
  bool busy = false;
  Queue out;
  double waited = 0;
  heap.push({exponential(1 / 0.9), sequence++ << 1});
  while (!heap.empty()) {
    const Event e = heap.top();
    heap.pop();
    ++out.events;
    if ((e.order & 1) == 0) {
      if (++arrived < jobs) heap.push({e.time + exponential(1 / 0.9), sequence++ << 1});
      if (busy)
        line[tail++ & 0xffff] = e.time;
      else
        busy = true, heap.push({e.time + exponential(1), sequence++ << 1 | 1});
    } else if (head != tail) {
      waited += static_cast<double>(e.time - line[head++ & 0xffff]);
      heap.push({e.time + exponential(1), sequence++ << 1 | 1});
    } else {
      busy = false;
    }
  }
  out.mean_wait = waited / static_cast<double>(jobs) / 1e9;
  return out;
}

}  // namespace paddock::limit
