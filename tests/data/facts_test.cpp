// The definitions of preference data against facts about real files that an independent script computed
// (FACTS.md beside the data; every line "- key: value" of a kind known here is recomputed and compared).
#include "tests/data/facts.h"

#include "analysis/game/lottery.h"
#include "analysis/game/tournament.h"
#include "sim/data/read.h"
#include "sim/math/bradley_terry.h"
#include "sim/math/connectivity.h"
#include "sim/math/logistic.h"
#include "tests/data/shared_data.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <set>

namespace paddock::test {
namespace {

using Json = nlohmann::json;

// One file's data and what several facts share.
struct Table {
  Comparisons data;
  Eigen::MatrixXd p;
  BradleyTerryFit bt;
  explicit Table(const std::string& path)
      : data(std::get<Comparisons>(read_preferences(path))),
        p(data.preferences()),
        bt(fit_bradley_terry(data.half_wins())) {}

  Json names(const std::vector<Eigen::Index>& items) const {
    Json list = Json::array();
    for (Eigen::Index i : items) list.push_back(data.names[i]);
    return list;
  }
  // [name, value] of the `count` largest, best first.
  Json top(const Eigen::VectorXd& scores, Eigen::Index count) const {
    std::vector<Eigen::Index> order(data.names.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; });
    Json list = Json::array();
    for (Eigen::Index k = 0; k < std::min(count, scores.size()); ++k)
      list.push_back({data.names[order[k]], scores[order[k]]});
    return list;
  }
  Json name_or_null(const std::optional<Eigen::Index>& item) const {
    return item ? Json(data.names[*item]) : Json(nullptr);
  }
  Eigen::VectorXd copeland() const { return copeland_scores(p, data.compared()); }
};

Json support(const Table& t, const Lottery& lottery) {
  return t.top(lottery.policy, (lottery.policy.array() > 1e-9).count());
}

// Share of equal labels over all label pairs of one `pair` id.
double agreement(const Table& t) {
  std::map<int, std::array<double, 3>> labels;
  for (const Comparison& r : t.data.records) labels[r.pair][static_cast<std::size_t>(r.outcome)] += 1;
  double equal = 0, all = 0;
  for (const auto& [pair, n] : labels) {
    for (double k : n) equal += k * (k - 1) / 2;
    const double total = n[0] + n[1] + n[2];
    all += total * (total - 1) / 2;
  }
  return equal / all;
}

double left_wins(const Table& t) {
  double left = 0, decisive = 0;
  for (const Comparison& r : t.data.records) {
    left += r.outcome == Outcome::left ? r.count : 0;
    decisive += r.outcome == Outcome::tie ? 0 : r.count;
  }
  return left / decisive;
}

// Kendall distance of a strict ballot to the order 0, 1, 2, …
double inversions(const Ballot& ballot, const std::vector<int>& rank) {
  double sum = 0;
  for (std::size_t i = 0; i < ballot.groups.size(); ++i)
    for (std::size_t j = i + 1; j < ballot.groups.size(); ++j)
      sum += rank[ballot.groups[i][0]] > rank[ballot.groups[j][0]];
  return sum;
}

double total_distance(const Table& t, const std::vector<int>& order) {
  std::vector<int> rank(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) rank[order[k]] = static_cast<int>(k);
  double sum = 0;
  for (const Ballot& b : t.data.ballots) sum += b.count * inversions(b, rank);
  return sum;
}

std::vector<int> kemeny(const Table& t) {
  std::vector<int> order(t.data.names.size());
  std::iota(order.begin(), order.end(), 0);
  std::vector<int> best = order;
  do {
    if (total_distance(t, order) < total_distance(t, best)) best = order;
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

double voters(const Table& t) {
  double sum = 0;
  for (const Ballot& b : t.data.ballots) sum += b.count;
  return sum;
}

// logit P(left wins) = s_left - s_right + gamma: item indicators against the last item, then a constant.
LogisticFit home_advantage(const Table& t, int base) {
  const Eigen::Index n = t.data.size();
  Eigen::MatrixXd differences = Eigen::MatrixXd::Zero(n, static_cast<Eigen::Index>(t.data.records.size()));
  std::vector<double> outcomes;
  for (std::size_t k = 0; k < t.data.records.size(); ++k) {
    const Comparison& r = t.data.records[k];
    differences(r.left, k) += 1, differences(r.right, k) -= 1;
    differences(base, k) = 1;  // the base item's score is 0: its row holds the constant
    outcomes.push_back(r.outcome == Outcome::left ? 1 : 0);
  }
  LogisticSolver solver;
  return solver.fit({differences, outcomes}, {.ridge = 0});
}

Json home_scores(const Table& t) {
  const int base =
      static_cast<int>(std::find(t.data.names.begin(), t.data.names.end(), "Baltimore") - t.data.names.begin());
  Eigen::VectorXd scores = home_advantage(t, base).weights;
  scores[base] = 0;
  return t.top(scores, t.data.size());
}

using Fact = std::function<Json(const Table&)>;

const std::map<std::string, Fact>& facts() {
  static const std::map<std::string, Fact> kFacts{
      {"items", [](const Table& t) { return t.data.size(); }},
      {"rows", [](const Table& t) { return t.data.records.size(); }},
      {"voters", [](const Table& t) { return voters(t); }},
      {"workers", [](const Table& t) { return t.data.annotators.size(); }},
      {"pairs", [](const Table& t) { return t.data.pairs.size(); }},
      {"labels_per_pair_mean",
       [](const Table& t) {
         return static_cast<double>(t.data.records.size()) / static_cast<double>(t.data.pairs.size());
       }},
      {"unique_orders",
       [](const Table& t) {
         std::set<std::vector<std::vector<int>>> orders;
         for (const Ballot& b : t.data.ballots) orders.insert(b.groups);
         return orders.size();
       }},
      {"ties", [](const Table& t) { return t.data.tie_total(); }},
      {"decisive_comparisons", [](const Table& t) { return t.data.decisive_total(); }},
      {"pairs_observed", [](const Table& t) { return t.data.compared_pairs(); }},
      {"pairs_total", [](const Table& t) { return t.data.size() * (t.data.size() - 1) / 2; }},
      {"pairs_tied_majority",
       [](const Table& t) { return ((t.data.margins().array() == 0) && t.data.compared().array()).count() / 2; }},
      {"left_win_frac_decisive", left_wins},
      {"pairwise_agreement_3way", agreement},
      {"bt_ridge", [](const Table&) { return 0; }},
      {"bt_identifiable", [](const Table& t) { return t.bt.exists; }},
      {"bt_loglik", [](const Table& t) { return t.bt.log_likelihood; }},
      {"bt_top5", [](const Table& t) { return t.top(t.bt.scores, 5); }},
      {"bt_last", [](const Table& t) { return t.top(t.bt.scores, t.data.size()).back(); }},
      {"bt_home_vs_baltimore", home_scores},
      {"home_advantage_logodds", [](const Table& t) { return home_advantage(t, 0).weights[0]; }},
      {"borda_top5", [](const Table& t) { return t.top(borda_scores(t.p), 5); }},
      {"copeland_winners", [](const Table& t) { return t.names(best_arms(t.copeland())); }},
      {"copeland_top", [](const Table& t) { return t.top(t.copeland(), 5); }},
      {"condorcet_winner", [](const Table& t) { return t.name_or_null(condorcet_winner(t.p)); }},
      {"condorcet_loser", [](const Table& t) { return t.name_or_null(condorcet_loser(t.p)); }},
      {"smith", [](const Table& t) { return t.names(smith_set(t.p)); }},
      {"smith_size", [](const Table& t) { return smith_set(t.p).size(); }},
      {"decided_triples", [](const Table& t) { return count_triples(t.p).decided; }},
      {"cyclic_triples", [](const Table& t) { return count_triples(t.p).cyclic; }},
      {"cyclic_fraction", [](const Table& t) { return count_triples(t.p).cyclic_fraction(); }},
      {"ml_margin", [](const Table& t) { return support(t, margin_lottery(t.data.margins())); }},
      {"ml_prob", [](const Table& t) { return support(t, maximal_lottery(t.p)); }},
      {"ml_margin_unique", [](const Table& t) { return margin_lottery(t.data.margins()).unique; }},
      {"ml_prob_unique", [](const Table& t) { return maximal_lottery(t.p).unique; }},
      {"top1_correct_frac",
       [](const Table& t) {
         double sum = 0;
         for (const Ballot& b : t.data.ballots) sum += b.groups[0][0] == 0 ? b.count : 0;
         return sum / voters(t);
       }},
      {"kendall_mean_to_truth",
       [](const Table& t) {
         std::vector<int> truth(t.data.names.size());
         std::iota(truth.begin(), truth.end(), 0);
         return total_distance(t, truth) / voters(t);
       }},
      {"kemeny",
       [](const Table& t) {
         const std::vector<int> order = kemeny(t);
         return t.names({order.begin(), order.end()});
       }},
      {"kemeny_total_distance", [](const Table& t) { return total_distance(t, kemeny(t)); }}};
  return kFacts;
}

}  // namespace

TEST(Facts, OfRealFiles) {
  if (shared_file("FACTS.md").empty()) GTEST_SKIP() << "no shared data";
  std::optional<Table> table;
  std::string file;
  int checked = 0;
  std::set<std::string> unknown;
  for (const PrintedFact& f : printed_facts()) {
    if (f.file != file) {
      file = f.file;
      table.reset();
      if (const std::string data = shared_file(file); !data.empty()) table.emplace(data);
    }
    if (!table) continue;
    const auto fact = facts().find(f.key);
    if (fact == facts().end()) {
      unknown.insert(f.key);
      continue;
    }
    f.expect_equal_to(fact->second(*table).dump());
    ++checked;
  }
  EXPECT_GT(checked, 200);
  for (const std::string& key : unknown)  // facts of models fitted elsewhere
    EXPECT_TRUE(key.starts_with("davidson") || key.starts_with("rao_kupper") || key.starts_with("pl_") ||
                key.starts_with("mallows"))
        << key;
}

TEST(Facts, JudgesOnTheSamePairs) {
  const auto labels = [](const std::string& name) {
    std::map<std::string, std::vector<Outcome>> result;
    const Comparisons d = read_comparisons(name);
    for (const Comparison& r : d.records) result[d.pairs[r.pair]].push_back(r.outcome);
    return result;
  };
  const std::string crowd = shared_file("llmfao_crowd.csv");
  if (crowd.empty()) GTEST_SKIP() << "no shared data";
  const auto people = labels(crowd);
  for (const auto& [judge, share, count] :
       {std::tuple{"llmfao_gpt4.csv", 0.66163, 5358}, {"llmfao_gpt3.csv", 0.60112, 5019}}) {
    int equal = 0, all = 0;
    for (const auto& [pair, votes] : labels(shared_file(judge)))
      for (const Outcome judged : votes)
        if (const auto found = people.find(pair); found != people.end() && judged != Outcome::tie)
          for (const Outcome vote : found->second) all += vote != Outcome::tie, equal += vote == judged;
    EXPECT_EQ(all, count);
    EXPECT_NEAR(static_cast<double>(equal) / all, share, 6e-6);
  }
}

TEST(Facts, FeaturesOfSpringall) {
  const std::string items = shared_file("springall_items.csv");
  if (items.empty()) GTEST_SKIP() << "no shared data";
  const Comparisons data = read_comparisons(shared_file("springall.csv"));
  const Eigen::MatrixXd rows = read_features(items).rows_of(data.names);
  EXPECT_EQ(rows.rows(), 9);
  EXPECT_EQ(rows.cols(), 2);
  EXPECT_EQ(rows(0, 0), 0.6);
}

}  // namespace paddock::test
