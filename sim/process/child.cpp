#include "sim/process/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <thread>
#include <utility>

extern char** environ;

namespace paddock {
namespace {

using std::chrono::milliseconds;
constexpr std::size_t kChunk = 1 << 16, kRemembered = 4096, kToldLines = 4, kToldBytes = 600;
constexpr auto kTick = milliseconds(50), kGrace = milliseconds(500);

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
  Fd& operator=(Fd&& o) noexcept {
    std::swap(fd_, o.fd_);
    return *this;
  }
  ~Fd() { close(); }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

[[noreturn]] void system_error(const char* what) {
  throw ProcessError(fmt::format("{} failed: {}", what, std::strerror(errno)));
}

/// Both ends above the standard descriptors, closed in whatever is executed.
std::pair<Fd, Fd> make_pipe() {
  int raw[2];
  if (::pipe2(raw, O_CLOEXEC) != 0) system_error("making a pipe");
  Fd ends[2] = {Fd(raw[0]), Fd(raw[1])};
  for (Fd& end : ends)
    if (end.get() < 3) {
      Fd higher(::fcntl(end.get(), F_DUPFD_CLOEXEC, 3));
      if (!higher.open()) system_error("making a pipe");
      end = std::move(higher);
    }
  return {std::move(ends[0]), std::move(ends[1])};
}
void never_block(const Fd& fd) {
  if (::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK) != 0) system_error("setting up a pipe");
}

/// While alive, writing to a pipe that nobody reads is an error and not a signal.
class NoSigpipe {
 public:
  NoSigpipe() {
    sigemptyset(&pipe_), sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    ours_ = !sigismember(&pending, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoSigpipe() {
    const timespec now{};
    while (ours_ && sigtimedwait(&pipe_, nullptr, &now) < 0 && errno == EINTR) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;

 private:
  sigset_t pipe_, before_;
  bool ours_;
};

struct SpawnPlan {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t how;
  SpawnPlan() { posix_spawn_file_actions_init(&files), posix_spawnattr_init(&how); }
  ~SpawnPlan() { posix_spawn_file_actions_destroy(&files), posix_spawnattr_destroy(&how); }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
};

/// A group of its own (Ctrl-C is ours to handle), no blocked or ignored signals, no descriptors but 0, 1 and 2.
int spawn(std::vector<std::string>& command, const Fd& in, const Fd& out, const Fd& err) {
  SpawnPlan plan;
  int to = 0;
  for (const Fd* fd : {&in, &out, &err}) posix_spawn_file_actions_adddup2(&plan.files, fd->get(), to++);
  posix_spawn_file_actions_addclosefrom_np(&plan.files, 3);
  sigset_t none, all;
  sigemptyset(&none), sigfillset(&all);
  posix_spawnattr_setsigmask(&plan.how, &none), posix_spawnattr_setsigdefault(&plan.how, &all);
  posix_spawnattr_setpgroup(&plan.how, 0);
  posix_spawnattr_setflags(&plan.how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::vector<char*> words;
  for (std::string& w : command) words.push_back(w.data());
  words.push_back(nullptr);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, words[0], &plan.files, &plan.how, words.data(), environ);
  if (error == ENOENT) throw ProcessError(fmt::format("there is no program '{}'", command[0]));
  if (error) throw ProcessError(fmt::format("the program '{}' cannot be run: {}", command[0], std::strerror(error)));
  return pid;
}

/// On one line, printable, of bounded length: what strangers say goes into messages and tables.
std::string tame(std::string_view text, std::size_t most) {
  std::string out;
  if (text.size() > most) text = text.substr(0, most);
  for (const char c : text) out += c >= ' ' && c <= '~' ? c : c == '\t' ? ' ' : '?';
  return out;
}
std::string last_lines(std::string_view said) {
  std::vector<std::string_view> lines;
  while (!said.empty()) {
    const auto end = said.find('\n');
    if (const auto line = said.substr(0, end); line.find_first_not_of(" \t\r") != std::string_view::npos)
      lines.push_back(line.substr(line.find_first_not_of(" \t\r")));
    said.remove_prefix(end == std::string_view::npos ? said.size() : end + 1);
  }
  std::string out;
  for (std::size_t i = lines.size() - std::min(lines.size(), kToldLines); i < lines.size(); ++i)
    out += (out.empty() ? "" : " | ") + tame(lines[i], kToldBytes / kToldLines);
  return out;
}

}  // namespace

struct Child::Pipes {
  Fd in, out, err;  // our ends of its standard streams
};

Child::Child(std::vector<std::string> command, double timeout, std::stop_token stop)
    : command_(std::move(command)),
      timeout_(std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::min(timeout, 1e8)))),
      stop_(std::move(stop)),
      pipes_(std::make_unique<Pipes>()) {
  auto [their_in, in] = make_pipe();
  auto [out, their_out] = make_pipe();
  auto [err, their_err] = make_pipe();
  for (const Fd* fd : {&in, &out, &err}) never_block(*fd);
  pid_ = spawn(command_, their_in, their_out, their_err);
  pipes_->in = std::move(in), pipes_->out = std::move(out), pipes_->err = std::move(err);
}

Child::~Child() {
  pipes_.reset();
  ::kill(-pid_, SIGKILL);  // before it is reaped: until then nobody else can have its number
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

bool Child::gone(Clock::duration patience) const {
  for (const auto until = Clock::now() + patience;; std::this_thread::sleep_for(milliseconds(1))) {
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == pid_)
      return true;
    if (Clock::now() >= until) return false;
  }
}

std::string Child::ended() {
  if (!gone(kGrace)) return "closed its output";
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return info.si_code == CLD_EXITED
             ? fmt::format("ended with exit code {}", info.si_status)
             : fmt::format("was ended by signal {} ({})", info.si_status, strsignal(info.si_status));
}

void Child::fail(const std::string& what) {
  hear();
  std::string words;
  for (const auto& w : command_) words += (words.empty() ? "" : " ") + w;
  const std::string said = last_lines(said_);
  throw ProcessError(fmt::format("the program '{}' {}{}", tame(words, kToldBytes), what,
                                 said.empty() ? "" : "; on stderr it last said: " + said));
}

void Child::hear() {
  char chunk[kChunk];
  for (int turn = 0; turn < 16 && pipes_->err.open(); ++turn) {  // a flood is heard in turns
    const auto n = ::read(pipes_->err.get(), chunk, sizeof chunk);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return pipes_->err.close();
    if (n < 0) return;
    said_.append(chunk, static_cast<std::size_t>(n));
    if (said_.size() > kRemembered) said_.erase(0, said_.size() - kRemembered);
  }
}

bool Child::read_some() {
  const auto before = buffer_.size();
  buffer_.resize(before + kChunk);
  const auto n = ::read(pipes_->out.get(), buffer_.data() + before, kChunk);
  buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

void Child::write_some(std::string_view& rest) {
  const NoSigpipe guard;
  const auto n = ::write(pipes_->in.get(), rest.data(), rest.size());
  if (n > 0)
    rest.remove_prefix(static_cast<std::size_t>(n));
  else if (n < 0 && errno != EAGAIN && errno != EINTR)
    pipes_->in.close();  // it reads no more; what it last said comes out of the other pipes
}

std::string_view Child::ask(std::string_view request, std::string_view what) {
  buffer_.erase(0, used_), used_ = 0;
  const auto deadline = Clock::now() + timeout_;
  std::string sent(request);
  sent += '\n';
  std::string_view rest = sent;
  std::size_t searched = 0;
  for (;;) {
    if (!buffer_.empty() && rest.size() == sent.size())
      fail(fmt::format("spoke unasked, before '{}': '{}'", what, tame(buffer_.substr(0, buffer_.find('\n')), 80)));
    if (stop_.stop_requested()) fail(fmt::format("was stopped while '{}' waited for its reply", what));
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    if (left.count() <= 0)
      fail(fmt::format("sent no reply to '{}' within {} s", what, std::chrono::duration<double>(timeout_).count()));
    // A descriptor of -1 is passed over.
    std::array<pollfd, 3> ready{pollfd{pipes_->out.get(), POLLIN, 0}, pollfd{pipes_->err.get(), POLLIN, 0},
                                pollfd{rest.empty() ? -1 : pipes_->in.get(), POLLOUT, 0}};
    ::poll(ready.data(), ready.size(), static_cast<int>(std::min(left, kTick).count()));
    if (ready[1].revents) hear();
    if (ready[0].revents) {
      if (!read_some()) fail(fmt::format("{} before it replied to '{}'", ended(), what));
      if (const auto end = buffer_.find('\n', searched); end != std::string::npos) {
        if (rest.size() == sent.size()) continue;  // unasked
        if (!rest.empty()) fail(fmt::format("replied to '{}' before it had read it", what));
        used_ = end + 1;
        return std::string_view(buffer_).substr(0, end);
      }
      searched = buffer_.size();
      if (buffer_.size() > kLongestReply)
        fail(fmt::format("was cut off: its reply to '{}' is longer than {} MiB", what, kLongestReply >> 20));
    } else if (ready[2].revents) {
      write_some(rest);
    }
  }
}

void Child::part(std::string_view request) {
  std::string sent(request);
  sent += '\n';
  std::string_view rest = sent;
  if (pipes_->in.open()) write_some(rest);
  pipes_->in.close(), pipes_->out.close();
  hear();
  pipes_->err.close();
  gone(kGrace);
}

}  // namespace paddock
