// A program of somebody else as a child process: a line asked, a line replied, never more trust than that.
#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace paddock {

/// A program outside did not keep to the protocol; the message is a sentence with its command and what it last said on
/// stderr.
class ProcessError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Runs a command (no shell) in a process group of its own, with three pipes and nothing else of ours open. Gone with
/// its whole group when this is destroyed. Not thread-safe.
class Child {
 public:
  static constexpr std::size_t kLongestReply = 8 << 20;  ///< bytes of a line; beyond, it is cut off
  /// `timeout`: seconds for one reply. Throws ProcessError when there is no such program.
  Child(std::vector<std::string> command, double timeout, std::stop_token stop = {});
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Sends a line (without its end) and waits for one; valid until the next call. `what` names the request in messages.
  std::string_view ask(std::string_view request, std::string_view what);
  /// Says goodbye and gives it a moment to end by itself.
  void part(std::string_view request);
  /// Throws: `the program 'python3 x.py' <what it did>; on stderr it last said: …`.
  [[noreturn]] void fail(const std::string& what);

 private:
  struct Pipes;
  using Clock = std::chrono::steady_clock;
  std::string ended();  // how, in words; waits a moment for it
  bool gone(Clock::duration patience) const;
  bool read_some();  // of stdout; false at its end
  void hear();       // stderr, keeping the last of it
  void write_some(std::string_view& rest);

  std::vector<std::string> command_;
  Clock::duration timeout_;
  std::stop_token stop_;
  int pid_ = -1;
  std::unique_ptr<Pipes> pipes_;
  std::string buffer_, said_;
  std::size_t used_ = 0;  // bytes of the buffer that were the last reply
};

}  // namespace paddock
