#include "sim/experiment/interrupts.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace paddock {
namespace {
using Clock = std::chrono::steady_clock;
constexpr int kInterrupted = 130;
}  // namespace

struct Interrupts::Impl {
  std::stop_source start, run;
  std::atomic<bool> interrupted = false;
  sigset_t signals{}, before{};
  std::jthread waiter;  // signals are blocked everywhere and waited for here: no handler, no async-signal rules
};

Interrupts::Interrupts() : impl_(std::make_unique<Impl>()) {
  Impl& i = *impl_;
  sigemptyset(&i.signals);
  for (int s : {SIGINT, SIGTERM}) sigaddset(&i.signals, s);
  pthread_sigmask(SIG_BLOCK, &i.signals, &i.before);
  i.waiter = std::jthread([&i](const std::stop_token& over) {
    Clock::time_point abandon = Clock::time_point::max();
    while (!over.stop_requested()) {
      const timespec tick{0, 50'000'000};
      if (sigtimedwait(&i.signals, nullptr, &tick) > 0) {
        if (i.interrupted.exchange(true)) _exit(kInterrupted);  // finished cells are on disk
        i.start.request_stop();
        abandon = Clock::now() + std::chrono::seconds(2);
      }
      if (Clock::now() >= abandon) i.run.request_stop();
    }
  });
}
Interrupts::~Interrupts() {
  impl_->waiter.request_stop();
  impl_->waiter.join();
  pthread_sigmask(SIG_SETMASK, &impl_->before, nullptr);
}
std::stop_token Interrupts::start() const { return impl_->start.get_token(); }
std::stop_token Interrupts::run() const { return impl_->run.get_token(); }
bool Interrupts::interrupted() const { return impl_->interrupted; }
void Interrupts::stop_starting() { impl_->start.request_stop(); }

struct Watchdog::Guard::Watch {
  std::stop_source stop;
  Clock::time_point deadline;
  std::atomic<bool> expired = false;
};
struct Watchdog::Impl {
  double seconds;
  std::mutex mutex;
  std::vector<std::weak_ptr<Guard::Watch>> running;
  std::jthread looker;
};

Watchdog::Watchdog(double seconds) : impl_(std::make_unique<Impl>()) {
  impl_->seconds = seconds;
  if (!std::isfinite(seconds)) return;
  impl_->looker = std::jthread([i = impl_.get()](const std::stop_token& over) {
    while (!over.stop_requested()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      const std::scoped_lock lock(i->mutex);
      std::erase_if(i->running, [](const auto& w) { return w.expired(); });
      for (const auto& w : i->running)
        if (const auto watch = w.lock(); watch && Clock::now() >= watch->deadline)
          watch->expired = true, watch->stop.request_stop();
    }
  });
}
Watchdog::~Watchdog() = default;

Watchdog::Guard Watchdog::guard(std::stop_token parent) {
  Guard g;
  g.watch_ = std::make_shared<Guard::Watch>();
  g.parent_ = std::make_unique<std::stop_callback<std::function<void()>>>(
      std::move(parent), [watch = g.watch_] { watch->stop.request_stop(); });
  if (std::isfinite(impl_->seconds)) {
    g.watch_->deadline =
        Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(impl_->seconds));
    const std::scoped_lock lock(impl_->mutex);
    impl_->running.push_back(g.watch_);
  }
  return g;
}
Watchdog::Guard::Guard() = default;
Watchdog::Guard::Guard(Guard&&) noexcept = default;
Watchdog::Guard::~Guard() = default;
std::stop_token Watchdog::Guard::token() const { return watch_->stop.get_token(); }
bool Watchdog::Guard::expired() const { return watch_->expired; }

}  // namespace paddock
