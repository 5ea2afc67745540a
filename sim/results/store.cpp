#include "sim/results/store.h"

#include "sim/core/expects.h"
#include "sim/results/sqlite.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <mutex>
#include <system_error>

namespace paddock {

namespace {

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;

// Names repeat in every row, so rows hold their numbers. The view is for people with a database client.
constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS cell (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, agent TEXT NOT NULL, seed INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('ok', 'failed')), reason TEXT NOT NULL, seconds REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS checkpoint (
  cell INTEGER NOT NULL, number INTEGER NOT NULL, x REAL NOT NULL, labels INTEGER NOT NULL, steps INTEGER NOT NULL,
  time REAL NOT NULL, cost REAL NOT NULL, PRIMARY KEY (cell, number)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS value (
  cell INTEGER NOT NULL, checkpoint INTEGER NOT NULL, position INTEGER NOT NULL, metric INTEGER NOT NULL, value REAL,
  PRIMARY KEY (cell, checkpoint, position)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS policy (
  cell INTEGER NOT NULL, number INTEGER NOT NULL, x REAL NOT NULL, name INTEGER NOT NULL, context INTEGER NOT NULL,
  probabilities BLOB NOT NULL, PRIMARY KEY (cell, number)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS label (
  cell INTEGER NOT NULL, number INTEGER NOT NULL, query INTEGER NOT NULL, context INTEGER NOT NULL,
  shown BLOB NOT NULL, answer INTEGER NOT NULL, annotator INTEGER NOT NULL, time REAL NOT NULL, cost REAL NOT NULL,
  PRIMARY KEY (cell, number)) STRICT, WITHOUT ROWID;
CREATE VIEW IF NOT EXISTS result AS
  SELECT cell.key, cell.agent, cell.seed, p.labels, p.steps, p.time, p.cost, p.x, name.text AS metric, value.value
  FROM cell JOIN checkpoint p ON p.cell = cell.id JOIN value ON value.cell = cell.id AND value.checkpoint = p.number
  JOIN name ON name.id = value.metric;
)";

template <class T>
std::span<const std::byte> bytes_of(const std::vector<T>& v) {
  return std::as_bytes(std::span(v));
}
template <class T>
std::vector<T> vector_of(std::span<const std::byte> bytes) {
  std::vector<T> v(bytes.size() / sizeof(T));
  if (!v.empty()) std::memcpy(v.data(), bytes.data(), v.size() * sizeof(T));
  return v;
}

std::int64_t signed_of(std::uint64_t v) { return static_cast<std::int64_t>(v); }
std::uint64_t unsigned_of(std::int64_t v) { return static_cast<std::uint64_t>(v); }

/// For reading. A folder that cannot be written has no place for the helper files of a shared database.
Database open_to_read(const std::filesystem::path& path, const Store::Options& options) {
  try {
    Database db(path, Database::Mode::read, options.patience, options.vfs);
    db.number("PRAGMA schema_version");
    return db;
  } catch (const ResultsError&) {
    if (!std::filesystem::exists(path) || std::filesystem::exists(path.string() + "-wal")) throw;
  }
  return {path, Database::Mode::frozen, options.patience, options.vfs};
}

/// Opens the file and makes it ours, or explains why it cannot be.
Database open(const std::filesystem::path& path, bool writable, const Store::Options& options, std::string& note) {
  Database db =
      writable ? Database(path, Database::Mode::write, options.patience, options.vfs) : open_to_read(path, options);
  const bool empty = db.number("PRAGMA schema_version") == 0;
  const auto application = db.number("PRAGMA application_id");
  const auto version = db.number("PRAGMA user_version");
  if (!empty && application != kStoreApplication)
    throw ResultsError(path.string() +
                       ": a database of another program; paddock leaves it alone. Choose another folder with --out");
  if (version > kStoreVersion)
    throw ResultsError(
        fmt::format("{}: written by a newer paddock (format {}, this one reads up to {}). Update paddock, "
                    "or choose another folder with --out",
                    path.string(), version, kStoreVersion));
  if (empty && !writable) throw ResultsError(path.string() + ": holds no results yet");
  if (!writable) return db;

  if (db.text("PRAGMA journal_mode") != "wal") db.run_patiently("PRAGMA journal_mode = WAL");
  if (db.text("PRAGMA journal_mode") != "wal") {
    db.run("PRAGMA journal_mode = DELETE");
    note = path.string() +
           ": no write-ahead log on this file system (a network drive?); storing is slower, and only "
           "one process should write";
  }
  db.run("PRAGMA synchronous = NORMAL");
  if (empty) {
    Transaction all(db);  // two processes may both have found it empty
    db.run(kSchema);
    db.run(
        fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kStoreApplication, kStoreVersion).c_str());
    all.commit();
  }
  return db;
}

CellHead head_of(const Statement& s) {  // key, agent, seed, status, reason, seconds from column 1 on
  return {s.text(1),
          s.text(2),
          static_cast<std::uint32_t>(s.integer(3)),
          s.text(4) == "ok" ? CellStatus::ok : CellStatus::failed,
          s.text(5),
          s.real(6)};
}

}  // namespace

struct Store::Impl {
  Impl(const std::filesystem::path& where, Access access, const Options& options)
      : path(where), writable(access == Access::write), db(open(where, writable, options, note)) {}

