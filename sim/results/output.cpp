#include "sim/results/output.h"

#include "sim/results/rows.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace paddock {

Output::Output(std::filesystem::path target)
    : target_(std::move(target)),
      temporary_(target_.parent_path() / fmt::format(".{}.{}.tmp", target_.filename().string(), ::getpid())),
      file_(std::fopen(temporary_.c_str(), "wb")) {
  if (!file_) fail();
}

Output::~Output() {
  if (!file_) return;
  file_.reset();
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
}

void Output::fail() const {
  throw ResultsError(fmt::format("{}: cannot be written ({})", target_.string(), std::strerror(errno)));
}

void Output::write() {
  if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) != buffer_.size()) fail();
  buffer_.clear();
}

void Output::commit() {
  write();
  // to the disk before the name changes: after a power cut the file is the old one or the new one
  if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) fail();
  std::error_code error;
  std::filesystem::rename(temporary_, target_, error);
  if (error) {
    errno = error.value();
    fail();
  }
  file_.reset();
}

void write_file(const std::filesystem::path& target, std::string_view text) {
  Output out(target);
  out.add(text);
  out.commit();
}

}  // namespace paddock
