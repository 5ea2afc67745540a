// The population of a cell: crowds, the truth about them together, and whether they suit the world.
#include "annotators/population.h"

#include <fmt/format.h>

#include <numeric>

namespace paddock {
namespace {

/// Share-weighted mean of truths. Utilities are averaged where every group has them.
class MixtureTruth final : public Truth {
 public:
  MixtureTruth(std::vector<const Truth*> parts, std::vector<double> weights)
      : parts_(std::move(parts)), weights_(std::move(weights)) {}
  double preference(ContextId x, ItemId a, ItemId b, const Moment& m) const override {
    return mean([&](const Truth& t) { return t.preference(x, a, b, m); });
  }
  void preferences(ContextId x, const Moment& m, Eigen::Ref<Eigen::MatrixXd> out) const override {
    scratch_.resize(out.rows(), out.cols());
    out.setZero();
    for (std::size_t g = 0; g < parts_.size(); ++g)
      parts_[g]->preferences(x, m, scratch_), out += weights_[g] * scratch_;
  }
  double utility(ContextId x, ItemId i, const Moment& m) const override {
    return mean([&](const Truth& t) { return t.utility(x, i, m); });
  }
  bool fixed() const override {
    for (const Truth* t : parts_)
      if (!t->fixed()) return false;
    return true;
  }

 private:
  template <class F>
  double mean(F of) const {
    double sum = 0;
    for (std::size_t g = 0; g < parts_.size(); ++g) sum += weights_[g] * of(*parts_[g]);
    return sum;
  }
  std::vector<const Truth*> parts_;
  std::vector<double> weights_;
  mutable Eigen::MatrixXd scratch_;
};

/// What labels of all groups show together: a group that skips counts by what it answers.
class LabelMixture final : public Truth {
 public:
  LabelMixture(std::vector<const Crowd*> parts, std::vector<double> weights)
      : parts_(std::move(parts)), weights_(std::move(weights)) {}
  double preference(ContextId x, ItemId a, ItemId b, const Moment& m) const override {
    if (a == b) return 0.5;
    double wins = 0, answers = 0;
    for (std::size_t g = 0; g < parts_.size(); ++g) {
      const LabelLaw o = parts_[g]->law(x, a, b, m);
      wins += weights_[g] * (o.left + o.tie / 2), answers += weights_[g] * (o.left + o.right + o.tie);
    }
    return answers > 0 ? wins / answers : 0.5;
  }
  double utility(ContextId x, ItemId i, const Moment& m) const override {
    double sum = 0;
    for (std::size_t g = 0; g < parts_.size(); ++g) sum += weights_[g] * parts_[g]->truth().utility(x, i, m);
    return sum;
  }
  bool fixed() const override {
    for (const Crowd* c : parts_)
      if (!c->truth().fixed()) return false;
    return true;
  }

 private:
  std::vector<const Crowd*> parts_;
  std::vector<double> weights_;
};

/// Why the modifiers and people cannot answer the form; empty when they can.
std::string cannot(const Group& g, Form form) {
  const Modifiers& m = g.modifiers;
  const bool duel = form == Form::duel, several = form == Form::ranking || form == Form::best_of,
             rating = form == Form::rating;
  const auto no = [&](std::string_view what) {
    return fmt::format("{} says nothing about answers of form {}", what, word(form));
  };
  if (!duel && m.bias && m.bias->position != 0) return no("bias.position");
  if ((several || rating) && m.ties) return no("ties");
  if (form == Form::thumbs && m.ties && m.ties->kind == Ties::Kind::threshold) return no("ties {threshold}");
  if (several && m.lapse && m.lapse->left != 0.5) return no("lapse {left}");
  if (rating && m.lapse) return no("lapse");
  if (rating && m.flips() > 0) return no("noise.flip");
  if (rating && !g.logistics.staff().plain()) return no("workers {quality, spammers, adversaries}");
  if (several && m.temperature && !g.judge.kind().traits.utilities)
    return fmt::format("'{}' ranks as it is: no temperature", g.judge.kind().card.name);
  return {};
}

}  // namespace

void check_fit(const PopulationPlan& plan, const WorldView& world, Form form, Problems& problems) {
  for (const Group& g : plan.groups()) {
    const auto& traits = g.judge.kind().traits;
    if (!traits.forms.has(form) || (world.responses() == 0 && !traits.continuous)) continue;
    const auto problem = [&](std::string why, std::string hint = {}) {
      if (!why.empty()) problems.add(g.mark, fmt::format("group '{}': {}", g.name, why), std::move(hint));
    };
    const Law deviation = g.logistics.staff().utility;
    Judge::Setup setup{.world = world, .entity = g.entity(), .form = form};
    if (!deviation.zero()) setup.deviation = &deviation;
    problem(g.judge.misfit(setup));
    if (form == Form::oracle) continue;
    problem(cannot(g, form));
    if (g.modifiers.needs_utilities() && !traits.utilities)
      problem(fmt::format("a threshold needs utilities, and '{}' has none", g.judge.kind().card.name));
    if (deviation.zero()) continue;
    if (!traits.utilities)
      problem(fmt::format("workers.utility needs utilities, and '{}' has none", g.judge.kind().card.name));
    if (g.people() == 0) problem("workers.utility needs a number of people", "workers: {count: 20, utility: …}");
  }
}

Population::Population(const PopulationPlan& plan, const PopulationSetup& s) {
  double total = 0;
  for (const Group& g : plan.groups()) total += g.share;
  std::vector<const Truth*> truths;
  std::vector<const Crowd*> crowds;
  std::vector<double> weights;
  for (const Group& g : plan.groups()) {
    crowds_.push_back(
        std::make_unique<Crowd>(g.judge, g.modifiers, g.logistics,
                                CrowdSetup{s.world, s.seed, s.replication, s.frozen.value_or(s.replication), g.entity(),
                                           s.form, s.random_sides, s.by_pair, s.stop}));
    if (g.share <= 0) continue;
    truths.push_back(&crowds_.back()->truth()), crowds.push_back(crowds_.back().get()),
        weights.push_back(g.share / total);
  }
  expects(!truths.empty(), "a group that labels");
  truth_ = truths[0], labelled_ = &crowds[0]->labelled();
  if (truths.size() == 1) return;
  mixture_ = std::make_unique<MixtureTruth>(std::move(truths), weights), truth_ = mixture_.get();
  mixed_labels_ = std::make_unique<LabelMixture>(std::move(crowds), std::move(weights)),
  labelled_ = mixed_labels_.get();
}

}  // namespace paddock
