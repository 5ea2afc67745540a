// Queries and labels as columns, reused from round to round: a duel round allocates nothing.
#pragma once
#include "sim/core/types.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace paddock {

/// Responses of worlds that cannot be enumerated: fixed-width slots of reals (continuous arms, rewards along a
/// trajectory) and tokens (sequences, state-action pairs). A slot is recycled when its last pin goes, so memory follows
/// the outstanding queries, not the horizon. Whoever keeps an id across learn() pins it.
class ItemStore {
 public:
  ItemStore(std::size_t reals, std::size_t tokens) : reals_per_(reals), tokens_per_(tokens) {}
  ItemId add() {
    if (free_.empty()) {
      free_.push_back(static_cast<ItemId>(pins_.size()));
      pins_.push_back(0);
      reals_.resize(pins_.size() * reals_per_), tokens_.resize(pins_.size() * tokens_per_);
    }
    const ItemId id = free_.back();
    free_.pop_back();
    return id;
  }
  std::span<double> reals(ItemId i) { return {reals_.data() + i * reals_per_, reals_per_}; }
  std::span<std::int32_t> tokens(ItemId i) { return {tokens_.data() + i * tokens_per_, tokens_per_}; }
  std::size_t width() const { return reals_per_; }
  std::size_t slots() const { return pins_.size(); }
  void pin(ItemId i) { ++pins_[i]; }
  void unpin(ItemId i) {
    if (--pins_[i] == 0) free_.push_back(i);
  }
  /// Gives back a slot that nobody pinned.
  void release(ItemId i) {
    if (pins_[i] == 0) free_.push_back(i);
  }

 private:
  std::size_t reals_per_, tokens_per_;
  std::vector<double> reals_;
  std::vector<std::int32_t> tokens_;
  std::vector<std::uint32_t> pins_;
  std::vector<ItemId> free_;
};

/// Queries; row r shows count[r] <= stride items. The agent fills context, items and ask, the kernel the stamp. Also
/// the table of open queries: there a row stays put until its labels have been learnt.
struct QueryBatch {
  static constexpr std::int32_t kAnyone = -1;
  static constexpr std::uint64_t kGiven = 1ull << 31;  ///< serials × votes of a run stay below
  struct Stamp {
    std::uint64_t serial;   ///< number of the query in this run, from 0 (given data: from kGiven): names its draws
    Tick issued;            ///< when it was asked
    std::uint32_t version;  ///< learn() calls before it was asked: staleness
  };
  Form form = Form::duel;
  Row stride = 2;
  std::vector<ContextId> context;
  std::vector<ItemId> shown;        ///< rows × stride
  std::vector<std::uint8_t> count;  ///< items shown; 0: a step that shows nothing (oracle)
  std::vector<std::int32_t> ask;    ///< pool wanted, or kAnyone
  std::vector<Stamp> stamp;

  void reshape(Form f, Row items, Row rows) {
    form = f, stride = items, size_ = 0;
    context.resize(rows), shown.resize(std::size_t{rows} * items), count.resize(rows), ask.resize(rows);
    stamp.resize(rows);
  }
  void clear(Row room) { size_ = 0, room_ = std::min(room, static_cast<Row>(context.size())); }
  Row size() const { return size_; }
  Row room() const { return room_ - size_; }
  void truncate(Row rows) { size_ = std::min(size_, rows); }

