// Forms and boxes: Maximin-LCB's experiments on kernelised logistic bandits (dueling bandits over a 10 x 10 mesh),
// which maximise minus the usual test functions of global optimisation; eggholder on [-100, 100]², Michalewicz with
// power 10. Spans were found by a 2001 x 2001 grid with local refinement of the best 64 points.
#include "annotators/functions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace paddock {
namespace {

using Point = std::span<const double>;
constexpr double kPi = std::numbers::pi;

double sphere(Point z) {
  double sum = 0;
  for (double x : z) sum -= x * x;
  return sum;
}
double ackley(Point z) {
  double squares = 0, waves = 0;
  for (double x : z) squares += x * x, waves += std::cos(2 * kPi * x);
  const auto d = static_cast<double>(z.size());
  return 20 * std::exp(-0.2 * std::sqrt(squares / d)) + std::exp(waves / d) - 20 - std::numbers::e;
}
double branin(Point z) {
  const double t = z[1] - 5.1 * z[0] * z[0] / (4 * kPi * kPi) + 5 * z[0] / kPi - 6;
  return -t * t - 10 * (1 - 1 / (8 * kPi)) * std::cos(z[0]) - 10;
}
double eggholder(Point z) {
  return (z[1] + 47) * std::sin(std::sqrt(std::abs(z[1] + z[0] / 2 + 47))) +
         z[0] * std::sin(std::sqrt(std::abs(z[0] - (z[1] + 47))));
}
double hoelder(Point z) {
  return std::abs(std::sin(z[0]) * std::cos(z[1]) * std::exp(std::abs(1 - std::hypot(z[0], z[1]) / kPi)));
}
double matyas(Point z) { return -(0.26 * (z[0] * z[0] + z[1] * z[1]) - 0.48 * z[0] * z[1]); }
double wave(std::size_t i, double x) {  // term i = 1, 2, … of Michalewicz's function
  return std::sin(x) * std::pow(std::sin(static_cast<double>(i) * x * x / kPi), 10);
}
double michalewicz(Point z) {
  double sum = 0;
  for (std::size_t k = 0; k < z.size(); ++k) sum += wave(k + 1, z[k]);
  return sum;
}
double rosenbrock(Point z) {
  double sum = 0;
  for (std::size_t k = 0; k + 1 < z.size(); ++k) {
    const double valley = z[k + 1] - z[k] * z[k];
    sum -= 100 * valley * valley + (1 - z[k]) * (1 - z[k]);
  }
  return sum;
}
double zero(std::size_t) { return 0; }
double michalewicz_top(std::size_t d) {  // the terms are separate: the best of each on a grid, refined by halving
  double sum = 0;
  for (std::size_t i = 1; i <= d; ++i) {
    double best = 0, at = 0, step = 3.14 / 4096 / static_cast<double>(i);
    for (double x = 0; x <= 3.14; x += step)
      if (wave(i, x) > best) best = wave(i, x), at = x;
    for (; step > 1e-12; step /= 2)
      for (double x : {at - step, at + step})
        if (x <= 3.14 && wave(i, x) > best) best = wave(i, x), at = x;
    sum += best;
  }
  return sum;
}

constexpr std::array kFunctions{
    TestFunction{"sphere", {-1, -1}, {1, 1}, 0, 2, sphere, zero},
    TestFunction{"ackley", {-5, -5}, {5, 5}, 0, 14.3026675, ackley, zero},
    TestFunction{"branin", {-5, 0}, {10, 15}, 2, 307.731208654, branin, [](std::size_t) { return -0.397887357730; }},
    TestFunction{
        "eggholder", {-100, -100}, {100, 100}, 2, 429.977123763, eggholder, [](std::size_t) { return 227.123105921; }},
    TestFunction{"hoelder", {-10, -10}, {10, 10}, 2, 19.2085025679, hoelder, [](std::size_t) { return 19.2085025679; }},
    TestFunction{"matyas", {-10, -10}, {10, 10}, 2, 100, matyas, zero},
    TestFunction{"michalewicz", {0, 0}, {3.14, 3.14}, 0, 1.80662288535, michalewicz, michalewicz_top},
    TestFunction{"rosenbrock", {-5, -5}, {10, 10}, 0, 1102581, rosenbrock, zero}};

}  // namespace

double TestFunction::at(std::span<double> unit, double top_value) const {
  for (std::size_t k = 0; k < unit.size(); ++k) {
    const std::size_t side = k > 0;
    unit[k] = low[side] + (high[side] - low[side]) * unit[k];
  }
  return (value(unit) - top_value) / span;
}
std::span<const TestFunction> test_functions() { return kFunctions; }
const TestFunction* test_function(std::string_view name) {
  const auto it = std::ranges::find(kFunctions, name, &TestFunction::name);
  return it == kFunctions.end() ? nullptr : &*it;
}

}  // namespace paddock
