// The one line on stderr that tells how far a run is.
#pragma once
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace paddock {

/// A bar on a terminal, redrawn at most ten times a second; elsewhere a line every tenth of the work or 30 seconds.
/// Nothing at all when everything ends within half a second. Thread-safe.
class Progress {
 public:
  /// `already`: cells found done. `quiet`: never print.
  Progress(std::size_t total, std::size_t already, bool quiet);
  void finished(std::uint64_t labels, bool failed);
  /// The last state, and how long it took. Call once at the end.
  void close(bool interrupted);

 private:
  using Clock = std::chrono::steady_clock;
  void draw(Clock::time_point now, bool last, bool interrupted);
  std::string line(double seconds, bool last, bool interrupted) const;

  std::mutex mutex_;
  const std::size_t total_;
  std::size_t done_ = 0, failed_ = 0, said_tenths_ = 0;
  std::uint64_t labels_ = 0;
  const bool quiet_, terminal_;
  bool drawn_ = false;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point drawn_at_ = start_;
};

/// 950, 2.0 k, 1.9 M.
std::string brief(double count);
/// 0.8 s, 42 s, 3.5 min, 2.1 h, > 1 d.
std::string brief_seconds(double seconds);

}  // namespace paddock
