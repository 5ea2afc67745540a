// One group of one cell: a judge, what stands between its judgement and its answers, and the people who give them.
#pragma once
#include "annotators/modifiers/modifiers.h"
#include "annotators/people.h"
#include "sim/core/annotator.h"
#include "sim/core/expects.h"
#include "sim/core/registry.h"

#include <memory>
#include <vector>

namespace paddock {

struct CrowdSetup {
  const WorldView& world;
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;  ///< of answers
  std::uint32_t population = 0;   ///< replication of utilities and people (the same, unless frozen)
  std::uint32_t entity = 0;       ///< of the group's name
  Form form = Form::duel;
  bool random_sides = true;  ///< a coin per label decides which response is shown left; else the first of the row
  bool by_pair = false;      ///< a duel's u is named by its pair and how often that was asked, not by its label
  std::stop_token stop{};
};

/// Answers every form.
///
/// Duel: one uniform u per label, tied to the unordered pair {lo, hi}: lo wins on [0, P(lo)), hi on [1 - P(hi), 1),
/// between them half the skips, the ties, the other half. The same label of the same pair so comes out the same
/// whichever was asked first (by_pair: the n-th duel of a pair comes out the same, whenever it is asked). Thumbs: the
/// same with up and down. Ranking, best-of: from the judge, or by sorting utility + temperature · noise; lapses give a
/// random order, flips (and lack of quality) the reverse order, which for two responses and for every pair of a ranking
/// is the duel's law. Rating: appraisal + temperature · noise. Draws are named by (answer, group, label): in a ranking
/// first lapse, flip, skip, then the noise of each response, so that changing a rate changes only the answers it must.
/// Somebody outside is shown the responses left and right, and what they say takes the place of P; ties and skips of
/// theirs stay.
class Crowd final : public Annotator {
 public:
  Crowd(const Recipe<Judge>&, const Modifiers&, const People&, const CrowdSetup&);

  void answer(const Call&, LabelBatch&) override;
  const Truth& truth() const override { return *truth_; }
  const Truth& labelled() const override { return *labelled_; }
  bool ties() const override { return external_ || modifiers_.ties.has_value(); }

  /// Law of a label on the pair (a, b) in terms of a (left) and b (right): averaged over sides and people.
  LabelLaw law(ContextId, ItemId a, ItemId b, const Moment&) const;
  std::span<const double> qualities() const { return quality_; }

 private:
  /// Where u decides: below low the smaller id wins, from high on the larger.
  struct Cut {
    double low, high;
  };
  class MeanTruth;
  class LabelledTruth;

  const Judge& judge(std::size_t person) const { return *judges_[judges_.size() == 1 ? 0 : person]; }
  double quality(std::size_t person) const { return quality_[quality_.size() == 1 ? 0 : person]; }
  std::size_t people() const { return people_; }
  /// Of one person, a shown left or right.
  LabelLaw law(std::size_t person, ContextId, ItemId a, ItemId b, bool a_left, const Moment&) const;
  Cut cut(std::size_t person, ContextId, ItemId lo, ItemId hi, bool lo_left, const Moment&) const;

  void duels(const Call&, LabelBatch&);
  void thumbs(const Call&, LabelBatch&);
  void orders(const Call&, LabelBatch&);
  void ratings(const Call&, LabelBatch&);
  void from_outside(const Call&, LabelBatch&);
  /// Who answers; labels given before the start come from nobody in particular: anybody.
  std::size_t person(const Call& c, Row r) {
    if (people_ == 1) return 0;
    return c.worker >= 0 ? static_cast<std::size_t>(c.worker)
                         : static_cast<std::size_t>(anybody_.nth(c.index(r)) * static_cast<double>(people()));
  }
  bool skips(std::size_t person, const Call&, Row, double u) const;
  void remember(std::size_t person, const Call& c, Row r) {
    if (!truth_->fixed()) judges_[judges_.size() == 1 ? 0 : person]->observe(c.queries.context[r], c.moment);
  }

  const std::size_t contexts_, responses_;
  Modifiers modifiers_;
  Law deviation_;
  bool random_sides_, sided_, external_;
  std::vector<std::unique_ptr<Judge>> judges_;  // one, or one per worker where they differ in utilities
  std::vector<double> quality_;                 // one, or one per worker
  std::size_t people_ = 1;                      // how many differ
  std::unique_ptr<Truth> mean_, modified_;
  const Truth *truth_, *labelled_;
  Stream noise_, sides_, anybody_;
  std::vector<Stream> pairs_;  // by_pair: contexts × pairs, each as far as it has been asked
  QueryBatch shown_;           // to somebody outside
  std::vector<Row> shown_rows_;
  std::vector<Judge::Opinion> opinions_;
  std::vector<Cut> table_;  // people × sides × contexts × pairs, filled as they are asked for; NaN: not yet
};

}  // namespace paddock
