// Ctrl-C and its relatives, as stop tokens.
#pragma once
#include <functional>
#include <memory>
#include <stop_token>

namespace paddock {

/// While alive: the first SIGINT or SIGTERM asks for no new work (`start`), two seconds later what runs is abandoned
/// (`run`); a second signal ends the process at once with exit code 130. Must be made before any thread is.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  std::stop_token start() const;
  std::stop_token run() const;
  bool interrupted() const;
  void stop_starting();  ///< --fail-fast
 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Ends runs that take too long: guard() returns a token that is stopped after the limit, or with the parent.
class Watchdog {
 public:
  explicit Watchdog(double seconds);  ///< infinity: never
  ~Watchdog();
  class Guard {
   public:
    Guard();
    Guard(Guard&&) noexcept;
    ~Guard();
    std::stop_token token() const;
    bool expired() const;

   private:
    friend class Watchdog;
    struct Watch;
    std::shared_ptr<Watch> watch_;
    std::unique_ptr<std::stop_callback<std::function<void()>>> parent_;
  };
  Guard guard(std::stop_token parent);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace paddock
