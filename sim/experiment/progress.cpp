#include "sim/experiment/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace paddock {
namespace {

bool utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const char* v = std::getenv(name); v && *v) {
      const std::string s(v);
      return s.find("UTF-8") != std::string::npos || s.find("utf8") != std::string::npos;
    }
  return false;
}
std::size_t width() {
  winsize w{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : 80;
}

}  // namespace

std::string brief(double count) {
  if (count < 1e4) return fmt::format("{:.0f}", count);
  if (count < 1e6) return fmt::format("{:.3g} k", count / 1e3);
  return count < 1e9 ? fmt::format("{:.3g} M", count / 1e6) : fmt::format("{:.3g} G", count / 1e9);
}
std::string brief_seconds(double s) {
  if (s < 10) return fmt::format("{:.1f} s", s);
  if (s < 120) return fmt::format("{:.0f} s", s);
  if (s < 7200) return fmt::format("{:.1f} min", s / 60);
  return s < 86400 ? fmt::format("{:.1f} h", s / 3600) : "> 1 d";
}

Progress::Progress(std::size_t total, std::size_t already, bool quiet)
    : total_(total - already), quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

void Progress::finished(std::uint64_t labels, bool failed) {
  const std::scoped_lock lock(mutex_);
  ++done_, failed_ += failed, labels_ += labels;
  if (quiet_ || done_ == total_) return;  // close() says the last word
  const auto now = Clock::now();
  const std::chrono::duration<double> since = now - drawn_at_;
  const std::size_t tenths = 10 * done_ / std::max<std::size_t>(1, total_);
  const bool due = terminal_ ? since.count() >= 0.1 : tenths > said_tenths_ || since.count() >= 30;
  if (!due || now - start_ < std::chrono::milliseconds(500)) return;
  said_tenths_ = tenths;
  draw(now, false, false);
}

void Progress::close(bool interrupted) {
  const std::scoped_lock lock(mutex_);
  if (!quiet_ && total_ > 0) draw(Clock::now(), true, interrupted);
}

void Progress::draw(Clock::time_point now, bool last, bool interrupted) {
  drawn_at_ = now, drawn_ = true;
  const std::string text = line(std::chrono::duration<double>(now - start_).count(), last, interrupted);
  std::fputs(terminal_ ? ("\r\033[K" + text + (last ? "\n" : " ")).c_str() : (text + "\n").c_str(), stderr);
  std::fflush(stderr);
}

std::string Progress::line(double seconds, bool last, bool interrupted) const {
  const bool fancy = utf8();
  const std::string head = fmt::format("{} {}/{} cells", fancy ? "·" : "-", done_, total_);
  std::string tail = fmt::format("{} labels, {} labels/s", brief(static_cast<double>(labels_)),
                                 brief(static_cast<double>(labels_) / std::max(seconds, 1e-3)));
  if (failed_ > 0) tail += fmt::format(", {} failed", failed_);
  if (last)
    tail += fmt::format(", {} {}", interrupted ? "stopped after" : "done in", brief_seconds(seconds));
  else if (done_ >= 3)
    tail += ", " + brief_seconds(seconds / static_cast<double>(done_) * static_cast<double>(total_ - done_)) + " left";
  const std::size_t used = head.size() + tail.size() + 6;
  const std::size_t room = terminal_ ? std::min<std::size_t>(40, width() > used ? width() - used : 0) : 20;
  const std::size_t full = room * done_ / std::max<std::size_t>(1, total_);
  std::string bar;
  for (std::size_t i = 0; i < room; ++i) bar += i < full ? (fancy ? "█" : "#") : (fancy ? "░" : ".");
  return head + "  " + bar + "  " + tail;
}

}  // namespace paddock
