#include "sim/math/likelihood.h"

#include "sim/core/expects.h"
#include "sim/math/damped_newton.h"
#include "sim/math/newton_direction.h"

#include <algorithm>
#include <cmath>

namespace paddock {
namespace {

constexpr int kHalvings = 60;
constexpr double kEndless =
    36;  // log-odds beyond which 1 - p is no longer told from 0: the gradient vanishes, no maximum

/// Largest change of a difference of scores, or of another parameter.
double reach(const Eigen::VectorXd& step, Eigen::Index scores) {
  double most = 0;
  if (scores > 0) most = step.head(scores).maxCoeff() - step.head(scores).minCoeff();
  for (Eigen::Index i = scores; i < step.size(); ++i) most = std::max(most, std::abs(step[i]));
  return most;
}

class Objective {
 public:
  Objective(const Likelihood& of, double ridge) : of_(of), ridge_(ridge) {
    gradient.resize(of.size()), information.resize(of.size(), of.size());
  }
  bool at(const Eigen::VectorXd& x) {
    if (!of_.differentiate(x, gradient, information)) return false;
    const Eigen::Index n = of_.scores();
    gradient.head(n) -= ridge_ * x.head(n), information.diagonal().head(n).array() += ridge_;
    return true;
  }
  Eigen::VectorXd gradient;
  Eigen::MatrixXd information;

 private:
  const Likelihood& of_;
  double ridge_;
};

}  // namespace

Maximum maximise(const Likelihood& of, const MaximiseOptions& options) {
  expects(options.ridge >= 0 && std::isfinite(options.ridge), "a ridge >= 0");
  Maximum best;
  best.x = of.start();
  Objective objective(of, options.ridge);
  NewtonDirection newton;
  Eigen::VectorXd direction, trial;
  expects(objective.at(best.x), "a start inside the domain");
  best.converged = of.size() == 0, best.last_step = 1;
  while (!best.converged && best.iterations < options.max_iterations) {
    ++best.iterations;
    // Early steps need no exact direction: an error of the square of the last step keeps convergence quadratic.
    const double tolerance = std::clamp(0.1 * best.last_step * best.last_step, 1e-9, 1e-2);
    newton.solve(objective.information, objective.gradient, of.scores(), direction, tolerance);
    const double length = reach(direction, of.scores()), slope = -objective.gradient.dot(direction);
    if (!std::isfinite(length)) break;
    best.last_step = length;
    best.converged = length <= options.tolerance;
    if (best.converged) {  // what is left is the square of this: no need to look there
      best.x += direction;
      break;
    }
    double step = 1;
    for (int k = 0; k < kHalvings; ++k, step /= 2) {
      trial = best.x + step * direction;
      if (objective.at(trial) && full_step_is_good(slope, -objective.gradient.dot(direction))) break;
    }
    best.x = trial;
  }
  best.log_likelihood = of.value(best.x);
  best.converged = best.converged && std::isfinite(best.log_likelihood) && reach(best.x, of.scores()) < kEndless;
  return best;
}

Eigen::MatrixXd inverse_information(const Likelihood& of, const Eigen::VectorXd& x, double ridge) {
  Objective objective(of, ridge);
  expects(objective.at(x), "parameters inside the domain");
  return gauged_inverse(std::move(objective.information), of.scores(), ridge);
}

}  // namespace paddock
