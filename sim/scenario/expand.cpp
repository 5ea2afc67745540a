#include "sim/scenario/expand.h"

#include "sim/scenario/truths.h"

#include <algorithm>

namespace paddock {
namespace {

void append(std::string& key, std::uint32_t number) {
  key.append(reinterpret_cast<const char*>(&number), sizeof number);
}

}  // namespace

void Variants::set(std::string_view block, std::uint32_t variant) {
  const auto at = std::ranges::find(of_, block, &std::pair<std::string_view, std::uint32_t>::first);
  if (at == of_.end())
    of_.emplace_back(block, variant);
  else
    at->second = variant;
}
std::string Variants::key(std::initializer_list<std::string_view> blocks) const {
  std::string out;
  for (const auto& [block, variant] : of_)
    if (std::ranges::find(blocks, block) != blocks.end()) append(out, variant);
  return out;
}

Expansion::Expansion(Node root, const std::vector<Dimension>& dimensions)
    : root_(std::move(root)), dimensions_(dimensions) {
  for (std::size_t d = 0; d < dimensions.size(); ++d) {
    size_ *= dimensions[d].rows();
    for (const Axis& a : dimensions[d].axes) {
      const auto name = split_path(a.path)[0];
      auto at = std::ranges::find(blocks_, name, &Block::name);
      if (at == blocks_.end()) at = blocks_.insert(at, Block{std::string(name), {}});
      if (std::ranges::find(at->dimensions, d) == at->dimensions.end()) at->dimensions.push_back(d);
    }
  }
}

std::vector<std::string_view> Expansion::swept() const {
  std::vector<std::string_view> out{"world", "annotators"};  // may follow from each other
  for (const Block& b : blocks_)
    if (b.name != "world" && b.name != "annotators") out.push_back(b.name);
  return out;
}

const Expansion::Variant* Expansion::variant(Block& b, const std::vector<std::size_t>& rows, Problems& problems) {
  std::string key;
  for (const std::size_t d : b.dimensions) append(key, static_cast<std::uint32_t>(rows[d]));
  if (const auto known = b.known.find(key); known != b.known.end()) return &known->second;
  const auto before = problems.size();
  Node tree = root_;
  for (const std::size_t d : b.dimensions)
    for (const Axis& a : dimensions_[d].axes)
      if (split_path(a.path)[0] == b.name) tree = put(tree, {a.path, a.values[rows[d]], a.mark}, problems);
  if (problems.size() != before) return nullptr;
  const auto entries = tree.entries();
  const auto entry = std::ranges::find(entries, b.name, &Node::Entry::key);
  const auto number = static_cast<std::uint32_t>(b.known.size());
  return &b.known.emplace(std::move(key), Variant{entry->value, entry->mark, number}).first->second;
}

std::uint32_t Expansion::number_of(const Node& content) {
  constexpr std::uint32_t kApart = 1u << 31;  // from the numbers of variants that nothing is implied for
  return numbers_.emplace(to_flow(content), kApart + static_cast<std::uint32_t>(numbers_.size())).first->second;
}

const Expansion::Implied& Expansion::implied(const Node& tree, const Variants& variants) {
  auto [at, fresh] = implied_.try_emplace(variants.key({"world", "annotators"}));
  if (!fresh) return at->second;
  const Node whole = with_implied(tree);
  for (auto [block, node, number] : {std::tuple("world", &at->second.world, &at->second.world_number),
                                     std::tuple("annotators", &at->second.annotators, &at->second.annotators_number)}) {
    const Node *was = tree.find(block), *is = whole.find(block);
    if (!is || (was && &was->mark() == &is->mark())) continue;  // the very same node
    *node = *is, *number = number_of(*is);
  }
  return at->second;
}

Expansion::Step Expansion::at(std::size_t k, Problems& problems) {
  Step step{root_, {}, {}};
  std::vector<std::size_t> rows(dimensions_.size());
  for (std::size_t d = dimensions_.size(), rest = k; d-- > 0;) {
    rows[d] = rest % dimensions_[d].rows();
    rest /= dimensions_[d].rows();
  }
  for (std::size_t d = 0; d < rows.size(); ++d)
    for (const Axis& a : dimensions_[d].axes) step.values.push_back(a.texts[rows[d]]);
  for (Block& b : blocks_)
    if (const Variant* v = variant(b, rows, problems)) {
      step.tree = step.tree.with(b.name, v->node, v->key_mark);
      step.variants.set(b.name, v->number);
    }
  const Implied& more = implied(step.tree, step.variants);
  if (!more.world.is_null()) {
    step.tree = step.tree.with("world", more.world);
    step.variants.set("world", more.world_number);
  }
  if (!more.annotators.is_null()) {
    step.tree = step.tree.with("annotators", more.annotators);
    step.variants.set("annotators", more.annotators_number);
  }
  return step;
}

}  // namespace paddock
