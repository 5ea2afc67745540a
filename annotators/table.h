// What kinds with a table of preferences share: the same n × n matrix in every context.
#pragma once
#include "sim/core/annotator.h"
#include "sim/core/registry.h"

#include <fmt/format.h>

#include <utility>

namespace paddock {

class TableJudge : public Judge {
 public:
  explicit TableJudge(Eigen::MatrixXd p) : p_(std::move(p)) {}
  double preference(ContextId, ItemId a, ItemId b, const Moment&) const final { return p_(a, b); }
  void preferences(ContextId, const Moment&, Eigen::Ref<Eigen::MatrixXd> out) const final { out = p_; }

 protected:
  /// Why n responses do not suit the world; empty when they do.
  static std::string size_misfit(std::uint64_t n, std::string_view what, const WorldView& world) {
    if (world.responses() == 0) return fmt::format("{} needs a world that lists its responses", what);
    if (n == world.responses()) return {};
    return fmt::format("{} is about {} responses, the world has {}", what, n, world.responses());
  }

 private:
  Eigen::MatrixXd p_;
};

}  // namespace paddock
