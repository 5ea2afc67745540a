#include "annotators/crowd.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace paddock {
namespace {

constexpr std::size_t kTable = 4'000'000;  // entries of a crowd's table of duels, at most

/// Preference that labels with this law show: ties half, skips left out.
double shown(const LabelLaw& o) {
  const double whole = o.left + o.right + o.tie;
  return whole > 0 ? (o.left + o.tie / 2) / whole : 0.5;
}
/// What u in [0, 1) decides: the first on [0, left), the second on [1 - right, 1), between them half the skips, the
/// ties, the other half.
std::uint8_t decide(const LabelLaw& o, double u, std::uint8_t first, std::uint8_t second) {
  if (u < o.left) return first;
  if (u >= 1 - o.right || o.tie + o.skip <= 0) return second;
  return u < o.left + o.skip / 2 || u >= 1 - o.right - o.skip / 2 ? LabelBatch::kSkip : LabelBatch::kTie;
}
LabelLaw plus(const LabelLaw& a, const LabelLaw& b, double weight) {
  return {a.left + weight * b.left, a.right + weight * b.right, a.tie + weight * b.tie, a.skip + weight * b.skip};
}

}  // namespace

/// What a group of people with personal utilities thinks on average.
class Crowd::MeanTruth final : public Truth {
 public:
  explicit MeanTruth(const Crowd& c) : crowd_(c) {}
  double preference(ContextId x, ItemId a, ItemId b, const Moment& m) const override {
    return mean([&](const Judge& j) { return j.preference(x, a, b, m); });
  }
  double utility(ContextId x, ItemId i, const Moment& m) const override {
    return mean([&](const Judge& j) { return j.utility(x, i, m); });
  }
  bool fixed() const override { return crowd_.judges_[0]->fixed(); }

 private:
  template <class F>
  double mean(F of) const {
    double sum = 0;
    for (const auto& judge : crowd_.judges_) sum += of(*judge);
    return sum / static_cast<double>(crowd_.judges_.size());
  }
  const Crowd& crowd_;
};

/// What their labels show.
class Crowd::LabelledTruth final : public Truth {
 public:
  explicit LabelledTruth(const Crowd& c) : crowd_(c) {}
  double preference(ContextId x, ItemId a, ItemId b, const Moment& m) const override {
    return a == b ? 0.5 : shown(crowd_.law(x, a, b, m));
  }
  double utility(ContextId x, ItemId i, const Moment& m) const override { return crowd_.truth_->utility(x, i, m); }
  double best_utility(ContextId x, const Moment& m) const override { return crowd_.truth_->best_utility(x, m); }
  bool fixed() const override { return crowd_.truth_->fixed(); }

 private:
  const Crowd& crowd_;
};

Crowd::Crowd(const Recipe<Judge>& recipe, const Modifiers& modifiers, const People& people, const CrowdSetup& s)
    : contexts_(s.world.contexts()),
      responses_(s.world.responses()),
      modifiers_(modifiers),
      deviation_(people.staff().utility),
      random_sides_(s.random_sides),
      sided_(modifiers.sided()),
      external_(recipe.kind().traits.external),
      quality_(people.qualities(s.seed, s.population, s.entity)),
      noise_(s.seed, s.replication, Purpose::answer, s.entity),
      sides_(s.seed, s.replication, Purpose::sides),
      anybody_(s.seed, s.replication, Purpose::staffing, s.entity) {
  Judge::Setup setup{.world = s.world,
                     .seed = s.seed,
                     .replication = s.population,
                     .entity = s.entity,
                     .form = s.form,
                     .stop = s.stop};
  if (deviation_.zero()) {
    judges_.push_back(recipe.make(setup));
  } else {
    setup.deviation = &deviation_;
    for (setup.worker = 0; setup.worker < std::max(1, people.count()); ++setup.worker)
      judges_.push_back(recipe.make(setup));
  }
  if (std::ranges::all_of(quality_, [&](double q) { return q == quality_[0]; })) quality_.resize(1);
  people_ = std::max(judges_.size(), quality_.size());
  if (judges_.size() > 1) mean_ = std::make_unique<MeanTruth>(*this);
  truth_ = mean_ ? mean_.get() : judges_[0].get();
  const bool changed = !modifiers_.empty() || quality_.size() > 1 || quality_[0] != 1;
  if (changed) modified_ = std::make_unique<LabelledTruth>(*this);
  labelled_ = changed ? modified_.get() : truth_;

  const std::size_t duels = contexts_ * responses_ * responses_, pairs = duels * (sided_ ? 2 : 1) * people_;
  for (std::size_t k = 0; s.by_pair && s.form == Form::duel && k < duels; ++k) pairs_.emplace_back(noise_).seek(k);
  if (s.form == Form::duel && truth_->fixed() && pairs <= kTable) table_.assign(pairs, {std::nan(""), 0});
}