  std::filesystem::path path;
  std::string note;
  bool writable;
  Database db;
  std::mutex mutex;
  std::map<std::string, std::int64_t, std::less<>> ids;
  std::map<std::int64_t, std::string> names;

  Statement find{db, "SELECT id, key, agent, seed, status, reason, seconds FROM cell WHERE key = ?"};
  Statement checkpoints{db,
                        "SELECT number, x, labels, steps, time, cost FROM checkpoint WHERE cell = ? ORDER BY number"};
  Statement values{db, "SELECT metric, value FROM value WHERE cell = ? AND checkpoint = ? ORDER BY position"};
  Statement policies{db, "SELECT x, name, context, probabilities FROM policy WHERE cell = ? ORDER BY number"};
  Statement labels{
      db, "SELECT query, context, shown, answer, annotator, time, cost FROM label WHERE cell = ? ORDER BY number"};
  Statement name_of{db, "SELECT text FROM name WHERE id = ?"};
  Statement id_of{db, "SELECT id FROM name WHERE text = ?"};

  struct Writing {
    explicit Writing(Database& db)
        : cell(db,
               "INSERT INTO cell (key, agent, seed, status, reason, seconds) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT "
               "(key) "
               "DO UPDATE SET agent = excluded.agent, seed = excluded.seed, status = excluded.status, "
               "reason = excluded.reason, seconds = excluded.seconds RETURNING id"),
          name(db, "INSERT INTO name (text) VALUES (?) RETURNING id"),
          checkpoint(db, "INSERT INTO checkpoint VALUES (?, ?, ?, ?, ?, ?, ?)"),
          value(db, "INSERT INTO value VALUES (?, ?, ?, ?, ?)"),
          policy(db, "INSERT INTO policy VALUES (?, ?, ?, ?, ?, ?)"),
          label(db, "INSERT INTO label VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          forget{{db, "DELETE FROM checkpoint WHERE cell = ?"},
                 {db, "DELETE FROM value WHERE cell = ?"},
                 {db, "DELETE FROM policy WHERE cell = ?"},
                 {db, "DELETE FROM label WHERE cell = ?"}} {}
    Statement cell, name, checkpoint, value, policy, label;
    Statement forget[4];
  };
  std::unique_ptr<Writing> writing = writable ? std::make_unique<Writing>(db) : nullptr;

