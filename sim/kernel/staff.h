// The people of one pool while a run goes on: who is free, who waits, whether it is on duty.
#pragma once
#include "sim/core/stream.h"
#include "sim/kernel/events.h"

#include <span>
#include <vector>

namespace paddock {

/// One vote wanted on one open query.
struct Ticket {
  enum class Stage : std::uint8_t { away, waiting, served };
  Row slot = 0;
  std::int32_t pool = 0, worker = -1;
  std::uint32_t vote = 0;
  Tick arrived = 0, started = 0;
  Stage stage = Stage::away;
};

class Staff {
 public:
  Staff(std::uint64_t seed, std::uint32_t replication, std::uint32_t entity, int workers)
      : choice_(seed, replication, Purpose::staffing, entity),
        busy_(static_cast<std::size_t>(workers), 0),
        free_(workers) {}
  Fifo<Row> waiting;  ///< tickets, first come first served
  bool on_duty = true;

  bool unlimited() const { return busy_.empty(); }
  /// A worker for the vote named `index` who has not labelled the query yet (`used`), uniformly among the free ones;
  /// -2: everybody suitable is busy. `occupy` false: an answer takes no time, so nobody is ever busy.
  std::int32_t hire(std::uint64_t index, std::span<const std::int32_t> used, bool occupy) {
    if (unlimited()) return -1;
    int eligible = occupy ? free_ : static_cast<int>(busy_.size());
    if (eligible == 0) return kNobody;
    for (std::int32_t w : used) eligible -= !(occupy && busy_[static_cast<std::size_t>(w)]);
    if (eligible <= 0) return kNobody;
    auto k = eligible == 1 ? 0 : static_cast<int>(choice_.nth(index) * eligible);
    for (std::size_t w = 0; w < busy_.size(); ++w) {
      if ((occupy && busy_[w]) || contains(used, static_cast<std::int32_t>(w))) continue;
      if (k-- > 0) continue;
      if (occupy) busy_[w] = 1, --free_;
      return static_cast<std::int32_t>(w);
    }
    return kNobody;
  }
  void release(std::int32_t worker) {
    if (worker >= 0) busy_[static_cast<std::size_t>(worker)] = 0, ++free_;
  }
  static constexpr std::int32_t kNobody = -2;

 private:
  static bool contains(std::span<const std::int32_t> used, std::int32_t w) {
    for (std::int32_t u : used)
      if (u == w) return true;
    return false;
  }
  Stream choice_;
  std::vector<std::uint8_t> busy_;
  int free_;
};

}  // namespace paddock
