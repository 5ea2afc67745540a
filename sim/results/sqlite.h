// A thin wrapper over SQLite's C interface: handles that close themselves, errors that are sentences.
#pragma once
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace paddock::sqlite {

/// An open database file. Not thread-safe by itself.
class Database {
 public:
  /// `frozen`: read without locks or helper files, as on a read-only folder; nobody may be writing.
  enum class Mode : std::uint8_t { frozen, read, write };
  /// `vfs` may be empty. Throws ResultsError.
  Database(std::filesystem::path, Mode, int patience_ms, const std::string& vfs);
  /// Runs statements that return nothing of interest.
  void run(const char* sql);
  /// The first column of the first row as text, or "".
  std::string text(const char* sql);
  std::int64_t number(const char* sql);
  /// run() for statements in which SQLite does not wait for other processes, such as a change of the journal.
  void run_patiently(const char* sql);
  [[noreturn]] void fail(int code) const;
  sqlite3* get() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  std::filesystem::path path_;
  std::chrono::milliseconds patience_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement, used again and again: bind all parameters, then run() or step through the rows.
class Statement {
 public:
  Statement(Database&, const char* sql);
  /// Binds parameters 1, 2, … and returns itself. Texts and blobs must live until the next bind or reset.
  template <class... T>
  Statement& bind(const T&... values) {
    reset();
    int i = 0;
    (put(++i, values), ...);
    return *this;
  }
  bool step();  ///< true: a row is there
  void run();   ///< to the end, then reset
  void reset() { sqlite3_reset(handle_.get()); }
  std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  double real(int column) const { return sqlite3_column_double(handle_.get(), column); }
  bool null(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL; }
  std::string text(int column) const;
  std::span<const std::byte> blob(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
  };
  void check(int code);
  void put(int i, std::int64_t v) { check(sqlite3_bind_int64(handle_.get(), i, v)); }
  void put(int i, double v) { check(sqlite3_bind_double(handle_.get(), i, v)); }
  void put(int i, std::nullptr_t) { check(sqlite3_bind_null(handle_.get(), i)); }
  void put(int i, std::string_view v);
  void put(int i, std::span<const std::byte> v);
  Database& db_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// Everything until commit(), or nothing.
class Transaction {
 public:
  explicit Transaction(Database& db) : db_(db) { db_.run("BEGIN IMMEDIATE"); }
  ~Transaction() {
    if (!done_) sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() { db_.run("COMMIT"), done_ = true; }

 private:
  Database& db_;
  bool done_ = false;
};

}  // namespace paddock::sqlite
