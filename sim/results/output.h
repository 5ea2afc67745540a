// Files that appear whole or not at all.
#pragma once
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>

namespace paddock {

/// Writes beside the target under a temporary name and takes the target's place at commit(). Dropped without commit,
/// nothing has happened. Throws ResultsError when the disk is full or the folder cannot be written.
class Output {
 public:
  explicit Output(std::filesystem::path target);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  /// Append here; flush() now and then.
  fmt::memory_buffer& text() { return buffer_; }
  void add(std::string_view s) { buffer_.append(s.data(), s.data() + s.size()); }
  /// Hands the buffer on when it has grown large.
  void flush() {
    if (buffer_.size() > kLarge) write();
  }
  void commit();

 private:
  static constexpr std::size_t kLarge = 1 << 18;
  struct Close {
    void operator()(std::FILE* f) const { std::fclose(f); }
  };
  void write();
  [[noreturn]] void fail() const;
  std::filesystem::path target_, temporary_;
  std::unique_ptr<std::FILE, Close> file_;
  fmt::memory_buffer buffer_;
};

/// The whole file at once.
void write_file(const std::filesystem::path&, std::string_view text);

}  // namespace paddock
