#include "annotators/utility.h"

#include "annotators/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace paddock {
namespace {

constexpr std::size_t kTable = 1 << 24;  // utilities kept; beyond, each is drawn again whenever it is needed

const ValueType& numbers() { return detail::value_type<std::vector<double>>(); }

std::vector<std::string_view> function_names() {
  std::vector<std::string_view> names;
  for (const auto& f : test_functions()) names.push_back(f.name);
  return names;
}

/// The mapping {function, scale, centre}, read like any parameters.
struct FunctionOf {
  std::string function;
  double scale = 1;
  std::vector<double> centre;
  static constexpr auto fields() {
    return std::tuple{field("function", &FunctionOf::function, "name of a test function"),
                      field("scale", &FunctionOf::scale, "utility at its top minus at its bottom", kPositive),
                      field("centre", &FunctionOf::centre, "sphere: where the top is; default: the middle of the box")};
  }
};

}  // namespace

bool Utility::read(const Node& n, Utility& out, const FieldView& f, Problems& problems) {
  Utility read;
  if (n.is_list()) {
    read.kind_ = Kind::list;
    const bool one = n.items().empty() || !n.items()[0].is_list();
    for (const Node& row : one ? std::span(&n, 1) : n.items()) {
      if (!numbers().read(row, &read.rows_.emplace_back(), f, problems)) return false;
      if (read.rows_.back().empty() || read.rows_.back().size() != read.rows_[0].size()) {
        problems.add(row.mark(), fmt::format("{}: every context needs a value for each of the same responses", f.name));
        return false;
      }
    }
  } else if (const Node* features = n.find("features"); features && n.entries().size() == 1) {
    read.kind_ = Kind::weights;
    if (!(features->is_list() ? numbers().read(*features, &read.rows_.emplace_back(), f, problems)
                              : Law::read(*features, read.law_, f, problems)))
      return false;
  } else if (const Node* function = n.find("function")) {
    read.kind_ = Kind::function;
    FunctionOf p;
    const auto before = problems.size();
    parse(n, views(p), problems, f.name);
    if (problems.size() != before) return false;
    if (!test_function(p.function)) {
      auto near = did_you_mean(p.function, function_names());
      if (near.empty()) near = "; one of: " + listing(function_names());
      problems.add(function->mark(), fmt::format("{}: unknown function '{}'{}", f.name, p.function, near));
      return false;
    }
    if (!p.centre.empty() && p.function != "sphere") {
      problems.add(n.find("centre")->mark(), fmt::format("{}: only sphere has a centre to choose", f.name));
      return false;
    }
    read.function_ = p.function, read.scale_ = p.scale, read.centre_ = p.centre;
  } else if (!Law::read(n, read.law_, f, problems)) {
    return false;
  }
  return out = std::move(read), true;
}

Node Utility::write() const {
  const auto list = [](const std::vector<double>& v) { return numbers().write(&v); };
  switch (kind_) {
    case Kind::law:
      return law_.write();
    case Kind::list: {
      if (rows_.size() == 1) return list(rows_[0]);
      std::vector<Node> rows;
      for (const auto& row : rows_) rows.push_back(list(row));
      return Node::list(std::move(rows));
    }
    case Kind::weights:
      return Node::map({{"features", {}, rows_.empty() ? law_.write() : list(rows_[0])}});
    case Kind::function:
      break;
  }
  std::vector<Node::Entry> entries{{"function", {}, Node::scalar(function_)}, {"scale", {}, Node::number(scale_)}};
  if (!centre_.empty()) entries.push_back({"centre", {}, list(centre_)});
  return Node::map(std::move(entries));
}

std::string Utility::schema() {
  return R"("anyOf": [{"type": "array"}, {"type": "object", "required": ["features"]}, )"
         R"({"type": "object", "required": ["function"]}, {)" +
         Law::schema() + "}]";
}

