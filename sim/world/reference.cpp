#include "sim/world/reference.h"

#include "sim/math/simplex.h"
#include "sim/math/softmax.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

constexpr double kRounded = 1e-6;  // how far from 1 a list written with a few decimals may sum

bool read_row(const Node& list, std::vector<double>& row, const FieldView& f, Problems& problems) {
  double sum = 0;
  for (const Node& entry : list.items()) {
    double p = 0;
    if (auto why = read_number(entry, p); !why.empty()) {
      problems.add(entry.mark(), fmt::format("{}: {}", f.name, why));
      return false;
    }
    if (!(p > 0) || p > 1) {
      problems.add(entry.mark(),
                   fmt::format("{}: a probability must be above 0 and at most 1, got {}", f.name, shortest(p)),
                   "a response the reference never gives has no KL divergence; leave it out of the world");
      return false;
    }
    row.push_back(p), sum += p;
  }
  if (std::abs(sum - 1) > kRounded) {
    problems.add(list.mark(), fmt::format("{}: probabilities sum to {}, not 1", f.name, shortest(sum)));
    return false;
  }
  normalise(row);
  return true;
}

}  // namespace

bool Reference::read(const Node& n, Reference& out, const FieldView& f, Problems& problems) {
  if (n.is_scalar() && n.text() == "uniform") return out = Reference(), true;
  Reference read;
  if (n.is_list() && !n.items().empty()) {
    read.kind_ = Kind::table;
    const bool one = !n.items()[0].is_list();
    for (const Node& list : one ? std::span(&n, 1) : n.items()) {
      read.table_.emplace_back();
      if (!read_row(list, read.table_.back(), f, problems)) return false;
      if (read.table_.back().size() != read.table_[0].size()) {
        problems.add(list.mark(), fmt::format("{}: the lists of all contexts must be equally long", f.name));
        return false;
      }
    }
    return out = std::move(read), true;
  }
  if (!n.is_map()) {
    problems.add(n.mark(), fmt::format("{}: expected {}", f.name, kWords),
                 "for example uniform, [0.5, 0.3, 0.2] or {normal: 1}");
    return false;
  }
  read.kind_ = Kind::logits;
  if (!Law::read(n, read.logits_, f, problems)) return false;
  return out = std::move(read), true;
}

Node Reference::write() const {
  if (kind_ == Kind::uniform) return Node::scalar("uniform");
  if (kind_ == Kind::logits) return logits_.write();
  std::vector<Node> rows;
  for (const auto& row : table_) {
    std::vector<Node> entries;
    for (double p : row) entries.push_back(Node::number(p));
    rows.push_back(Node::list(std::move(entries)));
  }
  return rows.size() == 1 ? rows[0] : Node::list(std::move(rows));
}

std::string Reference::schema() {
  return R"("anyOf": [{"const": "uniform"}, {"type": "array"}, {)" + Law::schema() + "}]";
}

std::string Reference::misfit(std::uint64_t contexts, std::uint64_t responses) const {
  if (kind_ != Kind::table) return {};
  if (table_[0].size() != responses)
    return fmt::format("reference lists {} probabilities for {} responses", table_[0].size(), responses);
  if (table_.size() != 1 && table_.size() != contexts)
    return fmt::format("reference has lists for {} contexts, the world has {}", table_.size(), contexts);
  return {};
}

ReferencePolicy::ReferencePolicy(const Reference& reference, ContextId contexts, ItemId responses,
                                 const WorldSetup& setup)
    : responses_(responses) {
  if (reference.kind() == Reference::Kind::table)
    for (const auto& row : reference.table()) table_.insert(table_.end(), row.begin(), row.end());
  if (reference.kind() != Reference::Kind::logits) return;
  table_.resize(std::size_t{contexts} * responses);
  Stream logits(setup.seed, setup.replication, Purpose::world, entity("reference"));
  for (std::size_t k = 0; k < table_.size(); ++k) logits.seek(k), table_[k] = reference.logits().draw(logits);
  for (std::size_t x = 0; x < contexts; ++x) softmax(std::span(table_).subspan(x * responses, responses));
}

std::span<const double> ReferencePolicy::row(ContextId x) const {
  return std::span(table_).subspan(table_.size() == responses_ ? 0 : std::size_t{x} * responses_, responses_);
}
void ReferencePolicy::sample(ContextId x, Stream& s, std::span<ItemId> out) const {
  for (ItemId& i : out) i = table_.empty() ? s.below(responses_) : static_cast<ItemId>(pick(row(x), s.uniform()));
}
bool ReferencePolicy::probabilities(ContextId x, std::span<double> out) const {
  if (table_.empty())
    std::ranges::fill(out.first(responses_), 1.0 / responses_);
  else
    std::ranges::copy(row(x), out.begin());
  return true;
}
double ReferencePolicy::log_probability(ContextId x, ItemId i) const {
  return table_.empty() ? -std::log(static_cast<double>(responses_)) : std::log(row(x)[i]);
}

}  // namespace paddock
