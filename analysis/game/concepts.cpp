// The table of solution concepts: one row, one function each.
#include "analysis/game/alpha_rank.h"
#include "analysis/game/gaps.h"
#include "analysis/game/lottery.h"
#include "analysis/game/nash.h"
#include "analysis/game/rankings.h"
#include "analysis/game/rlhf.h"
#include "analysis/game/solve_work.h"
#include "analysis/game/stackelberg.h"
#include "sim/math/simplex.h"

#include <fmt/format.h>

namespace paddock {
namespace {

using Work = SolveWork;

std::vector<double> list(const Eigen::VectorXd& v) { return {v.data(), v.data() + v.size()}; }

std::vector<std::vector<double>> rows(const Eigen::MatrixXd& m) {
  std::vector<std::vector<double>> out;
  for (Eigen::Index i = 0; i < m.rows(); ++i) out.push_back(list(m.row(i).transpose()));
  return out;
}

void put(Solution& s, std::string key, Finding value) { s.values.emplace_back(std::move(key), std::move(value)); }

void put_scores(Work& w, Solution& s, const Eigen::VectorXd& scores) {
  put(s, "scores", list(scores));
  put(s, "winners", w.names(best_arms(scores)));
}

constexpr const char* kSeveral = "several orders do as well; ties go to the arm named first";

void put_ranking(Work& w, Solution& s, const Ranking& r) {
  put(s, "ranking", w.names(r.order));
  put(s, "unique", r.unique);
  if (!r.unique) s.notes.emplace_back(kSeveral);
}

void put_kemeny(Work& w, Solution& s, const Kemeny& k, const char* cost) {
  const std::vector<Eigen::Index> order(k.order.begin(), k.order.end());
  put(s, "ranking", k.exact ? Finding(w.names(order)) : Finding());
  put(s, "unique", k.exact ? Finding(k.unique) : Finding());
  put(s, cost, k.exact ? Finding(k.distance) : Finding());
  if (!k.exact)
    s.notes.push_back(fmt::format("not computed: cycles or ties join more than {} arms", kKemenyExact));
  else if (!k.unique)
    s.notes.emplace_back(kSeveral);
}

void condorcet(Work& w, Solution& s) { put(s, "", w.name(condorcet_winner(w.contest.p))); }
void loser(Work& w, Solution& s) { put(s, "", w.name(condorcet_loser(w.contest.p))); }
void copeland(Work& w, Solution& s) { put_scores(w, s, copeland_scores(w.contest.p, w.contest.compared)); }
void borda(Work& w, Solution& s) { put_scores(w, s, borda_scores(w.contest.p)); }
void minimax(Work& w, Solution& s) { put_scores(w, s, w.contest.p.rowwise().minCoeff()); }
void smith(Work& w, Solution& s) { put(s, "", w.names(smith_set(w.contest.p))); }
void schwartz(Work& w, Solution& s) { put(s, "", w.names(schwartz_set(w.contest.p))); }
void condense(Work& w, Solution& s) {
  std::vector<std::vector<std::string>> groups;
  for (const auto& group : condensation(w.contest.p)) groups.push_back(w.names(group));
  put(s, "", std::move(groups));
}
void cyclic_triples(Work& w, Solution& s) { put(s, "", w.triples().cyclic); }
void cyclic_fraction(Work& w, Solution& s) { put(s, "", w.triples().cyclic_fraction()); }
void transitivity(Work& w, Solution& s) { put(s, "", std::string(name(stochastic_transitivity(w.contest.p)))); }

void lottery(Work& w, Solution& s) {
  const Lottery l = w.options.margins ? margin_lottery(w.contest.margins) : maximal_lottery(w.contest.p);
  s.failed = !l.converged;
  put(s, "policy", l.converged ? Finding(list(l.policy)) : Finding());
  put(s, "unique", l.unique);
  put(s, "exploitability", l.gap);
  if (!l.converged)
    s.notes.push_back(fmt::format("not solved: the best lottery found leaves an exploitability of {:.3g}", l.gap));
  else if (!l.unique)
    s.notes.emplace_back("not unique: many lotteries are optimal, this one has the largest entropy");
}

void bradley_terry(Work& w, Solution& s) {
  const BradleyTerryFit& fit = w.bradley_terry();
  put(s, "scores", fit.converged ? Finding(list(fit.scores)) : Finding());
  put(s, "ridge", w.options.ridge);
  put(s, "converged", fit.converged);
  put(s, "log_likelihood", fit.converged ? Finding(fit.log_likelihood) : Finding());
  s.failed = fit.exists && !fit.converged;
  if (!fit.exists)
    s.notes.push_back("no maximum: " + why_no_scores(w.contest));
  else if (!fit.converged)
    s.notes.push_back(fmt::format("not solved: Newton's last step is {:.3g}", fit.last_step));
}

void put_policy(Work& w, Solution& s, const Eigen::VectorXd& policy) {
  put(s, "policy", list(policy));
  put(s, "exploitability", exploitability(w.contest.p, policy));
}

void rlhf(Work& w, Solution& s) {
  put(s, "beta", w.options.beta);
  const BradleyTerryFit& fit = w.bradley_terry();
  if (!fit.converged) {
    for (const char* key : {"policy", "exploitability", "winrate_reference"}) put(s, key, {});
    s.notes.emplace_back("no rewards: see bradley_terry");
    return;
  }
  const Eigen::VectorXd policy = kl_optimum(w.reference, fit.scores, w.options.beta).policy;
  put_policy(w, s, policy);
  put(s, "winrate_reference", win_rate(policy, w.contest.p, w.reference));
}

void nash(Work& w, Solution& s) {
  const double tau = w.options.tau;
  const Nash n = regularised_nash(w.contest.p, w.reference, tau);
  put(s, "tau", tau);
  if (n.converged) {
    put_policy(w, s, n.policy);
    put(s, "gap_regularised", n.gap);
    put(s, "winrate_reference", win_rate(n.policy, w.contest.p, w.reference));
    put(s, "kl_reference", kl(as_span(n.policy), as_span(w.reference)));
  } else {
    for (const char* key : {"policy", "exploitability", "gap_regularised", "winrate_reference", "kl_reference"})
      put(s, key, {});
    s.notes.push_back(
        fmt::format("not solved: the residual is {:.3g} after {} linear systems", n.residual, n.iterations));
  }
  put(s, "residual", n.residual);
  put(s, "converged", n.converged);
  s.failed = !n.converged;
  if (tau == 0 && !maximal_lottery(w.contest.p).unique)
    s.notes.emplace_back("not unique without a reference: this is the maximal lottery of largest entropy");
}

void stackelberg(Work& w, Solution& s) {
  const Stackelberg g =
      solve_stackelberg(w.contest.p, w.reference, w.options.tau_leader, w.options.tau_follower, w.follower_reference);
  put(s, "tau_leader", w.options.tau_leader);
  put(s, "tau_follower", w.options.tau_follower);
  put(s, "leader", list(g.leader));
  put(s, "follower", rows(g.follower));
  put(s, "value", g.value);
  put(s, "action_values", list(g.action_values));
  put(s, "winrate_follower", g.leader.dot(g.follower.cwiseProduct(w.contest.p).rowwise().sum()));
  put(s, "refined", list(refined_policy(g, 2)));
}

void reference(Work& w, Solution& s) {
  put_policy(w, s, w.reference);
  if (w.options.tau == 0) return;
  const Eigen::VectorXd log_mu = w.reference.unaryExpr([](double x) { return std::log(x); });
  Gaps gaps;
  put(s, "gap_regularised", gaps.regularised(w.contest.p, w.reference, log_mu, w.options.tau));
  put(s, "best_reply", list(gaps.reply(w.contest.p, w.reference, log_mu, w.options.tau)));
}

void ranked(Work& w, Solution& s) {
  put_ranking(w, s, ranked_pairs(w.options.margins ? w.contest.margins : (w.contest.p.array() - 0.5).matrix().eval()));
}
void kemeny_order(Work& w, Solution& s) { put_kemeny(w, s, kemeny(w.contest.wins), "distance"); }
void slater_order(Work& w, Solution& s) { put_kemeny(w, s, slater(w.contest.p), "reversed"); }
void leximax(Work& w, Solution& s) {
  const Contest& c = w.contest;
  constexpr double kEnough = 5;  // labels of a pair without dissent that count as unanimity
  Mask unanimous = c.p.array() >= 1 - kTie;
  if (c.compared.size() > 0) unanimous = unanimous.array() && c.wins.array() >= kEnough;
  put_ranking(w, s, leximax_copeland(copeland_scores(c.p, c.compared), unanimous));
}

void put_law(Solution& s, const LongRun& walk) {
  put(s, "law", list(walk.law));
  put(s, "unique", walk.unique);
  if (!walk.unique)
    s.notes.emplace_back("not unique: the walk ends in one of several groups; this is from a uniform start");
}
void markov(Work& w, Solution& s) { put_law(s, markov_walk(w.contest.p, w.contest.compared)); }
void surfer(Work& w, Solution& s) {
  put(s, "damping", 0.85);
  put(s, "law", list(page_rank(w.contest.p, w.contest.compared, 0.85)));
}
void imitators(Work& w, Solution& s) {
  const AlphaRankOptions options{.alpha = w.options.alpha};
  put(s, "alpha", options.alpha);
  put(s, "population", options.population);
  put_law(s, alpha_rank(w.contest.p, options));
}

constexpr ConceptRow kRows[] = {
    {{"condorcet", "the one that beats every other", "Condorcet 1785", true}, condorcet},
    {{"copeland", "how many each beats, ties half, over compared pairs", "Copeland 1951", true}, copeland},
    {{"borda", "mean probability to beat another one", "Borda 1781", true}, borda},
    {{"smith", "smallest set whose members beat everything outside", "Smith 1973", true}, smith},
    {{"cyclic_triples", "triples whose majorities form a cycle", "Kendall & Babington Smith 1940", true},
     cyclic_triples},
    {{"cyclic_fraction", "their share of the triples without ties", "Kendall & Babington Smith 1940", true},
     cyclic_fraction},
    {{"stochastic_transitivity", "strong, moderate, weak or none", "Tversky 1969", true}, transitivity},
    {{"maximal_lottery", "mixture that nothing beats (von Neumann winner)", "Fishburn 1984", true}, lottery},
    {{"bradley_terry", "scores of maximum likelihood, P = sigmoid(s_i - s_j)", "Bradley & Terry 1952", true},
     bradley_terry},
    {{"rlhf", "reference · exp(score / beta)", "Christiano et al. 2017", true}, rlhf},
    {{"nash", "KL-regularised equilibrium", "Munos et al. 2023, Nash learning from human feedback", true}, nash},
    {{"stackelberg", "leader and follower", "Stackelberg learning from human feedback, Proposition 1", true},
     stackelberg},
    {{"condorcet_loser", "the one that every other beats", "Fishburn 1974", false}, loser},
    {{"schwartz", "beaten only by those it beats in turn, through others", "Schwartz 1972", false}, schwartz},
    {{"condensation", "Smith set, Smith set of the rest, …", "Good 1971", false}, condense},
    {{"minimax", "worst probability to win: the best worst case", "Simpson 1969, Kramer 1977", false}, minimax},
    {{"ranked_pairs", "order that locks the largest majorities first", "Tideman 1987", false}, ranked},
    {{"kemeny", "order of least total disagreement", "Kemeny 1959", false}, kemeny_order},
    {{"slater", "order that turns fewest majorities round", "Slater 1961", false}, slater_order},
    {{"leximax_copeland", "Copeland's order subject to unanimity", "Ge et al. 2024, Axioms for AI alignment", false},
     leximax},
    {{"markov", "long-run share of a walk to whoever wins", "Daniels 1969", false}, markov},
    {{"pagerank", "long-run share of a surfer from losers to winners", "Brin & Page 1998", false}, surfer},
    {{"alpha_rank", "long-run share of a population that imitates", "Omidshafiei et al. 2019", false}, imitators},
    {{"reference", "the reference policy, its gaps and the best reply to it", "", false}, reference},
};

}  // namespace

std::span<const ConceptRow> concept_rows() { return kRows; }

}  // namespace paddock