  /// The context the world deals to the next row; agents under comparison get the same ones.
  ContextId upcoming() const { return context[size_]; }
  /// Appends a row for context x that shows stride items, to be filled by the caller.
  std::span<ItemId> add(ContextId x, std::int32_t whom = kAnyone) {
    context[size_] = x, count[size_] = static_cast<std::uint8_t>(stride), ask[size_] = whom;
    return {shown.data() + std::size_t{stride} * size_++, stride};
  }
  void duel(ContextId x, ItemId a, ItemId b) {
    const auto s = add(x);
    s[0] = a, s[1] = b;
  }
  /// Appends a row that shows nothing: one step of an agent that reads the oracle.
  void step() { count[size_] = 0, ask[size_] = kAnyone, ++size_; }
  std::span<const ItemId> items(Row r) const { return {shown.data() + std::size_t{stride} * r, count[r]}; }
  void copy(Row to, const QueryBatch& from, Row r) {
    context[to] = from.context[r], count[to] = from.count[r], ask[to] = from.ask[r], stamp[to] = from.stamp[r];
    std::copy_n(from.shown.data() + std::size_t{stride} * r, stride, shown.data() + std::size_t{stride} * to);
  }

 private:
  Row size_ = 0, room_ = 0;
};

/// Labels in arrival order. Row i answers row query[i] of *queries, which the kernel keeps until learn() returns,
/// however late that is: nothing is copied, and an agent need not remember what it asked. Dense columns hold what two
/// forms share; what only one form has (critiques, revisions, clicks …) goes into remarks or the item store.
struct LabelBatch {
  static constexpr std::uint8_t kTie = 254, kSkip = 255;
  struct Stamp {
    std::int32_t pool;    ///< group that answered; -1: given before the start
    std::int32_t worker;  ///< who in it; -1: one of unlimited many
    Tick started, answered;
    double cost;
    Purpose purpose;  ///< answer, or data when given before the start
  };
  struct Remark {
    Row label;
    std::uint8_t item;
    std::int32_t feature;
    double weight;
  };
  const QueryBatch* queries = nullptr;
  std::vector<Row> query;
  std::vector<std::uint8_t> choice;  ///< duel, best-of: position chosen; thumbs: 1 up, 0 down; kTie or kSkip
  std::vector<std::uint8_t> rank;    ///< ranking: rows × stride positions, best first
  std::vector<double> value;         ///< rating: rows × stride
  std::vector<Remark> remarks;
  std::vector<Stamp> stamp;

  void reshape(const QueryBatch& q, Row rows) {
    queries = &q, query.resize(rows), choice.resize(rows), stamp.resize(rows);
    rank.resize(q.form == Form::ranking ? std::size_t{rows} * q.stride : 0);
    value.resize(q.form == Form::rating ? std::size_t{rows} * q.stride : 0);
  }
  void clear() { size_ = 0, remarks.clear(); }
  Row size() const { return size_; }
  Row room() const { return static_cast<Row>(query.size()) - size_; }
  Row add(Row q) { return query[size_] = q, size_++; }
  /// Appends row i of another batch over the same queries.
  void copy(const LabelBatch& from, Row i) {
    const Row to = add(from.query[i]);
    choice[to] = from.choice[i], stamp[to] = from.stamp[i];
    std::copy_n(from.rank.data() + from.width(from.rank) * i, from.width(from.rank), rank.data() + width(rank) * to);
    std::copy_n(from.value.data() + from.width(from.value) * i, from.width(from.value),
                value.data() + width(value) * to);
  }
  ContextId context(Row i) const { return queries->context[query[i]]; }
  std::span<const ItemId> items(Row i) const { return queries->items(query[i]); }
  bool skipped(Row i) const { return choice[i] == kSkip; }
  std::span<std::uint8_t> ranks(Row i) { return {rank.data() + std::size_t{queries->stride} * i, queries->stride}; }
  std::span<const std::uint8_t> ranks(Row i) const {
    return {rank.data() + std::size_t{queries->stride} * i, queries->items(query[i]).size()};
  }
  std::span<double> values(Row i) { return {value.data() + std::size_t{queries->stride} * i, queries->stride}; }
  std::span<const double> values(Row i) const {
    return {value.data() + std::size_t{queries->stride} * i, queries->items(query[i]).size()};
  }

 private:
  template <class T>
  std::size_t width(const std::vector<T>& column) const {
    return column.empty() ? 0 : queries->stride;
  }
  Row size_ = 0;
};

}  // namespace paddock
