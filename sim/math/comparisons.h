// Labels as counted comparisons: who beat whom how often, as tables and as feature differences.
#pragma once
#include "sim/core/batch.h"
#include "sim/math/logistic.h"

#include <Eigen/Core>

#include <vector>

namespace paddock {

/// Calls win(winner, loser, weight) for the pairs that row i of the labels decides. Duel and best-of: the one chosen
/// beats each of the others. Ranking: everything beats what stands below it. A tie: half a win each. Under
/// Plackett-Luce both breakings into pairs keep Bradley-Terry estimates consistent (Azari Soufiani et al. 2013), though
/// not efficient. Nothing for skips, for a response against itself and for forms that judge responses singly.
template <class Win>
void for_each_win(const LabelBatch& labels, Row i, Win win) {
  const Form form = labels.queries->form;
  if (labels.skipped(i) || (form != Form::duel && form != Form::best_of && form != Form::ranking)) return;
  const auto items = labels.items(i);
  const auto pair = [&](std::size_t a, std::size_t b, double weight) {
    if (items[a] != items[b]) win(items[a], items[b], weight);
  };
  if (labels.choice[i] == LabelBatch::kTie) {
    for (std::size_t a = 0; a < items.size(); ++a)
      for (std::size_t b = 0; b < items.size(); ++b)
        if (a != b) pair(a, b, 0.5);
    return;
  }
  if (form == Form::ranking) {
    const auto order = labels.ranks(i);
    for (std::size_t a = 0; a < order.size(); ++a)
      for (std::size_t b = a + 1; b < order.size(); ++b) pair(order[a], order[b], 1);
  } else {
    for (std::size_t k = 0; k < items.size(); ++k)
      if (k != labels.choice[i]) pair(labels.choice[i], k, 1);
  }
}

/// Distinct pairs with their wins, as logistic regression wants them: one column phi(left) - phi(right) a pair, however
/// often it was compared. Memory grows with pairs, not with labels: contexts × responses² / 2 columns at most.
class PairData {
 public:
  /// features: d × (contexts · responses), one column a response of a context; must outlive this.
  PairData(const Eigen::MatrixXd& features, std::size_t responses)
      : features_(features),
        responses_(responses),
        column_(static_cast<std::size_t>(features.cols()) * responses, kNone),
        differences_(features.rows(), 64) {}
  void add(ContextId x, ItemId winner, ItemId loser, double weight) {
    const ItemId left = std::min(winner, loser), right = std::max(winner, loser);
    std::size_t& k = column_[(std::size_t{x} * responses_ + left) * responses_ + right];
    if (k == kNone) {
      k = counts_.size();
      if (k == static_cast<std::size_t>(differences_.cols()))
        differences_.conservativeResize(Eigen::NoChange, 2 * differences_.cols());
      differences_.col(static_cast<Eigen::Index>(k)) = column(x, left) - column(x, right);
      counts_.push_back(0), wins_.push_back(0), outcomes_.push_back(0);
    }
    counts_[k] += weight;
    if (winner == left) wins_[k] += weight;
    outcomes_[k] = wins_[k] / counts_[k];
  }
  Eigen::Index size() const { return static_cast<Eigen::Index>(counts_.size()); }
  LogisticData data() const { return {differences_.leftCols(size()), outcomes_, counts_}; }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};
  Eigen::MatrixXd::ConstColXpr column(ContextId x, ItemId i) const {
    return features_.col(static_cast<Eigen::Index>(std::size_t{x} * responses_ + i));
  }
  const Eigen::MatrixXd& features_;
  std::size_t responses_;
  std::vector<std::size_t> column_;
  Eigen::MatrixXd differences_;
  std::vector<double> counts_, wins_, outcomes_;
};

}  // namespace paddock