  /// Number of a name. Not remembered across transactions unless committed, so a rollback leaves no wrong number
  /// behind.
  std::int64_t id(std::string_view text, std::vector<std::pair<std::string, std::int64_t>>& fresh) {
    if (const auto it = ids.find(text); it != ids.end()) return it->second;
    for (const auto& [known, number] : fresh)
      if (known == text) return number;
    std::int64_t number = 0;
    if (id_of.bind(text).step())
      number = id_of.integer(0), id_of.reset();
    else if (writing->name.bind(text).step())
      number = writing->name.integer(0), writing->name.run();
    fresh.emplace_back(text, number);
    return number;
  }
  const std::string& name(std::int64_t number) {
    auto it = names.find(number);
    if (it == names.end()) {
      it = names.emplace(number, name_of.bind(number).step() ? name_of.text(0) : std::string("?")).first;
      name_of.reset();
    }
    return it->second;
  }
};

Store::Store(std::filesystem::path path, Access access) : Store(std::move(path), access, Options{}) {}
Store::Store(std::filesystem::path path, Access access, Options options)
    : impl_(std::make_unique<Impl>(path, access, options)) {}
Store::~Store() {
  try {
    if (impl_) close();
  } catch (const ResultsError&) {  // the write-ahead log stays beside the file; nothing is lost
  }
}

void Store::put(const CellResult& r) {
  for (const ResultRow& row : r.rows) expects(!row.value || !std::isnan(*row.value), "no NaN among results");
  const std::scoped_lock lock(impl_->mutex);
  expects(impl_->writing != nullptr, "a store opened for writing");
  auto& [cell, name, checkpoint, value, policy, label, forget] = *impl_->writing;
  std::vector<std::pair<std::string, std::int64_t>> fresh;
  const auto id = [&](std::string_view text) { return impl_->id(text, fresh); };

  Transaction all(impl_->db);
  cell.bind(r.key, r.agent, signed_of(r.seed), r.status == CellStatus::ok ? "ok" : "failed", r.reason, r.seconds)
      .step();
  const std::int64_t me = cell.integer(0);
  cell.run();
  for (Statement& s : forget) s.bind(me).run();

  std::int64_t number = -1, position = 0;
  for (std::size_t i = 0; i < r.rows.size(); ++i) {
    const ResultRow& row = r.rows[i];
    if (i == 0 || row.x != r.rows[i - 1].x) {
      checkpoint.bind(me, ++number, row.x, signed_of(row.labels), signed_of(row.steps), row.time, row.cost).run();
      position = 0;
    }
    if (row.value)
      value.bind(me, number, position++, id(row.metric), *row.value).run();
    else
      value.bind(me, number, position++, id(row.metric), nullptr).run();
  }
  number = 0;
  for (const StoredPolicy& p : r.policies)
    policy.bind(me, number++, p.x, id(p.name), std::int64_t{p.context}, bytes_of(p.probabilities)).run();
  number = 0;
  std::vector<std::int64_t> shown;
  for (const StoredLabel& l : r.labels) {
    shown.clear();
    for (const auto& s : l.shown) shown.push_back(id(s));
    label
        .bind(me, number++, signed_of(l.query), std::int64_t{l.context}, bytes_of(shown), id(l.answer), id(l.annotator),
              l.time, l.cost)
        .run();
  }
  all.commit();
  for (auto& [text, its] : fresh) impl_->ids.emplace(std::move(text), its);
}

std::optional<CellHead> Store::head(const std::string& key) const {
  const std::scoped_lock lock(impl_->mutex);
  auto& find = impl_->find;
  std::optional<CellHead> out;
  if (find.bind(key).step()) out = head_of(find);
  find.reset();
  return out;
}

bool Store::done(const std::string& key) const {
  const auto h = head(key);
  return h && h->status == CellStatus::ok;
}

bool Store::covers(const std::string& key, const std::vector<std::string>& metrics,
                   const std::vector<double>& at) const {
  const std::scoped_lock lock(impl_->mutex);
  const auto [find, checkpoints, values] = std::tie(impl_->find, impl_->checkpoints, impl_->values);
  const bool ok = find.bind(key).step() && find.text(4) == "ok";
  const std::int64_t me = ok ? find.integer(0) : 0;
  find.reset();
  if (!ok) return false;
  std::vector<double> xs;
  for (checkpoints.bind(me); checkpoints.step();) xs.push_back(checkpoints.real(1));
  std::vector<std::string> known;
  for (values.bind(me, std::int64_t{0}); values.step();) known.push_back(impl_->name(values.integer(0)));
  checkpoints.reset(), values.reset();
  const auto has_x = [&](double x) { return std::ranges::binary_search(xs, x) || (!xs.empty() && x > xs.back()); };
  const auto has_metric = [&](const auto& m) { return std::ranges::find(known, m) != known.end(); };
  return std::ranges::all_of(at, has_x) && std::ranges::all_of(metrics, has_metric);
}

std::optional<CellResult> Store::read(const std::string& key) const {
  const std::scoped_lock lock(impl_->mutex);
  const auto [find, checkpoints, values, policies, labels] =
      std::tie(impl_->find, impl_->checkpoints, impl_->values, impl_->policies, impl_->labels);
  if (!find.bind(key).step()) return find.reset(), std::nullopt;
  CellResult r{head_of(find), {}, {}, {}};
  const std::int64_t me = find.integer(0);
  find.reset();

  for (checkpoints.bind(me); checkpoints.step();)
    for (values.bind(me, checkpoints.integer(0)); values.step();)
      r.rows.push_back({unsigned_of(checkpoints.integer(2)), unsigned_of(checkpoints.integer(3)), checkpoints.real(4),
                        checkpoints.real(5), checkpoints.real(1), impl_->name(values.integer(0)),
                        values.null(1) ? std::nullopt : std::optional(values.real(1))});
  for (policies.bind(me); policies.step();)
    r.policies.push_back({policies.real(0), impl_->name(policies.integer(1)),
                          static_cast<std::uint32_t>(policies.integer(2)), vector_of<double>(policies.blob(3))});
  for (labels.bind(me); labels.step();) {
    StoredLabel l{unsigned_of(labels.integer(0)),
                  static_cast<std::uint32_t>(labels.integer(1)),
                  {},
                  impl_->name(labels.integer(3)),
                  impl_->name(labels.integer(4)),
                  labels.real(5),
                  labels.real(6)};
    for (const std::int64_t s : vector_of<std::int64_t>(labels.blob(2))) l.shown.push_back(impl_->name(s));
    r.labels.push_back(std::move(l));
  }
  checkpoints.reset(), values.reset(), policies.reset(), labels.reset();
  return r;
}

std::vector<CellHead> Store::heads() const {
  const std::scoped_lock lock(impl_->mutex);
  Statement all(impl_->db, "SELECT id, key, agent, seed, status, reason, seconds FROM cell ORDER BY key");
  std::vector<CellHead> out;
  while (all.step()) out.push_back(head_of(all));
  return out;
}

CellSource Store::source() const {
  return [this](const Outline& o, Place p) { return read(o.points[p.point].agents[p.agent].cells[p.cell].key); };
}

const std::string& Store::note() const { return impl_->note; }

void Store::check() const {
  const std::scoped_lock lock(impl_->mutex);
  if (const auto found = impl_->db.text("PRAGMA quick_check(1)"); found != "ok")
    throw ResultsError(fmt::format("{}: it is damaged ({}). Move it away and run again, or restore a copy",
                                   impl_->path.string(), found.substr(0, found.find('\n'))));
}

void Store::close() {
  const std::scoped_lock lock(impl_->mutex);
  if (impl_->writable) impl_->db.text("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace paddock