std::string Utility::misfit(const Judge::Setup& setup) const {
  const WorldView& world = setup.world;
  const bool listed = world.responses() > 0;
  switch (kind_) {
    case Kind::law:
      if (!listed && world.dimension() == 0)
        return "utility: one value per response needs a world that lists its responses";
      break;
    case Kind::list:
      if (!listed) return "utility: a list needs a world that lists its responses; use {features: …} or {function: …}";
      if (rows_[0].size() != world.responses())
        return fmt::format("utility lists {} values, the world has {} responses", rows_[0].size(), world.responses());
      if (rows_.size() != 1 && rows_.size() != world.contexts())
        return fmt::format("utility has lists for {} contexts, the world has {}", rows_.size(), world.contexts());
      break;
    case Kind::weights:
      if (world.dimension() == 0)
        return "utility {features: …} needs a world with features (linear, function, dataset with features)";
      if (!rows_.empty() && rows_[0].size() != world.dimension())
        return fmt::format("utility lists {} weights for {} features", rows_[0].size(), world.dimension());
      break;
    case Kind::function: {
      const auto* function = test_function(function_);
      if (world.dimension() == 0) return "utility {function: …} needs a world with features (function, linear)";
      if (function->dimension != 0 && function->dimension != world.dimension())
        return fmt::format("{} is a function of {} numbers, responses here have {}", function_, function->dimension,
                           world.dimension());
      if (!centre_.empty() && centre_.size() != world.dimension())
        return fmt::format("centre has {} coordinates, responses here have {}", centre_.size(), world.dimension());
      if (!listed && setup.deviation)
        return "workers.utility: nobody deviates from a function of continuous arms; use {features: …}";
      break;
    }
  }
  return {};
}

Utilities::Utilities(const Utility& spec, const Judge::Setup& setup)
    : world_(setup.world),
      spec_(spec),
      responses_(world_.responses()),
      drawn_(setup.seed, setup.replication, Purpose::population, setup.entity),
      scratch_(world_.dimension()) {
  Stream personal(setup.seed, setup.replication, Purpose::workers, setup.entity);
  const bool deviates = setup.deviation && !setup.deviation->zero() && setup.worker >= 0;
  if (deviates) personal.seek(static_cast<std::uint64_t>(setup.worker));
  const auto deviate = [&](std::vector<double>& values) {
    for (double& v : values) v += setup.deviation->draw(personal);
  };
  if (spec.kind_ == Utility::Kind::function)
    function_ = test_function(spec.function_), top_ = function_->top(world_.dimension());
  const bool linear = spec.linear(world_);
  if (linear) {
    if (!spec.rows_.empty())
      weights_ = spec.rows_[0];
    else
      for (std::size_t k = 0; k < world_.dimension(); ++k) drawn_.seek(k), weights_.push_back(spec.law_.draw(drawn_));
    if (deviates) deviate(weights_);
  }
  const std::size_t size = std::size_t{world_.contexts()} * responses_;
  const bool own = deviates && !linear;
  if (size == 0 || (size > kTable && !own)) return;
  std::vector<double> table(size);
  for (std::size_t at = 0; at < size; ++at)
    table[at] = compute(static_cast<ContextId>(at / responses_), static_cast<ItemId>(at % responses_));
  if (own) deviate(table);
  table_ = std::move(table);
}

double Utilities::compute(ContextId x, ItemId i) const {
  if (!weights_.empty()) {
    world_.features(x, i, scratch_);
    return std::inner_product(weights_.begin(), weights_.end(), scratch_.begin(), 0.0);
  }
  if (function_) {
    world_.features(x, i, scratch_);
    for (std::size_t k = 0; k < scratch_.size(); ++k) {
      const auto [low, high] = world_.bounds(k);
      const double shift = spec_.centre_.empty() ? 0 : (low + high) / 2 - spec_.centre_[k];
      scratch_[k] = (scratch_[k] + shift - low) / (high - low);
    }
    return spec_.scale_ * function_->at(scratch_, top_);
  }
  if (spec_.kind_ == Utility::Kind::list) return spec_.rows_[spec_.rows_.size() == 1 ? 0 : x][i];
  drawn_.seek(std::uint64_t{x} * responses_ + i);
  return spec_.law_.draw(drawn_);
}

double Utilities::best() const {
  if (responses_ != 0) return std::nan("");
  if (function_) return 0;
  double sum = 0;
  for (std::size_t k = 0; k < weights_.size(); ++k) {
    const auto [low, high] = world_.bounds(k);
    sum += std::max(weights_[k] * low, weights_[k] * high);
  }
  return sum;
}

}  // namespace paddock