LabelLaw Crowd::law(std::size_t person, ContextId x, ItemId a, ItemId b, bool a_left, const Moment& m) const {
  const Judge& j = judge(person);
  const double p = a == b ? 0.5 : j.preference(x, a, b, m);
  double ua = 0, ub = 0;
  if (modifiers_.needs_utilities()) ua = j.utility(x, a, m), ub = j.utility(x, b, m);
  return a_left ? modifiers_.apply(p, ua, ub, quality(person))
                : modifiers_.apply(1 - p, ub, ua, quality(person)).swapped();
}
LabelLaw Crowd::law(ContextId x, ItemId a, ItemId b, const Moment& m) const {
  LabelLaw mean{0, 0, 0, 0};
  const double weight = 1 / static_cast<double>(people() * (sided_ ? 2 : 1));
  for (std::size_t k = 0; k < people(); ++k)
    for (int side = 0; side <= sided_; ++side) mean = plus(mean, law(k, x, a, b, side == 0, m), weight);
  return mean;
}
Crowd::Cut Crowd::cut(std::size_t person, ContextId x, ItemId lo, ItemId hi, bool lo_left, const Moment& m) const {
  const LabelLaw o = law(person, x, lo, hi, lo_left, m);
  return {o.left, o.tie + o.skip > 0 ? 1 - o.right : o.left};
}

void Crowd::answer(const Call& call, LabelBatch& out) {
  if (external_) return from_outside(call, out);
  switch (call.queries.form) {
    case Form::duel:
      return duels(call, out);
    case Form::thumbs:
      return thumbs(call, out);
    case Form::ranking:
    case Form::best_of:
      return orders(call, out);
    case Form::rating:
      return ratings(call, out);
    default:
      expects(false, "a form that annotators answer");
  }
}

void Crowd::duels(const Call& call, LabelBatch& out) {
  const bool known = !table_.empty();
  for (Row r : call.rows) {
    const auto s = call.queries.items(r);
    const ContextId x = call.queries.context[r];
    const bool straight = s[0] <= s[1];
    const ItemId lo = straight ? s[0] : s[1], hi = straight ? s[1] : s[0];
    const std::uint64_t index = call.index(r);
    const std::size_t k = person(call, r);
    const bool first_left = !sided_ || !random_sides_ || sides_.nth(index) < 0.5,
               lo_left = first_left == straight || !sided_;
    Cut c;
    if (known) {
      const std::size_t side = sided_ ? 2 * k + !lo_left : k;
      Cut& entry = table_[((side * contexts_ + x) * responses_ + lo) * responses_ + hi];
      if (std::isnan(entry.low)) entry = cut(k, x, lo, hi, lo_left, call.moment);
      c = entry;
    } else {
      c = cut(k, x, lo, hi, lo_left, call.moment);
    }
    const double u = pairs_.empty() ? noise_.nth(index) : pairs_[(x * responses_ + lo) * responses_ + hi].uniform();
    std::uint8_t choice = (u < c.low) != straight;
    if (c.low < c.high && u >= c.low && u < c.high) [[unlikely]] {  // the first is no coin: no branch goes astray
      const double half = law(k, x, lo, hi, lo_left, call.moment).skip / 2;
      choice = u < c.low + half || u >= c.high - half ? LabelBatch::kSkip : LabelBatch::kTie;
    }
    out.choice[out.add(r)] = choice;
    if (!known) remember(k, call, r);
  }
}

void Crowd::thumbs(const Call& call, LabelBatch& out) {
  for (Row r : call.rows) {
    const ItemId item = call.queries.items(r)[0];
    const ContextId x = call.queries.context[r];
    const std::size_t k = person(call, r);
    const double u = noise_.nth(call.index(r)), like = judge(k).approval(x, item, call.moment);
    const double utility = modifiers_.needs_utilities() ? judge(k).utility(x, item, call.moment) : 0;
    const LabelLaw o = modifiers_.apply(like, utility, utility, quality(k));
    out.choice[out.add(r)] = decide(o, u, 1, 0);
    remember(k, call, r);
  }
}

