// Maximum-likelihood fits of annotator models to comparisons and rankings.
#pragma once
#include "sim/core/types.h"
#include "sim/data/comparisons.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace paddock {

enum class Model : std::uint8_t { bradley_terry, thurstone, plackett_luce, rao_kupper, davidson, mallows };
constexpr auto enum_words(Model) {
  return std::array{Word{Model::bradley_terry, "bradley-terry"}, Word{Model::thurstone, "thurstone"},
                    Word{Model::plackett_luce, "plackett-luce"}, Word{Model::rao_kupper, "rao-kupper"},
                    Word{Model::davidson, "davidson"},           Word{Model::mallows, "mallows"}};
}

struct FitOptions {
  Model model = Model::bradley_terry;
  bool home_advantage = false;  // of whoever stands left
  double ridge = 0;             // >= 0, relative to counts: the penalty is ridge/2 · |scores|²
  int folds = 5;                // of the held-out loss; 0: none
  std::uint64_t seed = 0;       // of the folds
  bool errors = true;           // standard errors too
};

/// A parameter beside the scores.
struct FittedParameter {
  std::string name;
  double value = 0;
  std::optional<double> standard_error;
};

/// Scores are log-strengths (thurstone: in units of one perception's standard deviation) with mean 0; of mallows,
/// places from the middle of the consensus.
struct Fit {
  Model model = Model::bradley_terry;
  bool converged = false;
  std::string message;                      // why not, or what to know; else empty
  Eigen::VectorXd scores;                   // n; all 0 when not converged
  std::optional<Eigen::MatrixXd> errors;    // covariance of scores, then of the parameters as they are fitted (home
                                            // advantage, eta or ln nu; mallows: ln phi alone)
  std::vector<FittedParameter> parameters;  // home_advantage, theta and eta, nu, phi
  double log_likelihood = 0;                // nats, without multinomial constants and penalty
  std::optional<double> held_out;  // nats per label; nothing where a fold has no fit or gives a label no chance
  std::vector<int> consensus;      // mallows: best first
  bool exact = true;               // it was found by exact search
  bool sandwich = false;           // errors are of the sandwich: labels are not of the model (ties as halves,
                                   // rankings broken into pairs)
  bool over_ballots = false;       // a label is a ranking, else a comparison
  bool partial = false;            // some ranking does not list every item
  int iterations = 0;

  double standard_error(Eigen::Index i) const;
};

/// Why the model does not suit the data; empty when it does.
std::string misfit(const Comparisons&, const FitOptions&);

/// What suits. Comparisons: bradley-terry and thurstone take ties as half a win each; plackett-luce is bradley-terry,
/// mallows is Condorcet's model. Rankings: the models of pairs see all pairs of a ranking; plackett-luce and mallows
/// the ranking itself, partial or not. Held-out loss: each single label goes to one of the folds by its own random
/// number (counts that are no whole numbers, or above 1e6, are shared out equally), each fold is judged by a fit to the
/// others.
Fit fit(const Comparisons&, const FitOptions& = {});

}  // namespace paddock
