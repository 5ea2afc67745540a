#include "sim/results/sqlite.h"

#include "sim/results/rows.h"

#include <fmt/format.h>

#include <thread>

namespace paddock::sqlite {

namespace {

/// What SQLite's code means for somebody who ran a study.
std::string sentence(int code, const char* detail) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return "the disk is full. Finished cells are safe; make room and run the same command again";
    case SQLITE_READONLY:
      return "it cannot be written (read-only file or folder, or another user's). Choose another folder with --out";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process keeps it locked. Wait until that one is done, or use another folder";
    case SQLITE_NOTADB:
      return "it is not a results database, or it is damaged at its start";
    case SQLITE_CORRUPT:
      return "it is damaged. Move it away and run again, or restore a copy";
    case SQLITE_CANTOPEN:
      return "it cannot be opened: the folder does not exist, or access is not allowed";
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "access is not allowed";
    case SQLITE_IOERR:
      return fmt::format("reading or writing failed ({})", detail);
    default:
      return detail;
  }
}

std::string uri(const std::string& path, bool immutable) {
  std::string out = "file:";
  for (const char c : path)
    if (c == '%' || c == '?' || c == '#')
      out += fmt::format("%{:02x}", static_cast<unsigned>(c));
    else
      out += c;
  return out + (immutable ? "?immutable=1" : "");
}

}  // namespace

Database::Database(std::filesystem::path path, Mode mode, int patience_ms, const std::string& vfs)
    : path_(std::move(path)), patience_(patience_ms) {
  sqlite3* raw = nullptr;
  // also to read: who may not write could not tidy up the log's helper files either
  const int access = mode == Mode::frozen ? SQLITE_OPEN_READONLY
                     : mode == Mode::read ? SQLITE_OPEN_READWRITE
                                          : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;
  const std::string name = uri(std::filesystem::absolute(path_).string(), mode == Mode::frozen);
  const int code = sqlite3_open_v2(name.c_str(), &raw, flags, vfs.empty() ? nullptr : vfs.c_str());
  handle_.reset(raw);
  if (code != SQLITE_OK) fail(code);
  sqlite3_busy_timeout(raw, patience_ms);
  if (mode == Mode::read) run("PRAGMA query_only = 1");
}

void Database::run(const char* sql) {
  if (const int code = sqlite3_exec(get(), sql, nullptr, nullptr, nullptr); code != SQLITE_OK) fail(code);
}

void Database::run_patiently(const char* sql) {
  const auto end = std::chrono::steady_clock::now() + patience_;
  int code = SQLITE_OK;
  while (((code = sqlite3_exec(get(), sql, nullptr, nullptr, nullptr)) & 0xff) == SQLITE_BUSY) {
    if (std::chrono::steady_clock::now() >= end) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (code != SQLITE_OK) fail(code);
}

std::string Database::text(const char* sql) {
  Statement s(*this, sql);
  return s.step() ? s.text(0) : std::string();
}

std::int64_t Database::number(const char* sql) {
  Statement s(*this, sql);
  return s.step() ? s.integer(0) : 0;
}

void Database::fail(int code) const {
  throw ResultsError(path_.string() + ": " + sentence(code, get() ? sqlite3_errmsg(get()) : sqlite3_errstr(code)));
}

Statement::Statement(Database& db, const char* sql) : db_(db) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(db.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  handle_.reset(raw);
  check(code);
}

void Statement::check(int code) {
  if (code != SQLITE_OK) db_.fail(code);
}

bool Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    reset();
    db_.fail(code);
  }
  return false;
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column)))
               : std::string();
}

std::span<const std::byte> Statement::blob(int column) const {
  const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(handle_.get(), column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

void Statement::put(int i, std::string_view v) {
  // an empty view may have no address at all, which SQLite would take for NULL
  const char* bytes = v.data() ? v.data() : "";
  check(sqlite3_bind_text64(handle_.get(), i, bytes, v.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::put(int i, std::span<const std::byte> v) {
  check(v.empty() ? sqlite3_bind_zeroblob(handle_.get(), i, 0)
                  : sqlite3_bind_blob64(handle_.get(), i, v.data(), v.size(), SQLITE_STATIC));
}

}  // namespace paddock::sqlite
