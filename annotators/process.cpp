// Annotator "process": a program outside answers, over the protocol of docs/process.md; a real judge can so stand in
// for a simulated one. People, logistics and modifiers go on top as with any kind: a flip turns round what it said.
//
// What is true of it, metrics ask of a second copy of the program (hello: use truth), so that measuring disturbs no
// label: P(a, b) = mean of its answers to (a, b) and to (b, a), which takes any taste for a side out; a choice counts
// 1, a tie or a refusal 1/2. Every pair is asked once.
#include "sim/core/annotator.h"
#include "sim/core/registry.h"
#include "sim/process/door.h"

#include <array>
#include <numeric>
#include <unordered_map>

namespace paddock {
namespace {

class OutsideJudge final : public Judge {
 public:
  using Params = Program;
  OutsideJudge(const Params& p, const Setup& s) : program_(p), setup_(s) {}
  static std::string misfit(const Params& p, const Setup& s) {
    if (s.deviation) return "a program outside has no utilities that workers could differ in";
    return p.check();
  }

  bool opine(const Call& call, std::span<Opinion> out) override {
    if (!labels_) labels_ = std::make_unique<JudgeDoor>(program_, setup_, JudgeDoor::Use::labels);
    return labels_->answer(call, out), true;
  }
  double preference(ContextId x, ItemId a, ItemId b, const Moment& m) const override {
    if (a == b) return 0.5;
    learn_truth(x, a, b, m);
    return a < b ? known_.at(name(x, a, b)) : 1 - known_.at(name(x, b, a));
  }
  void preferences(ContextId x, const Moment& m, Eigen::Ref<Eigen::MatrixXd> out) const override {
    const auto n = static_cast<ItemId>(out.rows());
    for (ItemId a = 0; a < n; ++a)
      for (ItemId b = a + 1; b < n; ++b) wanted_.push_back({x, a, b});
    learn_wanted(m);
    Judge::preferences(x, m, out);
  }
  bool fixed() const override { return false; }  // never asked before the start, nor more often than needed

 private:
  struct Pair {
    ContextId x;
    ItemId a, b;
  };
  static constexpr std::size_t kAtOnce = 500;
  std::uint64_t name(ContextId x, ItemId a, ItemId b) const {
    const std::uint64_t n = setup_.world.responses();
    return (x * n + a) * n + b;
  }
  void learn_truth(ContextId x, ItemId a, ItemId b, const Moment& m) const {
    wanted_.push_back({x, std::min(a, b), std::max(a, b)});
    learn_wanted(m);
  }
  void learn_wanted(const Moment& m) const {
    std::erase_if(wanted_, [&](const Pair& p) { return known_.contains(name(p.x, p.a, p.b)); });
    while (!wanted_.empty()) {
      const std::size_t some = std::min(kAtOnce, wanted_.size());
      ask_truth(std::span(wanted_).last(some), m);
      wanted_.resize(wanted_.size() - some);
    }
  }
  void ask_truth(std::span<const Pair> pairs, const Moment& m) const {
    if (!truth_) truth_ = std::make_unique<JudgeDoor>(program_, setup_, JudgeDoor::Use::truth);
    QueryBatch q;
    q.reshape(Form::duel, 2, static_cast<Row>(2 * pairs.size()));
    q.clear(static_cast<Row>(2 * pairs.size()));
    for (const auto& [x, a, b] : pairs) q.duel(x, a, b), q.duel(x, b, a);
    for (Row r = 0; r < q.size(); ++r)
      q.stamp[r] = {2 * name(pairs[r / 2].x, pairs[r / 2].a, pairs[r / 2].b) + r % 2, 0, 0};
    std::vector<Row> rows(q.size());
    std::iota(rows.begin(), rows.end(), 0u);
    std::vector<Opinion> said(q.size());
    truth_->answer({q, rows, 1, 0, -1, m}, said);
    const auto first = [](const Opinion& o) { return o.tie || o.skip ? 0.5 : o.first; };
    for (std::size_t i = 0; i < pairs.size(); ++i)
      known_[name(pairs[i].x, pairs[i].a, pairs[i].b)] = (first(said[2 * i]) + 1 - first(said[2 * i + 1])) / 2;
  }

  Program program_;
  Setup setup_;
  std::unique_ptr<JudgeDoor> labels_;
  mutable std::unique_ptr<JudgeDoor> truth_;
  mutable std::unordered_map<std::uint64_t, double> known_;
  mutable std::vector<Pair> wanted_;
};

const Register<Judge, OutsideJudge> entry{
    {.name = "process",
     .summary = "A program outside, in any language, over JSON Lines: a real judge in place of a simulated one.",
     .formula = "hello, answer, bye: one line asked, one line replied",
     .source = "docs/process.md"},
    {.forms = Forms(Form::duel, Form::thumbs), .fixed = false, .external = true}};

}  // namespace
}  // namespace paddock
