#include "analysis/fit/fit.h"

#include "analysis/fit/evidence.h"
#include "analysis/fit/rankings.h"
#include "sim/core/expects.h"
#include "sim/math/kemeny.h"
#include "sim/math/newton_direction.h"
#include "sim/math/pair_likelihood.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <memory>

namespace paddock {
namespace {

PairLink link_of(Model m) {
  switch (m) {
    case Model::thurstone:
      return PairLink::probit;
    case Model::rao_kupper:
      return PairLink::rao_kupper;
    case Model::davidson:
      return PairLink::davidson;
    default:
      return PairLink::logistic;
  }
}
/// A label of the model is a whole ranking.
bool of_ballots(Model m, const Comparisons& data) {
  return !data.ballots.empty() && (m == Model::plackett_luce || m == Model::mallows);
}

/// A model fitted to some labels.
struct Trained {
  std::unique_ptr<Likelihood> likelihood;
  const PairLikelihood* pairs = nullptr;  // the same, if it is one of pairs
  Kemeny centre;                          // of mallows
  Maximum maximum;

  Trained(const Comparisons& data, const FitOptions& o) {
    if (o.model == Model::mallows) {
      centre = kemeny(data.wins);
      likelihood = std::make_unique<Mallows>(ballots_of(data), centre.order);
    } else if (of_ballots(o.model, data)) {
      likelihood = std::make_unique<PlackettLuce>(data.size(), data.ballots);
    } else {
      auto of = std::make_unique<PairLikelihood>(data.size(), counted_pairs(data, o.home_advantage), link_of(o.model),
                                                 o.home_advantage);
      pairs = of.get(), likelihood = std::move(of);
    }
    if (o.ridge == 0 && o.model != Model::mallows && !connected(data, of_ballots(o.model, data))) {
      maximum.x = Eigen::VectorXd::Zero(likelihood->size());
      return;
    }
    if (o.model == Model::mallows && centre.distance == 0) {  // of one mind: phi = 0
      maximum.x = Eigen::VectorXd::Constant(1, std::numeric_limits<double>::infinity());
      maximum.converged = true;
      return;
    }
    maximum = maximise(*likelihood, {.ridge = o.ridge});
  }

  /// log-likelihood of other labels; -inf where one has no chance.
  double judge(const Comparisons& data, const FitOptions& o) const {
    constexpr double kNever = -std::numeric_limits<double>::infinity();
    if (o.model == Model::mallows) {
      const Mallows of(ballots_of(data), centre.order);
      if (std::isfinite(maximum.x[0])) return of.value(maximum.x);
      return of.distance() > 0 ? kNever : 0;
    }
    if (!pairs) return PlackettLuce(data.size(), data.ballots).value(maximum.x);
    double sum = 0;
    for (const CountedPair& p : counted_pairs(data, o.home_advantage)) {
      if (has_ties(link_of(o.model)) && !pairs->tie() && p.ties > 0) return kNever;
      sum += pairs->value(maximum.x, p);
    }
    return sum;
  }

  /// Of the parameters as they are fitted, in the gauge of mean-zero scores; nothing at the edge of the domain.
  std::optional<Eigen::MatrixXd> covariance(const Comparisons& data, const FitOptions& o, bool sandwich) const {
    if (!maximum.x.allFinite()) return std::nullopt;
    const Eigen::MatrixXd inverse = inverse_information(*likelihood, maximum.x, o.ridge);
    if (!sandwich) return inverse;
    return inverse * (data.ballots.empty() ? pairs->outer_products(maximum.x) : by_ballot(data)) * inverse;
  }

