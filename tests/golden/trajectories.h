// Trajectories of the deterministic game methods on E2 (noisy rock-paper-scissors), from pi_0 = mu.
//
// Where the numbers come from: the project's derivation of the game family (nlhf.md section 10, fixtures F1-F18) and
// its addendum on step sizes (addendum_alignment.md sections 1-2), each from independent code; nine printed decimals.
#pragma once
#include <Eigen/Core>

#include <vector>

namespace paddock::golden {

struct Point {
  int t;
  std::vector<double> policy;
  double kl, gap, exploitability;  // KL(pi* || pi_t), regularised gap, exploitability; 0: not printed
};
struct Trajectory {
  const char* name;
  const char* agent;  // as scenarios write it
  std::vector<Point> points;
};

inline std::vector<Trajectory> trajectories() {
  return {{"F1",
           "{kind: nash-md, tau: 0.1}",
           {{1, {.146033818, .361153593, .492812589}, 1.0102e-2, 6.3305e-3, 4.0149e-2},
            {10, {.199761888, .349388121, .450849991}, 1.7653e-4, 1.2578e-4, 1.0265e-2},
            {100, {.198225368, .342570868, .459203764}, 1.4379e-6, 1.0154e-6, 1.2551e-2},
            {1000, {.198401192, .341853022, .459745786}, 1.6117e-8, 1.1367e-8, 1.2589e-2}}},
          {"F2, a constant step and its biased limit",
           "{kind: nash-md, tau: 0.1, eta: 0.5}",
           {{10, {.182220128, .329502172, .488277700}, 1.7726e-3, 1.2443e-3, 2.4767e-2},
            {2000, {.197421122, .343669339, .458909539}, 8.7022e-6, 6.1462e-6, 1.2813e-2}}},
          {"F3",
           "{kind: omd, tau: 0.1, eta: 0.5}",
           {{1, {.197015012, .303003706, .499981282}, 4.0445e-3, 2.6590e-3, 2.1190e-2},
            {10, {.182573909, .329663105, .487762986}, 1.7058e-3, 1.1976e-3, 2.4523e-2},
            {100, {.198136312, .342029274, .459834413}, 3.1431e-7, 2.2153e-7, 1.2712e-2}}},
          {"addendum 2, the default step of omd",
           "{kind: omd, tau: 0.1}",
           {{1, {.1977011890, .3023098913, .4999889197}, 4.1310181e-3, 0, 0},
            {10, {.1846017145, .3232562053, .4921420802}, 2.1119214e-3, 0, 0}}}};
}

}  // namespace paddock::golden
