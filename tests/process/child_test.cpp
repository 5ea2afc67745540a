// Programs that behave and programs that don't: a line asked is a line replied or a sentence, and nothing stays behind.
#include "sim/process/child.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

namespace paddock {
namespace {

std::vector<std::string> sh(const std::string& script) { return {"sh", "-c", script}; }

/// Why the child's reply to `request` is refused; empty when it isn't.
std::string refusal(Child& child, const std::string& request = "x") {
  try {
    child.ask(request, "propose");
  } catch (const ProcessError& e) {
    return e.what();
  }
  return {};
}
std::string refusal_of(const std::string& script, double timeout = 10, const std::string& request = "x") {
  Child child(sh(script), timeout);
  return refusal(child, request);
}

/// Running, that is neither gone nor a zombie that its new parent has not looked at yet.
bool runs(int pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state;
  return static_cast<bool>(in >> number >> name >> state) && state != "Z";
}

/// Most memory this process ever held, in bytes.
std::size_t peak() {
  std::ifstream in("/proc/self/status");
  for (std::string word; in >> word;)
    if (word == "VmHWM:") {
      std::size_t kilobytes = 0;
      in >> kilobytes;
      return kilobytes << 10;
    }
  return 0;
}
double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST(Child, RepliesLineByLine) {
  Child child(sh("while read -r l; do echo \"got $l\"; done"), 10);
  for (const std::string word : {"one", "two", ""}) EXPECT_EQ(child.ask(word, "x"), "got " + word);
  child.part("bye");
}

TEST(Child, TakesLongLinesBothWays) {
  const std::string line(3 << 20, 'x');
  Child child({"cat"}, 60);
  EXPECT_EQ(child.ask(line, "x"), line);
  EXPECT_EQ(child.ask("short", "x"), "short");
}

TEST(Child, WordsAreNotReadByAShell) {
  Child child({"printf", "%s\\n", "$HOME; echo `id`"}, 10);
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_NE(refusal(child).find("spoke unasked, before 'propose': '$HOME; echo `id`'"), std::string::npos);
}

TEST(Child, ThatIsNotThereIsNamed) {
  EXPECT_THROW(Child({"no-such-program-anywhere"}, 1), ProcessError);
  try {
    Child({"no-such-program-anywhere"}, 1);
  } catch (const ProcessError& e) {
    EXPECT_STREQ(e.what(), "there is no program 'no-such-program-anywhere'");
  }
}

TEST(Child, ThatEndsEarlySaysHowAndWhatItSaidLast) {
  const auto why = refusal_of("read l; echo one >&2; printf 'Traceback:\\n  boom\\n' >&2; exit 3");
  EXPECT_EQ(why,
            "the program 'sh -c read l; echo one >&2; printf 'Traceback:\\n  boom\\n' >&2; exit 3' ended with exit "
            "code 3 before it replied to 'propose'; on stderr it last said: one | Traceback: | boom");
  EXPECT_NE(refusal_of("read l; kill -9 $$").find("was ended by signal 9"), std::string::npos);
  EXPECT_NE(refusal_of("exit 0").find("ended with exit code 0"), std::string::npos);
}

TEST(Child, ThatSleepsIsNotWaitedFor) {
  const auto start = std::chrono::steady_clock::now();
  int pid = 0, grandchild = 0;
  {
    Child child(sh("read l; echo $$; read l; sleep 300 & echo $!; read l; wait"), 0.3);
    pid = std::stoi(std::string(child.ask("a", "x")));
    grandchild = std::stoi(std::string(child.ask("b", "x")));
    EXPECT_TRUE(runs(pid));
    EXPECT_TRUE(runs(grandchild));
    EXPECT_NE(refusal(child).find("sent no reply to 'propose' within 0.3 s"), std::string::npos);
  }
  EXPECT_NE(::kill(pid, 0), 0) << "reaped";
  for (int i = 0; i < 100 && runs(grandchild); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_FALSE(runs(grandchild)) << "its children go with it";
  EXPECT_LT(seconds_since(start), 20) << "expected about 0.3 s";
}

TEST(Child, IsAskedToLeaveBeforeItIsMadeTo) {
  const auto file = "/tmp/paddock-child-" + std::to_string(::getpid());
  {
    Child child(sh("read l; echo; read l; echo \"$l\" > " + file), 10);
    child.ask("x", "x");
    child.part("bye");
  }
  std::ifstream in(file);
  std::string said;
  EXPECT_TRUE(std::getline(in, said));
  EXPECT_EQ(said, "bye");
  ::unlink(file.c_str());
}

TEST(Child, ThatFloodsIsCutOff) {
  const std::size_t before = peak();
  EXPECT_NE(refusal_of("read l; head -c 1000000000 /dev/zero | tr '\\0' x")
                .find("was cut off: its reply to 'propose' is "
                      "longer than 8 MiB"),
            std::string::npos);
  {  // lines without end: the first is a reply, the others came unasked
    Child child(sh("read l; yes"), 10);
    EXPECT_EQ(child.ask("x", "x"), "y");
    EXPECT_NE(refusal(child).find("spoke unasked"), std::string::npos);
  }
  EXPECT_EQ(refusal_of("read l; head -c 100000000 /dev/zero >&2; echo done"), "") << "stderr is heard, and forgotten";
  EXPECT_LT(peak() - before, 100u << 20);
}

TEST(Child, ThatDoesNotListenIsNotWaitedFor) {
  const std::string large(1 << 20, 'x');
  EXPECT_NE(refusal_of("sleep 300", 0.3, large).find("sent no reply"), std::string::npos);
  EXPECT_NE(refusal_of("exec <&-; exit 5", 10, large).find("ended with exit code 5"), std::string::npos)
      << "and no SIGPIPE ends us";
  EXPECT_NE(refusal_of("head -c 10 >/dev/null; echo yes; sleep 300", 10, large).find("before it had read it"),
            std::string::npos);
}

TEST(Child, GetsNoDescriptorsAndSignalMasksOfOurs) {
  const int leak = ::open("/dev/null", O_RDONLY);  // not marked close-on-exec, as files of other libraries are
  ASSERT_GE(leak, 3);
  sigset_t some, before;
  sigemptyset(&some), sigaddset(&some, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &some, &before);
  Child child(sh("read l; [ -e /proc/$$/fd/" + std::to_string(leak) +
                 " ] && echo leaked || echo closed; read l; grep SigBlk /proc/self/status; read l; "
                 "ps -o pgid= -p $$ 2>/dev/null || cut -d' ' -f5 /proc/$$/stat"),
              10);
  EXPECT_EQ(child.ask("x", "x"), "closed");
  EXPECT_EQ(child.ask("x", "x"), "SigBlk:\t0000000000000000");
  EXPECT_NE(std::stoi(std::string(child.ask("x", "x"))), ::getpgrp()) << "a group of its own: Ctrl-C is ours";
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ::close(leak);
}

TEST(Child, IsNotWaitedForWhenEverythingStops) {
  std::stop_source stop;
  Child child(sh("sleep 300"), 300, stop.get_token());
  const auto start = std::chrono::steady_clock::now();
  const std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop.request_stop();
  });
  EXPECT_NE(refusal(child).find("was stopped"), std::string::npos);
  EXPECT_LT(seconds_since(start), 20) << "expected 0.1 s";
}

}  // namespace
}  // namespace paddock
