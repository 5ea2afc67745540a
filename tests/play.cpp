#include "tests/play.h"

#include <sstream>
#include <stdexcept>

namespace paddock::test {
namespace {

class AskedLog final : public Metric {
 public:
  explicit AskedLog(std::vector<ItemId>& log, std::size_t room) : log_(log) { log_.reserve(room); }
  using Metric::observe;
  unsigned watches() const override { return kQueries; }
  void observe(const QueryBatch& q) override {
    for (Row r = 0; r < q.size(); ++r)
      for (ItemId i : q.items(r)) log_.push_back(i);
  }
  double measure(const Checkpoint&) override { return 0; }

 private:
  std::vector<ItemId>& log_;
};

}  // namespace

double MatrixAnnotator::score(ItemId i) const {
  if (!points_) return p_.row(i).mean();
  const auto z = points_->reals(i);
  return 1 - std::hypot(z[0] - 0.3, z[1] - 0.7);
}
double MatrixAnnotator::preference(ContextId, ItemId a, ItemId b, const Moment&) const {
  return points_ ? 1 / (1 + std::exp(8 * (score(b) - score(a)))) : p_(a, b);
}

void MatrixAnnotator::answer(const Call& call, LabelBatch& out) {
  for (Row r : call.rows) {
    const auto s = call.queries.items(r);
    const Row i = out.add(r);
    noise_.seek(call.index(r));
    const double u = noise_.uniform(), odd = noise_.uniform();
    if (call.queries.form == Form::duel) {
      const bool first = s[0] <= s[1] ? u < preference(0, s[0], s[1], {}) : 1 - u <= preference(0, s[0], s[1], {});
      out.choice[i] = !first;
    } else {
      std::array<double, 256> noisy{};
      std::array<std::uint8_t, 256> order{};
      for (std::size_t j = 0; j < s.size(); ++j) {
        noisy[j] = score(s[j]) + 0.3 * (noise_.uniform() - 0.5), order[j] = static_cast<std::uint8_t>(j);
        if (call.queries.form == Form::rating) out.values(i)[j] = noisy[j];
      }
      std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(s.size()),
                [&](auto a, auto b) { return noisy[a] > noisy[b]; });
      out.choice[i] = call.queries.form == Form::thumbs ? noisy[0] > 0.5 : order[0];
      if (call.queries.form == Form::ranking) std::copy_n(order.begin(), s.size(), out.ranks(i).begin());
    }
    if (odd < tie_share)
      out.choice[i] = LabelBatch::kTie;
    else if (odd < tie_share + skip_share)
      out.choice[i] = LabelBatch::kSkip;
  }
}

Played play(const Recipe<Agent>& recipe, const Eigen::MatrixXd& p, Settings settings, const Table& table) {
  const Arms arms(static_cast<ItemId>(p.rows()), table.contexts, table.reference);
  const Square square;
  const WorldView& world = table.points ? static_cast<const WorldView&>(square) : arms;
  MatrixAnnotator people(p, settings.seed, settings.replication, table.points ? square.items() : nullptr);
  people.tie_share = table.tie_share, people.skip_share = table.skip_share;
  const bool oracle = settings.form == Form::oracle;
  const double limit = oracle ? settings.budget.steps : settings.budget.labels;
  Played out;
  out.agent = recipe.make({.world = world,
                           .form = settings.form,
                           .size = settings.size,
                           .batch = settings.batch,
                           .horizon = static_cast<std::uint64_t>(std::min(1e15, limit)),
                           .oracle = oracle ? &people : nullptr,
                           .pools = {}});
  AskedLog log(out.asked, static_cast<std::size_t>(std::min(limit, 1e6)) * settings.size);
  std::vector<Regime> regimes(1);
  regimes[0].pools.push_back(
      {.judge = &people, .entity = entity("matrix"), .workers = table.workers, .service = table.latency});
  regimes[0].groups.push_back(&people);
  regimes[0].truth = &people;
  Kernel kernel(*out.agent, world, std::move(regimes), {&log}, std::move(settings), table.given);
  const auto before = allocations().value_or(0);
  out.readings = kernel.run();
  out.allocations = allocations().value_or(0) - before;
  out.policy.resize(world.responses());
  if (!out.policy.empty()) out.agent->recommended().probabilities(0, out.policy);
  return out;
}

Recipe<Agent> recipe(const std::string& kind, std::vector<std::pair<std::string, std::string>> parameters) {
  std::vector<Node::Entry> entries{{"kind", {}, Node::scalar(kind)}};
  for (auto& [key, text] : parameters) entries.push_back({key, {}, Node::scalar(text)});
  Problems problems;
  auto r = Registry<Agent>::get().parse(Node::map(std::move(entries)), problems, "agent");
  if (!problems.empty()) {
    std::ostringstream out;
    problems.print(out);
    throw std::runtime_error(out.str());
  }
  return r;
}

}  // namespace paddock::test