 private:
  /// Sum of outer products of the ballots' gradients: the pairs of one ballot depend on each other.
  Eigen::MatrixXd by_ballot(const Comparisons& data) const {
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(likelihood->size(), likelihood->size());
    Eigen::VectorXd gradient(likelihood->size());
    for (const Ballot& b : data.ballots) {
      gradient.setZero();
      for_each_pair(b, [&](int winner, int loser, bool tie) {
        pairs->add_gradient(maximum.x, {winner, loser, tie ? 0.0 : 1.0, 0, tie ? 1.0 : 0.0}, gradient);
      });
      sum.noalias() += b.count * gradient * gradient.transpose();
    }
    return sum;
  }
};

std::optional<double> held_out(const Comparisons& data, const FitOptions& o) {
  double loss = 0, labels = 0;
  for (const Fold& fold : folds(data, o.folds, o.seed)) {
    const Trained trained(fold.rest, o);
    if (!trained.maximum.converged) return std::nullopt;
    loss -= trained.judge(fold.held_out, o);
    labels += label_count(fold.held_out, of_ballots(o.model, data));
  }
  return labels > 0 && std::isfinite(loss) ? std::optional(loss / labels) : std::nullopt;
}

void name_parameters(Fit& out, const Trained& t) {
  const Eigen::VectorXd& x = t.maximum.x;
  const auto add = [&](std::string name, double value, Eigen::Index at, double slope) {
    std::optional<double> error;
    if (out.errors) error = std::abs(slope) * std::sqrt((*out.errors)(at, at));
    out.parameters.push_back({std::move(name), value, error});
  };
  if (out.model == Model::mallows) {
    const double phi = std::exp(-x[0]);
    add("phi", phi, 0, phi);
    out.parameters.push_back({"distance", t.centre.distance, {}});
    return;
  }
  if (!t.pairs) return;
  if (const auto h = t.pairs->home()) add("home_advantage", x[*h], *h, 1);
  const auto tie = t.pairs->tie();
  if (out.model == Model::rao_kupper) {
    if (!tie) return out.parameters.insert(out.parameters.end(), {{"theta", 1, {}}, {"eta", 0, {}}}), void();
    add("theta", std::exp(x[*tie]), *tie, std::exp(x[*tie])), add("eta", x[*tie], *tie, 1);
  }
  if (out.model == Model::davidson) {
    if (!tie) return out.parameters.push_back({"nu", 0, {}});
    add("nu", std::exp(x[*tie]), *tie, std::exp(x[*tie]));
  }
  if (out.model == Model::thurstone) out.parameters.push_back({"scale", 1, {}});
}

}  // namespace

double Fit::standard_error(Eigen::Index i) const {
  return errors && model != Model::mallows ? std::sqrt((*errors)(i, i)) : std::numeric_limits<double>::quiet_NaN();
}

std::string misfit(const Comparisons& data, const FitOptions& o) {
  if (o.home_advantage && !data.ballots.empty())
    return "rankings have no left side: --home-advantage needs comparisons";
  if (o.home_advantage && (o.model == Model::mallows || o.model == Model::plackett_luce))
    return fmt::format("{} has no home advantage; bradley-terry, thurstone, rao-kupper and davidson have",
                       word(o.model));
  if (o.ridge > 0 && o.model == Model::mallows) return "mallows has no scores for --ridge to hold back";
  if (o.model == Model::plackett_luce)
    for (std::size_t b = 0; b < data.ballots.size(); ++b)
      for (std::size_t g = 0; g + 1 < data.ballots[b].groups.size(); ++g)
        if (data.ballots[b].groups[g].size() > 1)
          return fmt::format("ballot {} ties items above its last place: plackett-luce knows no ties", b + 1);
  if (data.counts().sum() == 0) return "nothing is compared with anything else";
  return {};
}

Fit fit(const Comparisons& data, const FitOptions& o) {
  expects(misfit(data, o).empty(), "data that suit the model");
  const Trained trained(data, o);
  Fit out;
  out.model = o.model;
  out.over_ballots = of_ballots(o.model, data);
  out.partial = o.model == Model::mallows && any_partial(data);
  out.converged = trained.maximum.converged, out.iterations = trained.maximum.iterations;
  out.consensus = trained.centre.order, out.exact = trained.centre.exact;
  out.scores = Eigen::VectorXd::Zero(data.size());
  if (!out.converged) {
    out.message = why_not(data, out.over_ballots);
    return out;
  }
  if (o.model == Model::mallows) {
    for (std::size_t k = 0; k < out.consensus.size(); ++k)
      out.scores[out.consensus[k]] = static_cast<double>(data.size() - 1) / 2 - static_cast<double>(k);
    if (!out.exact)
      out.message =
          fmt::format("the consensus is a local optimum: exact search stops at {} items in one cycle", kKemenyExact);
  } else {
    out.scores = trained.maximum.x.head(data.size());
  }
  const bool ties_as_halves = trained.pairs && !has_ties(link_of(o.model)) && data.tie_total() > 0;
  out.sandwich = ties_as_halves || (trained.pairs && !data.ballots.empty());
  if (o.errors) out.errors = trained.covariance(data, o, out.sandwich);
  name_parameters(out, trained);
  out.log_likelihood = trained.judge(data, o);
  if (o.folds > 1) out.held_out = held_out(data, o);
  return out;
}

}  // namespace paddock