void Crowd::from_outside(const Call& call, LabelBatch& out) {
  const bool duel = call.queries.form == Form::duel;
  const auto rows = static_cast<Row>(call.rows.size());
  if (shown_.stamp.size() < rows)
    shown_.reshape(call.queries.form, call.queries.stride, rows), opinions_.resize(rows), shown_rows_.resize(rows);
  std::iota(shown_rows_.begin(), shown_rows_.end(), 0u);
  const auto turned = [&](Row r) { return duel && random_sides_ && sides_.nth(call.index(r)) >= 0.5; };
  shown_.clear(rows);
  for (Row i = 0; i < rows; ++i) {
    const Row r = call.rows[i];
    const auto items = call.queries.items(r);
    const auto s = shown_.add(call.queries.context[r]);
    std::ranges::copy(items, s.begin());
    if (turned(r)) std::swap(s[0], s[1]);
    shown_.stamp[i] = call.queries.stamp[r];
  }
  const std::span said(opinions_.data(), rows);
  judges_[0]->opine({shown_, std::span(shown_rows_).first(rows), call.votes, call.vote, call.worker, call.moment},
                    said);
  for (Row i = 0; i < rows; ++i) {
    const Row r = call.rows[i];
    const double u = noise_.nth(call.index(r)), none = std::nan("");
    const LabelLaw o = modifiers_.apply(said[i].first, none, none, quality(person(call, r)));
    const std::uint8_t left = duel ? turned(r) : 1, right = 1 - left;
    out.choice[out.add(r)] = said[i].skip  ? LabelBatch::kSkip
                             : said[i].tie ? LabelBatch::kTie
                                           : decide(o, u, left, right);
  }
}

bool Crowd::skips(std::size_t person, const Call& call, Row r, double u) const {
  if (!modifiers_.skip) return false;
  if (!modifiers_.skip->threshold) return u < modifiers_.skip->probability;
  double best = -kInf;
  for (ItemId i : call.queries.items(r))
    best = std::max(best, judge(person).utility(call.queries.context[r], i, call.moment));
  return best <= *modifiers_.skip->threshold;
}

void Crowd::orders(const Call& call, LabelBatch& out) {
  for (Row r : call.rows) {
    const auto items = call.queries.items(r);
    const ContextId x = call.queries.context[r];
    const std::size_t k = person(call, r);
    noise_.seek(call.index(r));
    const bool lapsed = noise_.uniform() < (modifiers_.lapse ? modifiers_.lapse->rate : 0);
    const bool turned = noise_.uniform() < 1 - quality(k) + modifiers_.flips() * (2 * quality(k) - 1);
    const bool skipped = skips(k, call, r, noise_.uniform());
    std::uint8_t place[256];
    const std::span<std::uint8_t> order(place, items.size());
    if (lapsed || !judge(k).rank(x, items, noise_.uniform(), order)) {
      double key[256];
      for (std::size_t j = 0; j < items.size(); ++j) {
        const double u = noise_.uniform();
        place[j] = static_cast<std::uint8_t>(j);
        key[j] = lapsed ? u
                        : judge(k).utility(x, items[j], call.moment) +
                              modifiers_.temperature.value_or(1) * judge(k).noise(u);
      }
      std::ranges::sort(order,
                        [&](std::uint8_t a, std::uint8_t b) { return key[a] != key[b] ? key[a] > key[b] : a < b; });
    }
    if (turned) std::ranges::reverse(order);
    const Row i = out.add(r);
    out.choice[i] = skipped ? LabelBatch::kSkip : order[0];
    if (call.queries.form == Form::ranking) std::ranges::copy(order, out.ranks(i).begin());
    remember(k, call, r);
  }
}

void Crowd::ratings(const Call& call, LabelBatch& out) {
  for (Row r : call.rows) {
    const auto items = call.queries.items(r);
    const ContextId x = call.queries.context[r];
    const std::size_t k = person(call, r);
    noise_.seek(call.index(r));
    const bool skipped = skips(k, call, r, noise_.uniform());
    const Row i = out.add(r);
    out.choice[i] = skipped ? LabelBatch::kSkip : 0;
    for (std::size_t j = 0; j < items.size(); ++j)
      out.values(i)[j] = judge(k).appraisal(x, items[j], call.moment) +
                         modifiers_.temperature.value_or(1) * judge(k).noise(noise_.uniform());
    remember(k, call, r);
  }
}

}  // namespace paddock
