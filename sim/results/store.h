// results.sqlite: the cells finished so far. One transaction a cell; killing the process loses only unfinished ones.
#pragma once
#include "sim/results/rows.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace paddock {

/// A results database. Thread-safe; several processes may use one file. Every member throws ResultsError with a
/// sentence when the file is foreign, written by a newer paddock, locked by others, read-only, damaged, or the disk
/// full.
class Store {
 public:
  enum class Access : std::uint8_t { read, write };
  struct Options {
    int patience = 10'000;  ///< milliseconds to wait for another process's lock
    std::string vfs;        ///< SQLite's file layer; empty: its default
  };
  /// Opens a file; with Access::write creates it when missing.
  explicit Store(std::filesystem::path, Access = Access::write);
  Store(std::filesystem::path, Access, Options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Stores a finished cell, replacing what was known under its key. NaN is refused (std::logic_error).
  void put(const CellResult&);
  /// True when the cell has been computed and did not fail.
  bool done(const std::string& key) const;
  /// done(), and it holds these metrics at these checkpoints: a study that wants less needs no new run.
  bool covers(const std::string& key, const std::vector<std::string>& metrics, const std::vector<double>& at) const;
  std::optional<CellHead> head(const std::string& key) const;
  /// With its rows, policies and labels as they were put.
  std::optional<CellResult> read(const std::string& key) const;
  /// Every cell, ordered by key.
  std::vector<CellHead> heads() const;
  /// Cells of an outline by their keys.
  CellSource source() const;
  /// What the user should know about how the file is kept (no write-ahead log on this file system); empty: nothing.
  const std::string& note() const;
  /// Looks the whole file over; ResultsError when it is damaged. Takes about a second a gigabyte.
  void check() const;
  /// Gathers everything into the one file; done by the destructor too, which cannot report failure.
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

inline constexpr int kStoreVersion = 1;               ///< PRAGMA user_version
inline constexpr int kStoreApplication = 0x70646b72;  ///< PRAGMA application_id: "pdkr"

}  // namespace paddock
